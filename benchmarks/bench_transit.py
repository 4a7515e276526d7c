"""Measure public transport: a day, a feed, a city and a country.

The day has 2.5 million connections, the feed 16 million stop times, the city 3,900 stops and the
country 60,000. All are generated from fixed seeds, so that the numbers are those of the machine
and not of luck.

The peers are pandas, which only reads the feed's stop times, and ferrobus, which answers the same
journeys; for answers beside pyvalhalla see docs/checks/transit_crosscheck.py.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from benchmarks.measure import Row, Size, apart, cpu_of, median_cpu, peak_mb
from benchmarks.transit_towns import bench_towns
from geodata.gtfs.load import import_transit, read_timetables
from sites.base.projection import to_lonlat
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import new_tracks
from sites.travel.transit.room import rewind_for
from sites.travel.transit.scan import NEVER, earliest_scan, start_at
from sites.travel.transit.timetable import Timetable, connections_in_order

CRS = "EPSG:28992"
SPACING_M = 800.0
DAY = date(2026, 11, 24)
CALLS = 20  # per trip of the feed
RIDES = 40  # connections per trip of the day


@dataclass(frozen=True)
class Amount:
    """How much is made: stops along one side of the grid, and what runs between them."""

    side: int
    connections: int
    stop_times: int
    sites: int


SIZES: dict[Size, Amount] = {
    "small": Amount(side=50, connections=8_000, stop_times=2_000, sites=4),
    "full": Amount(side=160, connections=2_500_000, stop_times=16_000_000, sites=300),
}


def stops(side: int) -> Points:
    """Return side x side stops, jittered."""
    rng = np.random.default_rng(20261124)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    xy = grid * SPACING_M + rng.uniform(-200, 200, grid.shape) + (20_000, 310_000)
    ids = np.array([f"s{i}" for i in range(len(xy))])
    return Points(ids, xy[:, 0], xy[:, 1])


def made_day(amount: Amount) -> Timetable:
    """Return a day of straight lines over the grid, departures thickest in the rush hours."""
    rng = np.random.default_rng(1)
    side, trips = amount.side, amount.connections // RIDES
    lines = trips // 40
    row, start = rng.integers(0, side, lines), rng.integers(0, side - RIDES - 1, lines)
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
        along[line, None], row[line, None] * side + place, place * side + row[line, None]
    )
    ride_s = rng.integers(60, 150, (trips, RIDES))
    at = np.cumsum(np.column_stack([np.clip(leave_s, 0, 95_000).astype(np.int64), ride_s]), axis=1)
    trip = np.repeat(np.arange(trips, dtype=np.int32), RIDES)
    dep_s, arr_s = (part.ravel().astype(np.int32) for part in (at[:, :-1], at[:, 1:]))
    order = connections_in_order(dep_s, trip, np.tile(np.arange(RIDES, dtype=np.int32), trips))
    flags = np.ones(len(order), np.bool_)
    points = stops(side)
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


def bench_day(amount: Amount) -> Iterator[Row]:
    """Measure one-to-all and the window from all sites to every stop."""
    table = made_day(amount)
    params = TransitParams(threads=2)
    engine = TransitEngine({1: table}, CrowFly(TravelParams()), params)
    service, changes_s = cpu_of(lambda: engine.service_day(1))
    what = f"{len(table.dep_s):,} connections, {len(table.stops):,} stops"
    yield Row(f"changes between all stops; {what}", changes_s)
    vehicles = params.max_transfers + 1
    tracks = new_tracks(len(table.stops), len(table.trip_line), vehicles)
    rewind = rewind_for(len(table.trip_line), vehicles)
    middle = np.array([amount.side * amount.side // 2 + amount.side // 2], np.int32)

    def one_to_all() -> None:
        start_at(tracks, middle, np.array([4 * 3600], np.int32))
        earliest_scan(service.day, service.changes, 0, int(NEVER), tracks, rewind)

    yield Row("compile or load the scan", cpu_of(one_to_all)[1])
    one_s = median_cpu(one_to_all, repeats=15)
    reached = int((tracks.arrive != NEVER).any(axis=1).sum())
    yield Row("one to all, whole day, way back kept", one_s * 1000, "CPU ms", 40)
    yield Row("  stops reached", reached, "stops")
    yield from bench_window(engine, table, amount.sites)


def bench_window(engine: TransitEngine, table: Timetable, count: int) -> Iterator[Row]:
    """Measure 120 departures from many sites to every stop, on two threads."""
    rng = np.random.default_rng(2)
    east = rng.uniform(table.stops.easting.min(), table.stops.easting.max(), count)
    north = rng.uniform(table.stops.northing.min(), table.stops.northing.max(), count)
    sites = Points(np.array([f"site{i}" for i in range(count)]), east, north)
    few = Points(sites.ids[:2], east[:2], north[:2])
    first_s = cpu_of(lambda: engine.window_times_to_stops(few))[1]
    yield Row("compile or load the window", first_s)
    window_s = cpu_of(lambda: engine.window_times_to_stops(sites))[1]
    yield Row(f"120 departures x {count} sites to all stops", window_s, target=120)


def write_feed(path: Path, amount: Amount) -> None:
    """Write a feed; every trip runs on the day asked."""
    points = stops(amount.side)
    lon, lat = to_lonlat(points.easting, points.northing, CRS)
    trips = amount.stop_times // CALLS
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
            write_stop_times(out, amount.side, trips)
            out.flush()
            out.detach()


def write_stop_times(out: io.TextIOBase, side: int, trips: int) -> None:
    """Write the calls of trips along straight lines of the grid."""
    rng = np.random.default_rng(3)
    out.write("trip_id,stop_sequence,stop_id,stop_headsign,arrival_time,departure_time,")
    out.write("pickup_type,drop_off_type,timepoint,shape_dist_traveled\n")
    clock = [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(100_000)]
    for i in range(trips):
        row, start = int(rng.integers(0, side)), int(rng.integers(0, side - CALLS))
        at = int(rng.integers(18_000, 90_000))
        out.writelines(
            f"{100_000_000 + i},{n + 1},s{row * side + start + n},,{clock[at + 90 * n]},"
            f"{clock[at + 90 * n]},0,0,1,{800 * n}\n"
            for n in range(CALLS)
        )


def import_figures(feed: str, side: int) -> tuple[float, ...]:
    """Import one feed into the folder it lies in, and load it; return seconds, peak, MB, seconds.

    This runs in a process of its own, for the memory.
    """
    path = Path(feed)
    store = path.with_name("ov")
    area = shapely.box(0, 0, 300_000, np.quantile(stops(side).northing, 0.1))
    _, import_s = cpu_of(
        lambda: import_transit([path], store, area=area, metric_crs=CRS, days=[DAY], ring_m=0)
    )
    peak = peak_mb() or float("nan")
    stored = sum(file.stat().st_size for file in store.iterdir()) / 1e6
    _, load_s = cpu_of(lambda: read_timetables(store, CRS)[DAY.weekday()])  # built when asked
    return import_s, peak, stored, load_s


def pandas_figures(feed: str) -> tuple[float, ...]:
    """Return what pandas takes to read the columns that matter, as text, and its peak."""
    wanted = ["trip_id", "stop_sequence", "stop_id", "arrival_time", "departure_time"]
    with zipfile.ZipFile(feed) as archive, archive.open("stop_times.txt") as file:
        _, read_s = cpu_of(lambda: pd.read_csv(file, usecols=wanted, dtype=str))
    return read_s, peak_mb() or float("nan")


def bench_feed(amount: Amount) -> Iterator[Row]:
    """Measure reading, clipping to a tenth and storing, beside only reading by pandas."""
    with tempfile.TemporaryDirectory(prefix="bench_transit_") as folder:
        path = Path(folder) / "feed.zip"
        write_s = cpu_of(lambda: write_feed(path, amount))[1]
        yield Row("write the feed (not part of the target)", write_s)
        import_s, peak, stored, load_s = apart(
            "benchmarks.bench_transit:import_figures", str(path), amount.side
        )
        yield Row(f"read {amount.stop_times:,} stop times, clip, store", import_s, target=30)
        yield Row("peak memory of that process", peak, "MB", 1000)
        yield Row(f"load the stored day ({stored:.0f} MB)", load_s)
        pandas_s, pandas_peak = apart("benchmarks.bench_transit:pandas_figures", str(path))
        yield Row("pandas.read_csv of the same stop times", pandas_s)
        yield Row("  its peak memory", pandas_peak, "MB")
        yield Row("  pandas / ours", pandas_s / import_s, "x")


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures of the day, of the feed, of the city and of the country."""
    yield from bench_day(SIZES[size])
    yield from bench_feed(SIZES[size])
    yield from bench_towns(size)
