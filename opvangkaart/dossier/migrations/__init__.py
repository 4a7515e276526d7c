"""How a dossier of an older version becomes one of today."""
