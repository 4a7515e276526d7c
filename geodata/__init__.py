"""Everything that comes in: the bundled basisset, readers of published files, stored networks."""
