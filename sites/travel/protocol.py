"""Answer how long it takes: the one protocol that every engine speaks.

Engines are exchangeable: ``sites.travel.crowfly``, the street network and public transport.
Every answer is in minutes door to door. No route is never a number: the place index is -1 and
the minutes are NaN, and ``Nearest.reach`` says why.
"""

from dataclasses import dataclass
from typing import Final, Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.departure import DepartureWindow
from sites.settings.base import Direction, Mode

OK: Final = 0
NO_ROUTE: Final = 1
NOT_CONNECTED: Final = 2  # the origin is not on the network
NO_PLACE: Final = 3  # there is no place to go to
BEYOND: Final = 4  # farther than anything that is asked, and so not worked out
REACH_WORDS: Final = ("ok", "geen route", "niet aangesloten", "geen plaats", "buiten bereik")

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Points:
    """Points to travel between, in metres of the run's metric CRS.

    ``ids`` is sorted nowhere; where two places tie, the lowest id wins.
    """

    ids: NDArray[np.str_]
    easting: Floats
    northing: Floats

    @classmethod
    def of(cls, table: pd.DataFrame, id_column: str) -> Self:
        """Return the points of a table that has an id, ``easting`` and ``northing``.

        >>> table = pd.DataFrame({"site_id": [7], "easting": [155_000], "northing": [463_000]})
        >>> Points.of(table, "site_id").ids.tolist()  # an id is text, whatever the file made of it
        ['7']
        """
        return cls(
            ids=table[id_column].to_numpy(dtype=str),
            easting=table["easting"].to_numpy(dtype=np.float64),
            northing=table["northing"].to_numpy(dtype=np.float64),
        )

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.ids)

    @property
    def xy(self) -> Floats:
        """Return an (n, 2) array of easting, northing in metres.

        >>> Points(np.array(["a"]), np.array([1.0]), np.array([2.0])).xy.tolist()
        [[1.0, 2.0]]
        """
        return np.column_stack([self.easting, self.northing])


@dataclass(frozen=True)
class Nearest:
    """The k nearest places of each origin, nearest first; shapes are (n, k).

    ``place`` indexes the places given, -1 where there is none; ``travel_min`` and ``dist_m`` are
    NaN there. ``reach`` (n,) holds OK, NO_ROUTE, NOT_CONNECTED or NO_PLACE for the nearest.
    """

    place: Ints
    travel_min: Floats
    dist_m: Floats
    reach: NDArray[np.int8]


class TravelEngine(Protocol):
    """What every engine answers; ``direction`` "from_place" is the team that drives out."""

    @property
    def label(self) -> str:
        """Return what a reader is told about these minutes, in Dutch."""
        ...

    def modes(self) -> tuple[Mode, ...]:
        """Return the modes this engine knows."""
        ...

    def nearest(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        k: int = 1,
        window: DepartureWindow | None = None,
    ) -> Nearest:
        """Return the k nearest places of each origin with their identity."""
        ...

    def sum_within(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        limit_min: float,
        weights: Floats | None = None,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,
    ) -> Floats:
        """Return per origin the number (or the weight, such as people) of places within a limit.

        A trip of exactly the limit counts.
        """
        ...

    def matrix(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,
    ) -> Floats:
        """Return the (origins, places) minutes; NaN where there is no route."""
        ...

    def fastest_min(self, straight_m: Floats, *, mode: Mode) -> Floats:
        """Return the least minutes any trip over this straight distance can take."""
        ...
