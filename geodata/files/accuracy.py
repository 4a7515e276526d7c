"""How inexact a place is that was found by its postcode or by its kern."""

from typing import Final

import numpy as np

POSTCODE_M: Final = 150.0
#: People per km2 of built-up ground, an assumption that turns inhabitants into a radius.
KERN_DENSITY: Final = 2500.0
KERN_MIN_M: Final = 500.0


def kern_radius_m(population: float) -> float:
    """Return the radius of a disc that holds a kern's people, rounded up to 100 m.

    >>> kern_radius_m(10_000), kern_radius_m(200)
    (1200.0, 500.0)
    """
    radius = 1000 * np.sqrt(max(population, 0.0) / KERN_DENSITY / np.pi)
    return float(max(np.ceil(radius / 100) * 100, KERN_MIN_M))
