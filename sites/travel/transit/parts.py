"""Tell journeys apart: what a usual trip by public transport is made of."""

from dataclasses import dataclass

import numpy as np

from sites.base.departure import DepartureWindow
from sites.travel.protocol import Floats, Points
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import journeys, parts_of
from sites.travel.transit.room import departures_of
from sites.travel.transit.scan import NEVER
from sites.travel.transit.walk import some_points


@dataclass(frozen=True)
class TripParts:
    """The parts of the median trip of every pair; arrays are (origins, places), NaN without one.

    The median trip is that of the first departure that takes the (lower) median of the window.
    ``quickest_min`` is the shortest trip for who leaves just in time: without its first wait.
    """

    quickest_min: Floats
    total_min: Floats
    walk_min: Floats
    wait_min: Floats
    ride_min: Floats
    change_min: Floats


def trip_parts(
    engine: TransitEngine, origins: Points, places: Points, window: DepartureWindow | None = None
) -> TripParts:
    """Return the parts of the median trip of every pair; two scans a pair."""
    asked = window or engine.params.default_window.window()
    leave_s = departures_of(asked)
    seconds, _ = engine.departures(origins, places, asked)
    found = np.full((6, len(origins), len(places)), np.nan)
    for i, j in np.ndindex(len(origins), len(places)):
        took = seconds[i, j]
        middle = int(np.sort(took)[(len(took) - 1) // 2])
        if took.min() == NEVER:
            continue
        at = [int(leave_s[took.argmin()])]
        if middle != NEVER:
            at.append(int(leave_s[np.flatnonzero(took == middle)[0]]))
        one, other = some_points(origins, np.array([i])), some_points(places, np.array([j]))
        told = [parts_of(trip) for trip in journeys(engine, one, other, asked.weekday, at) if trip]
        found[0, i, j] = told[0].total_min - told[0].wait_min
        if middle != NEVER:
            usual = told[-1]
            found[1:, i, j] = (
                usual.total_min, usual.walk_min, usual.wait_min, usual.ride_min, usual.change_min
            )  # fmt: skip
    return TripParts(*found)
