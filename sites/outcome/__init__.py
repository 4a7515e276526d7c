"""What follows from a plan after it is made."""
