"""The tables that cross a room, each with its schema."""
