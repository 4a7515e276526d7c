"""Draw how far minutes carry from one point, for any engine, and count who lives inside."""

from collections.abc import Sequence

import numpy as np
import shapely

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.scenario import Direction, Mode
from sites.travel.protocol import Floats, Points, TravelEngine
from sites.travel.widened import without_blocks

#: Points that are counted, each by a weight of its own (None: 1).
Counted = Sequence[tuple[Points, Floats | None]]

#: A circle of 4 x 32 sides lies within 0.1% of a true one.
_QUARTER = 32


def reach_of_all(
    engine: TravelEngine,
    points: Points,
    counted: Counted,
    limits_min: Sequence[float],
    *,
    mode: Mode,
    direction: Direction = "from_place",
    window: DepartureWindow | None = None,
) -> Floats:
    """Return (points, limits, counted) how many others, or how much weight, lie within reach.

    A trip of exactly the limit counts. "from_place" counts from where one comes to each point,
    "to_place" what is reached from it. NaN where a point is not connected: nothing is known of it,
    which is not 0.
    """
    for limit in limits_min:
        refuse_odd(limit)

    def within(others: Points, limit: float, weights: Floats | None, mode: Mode) -> Floats:
        return engine.sum_within(
            points, others, mode=mode, limit_min=limit, weights=weights, direction=direction,
            window=window,
        )  # fmt: skip

    figures = np.stack(
        [
            np.stack([within(others, limit, weights, mode) for others, weights in counted], axis=-1)
            for limit in limits_min
        ],
        axis=1,
    )
    if mode == "ov":  # who is on no street comes to no stop: the walk knows
        figures[np.isnan(within(points, limits_min[0], None, "walk"))] = np.nan
    return figures


def refuse_odd(limit_min: float) -> None:
    """Refuse minutes that no trip takes."""
    if not 0 < limit_min <= 24 * 60:
        raise TravelError(
            "an isochrone of {minutes:g} minutes; give more than 0 and at most {most}",
            minutes=limit_min,
            most=24 * 60,
        )


def isochrone(
    engine: TravelEngine,
    point: Points,
    limit_min: float,
    *,
    mode: Mode,
    direction: Direction = "from_place",
    window: DepartureWindow | None = None,
    block_m2: float = 0.0,
) -> shapely.Geometry:
    """Return the area (metric CRS) within the minutes of a point.

    Over streets it lies around every stretch that is reached, to the second; in a straight line
    it is a circle. By public transport it is what one walks within, straight from the door and
    from every stop whose usual (median) trip leaves minutes over. Holes of at most ``block_m2``,
    such as the inside of a block of houses, are filled.
    """
    refuse_odd(limit_min)
    if mode != "ov":
        return _around(engine, point, limit_min, mode=mode, direction=direction, block_m2=block_m2)
    if direction != "from_place":
        raise TravelError("an isochrone by timetable is drawn from a point, not to it")
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415 - loads numba
    from sites.travel.transit.walk import some_points  # noqa: PLC0415

    assert isinstance(engine, TransitEngine)  # noqa: S101 - the only engine with this mode
    params = engine.params
    asked = window or params.default_window.window()
    stops = engine.service_day(asked.weekday).timetable.stops
    minutes = engine.window_times_to_stops(point, asked).median_min[0]
    parts = [_around(engine.base, point, min(limit_min, params.max_direct_walk_min),
                     mode="walk", direction="from_place", block_m2=block_m2)]  # fmt: skip
    for stop in np.flatnonzero(minutes < limit_min):
        left = min(limit_min - float(minutes[stop]), params.max_access_min)
        one = some_points(stops, np.array([stop]))
        parts.append(
            _around(engine.base, one, left, mode="walk", direction="from_place", block_m2=block_m2)
        )
    return without_blocks(shapely.union_all(parts), block_m2)


def _around(
    engine: TravelEngine, point: Points, limit_min: float, *, mode: Mode, direction: Direction,
    block_m2: float,
) -> shapely.Geometry:  # fmt: skip
    """Return the area around one point without a timetable."""
    engine = getattr(engine, "base", engine)
    if getattr(engine, "engine", None) is None:  # straight lines: no network
        per_m = float(engine.fastest_min(np.ones(1), mode=mode)[0])
        return shapely.buffer(shapely.Point(point.xy[0]), limit_min / per_m, quad_segs=_QUARTER)
    from sites.travel.streets.network import StreetNetwork  # noqa: PLC0415 - loads numba
    from sites.travel.streets.trace import isochrones  # noqa: PLC0415

    assert isinstance(engine, StreetNetwork)  # noqa: S101 - the only engine with a network
    shape: shapely.Geometry = isochrones(
        engine, point, [limit_min], mode=mode, direction=direction, block_m2=block_m2
    )[0, 0]
    return shape
