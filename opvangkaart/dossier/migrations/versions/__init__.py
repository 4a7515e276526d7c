"""The versions of a dossier, each with the step that makes it from the one before."""
