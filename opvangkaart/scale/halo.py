"""Cut a layer to what a tile can need, and say of which answers the cut can be trusted."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sites.travel.protocol import Floats, Points

#: Less than any distance that counts; engines round to a millimetre or less.
_HAIR_M = 0.01


@dataclass(frozen=True)
class Box:
    """A rectangle in metres of the run's CRS; what lies on its edge lies inside."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, points: Points) -> Self:
        """Return the smallest box around points.

        >>> two = Points(np.array(["a", "b"]), np.array([3.0, 1.0]), np.array([0.0, 5.0]))
        >>> Box.of(two).widened(1.0)
        Box(west=0.0, south=-1.0, east=4.0, north=6.0)
        """
        east, north = points.easting, points.northing
        return cls(float(east.min()), float(north.min()), float(east.max()), float(north.max()))

    def widened(self, halo_m: float) -> Self:
        """Return the box with a halo on every side; an infinite one holds everything."""
        return type(self)(
            self.west - halo_m, self.south - halo_m, self.east + halo_m, self.north + halo_m
        )

    def holds(self, points: Points) -> NDArray[np.bool_]:
        """Return which points lie inside."""
        east, north = points.easting, points.northing
        inside = (east >= self.west) & (east <= self.east)
        return np.asarray(inside & (north >= self.south) & (north <= self.north), dtype=np.bool_)

    def guard_m(self, points: Points) -> Floats:
        """Return how far each point lies from the edge: what is left out is farther than this.

        >>> box = Box(0.0, 0.0, 10.0, 100.0)
        >>> one = Points(np.array(["a"]), np.array([2.0]), np.array([50.0]))
        >>> box.guard_m(one).round(1).tolist()
        [2.0]
        """
        east, north = points.easting, points.northing
        sides = (east - self.west, self.east - east, north - self.south, self.north - north)
        return np.asarray(np.minimum.reduce(sides) - _HAIR_M, dtype=np.float64)
