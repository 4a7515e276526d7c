"""Time in one model: several periods, in which a site opens once, stays and ends with its term."""
