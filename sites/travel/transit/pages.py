"""Prepare what pages show of public transport: stops nearby, minutes to a hub, the lines used."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.travel.protocol import Points
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import Journey, journeys, last_back_text
from sites.travel.transit.parts import trip_parts
from sites.travel.transit.room import departures_of
from sites.travel.transit.scan import NEVER
from sites.travel.transit.walk import some_points, walks_within
from sites.travel.transit.wheelchair import rolling

_HOUR = 60.0


@dataclass(frozen=True)
class HubTrips:
    """The trips from sites to their nearest hub by public transport.

    ``table``: site_id, hub_id, median_min, best_min, p85_min, share_without, changes, journeys,
    last_back, lines, quickest_min and the parts of the median trip (walk_min, wait_min, ride_min,
    change_min); minutes are NaN where (half of) the departures have no journey, last_back is Dutch
    text. ``shapes``: site_id, hub_id, line, kind, geometry (LineString in the run's metric
    CRS, straight from stop to stop), the rides of the journey that serves most departures.
    """

    table: pd.DataFrame
    shapes: pd.DataFrame


def stops_near(
    engine: TransitEngine, sites: Points, window: DepartureWindow | None = None
) -> pd.DataFrame:
    """Return per site the stops within walking distance, nearest first.

    Columns: site_id, stop_id, stop_name, walk_min, departures_per_hour, lines. Departures are
    those in the window that can be boarded, so a terminus where all get off counts none.
    """
    asked = window or engine.params.default_window.window()
    table = engine.service_day(asked.weekday).timetable
    walks = walks_within(engine.base, sites, table.stops, limit_min=engine.params.max_access_min)
    inside = (table.dep_s >= asked.from_min * 60) & (table.dep_s < asked.until_min * 60)
    inside &= rolling(table, engine.params.wheelchair)[0]
    hours = (asked.until_min - asked.from_min) / _HOUR
    count = np.bincount(table.dep_stop[inside], minlength=len(table.stops)) / hours
    calls = np.unique(
        np.column_stack([table.dep_stop[inside], table.trip_line[table.trip[inside]]]), axis=0
    )
    rows = []
    for i, site in enumerate(sites.ids):
        span = slice(walks.start[i], walks.start[i + 1])
        near = zip(walks.seconds[span].tolist(), walks.stop[span].tolist(), strict=True)
        for seconds, stop in sorted(near):
            of_stop = calls[np.searchsorted(calls[:, 0], stop) :]
            lines = of_stop[: np.searchsorted(of_stop[:, 0], stop, "right"), 1]
            named = sorted({f"{table.line_kind[n]} {table.line_name[n]}".strip() for n in lines})
            rows.append(
                (str(site), str(table.stops.ids[stop]), str(table.stop_name[stop]), seconds / 60,
                 float(count[stop]), ", ".join(named))
            )  # fmt: skip
    columns = ["site_id", "stop_id", "stop_name", "walk_min", "departures_per_hour", "lines"]
    return pd.DataFrame(rows, columns=columns)


def hub_trips(
    engine: TransitEngine, sites: Points, hubs: Points, window: DepartureWindow | None = None
) -> HubTrips:
    """Return each site's trip to the hub nearest by median minutes, and the way back at night.

    Where no hub has a median, the hub with the smallest share without a journey is taken, then
    the lowest hub_id. Meant for the best few sites: every row costs some dozen scans.
    """
    asked = window or engine.params.default_window.window()
    if not len(hubs):
        raise TravelError("no hub to travel to; make at least one mother location active")
    times = engine.window_times(sites, hubs, asked)
    last = engine.last_back_min(hubs, sites)
    doors = engine.doors(hubs, sites, asked.weekday)
    walk = np.stack([doors.walk_of(hub) != NEVER for hub in range(len(hubs))], axis=1)
    id_rank = np.argsort(np.argsort(hubs.ids, kind="stable"), kind="stable")
    rows, shapes = [], []
    for i, site in enumerate(sites.ids):
        hub = int(np.lexsort((id_rank, times.share_without[i], times.median_min[i]))[0])
        one, other = (some_points(p, np.array([n])) for p, n in ((sites, i), (hubs, hub)))
        lines, journey = _carriers(engine, one, other, asked)
        parts = trip_parts(engine, one, other, asked)
        back = float(last[i, hub])
        rows.append(
            (str(site), str(hubs.ids[hub]), times.median_min[i, hub], times.best_min[i, hub],
             times.bad_day_min[i, hub], times.share_without[i, hub], times.changes[i, hub],
             times.journeys[i, hub],
             last_back_text(back, walks=bool(walk[i, hub])), lines,
             *(float(part[0, 0]) for part in (parts.quickest_min, parts.walk_min, parts.wait_min,
                                              parts.ride_min, parts.change_min)))
        )  # fmt: skip
        for leg in journey.rides if journey else ():
            shape = shapely.LineString(leg.path)
            shapes.append((str(site), str(hubs.ids[hub]), leg.line, leg.kind, shape))
    columns = [
        "site_id", "hub_id", "median_min", "best_min", "p85_min", "share_without", "changes",
        "journeys", "last_back", "lines", "quickest_min", "walk_min", "wait_min", "ride_min",
        "change_min",
    ]  # fmt: skip
    return HubTrips(
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(shapes, columns=["site_id", "hub_id", "line", "kind", "geometry"]),
    )


def _carriers(
    engine: TransitEngine, site: Points, hub: Points, window: DepartureWindow
) -> tuple[str, Journey | None]:
    """Return the lines that serve most departures, in Dutch, and the first such journey.

    One journey is told per different arrival: all departures that wait for it share it.
    """
    leave_s = departures_of(window)
    seconds, _ = engine.departures(site, hub, window)
    took = seconds[0, 0]
    has = np.flatnonzero(took != NEVER)
    if not len(has):
        return "geen", None
    _, first, served = np.unique(
        leave_s[has].astype(np.int64) + took[has], return_index=True, return_counts=True
    )
    told = journeys(engine, site, hub, window.weekday, leave_s[has[first]].tolist())
    votes: Counter[str] = Counter()
    example: dict[str, Journey] = {}
    for journey, count in zip(told, served.tolist(), strict=True):
        if journey is None:
            continue
        words = " + ".join(leg.line for leg in journey.rides) or "lopen"
        votes[words] += count
        example.setdefault(words, journey)
    best = min(votes, key=lambda words: (-votes[words], words))
    others = sorted(set(votes) - {best})
    text = best if not others else f"{best} (soms: {'; '.join(others)})"
    return text, example[best]
