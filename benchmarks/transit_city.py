"""Make a seeded city and a seeded country: stops on a jittered grid, and lines that wander over it.

Both are written as a feed that anyone can read (GTFS), so that a peer gets the same question.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Size
from sites.base.projection import to_lonlat
from sites.travel.protocol import Points

CRS: Final = "EPSG:3763"  # Portugal; what is made up lies around its origin
#: A week of service, from Monday.
MONDAY: Final = date(2026, 11, 23)
DAY: Final = date(2026, 11, 24)
_TABLES: Final = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
    "a,Gemaakt,https://example.org,Europe/Lisbon\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nd,1,1,1,1,1,1,1,"
    f"{MONDAY:%Y%m%d},{MONDAY + timedelta(days=6):%Y%m%d}\n",
}


@dataclass(frozen=True)
class Town:
    """How much is made: stops so far apart, lines with so many calls and departures each way."""

    stops: int
    spacing_m: float
    lines: int
    calls: int
    departures: int
    points: int  # that people travel between

    @property
    def stop_times(self) -> int:
        """Return the rows of stop_times.txt."""
        return 2 * self.lines * self.calls * self.departures


CITY: Final[dict[Size, Town]] = {
    "small": Town(stops=100, spacing_m=250, lines=8, calls=8, departures=12, points=12),
    "full": Town(stops=3_900, spacing_m=250, lines=180, calls=32, departures=55, points=1_227),
}
COUNTRY: Final[dict[Size, Town]] = {
    "small": Town(stops=400, spacing_m=800, lines=12, calls=8, departures=6, points=4),
    "full": Town(stops=60_000, spacing_m=800, lines=2_600, calls=28, departures=45, points=20),
}


def stops_of(town: Town) -> Points:
    """Return the stops, row by row over a square grid, each a little beside its crossing."""
    side = int(np.ceil(np.sqrt(town.stops)))
    rng = np.random.default_rng(3900)
    row, column = np.divmod(np.arange(town.stops), side)
    away = rng.uniform(-0.3, 0.3, (2, town.stops)) * town.spacing_m
    ids = np.array([f"s{i:05}" for i in range(town.stops)])
    return Points(ids, column * town.spacing_m + away[0], row * town.spacing_m + away[1])


def points_of(town: Town) -> Points:
    """Return the points that people travel between, anywhere in the town."""
    rng = np.random.default_rng(1227)
    stops = stops_of(town)
    east = rng.uniform(stops.easting.min(), stops.easting.max(), town.points)
    north = rng.uniform(stops.northing.min(), stops.northing.max(), town.points)
    return Points(np.array([f"p{i:04}" for i in range(town.points)]), east, north)


def paths_of(town: Town) -> NDArray[np.int64]:
    """Return the stops that each line calls at (lines, calls): straight on, now and then a turn."""
    side = int(np.ceil(np.sqrt(town.stops)))
    rng = np.random.default_rng(60_000)
    at = rng.integers(0, town.stops, town.lines)
    way = rng.integers(0, 4, town.lines)
    steps = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])
    path = np.empty((town.lines, town.calls), np.int64)
    for call in range(town.calls):
        path[:, call] = at
        way = (way + rng.choice([0, 1, 3], town.lines, p=[0.8, 0.1, 0.1])) % 4
        for _ in range(4):  # who would leave the town turns off
            row, column = np.divmod(at, side)
            down, right = steps[way].T
            there = (row + down) * side + column + right
            out = (column + right < 0) | (column + right >= side) | (there < 0)
            out |= there >= town.stops
            way = np.where(out, (way + 1) % 4, way)
        at = np.where(out, at, there)
    return path


def write_town(
    path: Path, town: Town, *, crs: str = CRS, origin: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Write the feed as a zip; ``origin`` is where its first stop lies, in metres of ``crs``."""
    stops = stops_of(town)
    lon, lat = to_lonlat(stops.easting + origin[0], stops.northing + origin[1], crs)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _TABLES.items():
            archive.writestr(name, text)
        spots = zip(stops.ids, lon, lat, strict=True)
        rows = "".join(f"{i},Halte {i},{b:.6f},{a:.6f}\n" for i, a, b in spots)
        archive.writestr("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\n" + rows)
        lines = range(town.lines)
        archive.writestr(
            "routes.txt",
            "route_id,agency_id,route_short_name,route_long_name,route_type\n"
            + "".join(f"r{n},a,{n},Lijn {n},3\n" for n in lines),
        )
        trips = (
            f"r{n},d,t{n}_{back}_{i},Eind,{back}\n"
            for n in lines for back in (0, 1) for i in range(town.departures)
        )  # fmt: skip
        head = "route_id,service_id,trip_id,trip_headsign,direction_id\n"
        archive.writestr("trips.txt", head + "".join(trips))
        with archive.open("stop_times.txt", "w", force_zip64=True) as out:
            out.write(b"trip_id,arrival_time,departure_time,stop_id,stop_sequence\n")
            for block in _stop_times(town, stops.ids):
                out.write(block.encode())


def _stop_times(town: Town, ids: NDArray[np.str_]) -> Iterator[str]:
    """Yield the rows of stop_times.txt, line by line and way by way."""
    rng = np.random.default_rng(120)
    paths = paths_of(town)
    clock = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(110_000)]
    for line in range(town.lines):
        ride_s = np.cumsum(np.append(0, rng.integers(60, 150, town.calls - 1)))
        first, gap = rng.integers(18_000, 22_000), 66_000 // town.departures
        for back in (0, 1):
            called = ids[paths[line][::-1] if back else paths[line]]
            rows = []
            for i in range(town.departures):
                at = first + i * gap + back * gap // 2 + ride_s
                rows += [
                    f"t{line}_{back}_{i},{clock[s]},{clock[s]},{stop},{n}\n"
                    for n, (s, stop) in enumerate(zip(at.tolist(), called, strict=True))
                ]
            yield "".join(rows)
