"""What a page says, as plain frozen data."""
