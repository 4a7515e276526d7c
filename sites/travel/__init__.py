"""How long a trip takes: the protocol, its engines, and what is looked up with them."""
