"""Answer travel questions by public transport, door to door, over a departure window."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.base.departure import DepartureWindow
from sites.base.dutch import day as day_text
from sites.base.dutch import share
from sites.base.errors import TravelError
from sites.settings.scenario import Direction, Mode
from sites.settings.transit import TransitParams
from sites.travel.protocol import NO_PLACE, NO_ROUTE, OK, Floats, Nearest, Points, TravelEngine
from sites.travel.transit.room import departures_of, new_profile, nothing, rewind_for
from sites.travel.transit.scan import (
    NEVER,
    Day,
    Int16s,
    Int32s,
    Walks,
    doors_reached,
    profile_scan,
    window_figures,
)
from sites.travel.transit.timetable import Timetable, Timetables
from sites.travel.transit.walk import FIRST_LEG, change_table, quickest_of, walks_within
from sites.travel.transit.wheelchair import rolling, wheelchair_label

WEEKDAYS: Final = (
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
)  # fmt: skip
_SECONDS: Final = 60
_BLOCK: Final = 120  # departures looked at together in the evening
#: Below this share of stops served in the window asked, the answer says so.
_FEW: Final = 0.5
THIN: Final = "let op:"


@dataclass(frozen=True)
class WindowTimes:
    """Minutes door to door over a window; every array is (origins, destinations).

    A departure without a journey counts as infinitely long, so a median is NaN where half of the
    departures have none. ``changes`` is the lower median over the journeys; ``journeys`` counts
    the different journeys by vehicle that the window offers.
    """

    departures: int
    median_min: Floats
    best_min: Floats
    bad_day_min: Floats
    share_without: Floats
    changes: Floats
    journeys: Floats


@dataclass(frozen=True)
class Doors:
    """A question made ready: walks to the first stop, from the last stop, and all the way."""

    access: Walks
    exits: Walks
    walk: Walks

    def access_of(self, origin: int) -> Walks:
        """Return the one row of an origin."""
        begin, end = self.access.start[origin], self.access.start[origin + 1]
        start = np.array([0, end - begin], np.int64)
        return Walks(start, self.access.stop[begin:end], self.access.seconds[begin:end])

    def walk_of(self, origin: int) -> Int32s:
        """Return the walk from an origin to every destination, NEVER where there is none."""
        begin, end = self.walk.start[origin], self.walk.start[origin + 1]
        row = np.full(len(self.exits.start) - 1, NEVER, np.int32)
        row[self.walk.stop[begin:end]] = self.walk.seconds[begin:end]
        return row


@dataclass(frozen=True)
class ServiceDay:
    """A timetable made ready to scan."""

    timetable: Timetable
    day: Day
    changes: Walks


class TransitEngine:
    """Public transport over timetables of chosen days; other modes go to the engine beneath.

    THE minutes of mode "ov" are the median over the window. Walking all the way is allowed and
    wins when faster. ``timetables`` holds one service day per weekday (Monday is 0); a window on
    another weekday is refused.
    """

    def __init__(
        self,
        timetables: Mapping[int, Timetable],
        base: TravelEngine,
        params: TransitParams,
        *,
        ebike: TravelEngine | None = None,
    ) -> None:
        """Take the timetables and the engine that walks; change tables are built when needed.

        ``ebike`` is an engine whose bike is an e-bike, for who goes to the first stop on one.
        """
        self._timetables = Timetables.of(timetables)
        for weekday, day in self._timetables.days.items():
            if day.weekday() != weekday:
                raise TravelError(
                    "the timetable of {day} is not that of a {weekdays}",
                    day=day,
                    weekdays=WEEKDAYS[weekday],
                )
        self._days: dict[int, ServiceDay] = {}
        self.base = base
        self.params = params
        self._rides = {"bike": base, "ebike": ebike}

    @property
    def label(self) -> str:
        """Return what a reader is told about these minutes, in Dutch."""
        days = sorted(self.days)
        text = " en ".join(day_text(day) for day in days)
        if len(days) > 2:  # noqa: PLR2004 - two days are both named
            text = f"{day_text(days[0])} tot en met {day_text(days[-1])}"
        told = f"dienstregeling van {text}{self._thinly()}; lopen: {self.base.label}"
        more = FIRST_LEG[self.params.first_leg], wheelchair_label(self.params.wheelchair)
        return "; ".join((told, *filter(None, more)))

    def _thinly(self) -> str:
        """Warn where few stops are served in the window that answers are for."""
        told = self.served_text()
        return f" ({told})" if told.startswith(THIN) else ""

    def served_text(self, window: DepartureWindow | None = None) -> str:
        """Tell how many of the stops anything leaves in a window; a warning below half.

        An empty window answers "geen reis" everywhere; whoever reads it must know why.
        """
        asked = window or self.params.default_window.window()
        if asked.weekday not in self._timetables:
            return ""
        part = self._timetables[asked.weekday].served_share(asked.from_min, asked.until_min)
        if not part < 1:
            return ""
        told = f"in dit tijdvak vertrekt er iets bij {share(part)} van de haltes"
        return f"{THIN} {told}" if part < _FEW else told

    @property
    def days(self) -> tuple[date, ...]:
        """Return the service days that can be asked, by weekday."""
        return tuple(day for _, day in sorted(self._timetables.days.items()))

    def modes(self) -> tuple[Mode, ...]:
        """Return the modes this engine knows."""
        return (*(mode for mode in self.base.modes() if mode != "ov"), "ov")

    def service_day(self, weekday: int) -> ServiceDay:
        """Return the day's timetable with its changes; one line where no such day was stored."""
        if weekday not in self._timetables:
            stored = ", ".join(f"{WEEKDAYS[day.weekday()]} {day}" for day in self.days) or "none"
            raise TravelError(
                "no timetable for a {weekdays}; stored: {stored}. Ask another day, or import "
                "the feed again with a day that falls on it",
                weekdays=WEEKDAYS[weekday],
                stored=stored,
            )
        if weekday not in self._days:
            table = self._timetables[weekday]
            board, alight = rolling(table, self.params.wheelchair)
            scan = Day(
                table.dep_stop.astype(np.uint32), table.arr_stop.astype(np.uint32), table.dep_s,
                table.arr_s, table.aboard.astype(np.uint32), board, alight,
            )  # fmt: skip
            self._days[weekday] = ServiceDay(
                table, scan, change_table(table, self.base, self.params)
            )
        return self._days[weekday]

    def doors(self, origins: Points, places: Points, weekday: int) -> Doors:
        """Find every walk that a journey from these origins to these places can begin or end."""
        stops = self.service_day(weekday).timetable.stops
        exits, params = self.afoot(places, stops, direction="from_place"), self.params
        walk = walks_within(self.base, origins, places, limit_min=params.max_direct_walk_min)
        return Doors(self._access(origins, stops), exits, walk)

    def afoot(self, doors: Points, stops: Points, *, direction: Direction = "to_place") -> Walks:
        """Return the walk from every door to the stops around it; "from_place" is the way back."""
        most = self.params.max_access_min
        return walks_within(self.base, doors, stops, limit_min=most, direction=direction)

    def _access(self, origins: Points, stops: Points, direction: Direction = "to_place") -> Walks:
        """Return the way from every origin to its first stops: on foot, or by bike if quicker."""
        params = self.params
        walk = self.afoot(origins, stops, direction=direction)
        if params.first_leg == "walk":
            return walk
        rider = self._rides[params.first_leg]
        if rider is None:
            raise TravelError("no engine for the e-bike; choose first_leg walk or bike")
        most = params.first_leg_max_min
        ride = walks_within(rider, origins, stops, limit_min=most, mode="bike", direction=direction)
        return quickest_of(walk, ride, more_s=params.park_s)

    def window_times(
        self, origins: Points, places: Points, window: DepartureWindow | None = None
    ) -> WindowTimes:
        """Return the figures of every pair over the window, from origin to place."""
        asked = window or self.params.default_window.window()
        return self._figures(self.doors(origins, places, asked.weekday), len(places), asked)

    def window_times_to_stops(
        self, origins: Points, window: DepartureWindow | None = None
    ) -> WindowTimes:
        """Return the figures from every origin to every stop of the timetable."""
        asked = window or self.params.default_window.window()
        stops = self.service_day(asked.weekday).timetable.stops
        each = np.arange(len(stops) + 1, dtype=np.int64)
        exits = Walks(each, each[:-1].astype(np.int32), np.zeros(len(stops), np.int32))
        access = self._access(origins, stops)
        walk = walks_within(self.base, origins, stops, limit_min=self.params.max_direct_walk_min)
        return self._figures(Doors(access, exits, walk), len(stops), asked)

    def departures(
        self, origins: Points, places: Points, window: DepartureWindow | None = None
    ) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """Return seconds door to door and vehicles used, (origins, places, departures).

        Without a journey they are ``sites.travel.transit.scan.NEVER`` and -1; a walk uses 0
        vehicles.
        """
        asked = window or self.params.default_window.window()
        doors = self.doors(origins, places, asked.weekday)
        leave_s = departures_of(asked)
        shape = (len(origins), len(places), len(leave_s))
        seconds, rides = np.empty(shape, np.int32), np.empty(shape, np.int16)

        def keep(origin: int, took: Int32s, used: Int16s) -> None:
            seconds[origin], rides[origin] = took, used

        self._scan(doors, leave_s, asked.weekday, keep)
        return seconds, rides

    def last_back_min(
        self, places: Points, origins: Points, window: DepartureWindow | None = None
    ) -> Floats:
        """Return the last minute of the evening to leave each place for each origin by vehicle.

        Shape (origins, places), minutes after midnight (above 1440 is after midnight); NaN where
        no vehicle brings anyone back within ``max_trip_min``. Walking does not count here. Who
        came by bike walks to the stop, and finds the bike where it was left, at the last one.
        """
        asked = window or self.params.evening.window()
        leave_s = departures_of(asked)
        stops = self.service_day(asked.weekday).timetable.stops
        nobody = np.zeros(len(places) + 1, np.int64)
        home = self._access(origins, stops, "from_place")
        doors = Doors(self.afoot(places, stops), home, Walks(nobody, *nothing()))
        last = np.full((len(places), len(origins)), np.nan)
        for end in range(len(leave_s), 0, -_BLOCK):
            block = leave_s[max(0, end - _BLOCK) : end]

            def keep(place: int, _took: Int32s, used: Int16s, block: Int32s = block) -> None:
                rides = used > 0
                latest = len(block) - 1 - rides[:, ::-1].argmax(axis=1)
                new = rides.any(axis=1) & np.isnan(last[place])
                last[place, new] = block[latest[new]] / _SECONDS

            self._scan(doors, block, asked.weekday, keep)
            if not np.isnan(last).any():
                break
        return last.T

    def nearest(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        k: int = 1,
        window: DepartureWindow | None = None,
    ) -> Nearest:
        """Return the k nearest places by median minutes; distances are straight lines."""
        if mode != "ov":
            return self.base.nearest(
                origins, places, mode=mode, direction=direction, k=k, window=window
            )
        minutes = self.matrix(origins, places, mode=mode, direction=direction, window=window)
        place = np.full((len(origins), k), -1, np.int64)
        travel_min = np.full((len(origins), k), np.nan)
        dist_m = np.full((len(origins), k), np.nan)
        id_rank = np.argsort(np.argsort(places.ids, kind="stable"), kind="stable")
        found = min(k, len(places))
        for i, row in enumerate(minutes):
            best = np.lexsort((id_rank, row))[:found]  # NaN sorts last
            best = best[np.isfinite(row[best])]
            place[i, : len(best)] = best
            travel_min[i, : len(best)] = row[best]
            dist_m[i, : len(best)] = np.hypot(*(places.xy[best] - origins.xy[i]).T)
        reach = np.where(np.isfinite(travel_min[:, :1]).any(axis=1), OK, NO_ROUTE)
        if not len(places):
            reach[:] = NO_PLACE
        return Nearest(place, travel_min, dist_m, reach.astype(np.int8))

    def sum_within(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        limit_min: float,
        weights: Floats | None = None,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,
    ) -> Floats:
        """Return per origin the number or weight of places whose median is within the limit."""
        if mode != "ov":
            return self.base.sum_within(
                origins, places, mode=mode, limit_min=limit_min, weights=weights,
                direction=direction, window=window,
            )  # fmt: skip
        minutes = self.matrix(origins, places, mode=mode, direction=direction, window=window)
        each = np.ones(len(places)) if weights is None else np.asarray(weights, np.float64)
        total: Floats = (minutes <= limit_min) @ each
        return total

    def matrix(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,
    ) -> Floats:
        """Return the (origins, places) median minutes; NaN where there is no route."""
        if mode != "ov":
            return self.base.matrix(origins, places, mode=mode, direction=direction, window=window)
        if direction == "from_place":
            return self.window_times(places, origins, window).median_min.T
        return self.window_times(origins, places, window).median_min

    def fastest_min(self, straight_m: Floats, *, mode: Mode) -> Floats:
        """Return the least minutes over this straight distance: no vehicle beats ``top_kmh``."""
        if mode != "ov":
            return self.base.fastest_min(straight_m, mode=mode)
        metres_per_min = self.params.top_kmh * 1000 / 60
        return np.asarray(straight_m / metres_per_min, np.float64)

    def _figures(self, doors: Doors, destinations: int, asked: DepartureWindow) -> WindowTimes:
        leave_s = departures_of(asked)
        figures = np.empty((len(doors.access.start) - 1, destinations, 6))
        percent = self.params.bad_day_percent

        def keep(origin: int, seconds: Int32s, rides: Int16s) -> None:
            window_figures(seconds, rides, leave_s, percent, figures[origin])

        self._scan(doors, leave_s, asked.weekday, keep)
        return WindowTimes(len(leave_s), *np.moveaxis(figures, 2, 0))

    def _scan(
        self,
        doors: Doors,
        leave_s: Int32s,
        weekday: int,
        keep: Callable[[int, Int32s, Int16s], None],
    ) -> None:
        """Hand every origin's departures to ``keep``; threads share the origins, none a row."""
        service = self.service_day(weekday)
        origins, destinations = len(doors.access.start) - 1, len(doors.exits.start) - 1
        max_trip_s = round(self.params.max_trip_min * _SECONDS)

        def work(first: int) -> None:
            rewind = rewind_for(len(service.timetable.trip_line), self.params.max_transfers + 1)
            profile = new_profile(service.timetable, self.params.max_transfers + 1, len(leave_s))
            seconds = np.empty((destinations, len(leave_s)), np.int32)
            rides = np.empty((destinations, len(leave_s)), np.int16)
            keys = np.empty((len(service.timetable.stops), len(leave_s)), np.int32)
            for origin in range(first, origins, threads):
                access = doors.access_of(origin)
                profile_scan(
                    service.day, service.changes, access, leave_s, max_trip_s, profile, rewind
                )
                walk_s = doors.walk_of(origin)
                doors_reached(
                    profile, leave_s, max_trip_s, doors.exits, walk_s, keys, seconds, rides
                )
                keep(origin, seconds, rides)

        threads = max(1, min(self.params.threads, origins))
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, range(threads)))  # the list raises what a thread raised
