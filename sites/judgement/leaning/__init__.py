"""Whether a site can lean on a mother location, why, and what would flip it."""
