"""Hold one service day as arrays: connections in order of departure, stops, lines, changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.base.errors import TravelError
from sites.base.messages import say
from sites.travel.protocol import Points

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Bools = NDArray[np.bool_]

#: ``special_s`` of a change: forbidden, or as long as the walk (transfers.txt types 3 and 0).
FORBIDDEN: Final = -1
AS_WALKED: Final = -2

#: What a feed says of wheelchairs at a stop or in a trip: nothing is no "no".
UNKNOWN, YES, NO = 0, 1, 2

#: GTFS route_type (basic, and the hundreds of the extended list) to what a resident calls it.
KIND_OF_TYPE: Final = {
    0: "tram", 1: "metro", 2: "trein", 3: "bus", 4: "boot", 5: "kabeltram", 6: "kabelbaan",
    7: "kabelspoor", 11: "trolleybus", 12: "monorail",
    100: "trein", 200: "bus", 400: "metro", 500: "metro", 600: "metro", 700: "bus",
    800: "trolleybus", 900: "tram", 1000: "boot", 1200: "boot", 1300: "kabelbaan",
    1400: "kabelspoor", 1500: "taxi",
}  # fmt: skip
#: Of the hundreds GTFS names some as examples only: each of them is a type.
_BASIC: Final = frozenset((*range(8), 11, 12))
_EXTENDED: Final = range(100, 1800)


def is_route_type(number: float) -> bool:
    """Tell whether GTFS has such a route type, in its basic or its extended list.

    >>> [is_route_type(number) for number in (3, 704, 1100, 99, 2.5, -1, 1800, float("nan"))]
    [True, True, True, False, False, False, False, False]
    """
    return number in _BASIC or (number % 1 == 0 and number in _EXTENDED)


def kind_of(route_type: int) -> str:
    """Return the Dutch word for a GTFS route type, basic or extended.

    >>> kind_of(3), kind_of(704), kind_of(2), kind_of(9999)
    ('bus', 'bus', 'trein', 'ov')
    """
    key = route_type if route_type < _EXTENDED.start else route_type // 100 * 100
    return KIND_OF_TYPE.get(key, "ov")


@dataclass(frozen=True)
class Changes:
    """What transfers.txt says of changing: row i goes from stop a to stop b.

    ``seconds`` is the least time between getting off at a and getting on at b, or FORBIDDEN or
    AS_WALKED. At most one row a pair.
    """

    from_stop: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    to_stop: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    seconds: Int32s = field(default_factory=lambda: np.empty(0, np.int32))


@dataclass(frozen=True)
class Timetable:
    """One service day, the night before and after included; times in seconds after midnight.

    A connection is one vehicle from one stop to the next. Connections are sorted by departure,
    then vehicle, then order in its day; ``connections_in_order`` does it. ``vehicle`` numbers per
    trip the vehicle that runs it: who is aboard stays seated from one trip to the next. Without it
    every trip has its own. ``station`` numbers the parent station of each stop (-1 for none).
    ``stop_wheelchair`` and ``trip_wheelchair`` hold UNKNOWN, YES or NO; absent, all is unknown.
    """

    day: date
    stops: Points
    stop_name: NDArray[np.str_]
    station: Int32s
    dep_stop: Int32s
    arr_stop: Int32s
    dep_s: Int32s
    arr_s: Int32s
    trip: Int32s
    can_board: Bools
    can_alight: Bools
    trip_line: Int32s
    trip_headsign: NDArray[np.str_]
    line_id: NDArray[np.str_]
    line_name: NDArray[np.str_]
    line_kind: NDArray[np.str_]
    changes: Changes = field(default_factory=Changes)
    label: str = ""
    vehicle: Int32s = field(default_factory=lambda: np.empty(0, np.int32))
    stop_wheelchair: Int8s = field(default_factory=lambda: np.empty(0, np.int8))
    trip_wheelchair: Int8s = field(default_factory=lambda: np.empty(0, np.int8))

    def __post_init__(self) -> None:
        """Refuse arrays that no scan can trust: out of order, or outside their tables."""
        if len(self.dep_s) and (np.diff(self.dep_s) < 0).any():
            raise TravelError(
                "connections are not in order of departure; build them with connections_in_order"
            )
        if back := int((self.arr_s < self.dep_s).sum()):
            raise TravelError(
                "{back} connections arrive before they leave; mend the feed",
                back=back,
            )
        limits = (
            (say("stop"), self.dep_stop, len(self.stops)),
            (say("stop"), self.arr_stop, len(self.stops)),
            (say("trip"), self.trip, len(self.trip_line)),
            (say("line"), self.trip_line, len(self.line_id)),
            (say("vehicle"), self.vehicle, len(self.trip_line)),
        )
        for what, index, count in limits:
            if wrong := int(((index < 0) | (index >= count)).sum()):
                raise TravelError(
                    "{wrong} connections name a {what} outside the table of {count}",
                    wrong=wrong,
                    what=what,
                    count=count,
                )

    @property
    def aboard(self) -> Int32s:
        """Return per connection what a traveller is aboard of: a vehicle, not a single trip."""
        return self.vehicle[self.trip] if len(self.vehicle) else self.trip

    def served_stops(self, from_min: float, until_min: float) -> int:
        """Return how many stops anything leaves in a window."""
        inside = (self.dep_s >= from_min * 60) & (self.dep_s < until_min * 60) & self.can_board
        return len(np.unique(self.dep_stop[inside]))

    def served_share(self, from_min: float, until_min: float) -> float:
        """Return the share of stops that anything leaves in a window; NaN without any stop."""
        count = len(self.stops)
        return self.served_stops(from_min, until_min) / count if count else np.nan

    def line_of(self, connection: int) -> int:
        """Return the line that runs a connection."""
        return int(self.trip_line[self.trip[connection]])


class Timetables(Mapping[int, Timetable]):
    """Service days by weekday (Monday is 0), each built when it is first asked for.

    A store of a whole country holds seven days; a question is about one or two of them.

    >>> asked = []
    >>> days = Timetables({1: date(2026, 11, 24)}, lambda day: asked.append(day))
    >>> list(days), days.days[1].isoformat(), asked
    ([1], '2026-11-24', [])
    """

    def __init__(self, days: Mapping[int, date], build: Callable[[date], Timetable]) -> None:
        """Take the day of each weekday there is, and what builds its timetable."""
        self.days = dict(days)
        self.build = build
        self._built: dict[int, Timetable] = {}

    @classmethod
    def of(cls, tables: Mapping[int, Timetable]) -> "Timetables":
        """Return timetables that are there already as such a table of days."""
        if isinstance(tables, Timetables):
            return tables
        by_day = {table.day: table for table in tables.values()}
        return cls({key: table.day for key, table in tables.items()}, by_day.__getitem__)

    def __getitem__(self, weekday: int) -> Timetable:
        """Return the timetable of a weekday; KeyError where there is none."""
        if weekday not in self._built:
            self._built[weekday] = self.build(self.days[weekday])
        return self._built[weekday]

    def __iter__(self) -> Iterator[int]:
        """Go over the weekdays, without building any."""
        return iter(self.days)

    def __len__(self) -> int:
        """Return how many weekdays there are."""
        return len(self.days)

    def __contains__(self, weekday: object) -> bool:
        """Return whether there is such a weekday, without building it."""
        return weekday in self.days


def connections_in_order(dep_s: Int32s, trip: Int32s, position: Int32s) -> NDArray[np.int64]:
    """Return the order in which a scan wants connections.

    Position breaks ties inside a trip: a vehicle that passes two stops in one second must pass
    them in order.

    >>> dep_s, trip = np.array([60, 0, 60], np.int32), np.array([1, 0, 1], np.int32)
    >>> connections_in_order(dep_s, trip, np.array([2, 0, 1], np.int32)).tolist()
    [1, 2, 0]
    """
    return np.lexsort((position, trip, dep_s))
