"""The peers of the street engine; each runs in a process of its own, within its own time.

Every peer answers on the uncontracted graph. A slow one answers one category, three times, and
its median is scaled to the number of categories.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.measure import ROOT, Row, ask_peer, cpu_of, median_cpu
from benchmarks.streets_question import Ints, Question, matrix_nodes, question

HERE = "benchmarks.streets_peers"


def cpp_reference(ask: Question, folder: str) -> Callable[[], tuple[float, Ints]] | None:
    """Compile the reference; return a function that runs it: CPU seconds and its answers."""
    if (compiler := shutil.which("g++")) is None:
        return None
    parts = [np.array([len(ask.grid), len(ask.head), len(ask.categories)])]
    parts += [ask.indptr, ask.head, ask.time]
    parts += [np.concatenate([[len(c)], c]) for c in ask.categories]
    data = np.concatenate(parts).astype("<i8").tobytes()
    program, source = str(Path(folder) / "dijkstra"), str(ROOT / "benchmarks/dijkstra.cpp")
    subprocess.run([compiler, "-O3", "-march=native", "-o", program, source], check=True)

    def run() -> tuple[float, Ints]:
        done = subprocess.run([program], input=data, capture_output=True, check=True)
        answers = np.frombuffer(done.stdout, dtype="<i8").reshape(len(ask.categories), 2, -1)
        return float(done.stderr), answers

    return run


def networkx_figures(size: str) -> list[float]:
    """Return the CPU seconds of all categories, with their identities."""
    import networkx as nx  # noqa: PLC0415 - a peer, loaded only to be measured

    ask = question(size)
    grid = ask.grid
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(grid.u.tolist(), grid.v.tolist(), grid.time_ns.tolist(), strict=True)
    )
    seeds = set(ask.categories[0].tolist())
    one_s = median_cpu(lambda: nx.multi_source_dijkstra(graph, seeds), repeats=3)
    return [one_s * len(ask.categories)]


def igraph_figures(size: str) -> list[float]:
    """Return the CPU seconds of all categories: a node tied to all seeds, then the times."""
    import igraph  # noqa: PLC0415 - a peer, loaded only to be measured

    ask = question(size)
    grid, seeds = ask.grid, ask.categories[0]
    extra = len(grid)
    edges = np.concatenate([
        np.column_stack([grid.u, grid.v]),
        np.column_stack([np.full(len(seeds), extra), seeds]),
    ])  # fmt: skip
    graph = igraph.Graph(n=extra + 1, edges=edges)
    weights = [*grid.time_ns.tolist(), *([0] * len(seeds))]
    one_s = median_cpu(lambda: graph.distances(source=[extra], weights=weights), repeats=3)
    return [one_s * len(ask.categories)]


def pandana_figures(size: str) -> list[float]:
    """Return pandana's CPU seconds: preparing, ten categories, a matrix."""
    import pandana  # noqa: PLC0415 - a peer, loaded only to be measured
    import pandas as pd  # noqa: PLC0415 - as pandana needs it

    ask = question(size)
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
    return [prepare_s, nearest_s, matrix_s]


def against_slow_peers(size: str, own_s: float) -> Iterator[Row]:
    """Compare with igraph and networkx, one category each."""
    for name, remark in (("igraph", "without identities"), ("networkx", "target at least 25x")):
        found = ask_peer(name, f"{HERE}:{name}_figures", size)
        if isinstance(found, Row):
            yield found
            continue
        yield Row(f"{name} (one category x 10)", found[0])
        yield Row(f"  {name} / ours", found[0] / own_s, "x", note=remark)


def against_pandana(size: str, own_s: float, own_matrix_s: float) -> Iterator[Row]:
    """Compare with pandana, which takes long to prepare a network without main roads."""
    found = ask_peer("pandana", f"{HERE}:pandana_figures", size)
    if isinstance(found, Row):
        yield found
        return
    prepare_s, peer_s, matrix_s = found
    yield Row("pandana: prepare", prepare_s)
    yield Row("pandana: 10 categories", peer_s)
    yield Row("  pandana / ours", peer_s / own_s, "x", note="target at least 20x")
    whole_s = matrix_s + prepare_s
    yield Row("pandana: the matrix with preparing", whole_s)
    yield Row("  ours / pandana", own_matrix_s / whole_s, "x", 1)
