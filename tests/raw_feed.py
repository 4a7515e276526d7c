"""Read a GTFS zip and travel by it in a second way: no table of the product, no pruning.

Written from docs/transit.md and the GTFS reference, with csv and dictionaries. Everything is in
seconds after midnight of the day asked, and metres of the test's metric CRS.
"""

import csv
import io
import math
import zipfile
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from transit_feed import CRS

from sites.base.projection import to_metric

INF = math.inf
END_S = 32 * 3600  # departures are kept up to 08:00 the next morning
SAME_PLACE_M = 200
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass
class Call:
    """One stop of one trip."""

    stop: str
    arr: float
    dep: float
    board: bool
    alight: bool
    near: bool  # inside the area


@dataclass(frozen=True)
class Ride:
    """From one call to the next; ``fresh`` where nobody can be aboard from before."""

    dep_stop: str
    dep: float
    arr_stop: str
    arr: float
    board: bool
    alight: bool
    fresh: bool


@dataclass
class Raw:
    """What a traveller finds: vehicles as lists of rides, stops by place, changes in seconds."""

    vehicles: list = field(default_factory=list)
    xy: dict = field(default_factory=dict)
    change_s: dict = field(default_factory=dict)


def rows_of(path):
    """Return the tables of a zip as lists of dictionaries without blanks around words."""
    tables = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")
            lines = list(csv.reader(text))
            head = [word.strip() for word in lines[0]] if lines else []
            tables[name] = [
                {key: word.strip() for key, word in zip(head, row, strict=True)}
                for row in lines[1:] if row
            ]  # fmt: skip
    return tables


def seconds(word):
    if not word:
        return None
    h, m, s = word.split(":")
    return 3600 * int(h) + 60 * int(m) + int(s)


def runs_on(tables, day):
    """Return the services of a day."""
    key, found = day.strftime("%Y%m%d"), set()
    for row in tables.get("calendar.txt", []):
        if row["start_date"] <= key <= row["end_date"] and row[WEEK[day.weekday()]] == "1":
            found.add(row["service_id"])
    for row in tables.get("calendar_dates.txt", []):
        if row["date"] == key:
            (found.add if row["exception_type"] == "1" else found.discard)(row["service_id"])
    return found


def shift_of(tables, day, local):
    """Return what to add to the feed's clock to read that of the area."""
    own = ZoneInfo(next((r["agency_timezone"] for r in tables["agency.txt"]), local))
    noon = [datetime.combine(day, time(12), zone) for zone in (own, ZoneInfo(local))]
    return (noon[0] - noon[1]).total_seconds()


def wheels_of(tables, wheelchair):
    """Return which stops, and which trips, a wheelchair may use; "any" asks nothing of them."""
    fit = {"any": None, "not_refused": ("", "1"), "confirmed": ("1",)}[wheelchair]
    said = {r["stop_id"]: word(r.get("wheelchair_boarding")) for r in tables["stops.txt"]}
    stops = {
        r["stop_id"] for r in tables["stops.txt"]
        if fit is None or (said[r["stop_id"]] or said.get(r.get("parent_station"), "")) in fit
    }  # fmt: skip
    trips = {
        r["trip_id"] for r in tables["trips.txt"]
        if fit is None or word(r.get("wheelchair_accessible")) in fit
    }  # fmt: skip
    return stops, trips


def word(told):
    """Return yes (1) or no (2); all else says nothing."""
    return told if told in ("1", "2") else ""


def calls_of(tables, xy, inside, wheels):
    """Return the calls of every trip in order, blank times placed evenly between the timed."""
    stops_fit, trips_fit = wheels
    trips = {}
    for row in tables["stop_times.txt"]:
        trips.setdefault(row["trip_id"], []).append(row)
    found = {}
    for trip, rows in trips.items():
        rows.sort(key=lambda row: int(row["stop_sequence"]))
        arr = [seconds(row["arrival_time"]) for row in rows]
        dep = [seconds(row["departure_time"]) for row in rows]
        arr, dep = ([x if x is not None else y for x, y in zip(one, two, strict=True)]
                    for one, two in ((arr, dep), (dep, arr)))  # fmt: skip
        known = [i for i, at in enumerate(arr) if at is not None]
        for low, high in pairwise(known):
            for i in range(low + 1, high):
                part = (i - low) / (high - low)
                arr[i] = dep[i] = round(dep[low] + part * (arr[high] - dep[low]))
        fits = [trip in trips_fit and row["stop_id"] in stops_fit for row in rows]
        found[trip] = [
            Call(
                row["stop_id"], a, d, fit and row.get("pickup_type", "") in ("", "0", "3"),
                fit and row.get("drop_off_type", "") in ("", "0", "3"),
                inside(*xy[row["stop_id"]]),
            )
            for row, a, d, fit in zip(rows, arr, dep, fits, strict=True)
        ]  # fmt: skip
    return found


def rides(calls, by=0):
    """Return the rides of a trip between calls inside the area, so many seconds later."""
    found, fresh = [], True
    for a, b in pairwise(calls):
        if a.near and b.near:
            found.append(Ride(a.stop, a.dep + by, b.stop, b.arr + by, a.board, b.alight, fresh))
        fresh = not (a.near and b.near)
    return found


def day_of(tables, calls, day, shift, xy):
    """Return the vehicles of one service day, each the rides of the trips it runs."""
    runs = runs_on(tables, day)
    often = {}
    for row in tables.get("frequencies.txt", []):
        at, until = seconds(row["start_time"]), seconds(row["end_time"])
        often.setdefault(row["trip_id"], []).extend(range(at, until, int(row["headway_secs"])))
    single, several = {}, []
    for row in tables["trips.txt"]:
        mine = calls.get(row["trip_id"], [])
        if row["service_id"] not in runs or not rides(mine):
            continue
        if row["trip_id"] in often:
            several += [rides(mine, at - mine[0].dep + shift) for at in often[row["trip_id"]]]
        else:
            single[row["trip_id"]] = mine
    follows = followed(tables, single, xy)
    vehicles = []
    for trip in single.keys() - follows.values():
        vehicle, on = rides(single[trip], shift), follows.get(trip)
        while on:
            first, *rest = rides(single[on], shift)
            vehicle += [replace(first, fresh=False), *rest]  # who is aboard stays so
            on = follows.get(on)
        vehicles.append(vehicle)
    return several + vehicles


def followed(tables, single, xy):
    """Return which trip a vehicle goes on as: by block at one place, or as the feed says."""
    told = [(r["from_trip_id"], r["to_trip_id"], r["transfer_type"])
            for r in tables["transfers.txt"] if r["transfer_type"] in ("4", "5")]  # fmt: skip
    barred = {(a, b) for a, b, kind in told if kind == "5"}
    pairs = [(0, a, b) for a, b, kind in told if kind == "4" and a in single and b in single]
    blocks = {}
    for row in tables["trips.txt"]:
        if row.get("block_id") and row["trip_id"] in single:
            blocks.setdefault(row["block_id"], []).append(row["trip_id"])
    for trips in blocks.values():
        trips.sort(key=lambda t: (single[t][0].dep, single[t][-1].arr))
        for a, b in pairwise(trips):
            gap_m = math.dist(xy[single[a][-1].stop], xy[single[b][0].stop])
            if (a, b) not in barred and gap_m <= SAME_PLACE_M:
                pairs.append((1, a, b))
    follows = {}
    for _, a, b in sorted(pairs, key=lambda p: (p[0], single[p[2]][0].dep)):
        ends, begins = single[a][-2:], single[b][:2]
        fits = all(call.near for call in (*ends, *begins)) and ends[-1].arr <= begins[0].dep
        if fits and a != b and a not in follows and b not in follows.values():
            follows[a] = b
    return follows


def read_raw(path, day, *, inside, walk_s, params, local="Europe/Amsterdam"):
    """Return what runs on a day, with the night before and the next morning."""
    tables = rows_of(path)
    stops = [row for row in tables["stops.txt"] if row.get("location_type", "") in ("", "0")]
    xy = {r["stop_id"]: tuple(float(x[0]) for x in
                              to_metric([float(r["stop_lon"])], [float(r["stop_lat"])], CRS))
          for r in stops}  # fmt: skip
    calls = calls_of(tables, xy, inside, wheels_of(tables, params.wheelchair))
    raw = Raw(xy=xy)
    for days in (-1, 0, 1):
        on = day + timedelta(days)
        shift = shift_of(tables, on, local) + 86_400 * days
        raw.vehicles += day_of(tables, calls, on, shift, xy)
    used = {stop for v in raw.vehicles for ride in v for stop in (ride.dep_stop, ride.arr_stop)}
    raw.xy = {stop: at for stop, at in xy.items() if stop in used}
    raw.change_s = changes_of(tables, raw.xy, walk_s, params)
    return raw


def changes_of(tables, xy, walk_s, params):
    """Return the seconds of every change from stop to stop; later rules win."""
    station = {r["stop_id"]: r.get("parent_station", "") for r in tables["stops.txt"]}
    found = {}
    for a, b in product(xy, xy):
        if station[a] and station[a] == station[b]:
            found[a, b] = max(params.station_change_s, params.change_s)
        took = walk_s(xy[a], xy[b])
        if took <= 60 * params.max_transfer_walk_min:
            found[a, b] = max(whole(took), params.change_s)
    found |= {(a, a): params.change_s for a in xy}
    for (a, b), (_, took) in told_of(tables, xy, station).items():
        walked = params.change_s if a == b else max(whole(walk_s(xy[a], xy[b])), params.change_s)
        found[a, b] = walked if took < 0 else took
    return {pair: s for pair, s in found.items() if s < INF}


def told_of(tables, xy, station):
    """Return what transfers.txt says of pairs of stops: a rank, and seconds (-1 as walked)."""
    best = {}
    narrow = ("from_trip_id", "to_trip_id", "from_route_id", "to_route_id")
    for row in tables["transfers.txt"]:
        kind, least = row["transfer_type"] or "0", row["min_transfer_time"]
        if kind not in "0123" or any(row.get(name) for name in narrow):
            continue
        ends = [
            [(s, s != end) for s in xy if end in (s, station[s])]
            for end in (row["from_stop_id"], row["to_stop_id"])
        ]
        took = {"1": 0, "3": INF}.get(kind, int(least) if kind == "2" and least else -1)
        for (a, wide_a), (b, wide_b) in product(*ends):
            rank = (wide_a + wide_b, -took)  # the most specific, and of equals the slowest
            if (a, b) not in best or rank < best[a, b][0]:
                best[a, b] = (rank, took)
    return best


def whole(seconds_):
    return math.ceil(seconds_ - 0.05)


def arrivals(raw, ready, vehicles):
    """Return per number of vehicles the earliest arrival at each stop, trying every vehicle.

    ``ready`` is when one stands at each first stop; one round a vehicle, every call of every
    vehicle looked at in each.
    """
    rounds = []
    for _ in range(vehicles):
        reached = {}
        for vehicle in raw.vehicles:
            aboard = False
            for ride in vehicle:
                aboard &= not ride.fresh
                if not 0 <= ride.dep < END_S:
                    continue
                aboard |= ride.board and ready.get(ride.dep_stop, INF) <= ride.dep
                if aboard and ride.alight:
                    reached[ride.arr_stop] = min(ride.arr, reached.get(ride.arr_stop, INF))
        rounds.append(reached)
        then = dict(ready)
        for (a, b), took in raw.change_s.items():
            if a in reached:
                then[b] = min(reached[a] + took, then.get(b, INF))
        ready = then
    return rounds
