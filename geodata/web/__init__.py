"""Asking the web politely, and knowing whether an answer is whole."""
