"""Walk to the stop, between stops and from the stop, in whole seconds, with any engine."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.settings.scenario import Direction, Mode
from sites.settings.transit import TransitParams
from sites.travel.pairs import pairs_within
from sites.travel.protocol import Points, TravelEngine
from sites.travel.transit.scan import Walks
from sites.travel.transit.timetable import AS_WALKED, FORBIDDEN, Timetable

_SECONDS: Final = 60.0
_HAIR_S: Final = 0.05  # centimetres of projection must not cost a second
#: How one comes to the first stop, where not on foot.
FIRST_LEG: Final = {
    "walk": "",
    "bike": "naar de eerste halte op de fiets",
    "ebike": "naar de eerste halte op de e-fiets",
}

_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]


def some_points(points: Points, rows: NDArray[np.int64]) -> Points:
    """Return these rows of a table of points.

    >>> all_three = Points(np.array(["a", "b", "c"]), np.arange(3.0), np.zeros(3))
    >>> some_points(all_three, np.array([2, 0])).ids.tolist()
    ['c', 'a']
    """
    return Points(points.ids[rows], points.easting[rows], points.northing[rows])


def whole_seconds(minutes: NDArray[np.float64]) -> NDArray[np.int32]:
    """Round minutes up to whole seconds (from a twentieth): nobody catches a bus by rounding.

    >>> whole_seconds(np.array([1.0, 1.001])).tolist()
    [60, 61]
    """
    return np.ceil(minutes * _SECONDS - _HAIR_S).astype(np.int32)


def walks_within(
    engine: TravelEngine,
    doors: Points,
    stops: Points,
    *,
    limit_min: float,
    direction: Direction = "to_place",
    mode: Mode = "walk",
) -> Walks:
    """Return per door the stops within ``limit_min`` on foot, inclusive, lowest index first.

    "to_place" walks from the door to the stop, "from_place" from the stop to the door. The
    engine is asked per tile of doors, for the stops that no walk in time can lie beyond.
    """
    door, stop, seconds = _pairs_within(engine, doors, stops, limit_min, direction, mode)
    start = np.searchsorted(door, np.arange(len(doors) + 1))
    return Walks(start.astype(np.int64), stop.astype(np.int32), seconds)


def quickest_of(one: Walks, other: Walks, *, more_s: int) -> Walks:
    """Return per door the quicker of two ways to each stop; the second takes ``more_s`` more."""
    doors = len(one.start) - 1
    door = np.concatenate(
        [np.repeat(np.arange(doors), np.diff(part.start)) for part in (one, other)]
    )
    stop = np.concatenate([one.stop, other.stop])
    seconds = np.concatenate([one.seconds, other.seconds + np.int32(more_s)]).astype(np.int32)
    order = np.lexsort((seconds, stop, door))
    door, stop, seconds = door[order], stop[order], seconds[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (door[1:] != door[:-1]) | (stop[1:] != stop[:-1])
    start = np.searchsorted(door[first], np.arange(doors + 1))
    return Walks(start.astype(np.int64), stop[first], seconds[first])


def _pairs_within(
    engine: TravelEngine, doors: Points, stops: Points, limit_min: float, direction: Direction,
    mode: Mode = "walk",
) -> _Pairs:  # fmt: skip
    found = pairs_within(doors, stops, engine, mode=mode, limit_min=limit_min, direction=direction)
    return found.origin, found.place, whole_seconds(found.travel_min)


def change_table(timetable: Timetable, engine: TravelEngine, params: TransitParams) -> Walks:
    """Return what every arrival can board next: the stop itself and those within a walk.

    From general to particular, the later rule wins: walking, but never quicker than
    ``change_s``; platforms of one station that the engine cannot connect; the same stop; and
    transfers.txt, whose least times replace a walk and whose forbidden changes remove it.
    """
    count = len(timetable.stops)
    each = np.arange(count)
    a, b, walk_s = _pairs_within(
        engine, timetable.stops, timetable.stops, params.max_transfer_walk_min, "to_place"
    )
    station_a, station_b = _same_station(timetable.station)
    told = timetable.changes
    told_s = _walk_where_told(timetable, engine, params, (a, b, walk_s))
    key = np.concatenate(
        [
            station_a * count + station_b,
            a * count + b,
            each * count + each,
            told.from_stop.astype(np.int64) * count + told.to_stop,
        ]
    )
    seconds = np.concatenate(
        [
            np.full(len(station_a), max(params.station_change_s, params.change_s)),
            np.maximum(walk_s, params.change_s),
            np.full(count, params.change_s),
            told_s,
        ]
    )
    order = np.argsort(key, kind="stable")
    key, seconds = key[order], seconds[order]
    last = np.append(key[1:] != key[:-1], True)[: len(key)] & (seconds != FORBIDDEN)
    key, seconds = key[last], seconds[last]
    start = np.searchsorted(key, np.arange(count + 1) * count)
    return Walks(start.astype(np.int64), (key % count).astype(np.int32), seconds.astype(np.int32))


def _same_station(station: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all ordered pairs of different stops with one parent station."""
    inside = np.flatnonzero(station >= 0)
    inside = inside[np.argsort(station[inside], kind="stable")]
    groups = np.split(inside, np.flatnonzero(np.diff(station[inside])) + 1)
    pairs = [
        np.array([(p, q) for p in group for q in group if p != q], np.int64).reshape(-1, 2)
        for group in groups
    ]
    both = np.concatenate(pairs) if pairs else np.empty((0, 2), np.int64)
    return both[:, 0], both[:, 1]


def _walk_where_told(
    timetable: Timetable, engine: TravelEngine, params: TransitParams, walked: _Pairs
) -> NDArray[np.int64]:
    """Return the seconds of transfers.txt, with the walk filled in where it names no time.

    Such a pair may lie farther apart than ``max_transfer_walk_min``: the feed recommends it.
    Without a route it takes ``station_change_s``.
    """
    told = timetable.changes
    seconds = told.seconds.astype(np.int64)
    known = dict(
        zip(
            zip(walked[0].tolist(), walked[1].tolist(), strict=True),
            walked[2].tolist(),
            strict=True,
        )
    )
    for i in np.flatnonzero(seconds == AS_WALKED):
        pair = int(told.from_stop[i]), int(told.to_stop[i])
        if pair[0] == pair[1]:
            seconds[i] = params.change_s
            continue
        if pair not in known:
            one, other = (some_points(timetable.stops, np.array([stop])) for stop in pair)
            minutes = engine.matrix(one, other, mode="walk")[0]
            found = np.isfinite(minutes).all()
            known[pair] = int(whole_seconds(minutes)[0]) if found else params.station_change_s
        seconds[i] = max(known[pair], params.change_s)
    return seconds
