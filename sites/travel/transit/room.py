"""Room for a scan, and the departures it is asked for."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.travel.transit.scan import Profile, Rewind
from sites.travel.transit.timetable import Timetable

Int32s = NDArray[np.int32]

_SECONDS: Final = 60
_MANY: Final = 1440  # departures in one window: a whole day, each minute


def departures_of(window: DepartureWindow) -> Int32s:
    """Return the seconds after midnight at which people leave; the end is not a departure.

    >>> departures_of(DepartureWindow(1, 450, 480, 15)).tolist()
    [27000, 27900]
    >>> departures_of(DepartureWindow(1, 480, 480, 15))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.TravelError: a window of 0 departures (480-480 min, every 15); ...
    """
    minutes = np.arange(window.from_min, window.until_min, window.step_min)
    if not 0 < len(minutes) <= _MANY:
        raise TravelError(
            "a window of {minutes_count} departures ({from_min}-{until_min} min, every "
            "{step_min}); choose 1 to {many}",
            minutes_count=len(minutes),
            from_min=window.from_min,
            until_min=window.until_min,
            step_min=window.step_min,
            many=_MANY,
        )
    return np.asarray(minutes * _SECONDS, np.int32)


def rewind_for(trips: int, vehicles: int) -> Rewind:
    """Return room to run one second of a scan again."""
    return Rewind(
        np.empty((trips, vehicles), np.int16),
        np.empty(trips, np.int32),
        np.empty(trips, np.int32),
        np.empty(trips, np.int64),
    )


def nothing() -> tuple[Int32s, Int32s]:
    """Return the stops and seconds of a walk to nowhere.

    >>> [len(part) for part in nothing()]
    [0, 0]
    """
    return np.empty(0, np.int32), np.empty(0, np.int32)


def new_profile(timetable: Timetable, vehicles: int, departures: int) -> Profile:
    """Return room for the labels of one window."""
    stops, trips = len(timetable.stops), len(timetable.trip_line)
    shape = (stops, vehicles)
    return Profile(
        np.empty((*shape, departures), np.int32),
        np.empty((*shape, departures), np.int32),
        np.zeros(shape, np.bool_),
        np.zeros(shape, np.bool_),
        np.empty(shape, np.int16),
        np.empty((trips, vehicles), np.int16),
    )
