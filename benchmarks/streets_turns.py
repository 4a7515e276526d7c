"""What turns cost a search by car, and how long isochrones take, on the benchmark's own grid."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Row, cpu_of
from benchmarks.streets_question import Question, points
from sites.travel.protocol import Points
from sites.travel.streets.build import ModeNetwork, build, plain_segments
from sites.travel.streets.mode_engine import Targets
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.trace import isochrones

#: One crossing in so many has a restriction; in the extract of Porto it is one in 100.
EVERY: Final = 50
REPEATS: Final = 5
POINTS: Final = 100


def networks(ask: Question) -> tuple[ModeNetwork, ModeNetwork]:
    """Return the grid without and with restrictions, costs of crossings and of turning back."""
    grid = ask.grid
    plain = plain_segments(grid.easting, grid.northing, grid.u, grid.v, grid.time_ns)
    degree = np.bincount(np.concatenate([grid.u, grid.v]), minlength=len(grid))
    rng = np.random.default_rng(16)
    crossings = np.flatnonzero(degree > 2)
    chosen = rng.choice(crossings, len(crossings) // EVERY, replace=False)
    touching: dict[int, list[int]] = {int(node): [] for node in chosen}
    for row in np.flatnonzero(np.isin(grid.u, chosen) | np.isin(grid.v, chosen)).tolist():
        for node in (int(grid.u[row]), int(grid.v[row])):
            if node in touching:
                touching[node].append(row)
    bans = []
    for node, rows in touching.items():
        come, go = rng.choice(rows, 2, replace=False).tolist()
        towards = 2 * come + int(grid.u[come] == node)
        away = 2 * go + int(grid.v[go] == node)
        bans.append((towards, away))
    turns = replace(
        plain, toll_ns=np.where(degree > 2, 2 * 10**9, 0), bans=tuple(bans), u_turn_ns=20 * 10**9,
    )  # fmt: skip
    return build("car", plain), build("car", turns)


def turns(ask: Question) -> Iterator[Row]:
    """Yield the nearest of all categories with turns against without, and the isochrones."""
    nets = networks(ask)
    engines = [StreetNetwork({"car": net}, small_piece_m=0.0) for net in nets]
    took: list[list[float]] = [[], []]
    targets = [[e.engine("car").targets(points(ask.grid, c)) for c in ask.categories]
               for e in engines]  # fmt: skip
    for _ in range(REPEATS):  # in turns, so that a busy machine slows both
        for kind, engine in enumerate(engines):
            took[kind].append(cpu_of(partial(_all, engine, targets[kind]))[1])
    nodes = [len(net.forward) for net in nets]
    yield Row(f"by car without turns, {nodes[0]:,} nodes", median(took[0]))
    yield Row(f"  with turns, {nodes[1]:,} nodes", median(took[1]))
    yield Row("  with / without turns", median(took[1]) / median(took[0]), "x", 1.5)
    count = min(POINTS, len(ask.grid) // 20)
    spots = _spots(ask, count)
    streets = StreetNetwork({"walk": nets[0]}, small_piece_m=0.0)
    isochrones(streets, _spots(ask, 1), [45], mode="walk")
    seconds = cpu_of(lambda: isochrones(streets, spots, [45], mode="walk"))[1]
    yield Row(f"45-minute isochrones of {count} points", seconds, target=20)


def _all(engine: StreetNetwork, targets: list[Targets]) -> None:
    for one in targets:
        engine.engine("car").everywhere(one)


def _spots(ask: Question, count: int) -> Points:
    rng = np.random.default_rng(17)
    low, high = ask.grid.easting.min(), ask.grid.easting.max()
    at: NDArray[np.float64] = rng.uniform(low, high, (2, count))
    return Points(np.array([f"{i:05}" for i in range(count)]), at[0], at[1])
