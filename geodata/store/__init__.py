"""The folder of fetched layers, and making an earlier run again from it."""
