"""Measure the way between two spots on one chain, and find the places along it."""

import numpy as np

from sites.base.compiled import inlined, inner
from sites.travel.streets.kernels.arrays import FAR, Ids


@inlined
def along_ns(took_ns: int, ahead_um: int, against: float, outward: bool) -> int:  # noqa: FBT001 - a kernel takes no keywords
    """Return the time of a trip along a chain; FAR when it goes against a one-way.

    Against the chain's own direction it takes ``against`` times as long. Both figures are those of
    the place less those of the point; outward is towards the place.
    """
    back = (ahead_um if outward else -ahead_um) < 0
    slow = against if back else 1.0
    return FAR if slow == np.inf else np.int64(np.rint(abs(took_ns) * slow))  # type: ignore[return-value] # numba's own int


@inner
def first_on(near_chain: Ids, chain: int) -> int:
    """Return the first row of a chain in a rising list of chains, or where it would stand."""
    low, high = 0, len(near_chain)
    while low < high:
        middle = (low + high) // 2
        if near_chain[middle] < chain:
            low = middle + 1
        else:
            high = middle
    return low
