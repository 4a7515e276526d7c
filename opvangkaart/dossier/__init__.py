"""The dossier: the team's list as a database, one file or a PostgreSQL server."""
