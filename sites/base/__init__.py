"""The words, errors and small arithmetic that every room uses."""
