"""Measure the way between two spots on one chain."""

from sites.base.compiled import inlined
from sites.travel.streets.kernels.arrays import FAR


@inlined
def along_ns(took_ns: int, ahead_um: int, one_way: bool, outward: bool) -> int:  # noqa: FBT001 - a kernel takes no keywords
    """Return the time of a trip along a chain; FAR when it goes against a one-way.

    Both figures are those of the place less those of the point; outward is towards the place.
    """
    barred = one_way and (ahead_um if outward else -ahead_um) < 0
    return FAR if barred else abs(took_ns)
