"""Measure public transport: one day of 2.5 million connections, one feed of 16 million stop times.

Run with ``python benchmarks/bench_transit.py [day|feed]``. Both are generated from a fixed seed:
a grid of stops with straight lines, so that the numbers are those of the machine and not of luck.
CPU seconds stand beside wall seconds, since the machine may be shared.
"""

import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from geodata.gtfs.load import import_transit, read_timetables
from sites.base.projection import to_lonlat
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points
from sites.travel.transit.engine import TransitEngine, rewind_for
from sites.travel.transit.journey import new_tracks
from sites.travel.transit.scan import NEVER, earliest_scan, start_at
from sites.travel.transit.timetable import Timetable, connections_in_order

CRS = "EPSG:28992"
SIDE = 160  # stops along one side of the grid
SPACING_M = 800.0
DAY = date(2026, 11, 24)
STOP_TIMES = 16_000_000
CALLS = 20  # per trip of the feed
RIDES = 40  # connections per trip of the day


def stops() -> Points:
    """Return SIDE x SIDE stops, jittered."""
    rng = np.random.default_rng(20261124)
    grid = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), -1).reshape(-1, 2)
    xy = grid * SPACING_M + rng.uniform(-200, 200, grid.shape) + (20_000, 310_000)
    ids = np.array([f"s{i}" for i in range(len(xy))])
    return Points(ids, xy[:, 0], xy[:, 1])


def made_day(connections: int) -> Timetable:
    """Return a day of straight lines over the grid, departures thickest in the rush hours."""
    rng = np.random.default_rng(1)
    trips = connections // RIDES
    lines = trips // 40
    row, start = rng.integers(0, SIDE, lines), rng.integers(0, SIDE - RIDES - 1, lines)
    along, back = rng.random(lines) < 0.5, rng.random(lines) < 0.5
    line = np.sort(rng.integers(0, lines, trips))
    leave_s = np.where(
        rng.random(trips) < 0.4,
        rng.normal(8.2 * 3600, 4000, trips),
        rng.uniform(18_000, 90_000, trips),
    )
    step = np.where(back[line, None], RIDES - np.arange(RIDES + 1), np.arange(RIDES + 1))
    place = start[line, None] + step
    stop = np.where(
        along[line, None], row[line, None] * SIDE + place, place * SIDE + row[line, None]
    )
    ride_s = rng.integers(60, 150, (trips, RIDES))
    at = np.cumsum(np.column_stack([np.clip(leave_s, 0, 95_000).astype(np.int64), ride_s]), axis=1)
    trip = np.repeat(np.arange(trips, dtype=np.int32), RIDES)
    dep_s, arr_s = (part.ravel().astype(np.int32) for part in (at[:, :-1], at[:, 1:]))
    order = connections_in_order(dep_s, trip, np.tile(np.arange(RIDES, dtype=np.int32), trips))
    flags = np.ones(len(order), np.bool_)
    points = stops()
    return Timetable(
        day=DAY, stops=points, stop_name=points.ids,
        station=np.full(len(points), -1, np.int32),
        dep_stop=stop[:, :-1].ravel().astype(np.int32)[order],
        arr_stop=stop[:, 1:].ravel().astype(np.int32)[order],
        dep_s=dep_s[order], arr_s=arr_s[order], trip=trip[order],
        can_board=flags, can_alight=flags,
        trip_line=line.astype(np.int32), trip_headsign=np.full(trips, "eind"),
        line_id=np.array([f"l{i}" for i in range(lines)]),
        line_name=np.array([str(i) for i in range(lines)]), line_kind=np.full(lines, "bus"),
    )  # fmt: skip


def timed(what: str, target: str, work: Callable[[], object]) -> None:
    """Print wall and CPU seconds of one piece of work beside its target."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:58s} {wall:9.3f} s wall {cpu:9.3f} s CPU   target {target}", flush=True)


def bench_day() -> None:
    """Measure one-to-all and the window from 300 sites to every stop."""
    table = made_day(2_500_000)
    params = TransitParams(threads=2)
    engine = TransitEngine({1: table}, CrowFly(TravelParams()), params)
    print(f"{len(table.dep_s)} connections, {len(table.stops)} stops, {len(table.trip_line)} trips")
    timed("changes between all stops", "-", lambda: engine.service_day(1))
    service = engine.service_day(1)
    vehicles = params.max_transfers + 1
    tracks = new_tracks(len(table.stops), len(table.trip_line), vehicles)
    rewind = rewind_for(len(table.trip_line), vehicles)

    def one_to_all() -> None:
        start_at(
            tracks,
            np.array([SIDE * SIDE // 2 + SIDE // 2], np.int32),
            np.array([4 * 3600], np.int32),
        )
        earliest_scan(service.day, service.changes, 0, int(NEVER), tracks, rewind)

    timed("compile or load the scan", "-", one_to_all)
    best = min(_seconds(one_to_all) for _ in range(15))
    reached = int((tracks.arrive != NEVER).any(axis=1).sum())
    print(
        f"{'one to all, whole day, way back kept, best of 15':58s} {best * 1000:9.1f} ms CPU"
        f"   target 40 ms; {reached} stops reached"
    )
    rng = np.random.default_rng(2)
    east = rng.uniform(table.stops.easting.min(), table.stops.easting.max(), 300)
    north = rng.uniform(table.stops.northing.min(), table.stops.northing.max(), 300)
    sites = Points(np.array([f"site{i}" for i in range(300)]), east, north)
    few = Points(sites.ids[:2], east[:2], north[:2])
    timed("compile or load the window", "-", lambda: engine.window_times_to_stops(few))
    timed(
        "120 departures x 300 sites to all stops, 2 threads", "60 s",
        lambda: engine.window_times_to_stops(sites),
    )  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def write_feed(path: Path) -> None:
    """Write a feed of 16 million stop times; every trip runs on the day asked."""
    rng = np.random.default_rng(3)
    points = stops()
    lon, lat = to_lonlat(points.easting, points.northing, CRS)
    trips = STOP_TIMES // CALLS
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        rows = (
            f"{i},Halte {i},{b:.6f},{a:.6f}\n" for i, a, b in zip(points.ids, lon, lat, strict=True)
        )
        archive.writestr("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(rows))
        archive.writestr("agency.txt", "agency_name\nGemaakt\n")
        archive.writestr("routes.txt", "route_id,route_short_name,route_type\nr,1,3\n")
        archive.writestr(
            "calendar_dates.txt", f"service_id,date,exception_type\nd,{DAY:%Y%m%d},1\n"
        )
        archive.writestr(
            "trips.txt",
            "route_id,service_id,trip_id,trip_headsign\n"
            + "".join(f"r,d,{100_000_000 + i},Eind\n" for i in range(trips)),
        )
        with archive.open("stop_times.txt", "w", force_zip64=True) as raw:
            out = io.TextIOWrapper(raw, encoding="utf-8", write_through=False)
            out.write("trip_id,stop_sequence,stop_id,stop_headsign,arrival_time,departure_time,")
            out.write("pickup_type,drop_off_type,timepoint,shape_dist_traveled\n")
            clock = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(100_000)]
            for i in range(trips):
                row, start = int(rng.integers(0, SIDE)), int(rng.integers(0, SIDE - CALLS))
                at = int(rng.integers(18_000, 90_000))
                out.writelines(
                    f"{100_000_000 + i},{n + 1},s{row * SIDE + start + n},,{clock[at + 90 * n]},"
                    f"{clock[at + 90 * n]},0,0,1,{800 * n}\n"
                    for n in range(CALLS)
                )
            out.flush()
            out.detach()


def bench_feed() -> None:
    """Measure reading, clipping to a tenth and storing, in a process of its own for the memory."""
    folder = Path(tempfile.mkdtemp(prefix="bench_transit_"))
    try:
        path = folder / "feed.zip"
        timed("write the feed (not part of the target)", "-", lambda: write_feed(path))
        print(f"{path.stat().st_size / 1e6:.0f} MB zipped, {STOP_TIMES} stop times", flush=True)
        subprocess.run([sys.executable, __file__, "import", str(path)], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def import_feed(path: Path) -> None:
    """Import one feed into the folder it lies in, and load it."""
    store = path.with_name("ov")
    area = shapely.box(0, 0, 300_000, np.quantile(stops().northing, 0.1))

    def work() -> None:
        import_transit([path], store, area=area, metric_crs=CRS, days=[DAY], ring_m=0)

    timed("read, clip to a tenth, store", "30 s", work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of that process {peak:.0f} MB   target 1000 MB")
    stored = sum(file.stat().st_size for file in store.iterdir()) / 1e6
    timed(f"load the stored day ({stored:.0f} MB)", "-", lambda: read_timetables(store, CRS))


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["day", "feed"]
    if wanted[0] == "import":
        import_feed(Path(wanted[1]))
    if "day" in wanted:
        bench_day()
    if "feed" in wanted:
        bench_feed()
