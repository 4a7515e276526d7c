"""The reasoning: tables in, tables out. Only ``run`` and ``cli`` touch the world."""
