"""Find the street nearest to a point: a square grid over all segments."""

import numpy as np

from sites.base.compiled import inlined, inner, kernel
from sites.travel.streets.kernels.arrays import Flags, Floats, Frame, Grid, Ids, Ints

_EDGE_M = 0.01  # a hair wider than exact: rounding must not lose a segment at a cell's edge
_UM = 1e6  # whole micrometres: ties are ties, not rounding
_HALF_UM = 1e-5  # a gap is worth rounding when it is this much (m) above the best


@inner
def _height_in_column(
    easting: Floats, northing: Floats, q: int, frame: Frame, column: int
) -> tuple[float, float]:
    """Return the lowest and highest northing of a segment within one column of cells."""
    x, x_next, y, y_next = easting[q], easting[q + 1], northing[q], northing[q + 1]
    low_y, high_y = min(y, y_next), max(y, y_next)
    if x == x_next:
        return low_y, high_y
    slope = (y_next - y) / (x_next - x)
    left = max(min(x, x_next), frame.west + column * frame.cell_m)
    right = min(max(x, x_next), frame.west + (column + 1) * frame.cell_m)
    at_left, at_right = y + slope * (left - x), y + slope * (right - x)
    low, high = min(at_left, at_right), max(at_left, at_right)
    return max(low - _EDGE_M, low_y), min(high + _EDGE_M, high_y)


@inner
def _touch(
    easting: Floats, northing: Floats, q: int, c: int, frame: Frame,
    start: Ints, vertex: Ids, chain: Ids,
) -> None:  # fmt: skip
    """Count the cells that a segment touches or, once there is room, put it into each.

    Counts stand one cell further; while putting, ``start`` moves on to the next free room.
    """
    west, south, cell_m, _, rows = frame
    left, right = min(easting[q], easting[q + 1]), max(easting[q], easting[q + 1])
    for i in range(int((left - west) / cell_m), int((right - west) / cell_m) + 1):
        low, high = _height_in_column(easting, northing, q, frame, i)
        for j in range(int((low - south) / cell_m), int((high - south) / cell_m) + 1):
            g = i * rows + j
            if len(vertex) == 0:
                start[g + 1] += 1
            else:
                vertex[start[g]] = q
                chain[start[g]] = c
                start[g] += 1


@kernel
def grid_of(easting: Floats, northing: Floats, first: Ints, can_snap: Flags, frame: Frame) -> Grid:
    """Return the segments (by their first vertex) that touch each cell, in compressed rows."""
    start = np.zeros(frame.columns * frame.rows + 1, dtype=np.int64)
    vertex = np.empty(0, dtype=np.int32)
    chain = np.empty(0, dtype=np.int32)
    for turn in range(2):
        for c in range(len(first) - 1):
            if can_snap[c]:
                for q in range(first[c], first[c + 1] - 1):
                    _touch(easting, northing, q, c, frame, start, vertex, chain)
        if turn == 0:
            start = np.cumsum(start)
            vertex = np.empty(start[-1], dtype=np.int32)
            chain = np.empty(start[-1], dtype=np.int32)
    start[1:] = start[:-1].copy()
    start[0] = 0
    return Grid(frame, start, vertex, chain)


@inlined
def _foot(
    east: float, north: float, x: float, y: float, x_next: float, y_next: float
) -> tuple[float, float]:
    """Return how far along a segment its spot nearest to a point lies, and the gap squared."""
    dx, dy = x_next - x, y_next - y
    size = dx * dx + dy * dy
    part = ((east - x) * dx + (north - y) * dy) / size if size > 0 else 0.0
    if part <= 0:
        return 0.0, (east - x) ** 2 + (north - y) ** 2
    if part >= 1:
        return 1.0, (east - x_next) ** 2 + (north - y_next) ** 2
    return part, (east - (x + part * dx)) ** 2 + (north - (y + part * dy)) ** 2


@inner
def _nearest(
    east: float, north: float, easting: Floats, northing: Floats, grid: Grid, chain_ok: Flags,
    max_m: float,
) -> tuple[np.int64, np.int64, np.int64, float]:  # fmt: skip
    """Return a point's nearest street, ring after ring of cells around its own.

    In micrometres, then first vertex (-1: none), chain, and how far along the segment, 0..1.
    """
    (west, south, cell_m, columns, rows), start, vertices, chains = grid
    i0 = int(np.floor((east - west) / cell_m))
    j0 = int(np.floor((north - south) / cell_m))
    um, vertex, chain, part = np.int64(np.rint(max_m * _UM)), np.int64(-1), np.int64(-1), 0.0
    ring = 0
    while (ring - 1) * cell_m <= max_m:
        if ring > 0 and vertex >= 0 and um <= (ring - 1) * cell_m * _UM:
            break
        for i in range(max(i0 - ring, 0), min(i0 + ring, columns - 1) + 1):
            step = 1 if abs(i - i0) == ring else max(2 * ring, 1)
            for j in range(j0 - ring, j0 + ring + 1, step):
                if j < 0 or j >= rows:
                    continue
                for w in range(start[i * rows + j], start[i * rows + j + 1]):
                    q, c = np.int64(vertices[w]), np.int64(chains[w])
                    if not chain_ok[c]:
                        continue
                    x, y, x_next, y_next = easting[q], northing[q], easting[q + 1], northing[q + 1]
                    along, gap = _foot(east, north, x, y, x_next, y_next)
                    if gap > (um * 1e-6 + _HALF_UM) ** 2:
                        continue
                    away = np.int64(np.rint(np.sqrt(gap) * _UM))
                    if away < um or (away == um and (vertex < 0 or (c, q) < (chain, vertex))):
                        um, vertex, chain, part = away, q, c, along
        ring += 1
    return um, vertex, chain, part


@kernel
def snap(
    east: Floats, north: Floats, easting: Floats, northing: Floats, grid: Grid, chain_ok: Flags,
    max_m: float,
) -> tuple[Ints, Ints, Floats, Floats]:  # fmt: skip
    """Return each point's nearest street: first vertex of the segment, chain, fraction, metres.

    Of equally near segments the lowest chain, then the lowest vertex; -1 beyond ``max_m``.
    """
    vertex = np.full(len(east), -1)
    chain = np.full(len(east), -1)
    part = np.zeros(len(east))
    away = np.full(len(east), np.inf)
    for i in range(len(east)):
        um, vertex[i], chain[i], part[i] = _nearest(
            east[i], north[i], easting, northing, grid, chain_ok, max_m
        )
        if vertex[i] >= 0:
            away[i] = um * 1e-6
    return vertex, chain, part, away
