"""Travel by public transport: timetable, scan, walks, and the engine that answers."""
