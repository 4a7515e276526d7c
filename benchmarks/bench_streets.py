"""Street searches against C++, pandana, igraph, networkx and osmnx, on one grid in one run.

The C++ reference is compiled on the spot when g++ is there. Every peer answers on the
uncontracted graph. A slow peer answers one category and is scaled by the number of categories;
the output says so. ``--full`` as an argument, or OPVANGKAART_BENCH_FULL=1, adds the country-size
network of 5.75 million nodes.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import cpu_of, report
from benchmarks.streets_grid import Grid, jittered_grid
from sites.travel.protocol import Points
from sites.travel.streets.build import build, plain_segments
from sites.travel.streets.kernels.arrays import FAR
from sites.travel.streets.network import StreetNetwork

HERE = Path(__file__).parent
NODES = 575_000
COUNTRY = 5_750_000
#: A quarter of the grid's streets is left out: crossings of three on average, as in real towns.
MISSING = 0.25
#: Facilities per category, from schools and stops down to hospitals.
FACILITIES = (1200, 900, 700, 500, 400, 300, 250, 200, 150, 100)
REPEATS = 5
PATIENCE_S = 900
PORTO = HERE.parents[1] / "shared/data/osm_fixtures/porto_portugal.osm.pbf"
Ints = NDArray[np.int64]
#: Peak memory in MB. Linux hands ru_maxrss of the parent down to a child; VmHWM starts anew.
PEAK = """
def peak():
    try:
        with open("/proc/self/status") as lines:
            return next(int(line.split()[1]) / 1e3 for line in lines if "VmHWM" in line)
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
"""


@dataclass(frozen=True)
class Question:
    """The raw graph as directed arcs in compressed rows, and the nodes of each category."""

    grid: Grid
    indptr: Ints
    head: Ints
    time: Ints
    categories: tuple[Ints, ...]


def question(nodes: int) -> Question:
    """Return the seeded grid and its categories."""
    grid = jittered_grid(nodes, np.random.default_rng(3), missing=MISSING)
    tail = np.concatenate([grid.u, grid.v])
    head = np.concatenate([grid.v, grid.u])
    order = np.argsort(tail, kind="stable")
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(grid)))])
    time = np.concatenate([grid.time_ns, grid.time_ns])[order]
    rng = np.random.default_rng(5)
    at = np.unique(head)  # a crossing that lost all its streets is no place to stand
    places = tuple(np.sort(rng.choice(at, size, replace=False)) for size in FACILITIES)
    return Question(grid, indptr, head[order], time, places)


def points(grid: Grid, nodes: Ints) -> Points:
    """Return doors that stand exactly on nodes."""
    ids = np.array([f"{i:07}" for i in range(len(nodes))])
    return Points(ids, grid.easting[nodes], grid.northing[nodes])


def fresh_process(code: str, *args: str, patience_s: float | None = None) -> list[float]:
    """Run code in a process of its own and return the numbers on its last line."""
    run = subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=HERE.parent, capture_output=True, text=True, check=True, timeout=patience_s,
    )  # fmt: skip
    return [float(word) for word in run.stdout.strip().splitlines()[-1].split()]


def cpp_reference(ask: Question, folder: str) -> Callable[[], tuple[float, Ints]] | None:
    """Compile the reference; return a function that runs it: CPU seconds and its answers."""
    if (compiler := shutil.which("g++")) is None:
        print("  no g++: the C++ reference was not run")
        return None
    parts = [[len(ask.grid), len(ask.head), len(ask.categories)], ask.indptr, ask.head, ask.time]
    parts += [np.concatenate([[len(c)], c]) for c in ask.categories]
    data = np.concatenate(parts).astype("<i8").tobytes()
    program, source = str(Path(folder) / "dijkstra"), str(HERE / "dijkstra.cpp")
    subprocess.run([compiler, "-O3", "-march=native", "-o", program, source], check=True)

    def run() -> tuple[float, Ints]:
        done = subprocess.run([program], input=data, capture_output=True, check=True)
        answers = np.frombuffer(done.stdout, dtype="<i8").reshape(len(ask.categories), 2, -1)
        return float(done.stderr), answers

    return run


def ours(ask: Question) -> tuple[StreetNetwork, Callable[[], list[tuple[Ints, Ints]]]]:
    """Return the engine, and a function that answers all categories from every node."""
    grid = ask.grid
    raw = plain_segments(grid.easting, grid.northing, grid.u, grid.v, grid.time_ns)
    net, build_s = cpu_of(lambda: build("walk", raw))
    report("contract and order the raw graph, once", build_s, "CPU s")
    print(f"  {len(grid):,} nodes, {net.junctions:,} after contraction")
    streets = StreetNetwork({"walk": net}, small_piece_m=0.0)
    engine = streets.engine("walk")
    targets = [engine.targets(points(grid, c)) for c in ask.categories]
    engine.everywhere(targets[0])  # compiled code comes from disk, the turned graph is made
    return streets, lambda: [engine.everywhere(t) for t in targets]


def check(ask: Question, streets: StreetNetwork, found: list[tuple[Ints, Ints]],
          truth: Ints) -> None:  # fmt: skip
    """Compare every node's time and place with the reference, to the last bit."""
    net = streets.engine("walk").net
    spot = {
        at: node
        for node, at in enumerate(
            zip(ask.grid.easting.tolist(), ask.grid.northing.tolist(), strict=True)
        )
    }
    node = np.array(
        [spot[at] for at in zip(net.easting.tolist(), net.northing.tolist(), strict=True)]
    )
    far = np.where(truth[:, 0] == np.iinfo(np.int64).max, FAR, truth[:, 0])
    times = sum(int(np.count_nonzero(ns != far[i][node])) for i, (ns, _) in enumerate(found))
    places = sum(
        int(np.count_nonzero(who != truth[i, 1][node])) for i, (_, who) in enumerate(found)
    )
    print(f"  differences from C++ in {len(found)} x {len(node):,} answers: "
          f"{times} times, {places} places")  # fmt: skip


def networkx_seconds(ask: Question) -> float:
    """Answer one category with its identity by networkx; scaled to all."""
    import networkx as nx  # noqa: PLC0415 - a peer, loaded only to be measured

    grid = ask.grid
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(grid.u.tolist(), grid.v.tolist(), grid.time_ns.tolist(), strict=True)
    )
    seeds = set(ask.categories[0].tolist())
    _, seconds = cpu_of(lambda: nx.multi_source_dijkstra(graph, seeds))
    return seconds * len(ask.categories)


def igraph_seconds(ask: Question) -> float:
    """Answer one category by igraph: a node tied to all seeds, then the times; scaled to all."""
    import igraph  # noqa: PLC0415 - a peer, loaded only to be measured

    grid, seeds = ask.grid, ask.categories[0]
    extra = len(grid)
    edges = np.concatenate([
        np.column_stack([grid.u, grid.v]),
        np.column_stack([np.full(len(seeds), extra), seeds]),
    ])  # fmt: skip
    graph = igraph.Graph(n=extra + 1, edges=edges)
    weights = [*grid.time_ns.tolist(), *([0] * len(seeds))]
    _, seconds = cpu_of(lambda: graph.distances(source=[extra], weights=weights))
    return seconds * len(ask.categories)


def pandana_figures() -> None:
    """Print pandana's CPU seconds: preparing, ten categories, a matrix; runs in its own process."""
    import pandana  # noqa: PLC0415 - a peer, loaded only to be measured
    import pandas as pd  # noqa: PLC0415 - as pandana needs it

    ask = question(NODES)
    grid = ask.grid
    minutes = pd.DataFrame({"weight": grid.time_ns / 6e10})
    ends = pd.Series(grid.u), pd.Series(grid.v)
    network, prepare_s = cpu_of(
        lambda: pandana.Network(pd.Series(grid.easting), pd.Series(grid.northing), *ends, minutes)
    )

    def everything() -> None:
        for i, nodes in enumerate(ask.categories):
            x, y = pd.Series(grid.easting[nodes]), pd.Series(grid.northing[nodes])
            network.set_pois(f"c{i}", 1e5, 1, x, y)
            network.nearest_pois(1e5, f"c{i}", num_pois=1, include_poi_ids=True)

    nearest_s = cpu_of(everything)[1]
    rows, columns = matrix_nodes(ask)
    pairs = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
    matrix_s = cpu_of(lambda: network.shortest_path_lengths(*pairs))[1]
    print(f"\n{prepare_s} {nearest_s} {matrix_s}")


def against_pandana(own_s: float, own_matrix_s: float) -> None:
    """Compare with pandana, which may take long to prepare a network without main roads."""
    if not find_spec("pandana"):
        print("  pandana is not installed: not run")
        return
    code = "from benchmarks.bench_streets import pandana_figures; pandana_figures()"
    try:
        prepare_s, peer_s, matrix_s = fresh_process(code, patience_s=PATIENCE_S)
    except subprocess.TimeoutExpired:
        print(f"  pandana was not ready within {PATIENCE_S} s: ours is faster than that")
        return
    report("pandana: prepare", prepare_s, "CPU s")
    report("pandana: 10 categories", peer_s, "CPU s")
    print(f"    pandana / ours {peer_s / own_s:.0f}x (target at least 20x)")
    report("pandana: 1000 x 1000 matrix with preparing", matrix_s + prepare_s, "CPU s")
    print(f"    ours / pandana {own_matrix_s / (matrix_s + prepare_s):.2f}x (target at most 1x)")


def nearest(ask: Question) -> tuple[StreetNetwork, float]:
    """Measure the nearest of ten categories from every node against the compiled reference."""
    print("nearest of 10 categories from every node, with the identity of the nearest")
    streets, everything = ours(ask)
    own, peer = [], []
    with tempfile.TemporaryDirectory() as folder:
        reference = cpp_reference(ask, folder)
        for _ in range(REPEATS):  # in turns, so that a busy machine slows both
            found, seconds = cpu_of(everything)
            own.append(seconds)
            if reference is not None:
                seconds, truth = reference()
                peer.append(seconds)
    own_s = median(own)
    report("opvangkaart", own_s, "CPU s")
    if peer:
        report("C++ on the raw graph", median(peer), "CPU s")
        report("  ours / C++", own_s / median(peer), "x", 0.45)
        check(ask, streets, found, truth)
    return streets, own_s


def against_slow_peers(ask: Question, own_s: float) -> None:
    """Compare with igraph and networkx, one category each."""
    peers: tuple[tuple[str, Callable[[Question], float], str], ...] = (
        ("igraph", igraph_seconds, "without identities"),
        ("networkx", networkx_seconds, "target at least 25x"),
    )
    for name, run, remark in peers:
        if find_spec(name):
            peer_s = run(ask)
            report(f"{name} (one category x 10)", peer_s, "CPU s")
            print(f"    {name} / ours {peer_s / own_s:.0f}x ({remark})", flush=True)


def within(ask: Question, streets: StreetNetwork) -> None:
    """Count the places within 15 minutes on foot of 10,000 sites, snapping included."""
    rng = np.random.default_rng(8)
    low, high = ask.grid.easting.min(), ask.grid.easting.max()
    spots = rng.uniform(low, high, (2, 10_000))
    sites = Points(np.array([f"{i:05}" for i in range(10_000)]), spots[0], spots[1])
    places = points(ask.grid, np.unique(np.concatenate(ask.categories)))

    def count() -> NDArray[np.float64]:
        return streets.sum_within(sites, places, mode="walk", limit_min=15)

    count()
    seconds = median(cpu_of(count)[1] for _ in range(REPEATS))
    report("counts within 15 min on foot, 10,000 sites", seconds, "CPU s", 1)


def matrix_nodes(ask: Question) -> tuple[Ints, Ints]:
    """Return the rows and columns of the matrix."""
    rng = np.random.default_rng(9)
    at = np.unique(ask.head)
    return rng.choice(at, 1000, replace=False), rng.choice(at, 1000, replace=False)


def matrix(ask: Question, streets: StreetNetwork) -> float:
    """Fill a 1000 x 1000 matrix; return the CPU seconds."""
    here, there = (points(ask.grid, nodes) for nodes in matrix_nodes(ask))
    streets.matrix(points(ask.grid, ask.categories[-1]), there, mode="walk")
    _, own_s = cpu_of(lambda: streets.matrix(here, there, mode="walk"))
    report("1000 x 1000 matrix", own_s, "CPU s")
    return own_s


READ = (
    PEAK
    + """
import sys, time
from pathlib import Path
from geodata.streets.pbf import read_pbf
begin = time.process_time()
raw = read_pbf(Path(sys.argv[1])).segments("walk", "EPSG:3763")
print(time.process_time() - begin, peak())
"""
)
OSMNX = (
    PEAK
    + """
import sys, time
import osmnx
osmnx.settings.all_oneway = True
begin = time.process_time()
osmnx.graph_from_xml(sys.argv[1])
print(time.process_time() - begin, peak())
"""
)
SWEEP = (
    PEAK
    + """
import sys
import numpy as np
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.build import restored
from sites.travel.protocol import Points
held = np.load(sys.argv[1])
net = restored("walk", {k: held[k] for k in held.files if k[:2] != "c:"})
engine = StreetNetwork({"walk": net}, small_piece_m=0.0).engine("walk")
for i in range(10):
    x, y = held[f"c:{i}"]
    ids = np.array([f"{n:07}" for n in range(len(x))])
    engine.everywhere(engine.targets(Points(ids, x, y)))
print(peak())
"""
)


def memory(ask: Question, streets: StreetNetwork) -> None:
    """Measure a process that loads the stored network and answers category after category."""
    grid = ask.grid
    spots = {
        f"c:{i}": np.stack([grid.easting[c], grid.northing[c]])
        for i, c in enumerate(ask.categories)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.npz"
        np.savez(path, **streets.engine("walk").net.arrays(), **spots)  # type: ignore[arg-type] # no array is called allow_pickle
        (peak,) = fresh_process(SWEEP, str(path))
    report("peak of a process that loads it and answers", peak, "MB", 400)


def reading() -> None:
    """Read Porto, against osmnx on the same streets written as XML."""
    print("reading Porto (346,000 street nodes)")
    if not PORTO.is_file():
        print("  ../shared is absent: not run")
        return
    seconds, peak = fresh_process(READ, str(PORTO))
    report("read and project", seconds, "CPU s")
    report("peak of the whole process", peak, "MB", 200)
    import osmium  # noqa: PLC0415 - writes what osmnx can read

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "porto.osm")
        with osmium.BackReferenceWriter(path, str(PORTO), overwrite=True) as writer:
            ways = osmium.FileProcessor(str(PORTO), osmium.osm.WAY)
            for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
                writer.add(way)
        peer_s, peer_mb = fresh_process(OSMNX, path)
    report("osmnx graph_from_xml, streets only", peer_s, "CPU s")
    print(f"    osmnx / ours {peer_s / seconds:.0f}x (target at least 15x), {peer_mb:.0f} MB")


def country() -> None:
    """Answer ten categories on a network as large as the whole country's."""
    print(f"{COUNTRY:,} nodes, 10 categories, everything from the raw arrays on")
    code = (
        f"{PEAK}\nimport time\n"
        "from benchmarks.bench_streets import COUNTRY, ours, question\n"
        "ask = question(COUNTRY); begin = time.process_time()\n"
        "everything = ours(ask)[1]; ready = time.process_time()\n"
        "everything(); done = time.process_time()\n"
        "print(done - ready, done - begin, peak())\n"
    )
    sweep_s, whole_s, peak = fresh_process(code)
    report("10 categories from every node", sweep_s, "CPU s", 60)
    report("the same with contraction and snapping", whole_s, "CPU s")
    report("peak", peak, "MB", 4000)


def main() -> None:
    """Print every figure beside its target."""
    ask = question(NODES)
    print(f"jittered grid: {len(ask.grid):,} nodes, {len(ask.grid.u):,} streets, mean degree "
          f"{2 * len(ask.grid.u) / len(ask.grid):.2f}")  # fmt: skip
    streets, own_s = nearest(ask)
    memory(ask, streets)
    within(ask, streets)
    own_matrix_s = matrix(ask, streets)
    against_slow_peers(ask, own_s)
    reading()
    against_pandana(own_s, own_matrix_s)
    if "--full" in sys.argv or os.environ.get("OPVANGKAART_BENCH_FULL") == "1":
        country()


if __name__ == "__main__":
    main()
