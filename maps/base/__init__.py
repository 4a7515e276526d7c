"""Words, colours and names that everything to look at shares."""
