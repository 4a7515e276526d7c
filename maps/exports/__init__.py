"""Files that leave the program, all through one gate."""
