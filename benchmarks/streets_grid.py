"""Make street networks of any size for measuring: a jittered grid whose streets bend."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEP_M = 100.0
WALK_M_PER_MIN = 5000 / 60
NS_PER_MIN = 60_000_000_000


@dataclass(frozen=True)
class Grid:
    """Raw two-way streets: node positions in metres, segments and whole-nanosecond times."""

    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    time_ns: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.easting)


def jittered_grid(
    nodes: int, rng: np.random.Generator, *, missing: float = 0.0, degree: float = 2.5
) -> Grid:
    """Return about ``nodes`` nodes of this mean degree, the rest being bends of degree 2.

    ``missing`` is the share of streets left out: 0 gives crossings of four, 0.25 of three on
    average, and then fewer nodes can be bends at the same mean degree.
    """
    crossing = 4 * (1 - missing)
    side = int(np.sqrt(nodes * (degree - 2) / (crossing - 2)))
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    kept = rng.random(len(u)) >= missing
    u, v = u[kept], v[kept]
    row, column = np.divmod(np.arange(side * side), side)
    x = column * STEP_M + rng.uniform(-30, 30, side * side)
    y = row * STEP_M + rng.uniform(-30, 30, side * side)
    bends = rng.multinomial(nodes - side * side, np.full(len(u), 1 / len(u)))
    street = np.repeat(np.arange(len(u)), bends)
    place = np.arange(len(street)) - np.repeat(np.cumsum(bends) - bends, bends)
    part = (place + 1) / (bends[street] + 1)
    new = side * side + np.arange(len(street))
    x = np.concatenate([x, x[u][street] * (1 - part) + x[v][street] * part])
    y = np.concatenate([y, y[u][street] * (1 - part) + y[v][street] * part])
    x[side * side :] += rng.uniform(-8, 8, len(street))
    y[side * side :] += rng.uniform(-8, 8, len(street))
    last = place == bends[street] - 1
    tail = np.concatenate([np.where(place == 0, u[street], new - 1), new[last], u[bends == 0]])
    tip = np.concatenate([new, v[street[last]], v[bends == 0]])
    time_ns = np.rint(np.hypot(x[tail] - x[tip], y[tail] - y[tip]) / WALK_M_PER_MIN * NS_PER_MIN)
    return Grid(x, y, tail, tip, time_ns.astype(np.int64))
