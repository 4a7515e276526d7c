"""Timetables, from GTFS feeds to a compact store."""
