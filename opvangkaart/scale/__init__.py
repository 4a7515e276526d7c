"""Split a run into tiles, keep what is done, and spread the work over processes or machines."""
