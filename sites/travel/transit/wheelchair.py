"""Travel in a wheelchair: where a feed says that one can board, and how much it says at all."""

from typing import Final, Literal

import numpy as np

from sites.base.dutch import number
from sites.travel.transit.scan import Bools
from sites.travel.transit.timetable import NO, YES, Int8s, Timetable

Wheelchair = Literal["any", "not_refused", "confirmed"]
_DAY_S: Final = 86_400
_LABEL: Final[dict[Wheelchair, str]] = {
    "any": "",
    "not_refused": "met een rolstoel, behalve waar de dienstregeling nee zegt",
    "confirmed": "met een rolstoel, alleen waar de dienstregeling ja zegt",
}


def rolling(table: Timetable, wheelchair: Wheelchair) -> tuple[Bools, Bools]:
    """Return per connection whether one can get on, and get off, as the setting asks.

    Both the stop and the trip must allow it. Who is aboard rides past stops that do not.
    """
    if wheelchair == "any":
        return table.can_board, table.can_alight
    stop = _allowed(table.stop_wheelchair, len(table.stops), wheelchair)
    trip = _allowed(table.trip_wheelchair, len(table.trip_line), wheelchair)[table.trip]
    board, alight = table.can_board & trip, table.can_alight & trip
    return board & stop[table.dep_stop], alight & stop[table.arr_stop]


def _allowed(told: Int8s, count: int, wheelchair: Wheelchair) -> Bools:
    """Return where one can go; a table without a word of wheelchairs says nothing of any."""
    if not len(told):
        return np.full(count, wheelchair != "confirmed")
    return np.asarray(told == YES if wheelchair == "confirmed" else told != NO, np.bool_)


def wheelchair_label(wheelchair: Wheelchair) -> str:
    """Return what a label says of the setting, in Dutch; nothing where it asks nothing."""
    return _LABEL[wheelchair]


def wheelchair_text(table: Timetable) -> str:
    """Tell how many stops, and trips of the day, the timetable calls fit for a wheelchair."""
    if not (table.stop_wheelchair.any() or table.trip_wheelchair.any()):
        return "Rolstoelen: de dienstregeling zegt er niets over."
    today = np.unique(table.trip[table.dep_s < _DAY_S])
    trips = table.trip_wheelchair[today] if len(table.trip_wheelchair) else 0 * today
    told = ((table.stop_wheelchair, "haltes"), (trips, "ritten"))
    parts = [
        f"bij {number(int((said == YES).sum()))} van de {number(len(said))} {what} ja, "
        f"bij {number(int((said == NO).sum()))} nee"
        for said, what in told
    ]
    return f"Rolstoelen: de dienstregeling zegt {'; '.join(parts)}. De rest is niet bekend."
