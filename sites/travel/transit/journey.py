"""Tell a journey leg by leg, for one departure, in Dutch that a resident can follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from sites.base.departure import DepartureWindow
from sites.base.dutch import counted, minutes, number, share
from sites.travel.protocol import Floats, Points
from sites.travel.transit.engine import Doors, ServiceDay, TransitEngine
from sites.travel.transit.room import departures_of, rewind_for
from sites.travel.transit.scan import NEVER, Tracks, earliest_scan, start_at
from sites.travel.transit.walk import some_points
from sites.travel.transit.wheelchair import wheelchair_text

ON_FOOT: Final = "lopen"
#: The way to the first stop by bike, by the setting ``first_leg``: what the leg is called.
BY_BIKE: Final = {"bike": "fietsen", "ebike": "e-fietsen"}
_ON_ONES_OWN: Final = frozenset({ON_FOOT, *BY_BIKE.values()})
_GO: Final = {
    ON_FOOT: "Loop naar {name} ({took}).",
    "fietsen": "Fiets naar {name} ({took}, stallen meegeteld).",
    "e-fietsen": "Fiets op de e-fiets naar {name} ({took}, stallen meegeteld).",
}
_BY: Final = {"walk": "het ov", "bike": "fiets en ov", "ebike": "e-fiets en ov"}
_MINUTE: Final = 60
_DAY: Final = 1440


@dataclass(frozen=True)
class Leg:
    """One part of a journey; ``path`` is (n, 2) easting, northing: straight between stops.

    ``onward`` are the lines that the vehicle goes on as while one stays seated, "bus 2 richting
    Dorp".
    """

    kind: str  # "lopen", "fietsen", "e-fietsen", "bus", "trein" ...
    line: str
    headsign: str
    from_name: str
    to_name: str
    leave_s: int
    arrive_s: int
    path: Floats
    onward: tuple[str, ...] = ()


@dataclass(frozen=True)
class Journey:
    """The earliest arrival for one departure, with the fewest changes that reach it."""

    leave_s: int
    arrive_s: int
    legs: tuple[Leg, ...]

    @property
    def total_min(self) -> float:
        """Return the minutes from door to door, waiting included."""
        return (self.arrive_s - self.leave_s) / _MINUTE

    @property
    def rides(self) -> tuple[Leg, ...]:
        """Return the legs by vehicle."""
        return tuple(leg for leg in self.legs if leg.kind not in _ON_ONES_OWN)

    @property
    def changes(self) -> int:
        """Return how often one changes from vehicle to vehicle."""
        return max(len(self.rides) - 1, 0)


@dataclass(frozen=True)
class Parts:
    """The minutes of one journey; the four parts add up to the whole.

    ``walk_min`` is the way to the first and from the last stop (by bike where a setting says so),
    or all of it on foot; ``wait_min`` what one waits before the first vehicle; ``ride_min`` what
    one is aboard; ``change_min`` all between two vehicles, walking and waiting.
    """

    total_min: float
    walk_min: float
    wait_min: float
    ride_min: float
    change_min: float


def parts_of(journey: Journey) -> Parts:
    """Return what a journey is made of, in minutes."""
    rides = journey.rides
    if not rides:
        total = journey.arrive_s - journey.leave_s
        return Parts(total / _MINUTE, total / _MINUTE, 0.0, 0.0, 0.0)
    first = journey.legs[0]
    to_stop = first.arrive_s - first.leave_s if first.kind in _ON_ONES_OWN else 0
    from_stop = journey.arrive_s - rides[-1].arrive_s
    wait = rides[0].leave_s - journey.leave_s - to_stop
    ride = sum(leg.arrive_s - leg.leave_s for leg in rides)
    change = sum(b.leave_s - a.arrive_s for a, b in pairwise(rides))
    return Parts(
        journey.total_min, (to_stop + from_stop) / _MINUTE, wait / _MINUTE, ride / _MINUTE,
        change / _MINUTE,
    )  # fmt: skip


def new_tracks(stops: int, trips: int, vehicles: int) -> Tracks:
    """Return room for the labels of ``earliest_scan``; ``start_at`` fills it.

    >>> tracks = new_tracks(stops=4, trips=2, vehicles=3)
    >>> tracks.ready.shape, tracks.enter.shape
    ((4, 3), (4, 3))
    """
    by_stop = np.full((7, stops, vehicles), -1, np.int32)
    ready, ready_by, ready_from, arrive, arrive_by, enter, leave = by_stop
    used, entered = np.full(trips, vehicles, np.int16), np.full(trips, -1, np.int32)
    return Tracks(ready, ready_by, ready_from, arrive, arrive_by, enter, leave, used, entered)


def journeys(
    engine: TransitEngine, origin: Points, place: Points, weekday: int, leave_s: Sequence[int]
) -> tuple[Journey | None, ...]:
    """Return the journey of each departure (seconds after midnight) from one door to one other.

    None where there is no journey within ``max_trip_min``.
    """
    service = engine.service_day(weekday)
    doors = engine.doors(origin, place, weekday)
    return tuple(_journey(engine, service, doors, origin, place, leave) for leave in leave_s)


def _journey(
    engine: TransitEngine, service: ServiceDay, doors: Doors, origin: Points, place: Points, at: int
) -> Journey | None:
    vehicles = engine.params.max_transfers + 1
    table = service.timetable
    tracks = new_tracks(len(table.stops), len(table.trip_line), vehicles)
    access = doors.access
    start_at(tracks, access.stop, (at + access.seconds).astype(np.int32))
    end_s = at + round(engine.params.max_trip_min * _MINUTE)
    first = int(np.searchsorted(table.dep_s, at))
    rewind = rewind_for(len(table.trip_line), vehicles)
    earliest_scan(service.day, service.changes, first, end_s, tracks, rewind)
    walk_s = int(doors.walk_of(0)[0])
    best = (at + walk_s, -1, 0, -1) if walk_s != NEVER else (int(NEVER), -1, 0, -1)
    for stop, seconds in zip(doors.exits.stop.tolist(), doors.exits.seconds.tolist(), strict=True):
        for k in range(vehicles):
            if tracks.arrive[stop, k] != NEVER:
                best = min(best, (int(tracks.arrive[stop, k]) + seconds, k, seconds, stop))
    arrive_s, k, _, stop = best
    if arrive_s == NEVER or (k >= 0 and arrive_s > end_s):
        return None
    ends = np.vstack([origin.xy[0], place.xy[0]])
    if k < 0:
        return Journey(at, arrive_s, (Leg(ON_FOOT, "", "", "", "", at, arrive_s, ends),))
    legs, board = _legs_back(service, tracks, stop, k)
    names, xy = table.stop_name, table.stops.xy
    begin = int(tracks.ready[board, 0])
    first_walk = Leg(
        _first_kind(engine, service, origin, board, begin - at),
        "",
        "",
        "",
        str(names[board]),
        at,
        begin,
        np.vstack([ends[0], xy[board]]),
    )
    off_s = legs[-1].arrive_s
    last_walk = Leg(
        ON_FOOT, "", "", str(names[stop]), "", off_s, arrive_s, np.vstack([xy[stop], ends[1]])
    )
    whole = [
        leg for leg in (first_walk, *legs, last_walk) if leg.arrive_s > leg.leave_s or leg.line
    ]
    return Journey(at, arrive_s, tuple(whole))


def _first_kind(
    engine: TransitEngine, service: ServiceDay, origin: Points, board: int, took_s: int
) -> str:
    """Tell how one came to the first stop: by bike only where that is quicker than walking."""
    if engine.params.first_leg == "walk":
        return ON_FOOT
    walk = engine.afoot(origin, some_points(service.timetable.stops, np.array([board])))
    walks = len(walk.seconds) > 0 and int(walk.seconds[0]) <= took_s
    return ON_FOOT if walks else BY_BIKE[engine.params.first_leg]


def _legs_back(service: ServiceDay, tracks: Tracks, stop: int, k: int) -> tuple[list[Leg], int]:
    """Follow the labels from the last stop back; return the legs and the stop first boarded at."""
    table = service.timetable
    names, xy = table.stop_name, table.stops.xy
    legs: list[Leg] = []
    while True:
        enter, leave = int(tracks.enter[stop, k]), int(tracks.leave[stop, k])
        legs.insert(0, _ride(service, enter, leave))
        board = int(table.dep_stop[enter])
        if k == 0:
            return legs, board
        walked_from = int(tracks.ready_from[board, k])
        k -= 1
        if walked_from != board:
            off_s, there_s = int(tracks.arrive[walked_from, k]), int(tracks.ready[board, k + 1])
            ends = np.vstack([xy[walked_from], xy[board]])
            one, other = str(names[walked_from]), str(names[board])
            legs.insert(0, Leg(ON_FOOT, "", "", one, other, off_s, there_s, ends))
        stop = walked_from


def _ride(service: ServiceDay, enter: int, leave: int) -> Leg:
    table = service.timetable
    aboard = table.aboard
    rows = enter + np.flatnonzero(aboard[enter : leave + 1] == aboard[enter])
    called = np.append(table.dep_stop[rows], table.arr_stop[leave])
    trips = list(dict.fromkeys(table.trip[rows].tolist()))
    line = table.line_of(enter)
    return Leg(
        str(table.line_kind[line]),
        _line_words(service, trips[0]),
        str(table.trip_headsign[trips[0]]),
        str(table.stop_name[called[0]]),
        str(table.stop_name[called[-1]]),
        int(table.dep_s[enter]),
        int(table.arr_s[leave]),
        table.stops.xy[called],
        tuple(
            _line_words(service, trip) + _towards(str(table.trip_headsign[trip]))
            for trip in trips[1:]
        ),
    )


def _line_words(service: ServiceDay, trip: int) -> str:
    table = service.timetable
    line = int(table.trip_line[trip])
    return f"{table.line_kind[line]} {table.line_name[line]}".strip()


def _towards(headsign: str) -> str:
    return f" richting {headsign}" if headsign else ""


def clock(minute: float) -> str:
    """Write minutes after midnight as a time; past 24:00 it is the night after.

    >>> clock(450), clock(1455)
    ('07:30', '00:15 (de nacht erna)')
    """
    at = int(minute) % _DAY
    night = " (de nacht erna)" if minute >= _DAY else ""
    return f"{at // 60:02d}:{at % 60:02d}{night}"


def sentences(journey: Journey, place_name: str) -> tuple[str, ...]:
    """Tell a journey in short Dutch sentences, one per leg, and sum it up."""
    lines: list[str] = []
    now_s = journey.leave_s
    for leg in journey.legs:
        to_name = leg.to_name or place_name
        if leg.kind in _ON_ONES_OWN:
            took = minutes((leg.arrive_s - leg.leave_s) / _MINUTE)
            told = _GO[leg.kind].format(name=to_name, took=took)
            lines.append(f"{clock(leg.leave_s / _MINUTE)}  {told}")
        else:
            wait = leg.leave_s - now_s
            waited = f" Wachten: {minutes(wait / _MINUTE)}." if wait else ""
            towards = _towards(leg.headsign)
            at = clock(leg.leave_s / _MINUTE)
            lines.append(f"{at}  Neem bij {leg.from_name} {leg.line}{towards}.{waited}")
            lines += [f"       Blijf zitten: de rit gaat verder als {on}." for on in leg.onward]
            lines.append(f"{clock(leg.arrive_s / _MINUTE)}  Stap uit bij {to_name}.")
        now_s = leg.arrive_s
    changed = counted(journey.changes, "keer", "keer") if journey.changes else "niet"
    how = f"{changed} overstappen" if journey.rides else "helemaal lopen"
    lines.append(
        f"{clock(journey.arrive_s / _MINUTE)}  U bent bij {place_name}: "
        f"{minutes(journey.total_min)} van deur tot deur, {how}."
    )
    return tuple(lines)


def window_report(
    engine: TransitEngine,
    origin: Points,
    place: Points,
    window: DepartureWindow | None = None,
    *,
    origin_name: str = "het vertrekpunt",
    place_name: str = "de bestemming",
) -> tuple[str, ...]:
    """Answer one question for the command line: the window's figures and a usual journey.

    The journey shown is that of the first departure that takes the median (the lower of the
    middle two); where half of the departures have none, of the quickest that has one.
    """
    asked = window or engine.params.default_window.window()
    times = engine.window_times(origin, place, asked)
    seconds, _ = engine.departures(origin, place, asked)
    took = seconds[0, 0]
    leave_s = departures_of(asked)
    usual, quickest, bad = (
        _or_no_journey(figure[0, 0])
        for figure in (times.median_min, times.best_min, times.bad_day_min)
    )
    percent = share(engine.params.bad_day_percent / 100)
    counts = counted(times.departures, "vertrekmoment", "vertrekmomenten")
    last = float(engine.last_back_min(place, origin)[0, 0])
    walks = bool(engine.doors(place, origin, asked.weekday).walk_of(0)[0] != NEVER)
    lines = [
        f"Van {origin_name} naar {place_name} met {_BY[engine.params.first_leg]}.",
        f"{counts} tussen {clock(asked.from_min)} en {clock(asked.until_min)}.",
        f"Gebruikelijk (mediaan): {usual}. Snelst: {quickest}.",
        f"Slechte dag: {bad} ({percent} van de vertrekmomenten is niet langer onderweg).",
        f"Vertrekmomenten zonder reis: {share(times.share_without[0, 0])}.",
        f"Verschillende reizen met het ov: {number(int(times.journeys[0, 0]))}.",
        f"Laatste reis terug in de avond: {last_back_text(last, walks=walks)}.",
    ]
    table = engine.service_day(asked.weekday).timetable
    stops = number(table.served_stops(asked.from_min, asked.until_min))
    lines.append(f"In dit tijdvak bediende haltes: {stops} van {number(len(table.stops))}.")
    lines.append(wheelchair_text(table))
    if (served := engine.served_text(asked)).startswith("let op"):
        lines.append(f"{served[0].upper()}{served[1:]}.")
    if (took != NEVER).any():
        middle = int(np.sort(took)[(len(took) - 1) // 2])
        shown = middle if middle != NEVER else int(took.min())
        at = int(leave_s[np.flatnonzero(took == shown)[0]])
        (journey,) = journeys(engine, origin, place, asked.weekday, [at])
        if journey is not None:
            lines += ["", f"Voorbeeld, vertrek {clock(at / _MINUTE)}:"]
            lines += sentences(journey, place_name)
            lines += [parts_text(parts_of(journey))] if journey.rides else []
    lines += ["", f"Bron: {engine.label}."]
    return tuple(lines)


def parts_text(parts: Parts) -> str:
    """Write what a journey is made of; what takes no time at all is left out.

    >>> parts_text(Parts(40.0, 12.0, 3.0, 20.0, 5.0))
    'Daarvan: 12 min naar en van de halte, 3 min wachten, 20 min rijden, 5 min overstappen.'
    >>> parts_text(Parts(32.0, 12.0, 0.0, 20.0, 0.0))
    'Daarvan: 12 min naar en van de halte, 20 min rijden.'
    """
    told = (
        (parts.walk_min, "naar en van de halte"), (parts.wait_min, "wachten"),
        (parts.ride_min, "rijden"), (parts.change_min, "overstappen"),
    )  # fmt: skip
    return f"Daarvan: {', '.join(f'{minutes(took)} {what}' for took, what in told if took)}."


def _or_no_journey(value: float) -> str:
    """Write minutes; a figure that falls on departures without a journey says so."""
    return minutes(value) if np.isfinite(value) else "geen reis"


def last_back_text(last_min: float, *, walks: bool) -> str:
    """Write when the last connection of the evening leaves; ``walks`` where walking is possible.

    >>> last_back_text(1411.0, walks=False), last_back_text(float("nan"), walks=True)
    ('23:31', 'geen, maar lopen kan altijd')
    """
    if np.isfinite(last_min):
        return f"{clock(last_min)}, en lopen kan altijd" if walks else clock(last_min)
    return "geen, maar lopen kan altijd" if walks else "geen"
