"""Plan the days of a mobile team with more stops than a routing library can hold.

Route first, cluster second (Beasley 1983, Route first-cluster second methods for vehicle routing,
Omega 11, 403-408): one tour past all stops, cut into working days in the best possible way. The
tour follows a space-filling curve (Platzman and Bartholdi 1989, J. ACM 36, 719-737), so only the
minutes between neighbours on the tour are asked: work and memory grow with the stops, not with
their square.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.settings.scenario import Mode
from sites.travel.protocol import Points, TravelEngine

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LEVELS: Final = 16  # halvings of the square: a province in steps of about a metre
_BLOCK: Final = 64  # stops whose minutes are asked together; two blocks share one stop
_EXACT: Final = 1e-9  # minutes that add up to the limit must not pass it by a last binary digit


def curve_order(xy: Floats) -> Ints:
    """Return the rows of points (N, 2) along a Hilbert curve; equal places keep their order.

    >>> corners = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> curve_order(corners).tolist()  # around the square, never across
    [0, 2, 3, 1]
    """
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    span = float(np.ptp(xy, axis=0).max())
    steps = 1 << _LEVELS
    scale = (steps - 1) / span if span > 0 else 0.0
    column, row = np.floor((xy - xy.min(axis=0)) * scale).astype(np.int64).T
    along = np.zeros(len(xy), dtype=np.int64)
    half = steps >> 1
    while half:
        right, upper = (column & half) > 0, (row & half) > 0
        along += half * half * ((3 * right) ^ upper)
        # Each quarter holds the same curve, turned or mirrored, so that its ends meet.
        turned = ~upper & right
        column = np.where(turned, steps - 1 - column, column)
        row = np.where(turned, steps - 1 - row, row)
        column, row = np.where(upper, column, row), np.where(upper, row, column)
        half >>= 1
    return np.argsort(along, kind="stable").astype(np.int64)


def cut_into_days(
    out_min: Floats, back_min: Floats, step_min: Floats, *, service_min: float, workday_min: float
) -> list[tuple[int, int]]:
    """Cut a tour into the fewest days, then the fewest minutes; ``(first, after_last)`` per day.

    ``out_min`` and ``back_min`` (N,) are the minutes from and to the start, ``step_min`` (N - 1,)
    those from each stop to the next; NaN is no route. Every stop fits a day alone. The cut is the
    best of all cuts of this tour.

    >>> road = np.array([10.0, 20.0, 30.0])
    >>> cut_into_days(road, road, np.array([10.0, 10.0]), service_min=60, workday_min=200)
    [(0, 1), (1, 3)]
    """
    step = np.where(np.isnan(step_min), np.inf, step_min)
    days = np.zeros(len(out_min) + 1)
    driven = np.zeros(len(out_min) + 1)
    came = np.zeros(len(out_min) + 1, dtype=np.int64)
    lowest = 0
    for last in range(len(out_min)):
        # Between stops: from the end of the day backwards, so that no route stops it there.
        between = np.concatenate([np.cumsum(step[lowest:last][::-1])[::-1], [0.0]])
        served = service_min * np.arange(last - lowest + 1, 0, -1)
        trip = out_min[lowest : last + 1] + between + back_min[last]
        fits = trip + served <= workday_min + _EXACT
        fits[-1] = True  # alone it fits, as the caller has seen to
        first = np.flatnonzero(fits)
        order = np.lexsort((driven[lowest + first] + trip[first], days[lowest + first]))
        best = int(lowest + first[order[0]])
        came[last + 1] = best
        days[last + 1] = days[best] + 1
        driven[last + 1] = driven[best] + trip[best - lowest]
        # Service and driving between stops only grow: what is too long now stays too long.
        grown = between + served
        lowest += int(np.argmax(grown <= workday_min + _EXACT)) if len(grown) > 1 else 0
    cuts, at = [], len(out_min)
    while at:
        cuts.append((int(came[at]), at))
        at = int(came[at])
    return cuts[::-1]


def tour_steps(
    stops: Points, order: Ints, engine: TravelEngine, *, mode: Mode, block: int = _BLOCK
) -> Floats:
    """Return the minutes from each stop of a tour to the next, asked a block at a time.

    >>> from sites.settings.scenario import TravelParams
    >>> from sites.travel.crowfly import CrowFly
    >>> road = Points(np.array(["a", "b", "c"]), np.array([0.0, 9000, 3000]), np.zeros(3))
    >>> line = CrowFly(TravelParams(car_kmh=60, car_detour=1))
    >>> tour_steps(road, np.array([0, 2, 1]), line, mode="car", block=2).tolist()
    [3.0, 6.0]
    """
    steps = np.full(max(len(order) - 1, 0), np.nan)
    for start in range(0, len(steps), block - 1):
        rows = order[start : start + block]
        here = Points(stops.ids[rows], stops.easting[rows], stops.northing[rows])
        steps[start : start + len(rows) - 1] = np.diagonal(
            engine.matrix(here, here, mode=mode), offset=1
        )
    return steps


def nearest_tour(minutes: Floats) -> Ints:
    """Return the rows of a square table in the order of always driving on to the nearest.

    Row and column 0 are the start, which is left out; a tie goes to the lowest row.

    >>> nearest_tour(np.abs(np.subtract.outer([0.0, 30, 10, 20], [0.0, 30, 10, 20]))).tolist()
    [2, 3, 1]
    """
    far = np.where(np.isnan(minutes), np.inf, minutes)
    left, tour = list(range(1, len(minutes))), [0]
    while left:
        tour.append(left.pop(int(far[tour[-1], left].argmin())))
    return np.array(tour[1:], dtype=np.int64)
