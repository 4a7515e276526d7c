"""Fetching today's layers, one module per source."""
