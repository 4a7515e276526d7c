"""Street networks, from OpenStreetMap extracts to a stored network."""
