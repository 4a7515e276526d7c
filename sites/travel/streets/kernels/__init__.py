"""Hold the loops over streets that numpy cannot express."""
