"""Feeds drawn with all that publishers do, travelled a second way from their raw tables."""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from transit_feed import CRS, EAST, NORTH, clock, write_feed

from geodata.gtfs.load import import_transit, read_timetables
from geodata.gtfs.zip import FeedLimits
from sites.base.departure import DepartureWindow
from sites.base.errors import InputFileError
from sites.base.projection import to_lonlat
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.parts import trip_parts
from sites.travel.transit.scan import NEVER
from tests.raw_feed import arrivals, read_raw, whole

TUESDAY = date(2026, 11, 24)
STOPS = [f"h{i}" for i in range(7)]
HALL = shapely.box(EAST - 5000, NORTH - 5000, EAST + 15_000, NORTH + 15_000)
#: Metres a second on a bike and on an e-bike; on foot one.
RIDE_M_S = {"bike": 2, "ebike": 3}
RIDERS = {
    name: CrowFly(TravelParams(walk_kmh=3.6, walk_detour=1, bike_kmh=3.6 * m_s, bike_detour=1))
    for name, m_s in RIDE_M_S.items()
}
#: Windows of the morning, around midnight, and of the small hours.
WINDOWS = (DepartureWindow(1, 420, 450, 6), DepartureWindow(1, 1425, 1455, 6),
           DepartureWindow(1, 10, 40, 6))  # fmt: skip
#: When a trip leaves: mostly in the morning; 25:30 is half past one of the day after.
BEGINS = (*range(420, 480, 4), 1430, 1445, 20, 24 * 60 + 15, 25 * 60 + 30)
CALENDAR = (
    "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "WK,1,1,1,1,1,0,0,20261102,20261231\nDI,0,0,0,0,0,0,0,20261102,20261231\n"
)
DATES = (
    "service_id,date,exception_type\n"
    "DI,20261124,1\nALLE,20261123,1\nALLE,20261124,1\nALLE,20261125,1\n"
)


def cells(*words):
    return ",".join(str(word) for word in words)


def table(head, rows):
    return "\n".join([head, *rows, ""])


def calls(draw, trip, before):
    """Draw the calls of a trip: loops, times beyond a day, times left blank, stops passed by.

    ``before`` is where and when the trip before it ended; a trip may begin there and then. Returns
    the rows, and where and when this one ends.
    """
    stop, at = before if draw(st.booleans()) else (draw(st.sampled_from(STOPS)), None)
    at = draw(st.sampled_from(BEGINS)) if at is None else at
    called = [stop, *draw(st.lists(st.sampled_from(STOPS), min_size=1, max_size=4))]
    rows = []
    for i, stop in enumerate(called):
        kind = draw(st.sampled_from(["", "", "", "0", "1", "2", "3", "4", "01"]))
        ends = i in (0, len(called) - 1)
        told = draw(st.sampled_from([(1, 1), (1, 1), (1, 0), (0, 1), (1, 1) if ends else (0, 0)]))
        leaves = at + draw(st.sampled_from([0, 0, 1]))
        times = (clock(m) if shown else "" for m, shown in zip((at, leaves), told, strict=True))
        rows.append(cells(trip, *times, stop, 10 * i + 1, kind, kind))
        at = leaves + draw(st.sampled_from([0, 1, 2, 4, 9]))
    return rows, (called[-1], leaves)


def transfers(draw, trips):
    """Draw rows of every type, for stops, stations and trips."""
    spot, trip = st.sampled_from([*STOPS, "st", "st", "st"]), st.sampled_from(trips)
    kind, least = st.sampled_from(["", "0", "1", "2", "3"]), st.sampled_from(["", "60", "300"])
    rows = [cells(draw(spot), draw(spot), "", "", draw(kind), draw(least))
            for _ in range(draw(st.integers(0, 4)))]  # fmt: skip
    rows += [cells("", "", draw(trip), draw(trip), draw(st.sampled_from("45")), "")
             for _ in range(draw(st.integers(0, 2)))]  # fmt: skip
    return [*rows, cells(draw(spot), draw(spot), draw(trip), "", 3, "")]


def quoted(text):
    """Put every word in quotes, and end lines as another system does."""
    return "".join(",".join(f'"{w}"' for w in row.split(",")) + "\r\n" for row in text.splitlines())


@st.composite
def texts(draw):
    """Draw a feed: stations, calendars, blocks, frequencies, transfers, blanks, odd spellings.

    Returns its tables, where its stops lie, and which of them lies in a hole of the area.
    """
    spots = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=7, max_size=7))
    east, north = np.array(spots).T * 300.0
    lon, lat = to_lonlat(EAST + east, NORTH + north, CRS)
    at = [f"{b:.9f},{a:.9f}" for a, b in zip(lon, lat, strict=True)]
    parent = st.sampled_from(["", "st"])
    wheels = st.sampled_from(["", "", "0", "1", "1", "2", "x"])
    stops = [cells(s, s, where, "", draw(parent), draw(wheels))
             for s, where in zip(STOPS, at, strict=True)]  # fmt: skip
    trips = [f"t{n}" for n in range(draw(st.integers(3, 9)))]
    service, block = (
        st.sampled_from(["WK", "WK", "DI", "ALLE"]),
        st.sampled_from(["", "v", "v", "w"]),
    )
    begin, headway = st.sampled_from(BEGINS), st.sampled_from([240, 600])
    starts = [(trip, draw(begin)) for trip in trips if draw(st.integers(0, 4)) == 0]
    often = [cells(trip, clock(m), clock(m + 25), draw(headway)) for trip, m in starts]
    times, before = [], (STOPS[0], None)
    for trip in trips:
        rows, before = calls(draw, trip, before)
        times += rows
    times = draw(st.permutations(times))
    zone = draw(st.sampled_from(["Europe/Amsterdam", "Europe/Amsterdam", "Europe/London"]))
    off = draw(st.sampled_from(["", "", "WK,20261123,2\n", "WK,20261124,2\n"]))
    found = {
        "agency.txt": f"agency_name,agency_timezone\nVervoer,{zone}\n",
        "stops.txt": table(
            "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding",
            [
                *stops,
                cells("st", "Station", at[0], 1, "", draw(wheels)),
                cells("in", "Ingang", at[0], 2, "st", ""),
            ],
        ),
        "routes.txt": "route_id,route_short_name,route_type\nr,1,3\n",
        "trips.txt": table(
            "trip_id,route_id,service_id,trip_headsign,block_id,wheelchair_accessible",
            [cells(trip, "r", draw(service), "Ver", draw(block), draw(wheels)) for trip in trips],
        ),
        "stop_times.txt": table(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type",
            times,
        ),
        "calendar.txt": CALENDAR,
        "calendar_dates.txt": DATES + off,
        "frequencies.txt": table("trip_id,start_time,end_time,headway_secs", often),
        "transfers.txt": table(
            "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time",
            transfers(draw, trips),
        ),
    }
    if draw(st.booleans()):
        found = {name: quoted(text) for name, text in found.items()}
    return found, spots, draw(st.sampled_from([None, None, spots[0]]))


def metre_s(one, other):
    """Return the seconds of a walk: a metre takes one."""
    return round(math.dist(one, other), 3)


def both_ways(folder, tables, bom, hole, params):
    """Return the product's engine and what stands in the raw tables; no engine where nothing runs.

    Raises
    ------
    InputFileError
        The product refuses the feed, though something runs.
    """
    path = write_feed(folder / "feed.zip", tables, bom=bom)
    east, north = (0, 0) if hole is None else (EAST + 300 * hole[0], NORTH + 300 * hole[1])
    area = HALL.difference(shapely.Point(east, north).buffer(9))
    shapely.prepare(area)
    raw = read_raw(path, TUESDAY, inside=lambda x, y: shapely.contains_xy(area, x, y),
                   walk_s=metre_s, params=params)  # fmt: skip
    try:
        import_transit([path], folder / "ov", area=area, metric_crs=CRS, days=[TUESDAY], ring_m=0,
                       timezone="Europe/Amsterdam",
                       limits=FeedLimits(max_bad_share=1))  # fmt: skip
    except InputFileError:
        if raw.vehicles:
            raise
        return None, raw
    days = read_timetables(folder / "ov", CRS)
    return TransitEngine(days, RIDERS["bike"], params, ebike=RIDERS["ebike"]), raw


def first_legs(raw, home, params):
    """Return the seconds to every first stop: on foot, or cycled and parked where that is less."""
    took = {s: whole(metre_s(home, xy)) for s, xy in raw.xy.items()
            if metre_s(home, xy) <= 60 * params.max_access_min}  # fmt: skip
    metres_a_second = RIDE_M_S.get(params.first_leg)
    for s, xy in raw.xy.items() if metres_a_second else ():
        ride_s = metre_s(home, xy) / metres_a_second
        if ride_s <= 60 * params.first_leg_max_min:
            took[s] = min(took.get(s, math.inf), whole(ride_s) + params.park_s)
    return took


def sought(raw, home, goals, leave_s, params):
    """Return the seconds to every goal and the fewest vehicles; NEVER and -1 without a journey."""
    near_s, walks_s = 60 * params.max_access_min, 60 * params.max_direct_walk_min
    ready = {s: leave_s + took for s, took in first_legs(raw, home, params).items()}
    by_vehicles = arrivals(raw, ready, params.max_transfers + 1)
    told = []
    for goal in goals:
        ways = [(int(NEVER), -1)]
        if metre_s(home, goal) <= walks_s:
            ways.append((whole(metre_s(home, goal)), 0))
        for used, reached in enumerate(by_vehicles, 1):
            ends = (at + whole(metre_s(raw.xy[s], goal)) - leave_s for s, at in reached.items()
                    if metre_s(raw.xy[s], goal) <= near_s)  # fmt: skip
            ways += [(int(end), used) for end in ends if end <= 60 * params.max_trip_min]
        told.append(min(ways))
    return told


def hold_alike(folder, drawn, homes, changes, change_s, bom, people):
    """Hold every departure of every pair to the journey in the raw tables, and its parts to it."""
    tables, spots, hole = drawn
    leg, park_s, wheelchair = people
    params = TransitParams(
        max_access_min=12, max_transfer_walk_min=6, max_direct_walk_min=3, max_trip_min=90,
        max_transfers=changes, change_s=change_s, threads=1, first_leg=leg,
        first_leg_max_min=9, park_s=park_s, wheelchair=wheelchair,
    )  # fmt: skip
    engine, raw = both_ways(folder, tables, bom, hole, params)
    if engine is None:
        return
    at = [(EAST + 300 * spots[n][0] + 40, NORTH + 300 * spots[n][1]) for n in homes]
    doors = Points(np.array(["a", "b", "c"]), *np.array(at, float).T)
    for window in WINDOWS:
        found = np.stack(engine.departures(doors, doors, window), axis=-1)
        for d, minute in enumerate(range(window.from_min, window.until_min, window.step_min)):
            for i, home in enumerate(at):
                told = [tuple(pair) for pair in found[i, :, d].tolist()]
                assert told == sought(raw, home, at, 60 * minute, params)
        parts, times = trip_parts(engine, doors, doors, window), engine.window_times(
            doors, doors, window
        )  # fmt: skip
        whole_min = parts.walk_min + parts.wait_min + parts.ride_min + parts.change_min
        np.testing.assert_allclose(whole_min, parts.total_min, atol=1e-9)
        order = (parts.quickest_min, times.best_min, times.median_min, times.bad_day_min)
        for low, high in pairwise(order):
            assert not (low > high + 1e-9).any()


QUESTIONS = st.tuples(
    texts(), st.lists(st.integers(0, 6), min_size=3, max_size=3, unique=True), st.integers(0, 3),
    st.sampled_from([0, 60]), st.booleans(),
    st.tuples(st.sampled_from(["walk", "bike", "ebike"]), st.sampled_from([0, 60, 240]),
              st.sampled_from(["any", "not_refused", "confirmed"])),
)  # fmt: skip


@settings(max_examples=6)
@given(QUESTIONS)
def test_every_departure_equals_the_journey_sought_in_the_raw_tables(tmp_path_factory, question):
    hold_alike(tmp_path_factory.mktemp("raw"), *question)


@pytest.mark.slow
@settings(max_examples=250)
@given(QUESTIONS)
def test_so_do_many_more(tmp_path_factory, question):
    hold_alike(tmp_path_factory.mktemp("raw"), *question)
