"""The siting model: sizes, bounds, spokes and the programme built from them."""
