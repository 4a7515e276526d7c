"""Say where fetched layers lie, and which command fetches them there."""

from geodata.store.where import FOLDER, fetch_command

__all__ = ["FOLDER", "fetch_command"]
