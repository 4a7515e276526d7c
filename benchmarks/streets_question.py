"""The question that every street engine gets: a raw grid, places in categories, a matrix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Size
from benchmarks.streets_grid import Grid, jittered_grid
from sites.travel.protocol import Points

Ints = NDArray[np.int64]
#: A quarter of the grid's streets is left out: crossings of three on average, as in real towns.
MISSING = 0.25
#: Facilities per category, from schools and stops down to hospitals.
FACILITIES = (1200, 900, 700, 500, 400, 300, 250, 200, 150, 100)


@dataclass(frozen=True)
class Amount:
    """Nodes of the grid, by what the facilities are divided, sites to count from, matrix side."""

    nodes: int
    fewer: int
    sites: int
    side: int


SIZES: dict[Size | str, Amount] = {
    "small": Amount(nodes=2_000, fewer=50, sites=50, side=20),
    "full": Amount(nodes=575_000, fewer=1, sites=10_000, side=1000),
    # pandana prepares for over a quarter of an hour on the full grid: it gets a tenth, as do we
    "tenth": Amount(nodes=57_500, fewer=10, sites=1_000, side=1000),
    "country": Amount(nodes=5_750_000, fewer=1, sites=10_000, side=1000),
}


@dataclass(frozen=True)
class Question:
    """The raw graph as directed arcs in compressed rows, and the nodes of each category."""

    grid: Grid
    indptr: Ints
    head: Ints
    time: Ints
    categories: tuple[Ints, ...]
    amount: Amount


def question(size: Size | str) -> Question:
    """Return the seeded grid and its categories; the same in every process."""
    amount = SIZES[size]
    grid = jittered_grid(amount.nodes, np.random.default_rng(3), missing=MISSING)
    tail = np.concatenate([grid.u, grid.v])
    head = np.concatenate([grid.v, grid.u])
    order = np.argsort(tail, kind="stable")
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=len(grid)))])
    time = np.concatenate([grid.time_ns, grid.time_ns])[order]
    rng = np.random.default_rng(5)
    at = np.unique(head)  # a crossing that lost all its streets is no place to stand
    sizes = (count // amount.fewer for count in FACILITIES)
    places = tuple(np.sort(rng.choice(at, count, replace=False)) for count in sizes)
    return Question(grid, indptr, head[order], time, places, amount)


def points(grid: Grid, nodes: Ints) -> Points:
    """Return doors that stand exactly on nodes."""
    ids = np.array([f"{i:07}" for i in range(len(nodes))])
    return Points(ids, grid.easting[nodes], grid.northing[nodes])


def matrix_nodes(ask: Question) -> tuple[Ints, Ints]:
    """Return the rows and columns of the matrix."""
    rng = np.random.default_rng(9)
    at, side = np.unique(ask.head), ask.amount.side
    return rng.choice(at, side, replace=False), rng.choice(at, side, replace=False)
