"""Measure the way between all pairs of some points: one search from each of one side."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.along import along_ns
from sites.travel.streets.kernels.arrays import (
    FAR,
    Ends,
    Floats,
    Graph,
    Ints,
    Scratch,
    Spots,
)
from sites.travel.streets.kernels.queue import put, take
from sites.travel.streets.kernels.scratch import all_settled, clean, goals_of, touch


@inner
def _spread(
    graph: Graph,
    ends: Ends,
    i: int,
    bounds: tuple[int, int, int],
    goals: Ints,
    scratch: Scratch,
) -> int:
    """Give nodes their time from point i, with no regard to how long the way is.

    It stops when all goals have theirs, and reaches nothing that takes longer than the limit.
    """
    indptr, head, time_ns, _ = graph
    best, rings = scratch.ns, scratch.rings
    shift, slots, limit_ns = bounds
    size, mask = len(best), slots - 1
    reached, queued, now, settled = 0, 0, FAR, 0
    for side in range(2):
        n, ns = ends.node[i, side], ends.ns[i, side]
        if n >= 0 and ns <= limit_ns and ns < best[n]:
            reached = touch(scratch, reached, n)
            best[n] = ns
            queued += put(rings, n, size + ((ns >> shift) & mask))
            now = min(now, ns >> shift)
    while queued > 0:
        n = take(rings, size + (now & mask))
        if n >= size:
            now += 1
            settled = all_settled(best, goals, settled, now << shift)
            if settled == len(goals):
                break
            continue
        queued -= 1
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = best[n] + time_ns[a]
            if new < best[to] and new <= limit_ns:
                reached = touch(scratch, reached, to)
                best[to] = new
                queued += put(rings, to, size + ((new >> shift) & mask))
    return reached


@kernel
def table(
    graph: Graph,
    ends: Ends,
    spots: Spots,
    to_ends: Ends,
    to_spots: Spots,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    bounds: tuple[int, int, int],
    scratch: Scratch,
) -> Ints:
    """Return the (rows, columns) times; one plain search a row, FAR where there is no route.

    ``bounds`` are the width and number of buckets, and a limit in ns: a row is searched no farther,
    and a place that takes longer has its time or FAR.
    """
    chain, at_ns, at_um, leg_ns, _ = spots
    to_chain, to_at_ns, to_at_um, to_leg_ns, _ = to_spots
    to_node, to_node_ns, _ = to_ends
    goals = goals_of(to_ends)
    out = np.full((len(chain), len(to_chain)), FAR)
    best = scratch.ns
    for i in range(len(chain)):
        c = chain[i]
        if c < 0:
            continue
        reached = _spread(graph, ends, i, bounds, goals, scratch)
        for j in range(len(to_chain)):
            if to_chain[j] < 0:
                continue
            found = FAR
            for side in range(2):
                n = to_node[j, side]
                if n >= 0 and best[n] < FAR:
                    found = min(found, best[n] + to_node_ns[j, side])
            if to_chain[j] == c:
                took, ahead = to_at_ns[j] - at_ns[i], to_at_um[j] - at_um[i]
                found = min(found, along_ns(took, ahead, against[c], outward))
            if found < FAR:
                out[i, j] = found + leg_ns[i] + to_leg_ns[j]
        clean(scratch, reached, bounds[1])
    return out


@inner
def _spread_far(
    graph: Graph,
    ends: Ends,
    i: int,
    buckets: tuple[int, int],
    goals: Ints,
    scratch: Scratch,
) -> int:
    """Give nodes their time from point i, and the length of the shortest way of that time."""
    indptr, head, time_ns, length_um = graph
    best, far, rings = scratch.ns, scratch.um, scratch.rings
    shift, slots = buckets
    size, mask = len(best), slots - 1
    reached, queued, now, settled = 0, 0, FAR, 0
    for side in range(2):
        n, ns, um = ends.node[i, side], ends.ns[i, side], ends.um[i, side]
        if n >= 0 and (ns < best[n] or (ns == best[n] and um < far[n])):
            reached = touch(scratch, reached, n)
            best[n], far[n] = ns, um
            queued += put(rings, n, size + ((ns >> shift) & mask))
            now = min(now, ns >> shift)
    while queued > 0:
        n = take(rings, size + (now & mask))
        if n >= size:
            now += 1
            settled = all_settled(best, goals, settled, now << shift)
            if settled == len(goals):
                break
            continue
        queued -= 1
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = best[n] + time_ns[a]
            if new > best[to]:
                continue
            long = far[n] + length_um[a]
            if new == best[to] and long >= far[to]:
                continue
            reached = touch(scratch, reached, to)
            best[to], far[to] = new, long
            queued += put(rings, to, size + ((new >> shift) & mask))
    return reached


@inner
def _quickest(
    i: int,
    j: int,
    spots: Spots,
    to_ends: Ends,
    to_spots: Spots,
    against: float,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    best: Ints,
    far: Ints,
) -> tuple[int, int]:
    """Return time and length from street to street: over an end of its chain, or along it."""
    took, long = FAR, FAR
    for side in range(2):
        n = to_ends.node[j, side]
        if n >= 0 and best[n] < FAR:
            new = (best[n] + to_ends.ns[j, side], far[n] + to_ends.um[j, side])
            if new < (took, long):  # noqa: PLR1730 - numba knows no min of tuples
                took, long = new
    if to_spots.chain[j] == spots.chain[i]:
        ahead = to_spots.at_um[j] - spots.at_um[i]
        along = along_ns(to_spots.at_ns[j] - spots.at_ns[i], ahead, against, outward)
        beside = (along, abs(ahead))
        if beside < (took, long):  # noqa: PLR1730
            took, long = beside
    return took, long


@kernel
def ways(
    graph: Graph,
    ends: Ends,
    spots: Spots,
    to_ends: Ends,
    to_spots: Spots,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    buckets: tuple[int, int],
    scratch: Scratch,
) -> tuple[Ints, Ints]:
    """Return (rows, columns) times, and lengths of the shortest way of that time; a search a row.

    The time is FAR, and the length 0, where there is no route.
    """
    shape = (len(spots.chain), len(to_spots.chain))
    out_ns, out_um = np.full(shape, FAR), np.zeros(shape, dtype=np.int64)
    goals, best, far = goals_of(to_ends), scratch.ns, scratch.um
    for i in range(shape[0]):
        c = spots.chain[i]
        if c < 0:
            continue
        reached = _spread_far(graph, ends, i, buckets, goals, scratch)
        for j in range(shape[1]):
            if to_spots.chain[j] < 0:
                continue
            took, long = _quickest(i, j, spots, to_ends, to_spots, against[c], outward, best, far)
            if took < FAR:
                out_ns[i, j] = took + spots.leg_ns[i] + to_spots.leg_ns[j]
                out_um[i, j] = long + spots.leg_um[i] + to_spots.leg_um[j]
        clean(scratch, reached, buckets[1])
    return out_ns, out_um
