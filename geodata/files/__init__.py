"""Files as people hand them in: tables, vectors, numbers, texts, and the bundled facts."""
