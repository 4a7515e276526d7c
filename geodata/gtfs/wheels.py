"""Read what a feed says of wheelchairs: yes, no, or nothing, which is no "no"."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.gtfs.calls import Tally
from sites.base.messages import say
from sites.travel.transit.timetable import NO, UNKNOWN, YES, Int8s

_TOLD: Final = {"": UNKNOWN, "0": UNKNOWN, "1": YES, "2": NO}


def wheels_of(column: pd.Series, member: str, tally: Tally) -> Int8s:
    """Return UNKNOWN, YES or NO per row of a column; a value that means nothing is counted."""
    code, values = pd.factorize(column)  # few values, and often none: look at each once
    told = [_TOLD.get(str(value).strip(), UNKNOWN) for value in values]
    strange = [str(value).strip() not in _TOLD for value in values]
    if odd := int(np.append(strange, False)[code].sum()):
        tally.tell(
            say(
                "{feed}: {member}: {count} values of {column} are none of 0, 1 and 2; "
                "read as unknown",
                feed=tally.feed.name,
                member=member,
                count=odd,
                column=str(column.name),
            )
        )
    return np.append(told, UNKNOWN).astype(np.int8)[code]  # no value at all is -1: the last


def inherited(told: Int8s, parent: NDArray[np.int64]) -> Int8s:
    """Return what holds at each stop: its own word, else that of its station.

    >>> station, own = np.array([-1, 0, 0, -1]), np.array([1, 0, 2, 0], np.int8)
    >>> inherited(own, station).tolist()
    [1, 1, 2, 0]
    """
    of_station = np.where(parent >= 0, told[parent], UNKNOWN)
    return np.asarray(np.where(told == UNKNOWN, of_station, told), np.int8)


def tell_wheels(stops: Int8s, trips: Int8s, tally: Tally) -> None:
    """Note how many of the stops and trips that are kept say so; nothing where none does."""
    if not (stops.any() or trips.any()):
        return
    tally.tell(
        say(
            "{feed}: wheelchairs: of {stops} stops {stop_yes} say yes and {stop_no} no, of {trips} "
            "trips {trip_yes} say yes and {trip_no} no; the rest says nothing",
            feed=tally.feed.name,
            stops=len(stops),
            stop_yes=int((stops == YES).sum()),
            stop_no=int((stops == NO).sum()),
            trips=len(trips),
            trip_yes=int((trips == YES).sum()),
            trip_no=int((trips == NO).sum()),
        )
    )
