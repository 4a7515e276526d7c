"""The peer by timetable: ferrobus, a Rust engine that reads the same feed and the same streets."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, Size, ask_peer, cpu_of
from benchmarks.streets_grid import STEP_M, Grid, jittered_grid
from benchmarks.streets_reading import write_extract
from benchmarks.transit_city import CITY, CRS, DAY, Town, points_of, stops_of
from geodata.gtfs.load import read_timetables
from geodata.streets.pbf import read_pbf
from sites.base.departure import DepartureWindow
from sites.base.projection import to_lonlat
from sites.settings.transit import TransitParams
from sites.travel.protocol import Points
from sites.travel.streets.build import build
from sites.travel.streets.network import StreetNetwork
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.scan import NEVER
from sites.travel.transit.walk import some_points

HERE = "benchmarks.transit_peers"
#: Both leave then: between rush hours, so that the timetable matters and not one lucky bus.
LEAVE_S = 8 * 3600
#: Of the points, so many travel to each other: the peer answers one departure at a time.
FEW = 300
_NOBODY = 2**31 - 1


@dataclass(frozen=True)
class Written:
    """Where the question of a peer lies: the feed as a zip, a stored import, and an extract."""

    feed: Path
    store: Path
    extract: Path
    unpacked: Path


def written(folder: Path, town: Town, feed: Path, store: Path) -> Written:
    """Write the streets of the town as an extract, and the feed's tables as files."""
    grid = _streets(town)
    extract, unpacked = folder / "town.osm.pbf", folder / "tables"
    write_extract(grid, extract)
    with zipfile.ZipFile(feed) as archive:
        archive.extractall(unpacked)
    return Written(feed, store, extract, unpacked)


def _streets(town: Town) -> Grid:
    stops = stops_of(town)
    side = int(np.ceil(max(np.ptp(stops.easting), np.ptp(stops.northing)) / STEP_M)) + 3
    return jittered_grid(4 * side * side, np.random.default_rng(5))


def travellers(town: Town) -> Points:
    """Return the few points that both engines are asked about."""
    points = points_of(town)
    return some_points(points, np.arange(min(FEW, len(points))))


def own_figures(town: Town, files: Written) -> tuple[float, float, NDArray[np.int64]]:
    """Return our CPU seconds of one departure and of a window of 120, and the seconds it took."""
    net = build("walk", read_pbf(files.extract).segments("walk", CRS))
    engine = TransitEngine(
        read_timetables(files.store, CRS),
        StreetNetwork({"walk": net}),
        TransitParams(threads=2, change_s=0),
    )
    here = travellers(town)
    one = DepartureWindow(DAY.weekday(), LEAVE_S // 60, LEAVE_S // 60 + 1, 1)
    window = DepartureWindow(DAY.weekday(), 450, 570, 1)
    few = some_points(here, np.arange(2))
    engine.departures(few, few, one)  # compiled code comes from disk, the changes are made
    (took, _), one_s = cpu_of(lambda: engine.departures(here, here, one))
    window_s = cpu_of(lambda: engine.window_times(here, here, window))[1]
    return one_s, window_s, np.where(took[:, :, 0] == NEVER, _NOBODY, took[:, :, 0])


def ferrobus_figures(size: Size, extract: str, tables: str, answers: str) -> list[float]:
    """Return the peer's CPU seconds to read and to answer one departure; keep its answers."""
    import ferrobus  # noqa: PLC0415 - a peer, loaded only to be measured

    here = travellers(CITY[size])
    lon, lat = to_lonlat(here.easting, here.northing, CRS)
    model, read_s = cpu_of(
        lambda: ferrobus.create_transit_model(extract, [tables], DAY, max_transfer_time=480)
    )
    spots, put_s = cpu_of(
        lambda: [ferrobus.create_transit_point(b, a, model, max_walking_time=1200,
                                               max_nearest_stops=200)
                 for a, b in zip(lon.tolist(), lat.tolist(), strict=True)]
    )  # fmt: skip
    took, answer_s = cpu_of(lambda: ferrobus.travel_time_matrix(model, spots, LEAVE_S, 4))
    held = np.array([[_NOBODY if s is None else s for s in row] for row in took], np.int64)
    np.save(answers, held)
    return [read_s, put_s, answer_s]


def against_ferrobus(size: Size, folder: Path, feed: Path, store: Path) -> Iterator[Row]:
    """Compare one departure and a window of 120, on the same streets and the same feed."""
    town, answers = CITY[size], folder / "answers.npy"
    files = written(folder, town, feed, store)
    own_s, window_s, own = own_figures(town, files)
    count = len(own)
    yield Row(f"ours: {count} x {count} points over streets, one departure", own_s)
    yield Row("  the same, a window of 120 departures", window_s)
    found = ask_peer(
        "ferrobus", f"{HERE}:ferrobus_figures", size, str(files.extract), str(files.unpacked),
        str(answers),
    )  # fmt: skip
    if isinstance(found, Row):
        yield found
        return
    read_s, put_s, answer_s = found
    yield Row("ferrobus: read feed and streets", read_s)
    yield Row(f"ferrobus: put {count} points on the streets", put_s)
    yield Row("ferrobus: the same matrix, one departure", answer_s)
    yield Row("  ours / ferrobus, one departure", own_s / (put_s + answer_s), "x")
    yield Row("  ours / ferrobus x 120, the window", window_s / (put_s + 120 * answer_s), "x")
    peer = np.load(answers)
    both = (own < _NOBODY) & (peer < _NOBODY)
    yield Row("  pairs that both can travel", 100 * both.mean(), "%")
    if both.any():
        near = np.abs(own - peer)[both] <= 5 * 60
        rules = "each by its own rules for walking"
        yield Row("  of those within five minutes", 100 * near.mean(), "%", note=rules)
