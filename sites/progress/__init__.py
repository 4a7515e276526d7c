"""How a list of initiatives moves on: its entries, its log, and what stands on a day."""
