"""Travel in a straight line, times a detour factor, at a steady speed.

Distances are rounded to a millimetre: what ties on paper then ties here, on every machine, and a
tie goes to the lowest place id.
"""

from itertools import chain
from typing import Final

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.base.messages import Message, say
from sites.settings.scenario import Direction, Mode, TravelParams
from sites.travel.protocol import NO_PLACE, OK, Floats, Ints, Nearest, Points

_METRES_PER_KM: Final = 1000.0
_MINUTES_PER_HOUR: Final = 60.0
_MM: Final = 3  # decimals of a metre
_TIE_M: Final = 0.002  # two places this near in distance may tie once rounded
_PAIRS: Final = 4_000_000  # pairs looked at together, which bounds the memory of sum_within


class CrowFly:
    """Answer with straight line x detour factor / speed; a trip is as long out as back.

    The detour factors are assumptions (``TravelParams``), and a river or motorway without a
    crossing is not seen. Public transport ("ov") is refused.

    >>> engine = CrowFly(TravelParams(walk_kmh=6.0, walk_detour=1.5))
    >>> home = Points(np.array(["a"]), np.array([0.0]), np.array([0.0]))
    >>> schools = Points(np.array(["s1", "s2"]), np.array([900.0, 200.0]), np.array([0.0, 0.0]))
    >>> near = engine.nearest(home, schools, mode="walk")
    >>> near.place.tolist(), near.travel_min.tolist(), near.dist_m.tolist()
    ([[1]], [[3.0]], [[200.0]])
    """

    def __init__(self, params: TravelParams) -> None:
        """Take the speeds and detour factors; nothing is computed yet."""
        self._pace: dict[Mode, tuple[float, float]] = {
            "walk": (params.walk_detour, params.walk_kmh),
            "bike": (params.bike_detour, params.bike_kmh),
            "car": (params.car_detour, params.car_kmh),
        }

    @property
    def label(self) -> str:
        """Return what a reader is told about these minutes, in Dutch."""
        return "hemelsbreed x omrijfactor"

    def modes(self) -> tuple[Mode, ...]:
        """Return the modes this engine knows."""
        return tuple(self._pace)

    def nearest(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",  # noqa: ARG002 - a straight line has no direction
        k: int = 1,
        window: DepartureWindow | None = None,  # noqa: ARG002 - and no timetable
    ) -> Nearest:
        """Return the k nearest places of each origin; a tie goes to the lowest place id."""
        refuse_unplaced(origins, say("origins"))
        refuse_unplaced(places, say("places"))
        place = np.full((len(origins), k), -1, dtype=np.int64)
        dist_m = np.full((len(origins), k), np.nan)
        found = min(k, len(places))
        if found and len(origins):
            by_id = np.argsort(places.ids, kind="stable")
            row, dist_m[:, :found] = _nearest_rows(origins.xy, places.xy[by_id], found)
            place[:, :found] = by_id[row]
        reach = np.full(len(origins), OK if found else NO_PLACE, dtype=np.int8)
        return Nearest(place, self.fastest_min(dist_m, mode=mode), dist_m, reach)

    def sum_within(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        limit_min: float,
        weights: Floats | None = None,
        direction: Direction = "to_place",  # noqa: ARG002 - a straight line has no direction
        window: DepartureWindow | None = None,  # noqa: ARG002 - and no timetable
    ) -> Floats:
        """Return per origin the number (or weight) of places within ``limit_min``, inclusive."""
        refuse_unplaced(origins, say("origins"))
        refuse_unplaced(places, say("places"))
        total = np.zeros(len(origins))
        if not len(places) or not len(origins):
            return total
        each = np.ones(len(places)) if weights is None else np.asarray(weights, dtype=np.float64)
        # Wider than the limit by a hair; the exact test is on the minutes below.
        radius_m = limit_min / float(self.fastest_min(np.ones(1), mode=mode)[0]) + _TIE_M
        tree = KDTree(places.xy)
        step = max(1, _PAIRS // len(places))
        for start in range(0, len(origins), step):
            xy = origins.xy[start : start + step]
            # By origin and place: a sum of broken weights depends on the order it is added in.
            near = KDTree(xy).sparse_distance_matrix(tree, radius_m, output_type="coo_matrix")
            near = near.tocsr()
            near.sort_indices()
            origin, row = np.repeat(np.arange(len(xy)), np.diff(near.indptr)), near.indices
            counts = self.fastest_min(np.round(near.data, _MM), mode=mode) <= limit_min
            total[start : start + len(xy)] = np.bincount(
                origin[counts], weights=each[row[counts]], minlength=len(xy)
            )
        return total

    def matrix(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",  # noqa: ARG002 - a straight line has no direction
        window: DepartureWindow | None = None,  # noqa: ARG002 - and no timetable
    ) -> Floats:
        """Return the (origins, places) minutes.

        >>> home = Points(np.array(["a"]), np.array([0.0]), np.array([0.0]))
        >>> work = Points(np.array(["b", "c"]), np.array([0.0, 3000.0]), np.array([0.0, 4000.0]))
        >>> CrowFly(TravelParams()).matrix(home, work, mode="walk")[0].round(1).tolist()
        [0.0, 78.0]
        """
        refuse_unplaced(origins, say("origins"))
        refuse_unplaced(places, say("places"))
        return self.fastest_min(np.round(cdist(origins.xy, places.xy), _MM), mode=mode)

    def fastest_min(self, straight_m: Floats, *, mode: Mode) -> Floats:
        """Return the minutes over this straight distance: here every trip takes exactly these.

        >>> line = CrowFly(TravelParams())
        >>> line.fastest_min(np.array([0.0, 5000.0]), mode="walk").round(1).tolist()
        [0.0, 78.0]
        """
        if mode not in self._pace:
            raise TravelError(
                'mode "{mode}" needs a timetable; choose walk, bike or car for engine "crowfly"',
                mode=mode,
            )
        detour, kmh = self._pace[mode]
        metres_per_min = kmh * _METRES_PER_KM / _MINUTES_PER_HOUR
        return np.asarray(straight_m * detour / metres_per_min, dtype=np.float64)


def _nearest_rows(origins: Floats, places: Floats, k: int) -> tuple[Ints, Floats]:
    """Return rows and distances of the k nearest places, ties to the lowest row.

    The tree breaks ties as it likes. One place more than asked shows where a tie crosses the k-th
    place; only those few origins are looked at again, with all that may tie. Where all places are
    asked for there is nothing to search, and no index is made.
    """
    if k == len(places):
        every_m = np.round(cdist(origins, places), _MM)
        by_dist = np.argsort(every_m, axis=1, kind="stable")
        return by_dist.astype(np.int64), np.take_along_axis(every_m, by_dist, axis=1)
    tree = KDTree(places)
    raw_m, row = tree.query(origins, k=k + 1)
    dist_m = np.round(raw_m, _MM)
    order = np.lexsort((row, dist_m), axis=1)
    row, dist_m = (np.take_along_axis(table, order, axis=1) for table in (row, dist_m))
    tied = np.flatnonzero(raw_m[:, k] - raw_m[:, k - 1] < _TIE_M)
    if len(tied):
        row[tied, :k], dist_m[tied, :k] = _with_all_ties(
            tree, origins[tied], raw_m[tied, k - 1] + _TIE_M, k
        )
    return row[:, :k].astype(np.int64), dist_m[:, :k]


def _with_all_ties(tree: KDTree, origins: Floats, radius_m: Floats, k: int) -> tuple[Ints, Floats]:
    """Return the same of origins near a tie: all within the radius, best first."""
    rows = tree.query_ball_point(origins, radius_m)
    origin = np.repeat(np.arange(len(origins)), [len(found) for found in rows])
    row = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(origin))
    apart = origins[origin] - np.asarray(tree.data)[row]
    dist_m = np.round(np.sqrt((apart**2).sum(axis=1)), _MM)
    order = np.lexsort((row, dist_m, origin))
    first = np.searchsorted(origin[order], np.arange(len(origins)))
    best = order[first[:, None] + np.arange(k)]
    return row[best], dist_m[best]


def refuse_unplaced(points: Points, what: Message) -> None:
    """Refuse points without a position; ``what`` they are stands in the words."""
    bad = ~np.isfinite(points.xy).all(axis=1)
    if bad.any():
        raise TravelError(
            "{bad} {what} have no position (first: {ids}); give each an easting and northing",
            bad=int(bad.sum()),
            what=what,
            ids=points.ids[bad][0],
        )
