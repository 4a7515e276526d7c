"""A scenario with a bus that nobody rides: from Woudenberg to AZC Leersum and back."""

import zipfile
from datetime import date, timedelta
from pathlib import Path

import shapely

from geodata.gtfs.load import import_transit
from opvangkaart.runs.scenario_file import BUNDLED
from sites.base.projection import to_metric

WOUDENBERG, LEERSUM = (5.41667, 52.08083), (5.398371, 52.030553)
RD = "EPSG:28992"


def made_up_feed(path: Path) -> Path:
    """Write a timetable that nobody rides: one bus from Woudenberg to AZC Leersum and back."""
    trips = ["trip_id,route_id,service_id"]
    times = ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for minute in range(6 * 60, 22 * 60, 30):
        for way, calls in (("heen", "WL"), ("terug", "LW")):
            trip = f"{way}-{minute}"
            trips.append(f"{trip},999,WK")
            for at, stop in enumerate(calls):
                clock = f"{(minute + 12 * at) // 60:02d}:{(minute + 12 * at) % 60:02d}:00"
                times.append(f"{trip},{clock},{clock},{stop},{at}")
    stops = [f"{name},Verzonnen halte {name},{lat},{lon}"
             for name, (lon, lat) in (("W", WOUDENBERG), ("L", LEERSUM))]  # fmt: skip
    texts = {
        "agency.txt": "agency_name,agency_timezone\nVerzonnen vervoer,Europe/Amsterdam",
        "stops.txt": "\n".join(["stop_id,stop_name,stop_lat,stop_lon", *stops]),
        "routes.txt": "route_id,route_short_name,route_long_name,route_type\n999,999,Verzonnen,3",
        "trips.txt": "\n".join(trips),
        "stop_times.txt": "\n".join(times),
        "calendar.txt": (
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
            "end_date\nWK,1,1,1,1,1,1,1,20261102,20261231"
        ),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text + "\n")
    return path


def by_bus_scenario(folder: Path) -> Path:
    """Import the feed into a folder and return the bundled scenario with it."""
    folder.mkdir(exist_ok=True)
    (west, east), (south, north) = zip(WOUDENBERG, LEERSUM, strict=True)
    easting, northing = to_metric([west, east], [south, north], RD)
    area = shapely.MultiPoint(list(zip(easting, northing, strict=True))).envelope.buffer(3000)
    days = [date(2026, 11, 16) + timedelta(n) for n in range(7)]
    feed = made_up_feed(folder / "verzonnen.zip")
    import_transit([feed], folder / "ov", area=area, metric_crs=RD, days=days, ring_m=0)
    layer = '\n[[layers.transit]]\npath = "ov"\nreader = "gtfs"\n'
    text = BUNDLED.read_text(encoding="utf-8")
    (folder / "bus.toml").write_text(text + layer, encoding="utf-8")
    return folder / "bus.toml"
