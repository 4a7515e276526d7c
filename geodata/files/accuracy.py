"""How inexact a place is that was found by its postcode or by its kern."""

from typing import Final

import numpy as np
import pandas as pd

from sites.scoring.facilities import kern_radius_m

POSTCODE_M: Final = 150.0
KERN_MIN_M: Final = 500.0


def kern_accuracy_m(population: float) -> float:
    """Return how far a place may lie from the middle of its kern: its radius, up to whole 100 m.

    >>> kern_accuracy_m(10_000), kern_accuracy_m(200)
    (1600.0, 500.0)
    """
    radius = float(kern_radius_m(pd.Series([max(population, 0.0)])).iloc[0])
    return float(max(np.ceil(radius / 100) * 100, KERN_MIN_M))
