"""Feeds drawn with all that publishers do, travelled a second way from their raw tables."""

import math
from datetime import date

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_feed import INF, arrivals, read_raw, whole
from transit_feed import CRS, EAST, NORTH, WALK, clock, write_feed

from geodata.gtfs.load import import_transit, read_timetables
from geodata.gtfs.zip import FeedLimits
from sites.base.departure import DepartureWindow
from sites.base.errors import InputFileError
from sites.base.projection import to_lonlat
from sites.settings.transit import TransitParams
from sites.travel.protocol import Points
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.parts import trip_parts
from sites.travel.transit.scan import NEVER

TUESDAY = date(2026, 11, 24)
STOPS = [f"h{i}" for i in range(7)]
HALL = shapely.box(EAST - 5000, NORTH - 5000, EAST + 15_000, NORTH + 15_000)
#: Windows of the morning, around midnight, and of the small hours.
WINDOWS = (DepartureWindow(1, 420, 450, 6), DepartureWindow(1, 1425, 1455, 6),
           DepartureWindow(1, 10, 40, 6))  # fmt: skip
#: When a trip leaves: mostly in the morning; 25:30 is half past one of the day after.
BEGINS = (*range(420, 480, 4), 1430, 1445, 20, 24 * 60 + 15, 25 * 60 + 30)


@st.composite
def texts(draw):
    """Draw a feed: stations, calendars, blocks, frequencies, transfers, blanks, odd spellings."""
    spots = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=7, max_size=7))
    lon, lat = to_lonlat(
        [EAST + 300 * x for x, _ in spots], [NORTH + 300 * y for _, y in spots], CRS
    )
    parent = draw(st.lists(st.sampled_from(["", "", "", "st"]), min_size=7, max_size=7))
    stops = ["stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"]
    stops += [f"{s},{s},{b:.9f},{a:.9f},,{p}"
              for s, a, b, p in zip(STOPS, lon, lat, parent, strict=True)]  # fmt: skip
    stops += [f"st,Station,{lat[0]:.9f},{lon[0]:.9f},1,", f"in,Ingang,{lat[0]:.9f},{lon[0]:.9f},2,st"]
    trips, times, often = ["trip_id,route_id,service_id,trip_headsign,block_id"], [], []
    names = []
    for n in range(draw(st.integers(3, 9))):
        names.append(f"t{n}")
        service = draw(st.sampled_from(["WK", "WK", "DI", "ALLE"]))
        trips.append(f"t{n},r{n % 2},{service},Ver,{draw(st.sampled_from(['', '', 'v', 'w']))}")
        at = draw(st.sampled_from(BEGINS))
        called = draw(st.lists(st.sampled_from(STOPS), min_size=2, max_size=5))
        for i, stop in enumerate(called):
            edge = i in (0, len(called) - 1)
            kind = draw(st.sampled_from(["", "", "", "0", "1", "2", "3"]))
            spelt = draw(st.sampled_from(["both", "both", "arrival", "departure", "none"]))
            if edge and spelt == "none":
                spelt = "both"
            wait = draw(st.sampled_from([0, 0, 1]))
            arrives = clock(at) if spelt in ("both", "arrival") else ""
            leaves = clock(at + wait) if spelt in ("both", "departure") else ""
            times.append(f"t{n},{arrives},{leaves},{stop},{10 * i + 1},{kind},{kind}")
            at += wait + draw(st.sampled_from([0, 1, 2, 4, 9]))
        if draw(st.integers(0, 4)) == 0:
            start = draw(st.sampled_from(BEGINS))
            often.append(f"t{n},{clock(start)},{clock(start + 25)},{draw(st.sampled_from([240, 600]))}")
    pair = st.sampled_from([*STOPS, "st"])
    told = [
        f"{draw(pair)},{draw(pair)},,,{draw(st.sampled_from(['', '0', '1', '2', '3']))},"
        f"{draw(st.sampled_from(['', '60', '300']))}"
        for _ in range(draw(st.integers(0, 4)))
    ]
    named = st.sampled_from(names)
    told += [f",,{draw(named)},{draw(named)},{draw(st.sampled_from('45'))},"
             for _ in range(draw(st.integers(0, 2)))]  # fmt: skip
    told += [f"{draw(pair)},{draw(pair)},{draw(named)},,3,"]
    times = draw(st.permutations(times))
    found = {
        "agency.txt": "agency_name,agency_timezone\nVervoer,"
        + draw(st.sampled_from(["Europe/Amsterdam", "Europe/Amsterdam", "Europe/London"])) + "\n",
        "stops.txt": "\n".join(stops) + "\n",
        "routes.txt": "route_id,route_short_name,route_type\nr0,1,3\nr1,2,2\n",
        "trips.txt": "\n".join(trips) + "\n",
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,"
        "drop_off_type\n" + "\n".join(times) + "\n",
        "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
        "start_date,end_date\nWK,1,1,1,1,1,0,0,20261102,20261231\n"
        "DI,0,0,0,0,0,0,0,20261102,20261231\n",
        "calendar_dates.txt": "service_id,date,exception_type\nDI,20261124,1\nALLE,20261123,1\n"
        "ALLE,20261124,1\nALLE,20261125,1\n"
        + draw(st.sampled_from(["", "", "WK,20261123,2\n", "WK,20261124,2\n"])),
        "transfers.txt": "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,"
        "min_transfer_time\n" + "\n".join(told) + "\n",
    }  # fmt: skip
    if often:
        found["frequencies.txt"] = (
            "trip_id,start_time,end_time,headway_secs\n" + "\n".join(often) + "\n"
        )
    if draw(st.booleans()):  # every word in quotes, and the ends of lines of another system
        found = {name: "".join(",".join(f'"{w}"' for w in line.split(",")) + "\r\n"
                               for line in text.splitlines()) for name, text in found.items()}  # fmt: skip
    hole = draw(st.sampled_from([None, None, spots[0]]))
    return found, hole, draw(st.booleans())


@settings(max_examples=60)
@given(
    texts(), st.integers(0, 3), st.sampled_from([0, 60]),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=3),
)  # fmt: skip
def test_every_departure_equals_a_journey_sought_in_the_raw_tables(
    tmp_path_factory, feed, changes, change_s, homes
):
    tables, hole, bom = feed
    folder = tmp_path_factory.mktemp("raw")
    path = write_feed(folder / "feed.zip", tables, bom=bom)
    area = HALL
    if hole:
        area = HALL.difference(shapely.Point(EAST + 300 * hole[0], NORTH + 300 * hole[1]).buffer(9))
    params = TransitParams(max_access_min=12, max_transfer_walk_min=6, max_direct_walk_min=3,
                           max_trip_min=90, max_transfers=changes, change_s=change_s, threads=1)  # fmt: skip
    walk_s = lambda a, b: round(math.dist(a, b), 3)  # noqa: E731 - a metre takes a second
    raw = read_raw(path, TUESDAY, inside=lambda x, y: area.contains(shapely.Point(x, y)),
                   walk_s=walk_s, params=params)  # fmt: skip
    try:
        import_transit([path], folder / "ov", area=area, metric_crs=CRS, days=[TUESDAY], ring_m=0,
                       timezone="Europe/Amsterdam", limits=FeedLimits(max_bad_share=1))  # fmt: skip
    except InputFileError as error:
        assert "no trip on these days" in str(error) or "none of its" in str(error)
        assert not raw.vehicles
        return
    engine = TransitEngine(read_timetables(folder / "ov", CRS), WALK, params)
    at = [(EAST + 300 * x + 40, NORTH + 300 * y) for x, y in homes]
    doors = Points(np.array(["a", "b", "c"]), *np.array(at).T)
    for window in WINDOWS:
        found, _ = engine.departures(doors, doors, window)
        for d, minute in enumerate(range(window.from_min, window.until_min, window.step_min)):
            for i, home in enumerate(at):
                told = sought(raw, home, at, 60 * minute, params, walk_s)
                assert found[i, :, d].tolist() == told
        parts = trip_parts(engine, doors, doors, window)
        whole_min = parts.walk_min + parts.wait_min + parts.ride_min + parts.change_min
        np.testing.assert_allclose(whole_min, parts.total_min, atol=1e-9)


def sought(raw, home, goals, leave_s, params, walk_s):
    """Return the seconds to every goal for one departure, NEVER where there is no journey."""
    near = 60 * params.max_access_min
    ready = {s: leave_s + whole(walk_s(home, xy)) for s, xy in raw.xy.items()
             if walk_s(home, xy) <= near}  # fmt: skip
    best = arrivals(raw, ready, params.max_transfers + 1)
    told = []
    for goal in goals:
        took = min((at + whole(walk_s(raw.xy[s], goal)) - leave_s for s, at in best.items()
                    if walk_s(raw.xy[s], goal) <= near), default=INF)  # fmt: skip
        took = took if took <= 60 * params.max_trip_min else INF
        if walk_s(home, goal) <= 60 * params.max_direct_walk_min:
            took = min(took, whole(walk_s(home, goal)))
        told.append(int(took) if took < INF else int(NEVER))
    return told
