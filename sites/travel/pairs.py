"""Which pairs of points lie within a limit of each other, in memory that grows with the pairs.

All pairs of 45,000 sites and 4,000 kernen fill 1.4 GB, of which one in fifty counts.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from sites.base.messages import say
from sites.settings.base import Direction, Mode
from sites.travel.crowfly import refuse_unplaced
from sites.travel.protocol import Floats, Ints, Points, TravelEngine

#: Points that are asked together lie in one square of at least so many metres, and are so many
#: at most.
_TILE_M: Final = 2_000.0
_MOST: Final = 256
#: No point on the limit is lost to rounding; the exact test is on the minutes.
_HAIR_M: Final = 0.01


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs within a limit, by origin and then by place: their rows, and the minutes."""

    origin: Ints
    place: Ints
    travel_min: Floats


def minutes_within(
    engine: TravelEngine, origins: Points, places: Points, *, mode: Mode, limit_min: float,
    direction: Direction = "to_place",
) -> Floats:  # fmt: skip
    """Return the (origins, places) minutes; of a pair beyond the limit they may be missing.

    Streets search no farther than asked; for a straight line it costs the same.
    """
    if mode != "ov":
        engine = getattr(engine, "base", engine)
    bounded = getattr(engine, "matrix_within", None)
    if bounded is None:
        return engine.matrix(origins, places, mode=mode, direction=direction)
    found: Floats = bounded(origins, places, mode=mode, limit_min=limit_min, direction=direction)
    return found


def pairs_within(
    origins: Points,
    places: Points,
    engine: TravelEngine,
    *,
    mode: Mode,
    limit_min: float,
    direction: Direction = "to_place",
) -> Pairs:
    """Return every pair of at most ``limit_min`` minutes; exactly the limit counts.

    The minutes are those of ``engine.matrix``. The fewer of the two are taken together square by
    square, and the others looked at only as far as the limit reaches at top speed: over streets
    each of the fewer is searched from once. A timetable is searched per origin.

    >>> from sites.settings.scenario import TravelParams
    >>> from sites.travel.crowfly import CrowFly
    >>> home = Points(np.array(["a"]), np.array([0.0]), np.array([0.0]))
    >>> work = Points(np.array(["b", "c"]), np.array([0.0, 9000.0]), np.array([1000.0, 0.0]))
    >>> pairs_within(home, work, CrowFly(TravelParams()), mode="walk", limit_min=20).place.tolist()
    [0]

    Raises
    ------
    TravelError
        A point without a position.
    """
    refuse_unplaced(origins, say("origins"))
    refuse_unplaced(places, say("places"))
    found: list[tuple[Ints, Ints, Floats]] = [(_NONE, _NONE, np.empty(0))]
    if len(origins) and len(places):
        turned = len(places) < len(origins) and mode != "ov"
        radius_m = limit_min / float(engine.fastest_min(np.ones(1), mode=mode)[0]) + _HAIR_M
        ask = partial(minutes_within, engine, mode=mode, limit_min=limit_min, direction=direction)
        few, many = (places, origins) if turned else (origins, places)
        tree = cKDTree(many.xy)
        for here in _squares(few, max(radius_m, _TILE_M)):
            balls = tree.query_ball_point(few.xy[here], radius_m)
            near = np.unique(np.concatenate([np.asarray(ball, dtype=np.int64) for ball in balls]))
            if not len(near):
                continue
            one, other = (near, here) if turned else (here, near)
            minutes = ask(_at(origins, one), _at(places, other))
            row, column = np.nonzero(minutes <= limit_min)
            found.append((one[row], other[column], minutes[row, column]))
    origin, place, travel_min = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((place, origin))
    return Pairs(origin[order], place[order], travel_min[order])


_NONE: Final = np.empty(0, dtype=np.int64)


def _squares(points: Points, side_m: float) -> list[Ints]:
    """Return the rows of points that lie together, few at a time."""
    square = np.floor(points.xy / side_m).astype(np.int64)
    order = np.lexsort((square[:, 1], square[:, 0]))
    cuts = np.flatnonzero((np.diff(square[order], axis=0) != 0).any(axis=1)) + 1
    return [
        rows[start : start + _MOST]
        for rows in np.split(order, cuts)
        for start in range(0, len(rows), _MOST)
    ]


def _at(points: Points, rows: Ints) -> Points:
    return Points(points.ids[rows], points.easting[rows], points.northing[rows])
