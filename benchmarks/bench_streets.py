"""Street searches against C++, pandana, igraph, networkx and osmnx, on one grid in one run.

The C++ reference is compiled on the spot when g++ is there. With OPVANGKAART_BENCH_FULL=1 the
network of the country's size, 5.75 million nodes, is added.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, Size, apart, cpu_of, median_cpu, peak_mb
from benchmarks.streets_peers import against_pandana, against_slow_peers, cpp_reference
from benchmarks.streets_question import Ints, Question, matrix_nodes, points, question
from benchmarks.streets_reading import reading
from benchmarks.streets_turns import turns
from sites.travel.protocol import Points
from sites.travel.streets.build import build, plain_segments, restored
from sites.travel.streets.kernels.arrays import FAR
from sites.travel.streets.network import StreetNetwork

REPEATS = 5
#: Per category, the time and the place of every node.
Answers = list[tuple[Ints, NDArray[np.int32]]]


def ours(ask: Question) -> tuple[StreetNetwork, Callable[[], Answers]]:
    """Return the engine, and a function that answers all categories from every node."""
    grid = ask.grid
    net = build("walk", plain_segments(grid.easting, grid.northing, grid.u, grid.v, grid.time_ns))
    streets = StreetNetwork({"walk": net}, small_piece_m=0.0)
    engine = streets.engine("walk")
    targets = [engine.targets(points(grid, c)) for c in ask.categories]
    engine.everywhere(targets[0])  # compiled code comes from disk, the turned graph is made
    return streets, lambda: [engine.everywhere(t) for t in targets]


def differences(
    ask: Question, streets: StreetNetwork, found: Answers, truth: Ints
) -> tuple[int, int]:
    """Return how many times and how many places differ from the reference, to the last bit."""
    net, grid = streets.engine("walk").net, ask.grid
    spots = zip(grid.easting.tolist(), grid.northing.tolist(), strict=True)
    spot = {at: node for node, at in enumerate(spots)}
    kept = zip(net.easting.tolist(), net.northing.tolist(), strict=True)
    node = np.array([spot[at] for at in kept])
    far = np.where(truth[:, 0] == np.iinfo(np.int64).max, FAR, truth[:, 0])
    times = sum(int(np.count_nonzero(ns != far[i][node])) for i, (ns, _) in enumerate(found))
    places = (np.count_nonzero(who != truth[i, 1][node]) for i, (_, who) in enumerate(found))
    return times, int(sum(places))


def nearest(ask: Question, streets: StreetNetwork, everything: Callable[[], Answers]
            ) -> Iterator[Row]:  # fmt: skip
    """Measure the nearest of ten categories from every node against the compiled reference."""
    own, peer = [], []
    with tempfile.TemporaryDirectory() as folder:
        reference = cpp_reference(ask, folder)
        for _ in range(REPEATS):  # in turns, so that a busy machine slows both
            found, seconds = cpu_of(everything)
            own.append(seconds)
            if reference is not None:
                seconds, truth = reference()
                peer.append(seconds)
    yield Row("nearest of 10 categories from every node, with identity", median(own))
    if not peer:
        yield Row("C++ on the raw graph", None, note="no g++")
        return
    yield Row("C++ on the raw graph", median(peer))
    yield Row("  ours / C++", median(own) / median(peer), "x", 0.45)
    times, places = differences(ask, streets, found, truth)
    yield Row("  times that differ from C++", times, "times")
    yield Row("  places that differ from C++", places, "places")


def within(ask: Question, streets: StreetNetwork) -> Row:
    """Count the places within 15 minutes on foot of many sites, snapping included."""
    rng, count = np.random.default_rng(8), ask.amount.sites
    low, high = ask.grid.easting.min(), ask.grid.easting.max()
    spots = rng.uniform(low, high, (2, count))
    sites = Points(np.array([f"{i:05}" for i in range(count)]), spots[0], spots[1])
    places = points(ask.grid, np.unique(np.concatenate(ask.categories)))

    def counts() -> NDArray[np.float64]:
        return streets.sum_within(sites, places, mode="walk", limit_min=15)

    counts()
    return Row(f"counts within 15 min on foot, {count:,} sites", median_cpu(counts), target=1)


def matrix(ask: Question, streets: StreetNetwork) -> float:
    """Fill the square matrix; return the CPU seconds."""
    here, there = (points(ask.grid, nodes) for nodes in matrix_nodes(ask))
    streets.matrix(points(ask.grid, ask.categories[-1]), there, mode="walk")
    return cpu_of(lambda: streets.matrix(here, there, mode="walk"))[1]


def sweep_figures(stored: str) -> tuple[float, ...]:
    """Load a stored network, answer category after category, and return this process's peak."""
    with np.load(stored) as held:
        arrays = {key: held[key] for key in held.files}
    net = restored("walk", {key: value for key, value in arrays.items() if key[:2] != "c:"})
    engine = StreetNetwork({"walk": net}, small_piece_m=0.0).engine("walk")
    for key in (key for key in arrays if key[:2] == "c:"):
        x, y = arrays[key]
        ids = np.array([f"{n:07}" for n in range(len(x))])
        engine.everywhere(engine.targets(Points(ids, x, y)))
    return (peak_mb() or float("nan"),)


def memory(ask: Question, streets: StreetNetwork) -> Row:
    """Measure a process that loads the stored network and answers category after category."""
    grid = ask.grid
    arrays = dict(streets.engine("walk").net.arrays())
    for i, c in enumerate(ask.categories):
        arrays[f"c:{i}"] = np.stack([grid.easting[c], grid.northing[c]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.npz"
        np.savez(path, **arrays)  # type: ignore[arg-type] # no array is called allow_pickle
        (peak,) = apart("benchmarks.bench_streets:sweep_figures", str(path))
    return Row("peak of a process that loads it and answers", peak, "MB", 400)


def tenth(size: str) -> Iterator[Row]:
    """Measure against pandana, on a grid that it can prepare within its time."""
    ask = question(size)
    streets, everything = ours(ask)
    own_s, own_matrix_s = median_cpu(everything), matrix(ask, streets)
    yield Row(f"ours on {len(ask.grid):,} nodes, for pandana", own_s)
    yield Row(f"  its {ask.amount.side} x {ask.amount.side} matrix", own_matrix_s)
    yield from against_pandana(size, own_s, own_matrix_s)


def country_figures() -> tuple[float, ...]:
    """Return the sweep, the same with contraction, and the peak; in a process of its own."""
    ask = question("country")
    (_, everything), ready_s = cpu_of(lambda: ours(ask))
    sweep_s = cpu_of(everything)[1]
    return sweep_s, ready_s + sweep_s, peak_mb() or float("nan")


def country() -> Iterator[Row]:
    """Yield ten categories on a network as large as the whole country's."""
    sweep_s, whole_s, peak = apart("benchmarks.bench_streets:country_figures")
    yield Row("10 categories on 5,750,000 nodes", sweep_s, target=60)
    yield Row("  the same with contraction and snapping", whole_s)
    yield Row("  peak", peak, "MB", 4000)


def rows(size: Size) -> Iterator[Row]:
    """Yield every figure beside its target."""
    ask = question(size)
    (streets, everything), build_s = cpu_of(lambda: ours(ask))
    yield Row(f"contract and order {len(ask.grid):,} nodes, once", build_s)
    own_s = float("nan")
    for row in nearest(ask, streets, everything):
        own_s = row.value if row.value and "identity" in row.what else own_s
        yield row
    yield memory(ask, streets)
    yield within(ask, streets)
    yield Row(f"{ask.amount.side} x {ask.amount.side} matrix", matrix(ask, streets))
    yield from turns(ask)
    yield from against_slow_peers(size, own_s)
    yield from reading(size, ask.grid)
    yield from tenth("small" if size == "small" else "tenth")
    if os.environ.get("OPVANGKAART_BENCH_FULL") == "1":
        yield from country()
