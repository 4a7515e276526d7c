"""A feed small enough to work out on paper: everything lies on one road, 60 m to the minute.

Bus 1   A 07:40 - B 07:45 - C 07:50, again at 08:10, 08:40 and 09:10, Monday to Friday
Bus 2   A 08:00 - C 08:18, Monday to Friday
Train   S 07:21 - T 07:31, every half hour until 09:51; S lies 2 minutes from C
        T 21:31 - R 21:41, 22:31 and 23:31; R is the other platform of the station of S
Night   C 24:15 - A 24:25, Monday to Friday: Friday's runs early on Saturday
Shuttle U - E in 5 minutes, every 10 minutes from 08:00 until 10:00; U lies 2 minutes from T
Sunday  bus 1 only: A 09:40 - B 09:45 - C 09:50, and an hour later
Thursday 26 November 2026 runs as a Sunday.

The just-missed change: bus 1 reaches C at x:20 and x:50, S at x:22 and x:52; the train leaves at
x:21 and x:51. Bus 2 reaches S at 08:20 and catches it.
"""

import zipfile

import numpy as np
import shapely

from sites.base.projection import to_lonlat
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points

CRS = "EPSG:28992"
EAST, NORTH = 155000.0, 463000.0
#: Half a metre short of whole minutes, so that a millimetre of projection costs no second.
XY = {
    "A": (0, 0),
    "B": (3000, 0),
    "C": (6000, 0),
    "S": (6000, 119.5),
    "R": (6000, 139.5),
    "ST": (6000, 129.5),
    "T": (20000, 0),
    "U": (20000, -119.5),
    "E": (24000, 0),
    "DOOR": (20000, 179.5),  # no stop: a door 3 minutes from T
}
AREA = shapely.box(EAST - 2000, NORTH - 2000, EAST + 26000, NORTH + 2000)
WALK = CrowFly(TravelParams(walk_kmh=3.6, walk_detour=1.0))


def door(*names):
    xy = np.array([XY[name] for name in names], float)
    return Points(np.array(names), xy[:, 0] + EAST, xy[:, 1] + NORTH)


def clock(minute):
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}:00"


def _stop_rows():
    rows = ["stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station"]
    for name, (x, y) in XY.items():
        if name == "DOOR":
            continue
        lon, lat = to_lonlat([EAST + x], [NORTH + y], CRS)
        parent = "ST" if name in "SR" else ""
        kind = 1 if name == "ST" else 0
        rows.append(f'{name},"Halte {name}",{lat[0]:.9f},{lon[0]:.9f},{kind},{parent}')
    return "\n".join(rows) + "\n"


def _trips():
    """Yield trip_id, route, service, headsign and calls (stop, minute)."""
    for m in (460, 490, 520, 550):
        yield f"b1-{m}", "1", "WK", "Station", (("A", m), ("B", m + 5), ("C", m + 10))
    for m in (580, 640):
        yield f"z1-{m}", "1", "ZO", "Station", (("A", m), ("B", m + 5), ("C", m + 10))
    yield "b2", "2", "WK", "Station", (("A", 480), ("C", 498))
    for minute in range(441, 600, 30):
        yield f"t-{minute}", "IC", "WK", "Oosterstad", (("S", minute), ("T", minute + 10))
    for minute in (1291, 1351, 1411):
        yield f"r-{minute}", "IC", "WK", "Dorpstad", (("T", minute), ("R", minute + 10))
    yield "n", "N1", "WK", "Dorp", (("C", 1455), ("A", 1465))
    yield "f", "P", "WK", "Eind", (("U", 360), ("E", 365))


def tables():
    """Return the feed as texts by file name; change one to make a variant."""
    trips = ["trip_id,route_id,service_id,trip_headsign"]
    times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for trip, route, service, headsign, calls in _trips():
        trips.append(f"{trip},{route},{service},{headsign}")
        times += [
            f"{trip},{clock(m)},{clock(m)},{stop},{10 * i}" for i, (stop, m) in enumerate(calls)
        ]
    return {
        "agency.txt": "agency_name,agency_timezone\nVervoer Test,Europe/Amsterdam\n",
        "stops.txt": _stop_rows(),
        "routes.txt": (
            "route_id,route_short_name,route_long_name,route_type\n"
            "1,1,Dorp - Station,3\n2,2,Snelbus,700\nIC,,Intercity,2\nN1,N1,,3\nP,P,Pendel,3\n"
        ),
        "trips.txt": "\n".join(trips) + "\n",
        "stop_times.txt": "\n".join(times) + "\n",
        "calendar.txt": (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
            "start_date,end_date\n"
            "WK,1,1,1,1,1,0,0,20261102,20261231\nZO,0,0,0,0,0,0,1,20261102,20261231\n"
        ),
        "calendar_dates.txt": ("service_id,date,exception_type\nWK,20261126,2\nZO,20261126,1\n"),
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nf,08:00:00,10:00:00,600\n",
    }


def write_feed(path, texts, *, folder="", bom=False):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(folder + name, ("\ufeff" if bom else "") + text)
    return path
