"""Positions of addresses."""
