"""A city of 3,900 stops and a country of 60,000: from feed to minutes, and what it holds."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import shapely

from benchmarks.measure import Row, Size, apart, cpu_of, median_cpu, peak_mb
from benchmarks.transit_city import CITY, COUNTRY, CRS, DAY, MONDAY, Town, points_of, write_town
from benchmarks.transit_peers import against_ferrobus
from geodata.gtfs.load import import_transit, read_timetables
from sites.settings.scenario import TravelParams
from sites.settings.transit import TransitParams
from sites.travel.crowfly import CrowFly
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import new_tracks
from sites.travel.transit.room import rewind_for
from sites.travel.transit.scan import NEVER, earliest_scan, start_at
from sites.travel.transit.walk import some_points

HERE = "benchmarks.transit_towns"
_EVERYWHERE = shapely.box(-1e6, -1e6, 1e6, 1e6)


def town_figures(kind: str, size: Size, feed: str) -> list[float]:
    """Import a week: CPU seconds and peak; then what ``answer_figures`` returns."""
    store = Path(feed).with_suffix("")
    days = [MONDAY + timedelta(days=n) for n in range(7)]
    import_s = cpu_of(
        lambda: import_transit(
            [Path(feed)], store, area=_EVERYWHERE, metric_crs=CRS, days=days, ring_m=0
        )
    )[1]
    peak_import = peak_mb() or float("nan")
    answer_s = apart(f"{HERE}:answer_figures", kind, size, str(store))
    return [import_s, peak_import, *answer_s]


def answer_figures(kind: str, size: Size, store: str) -> list[float]:
    """Answer from a stored week, in a process of its own, for its memory.

    CPU seconds to build the day, ms of one to all, CPU seconds of all points to all over the
    window, the percentage of pairs with a usual trip, the day's connections, and the peak.
    """
    town = (CITY if kind == "city" else COUNTRY)[size]
    engine = TransitEngine(
        read_timetables(Path(store), CRS), CrowFly(TravelParams()), TransitParams(threads=2)
    )
    service, day_s = cpu_of(lambda: engine.service_day(DAY.weekday()))
    table, vehicles = service.timetable, engine.params.max_transfers + 1
    tracks = new_tracks(len(table.stops), len(table.trip_line), vehicles)
    rewind = rewind_for(len(table.trip_line), vehicles)
    middle = np.array([town.stops // 2], np.int32)

    def one_to_all() -> None:
        start_at(tracks, middle, np.array([4 * 3600], np.int32))
        earliest_scan(service.day, service.changes, 0, int(NEVER), tracks, rewind)

    one_to_all()
    one_ms = 1000 * median_cpu(one_to_all, repeats=15)
    points = points_of(town)
    few = some_points(points, np.arange(2))
    engine.window_times(few, few)
    found, window_s = cpu_of(lambda: engine.window_times(points, points))
    share = 100 * float(np.isfinite(found.median_min).mean())
    return [day_s, one_ms, window_s, share, len(table.dep_s), peak_mb() or float("nan")]


def _size_of(town: Town, feed: Path) -> str:
    return (
        f"{town.stops:,} stops, {town.lines:,} lines, {town.stop_times:,} stop times, "
        f"{feed.stat().st_size / 1e6:.0f} MB"
    )


def _town(
    kind: str, size: Size, town: Town, feed: Path, *, one_ms: float | None, window: float | None
) -> Iterator[Row]:
    yield Row(f"write the {kind}'s feed", cpu_of(lambda: write_town(feed, town))[1])
    yield Row(f"  {_size_of(town, feed)}", town.stops, "stops")
    import_s, import_mb, day_s, one, window_s, share, connections, peak = apart(
        f"{HERE}:town_figures", kind, size, str(feed)
    )
    yield Row("  import a week of it", import_s)
    yield Row("  peak memory of the import", import_mb, "MB", 2000)
    yield Row(f"  build one weekday of seven, {int(connections):,} connections", day_s)
    yield Row("  one to all, whole day, way back kept", one, "CPU ms", one_ms)
    told = f"  {town.points:,} x {town.points:,} points x 120 departures"
    yield Row(told, window_s, target=window)
    yield Row("  pairs with a usual trip", share, "%")
    yield Row("  peak memory of day, one to all and window", peak, "MB", 2000)


def bench_towns(size: Size) -> Iterator[Row]:
    """Measure the city, beside its peer, and then the country."""
    with tempfile.TemporaryDirectory(prefix="bench_towns_") as name:
        folder = Path(name)
        feed = folder / "city.zip"
        yield from _town("city", size, CITY[size], feed, one_ms=40, window=40)
        yield from against_ferrobus(size, folder, feed, folder / "city")
        country = folder / "country.zip"
        yield from _town("country", size, COUNTRY[size], country, one_ms=None, window=None)
