"""Search from one door: what lies within a limit, and the way to one place."""

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.along import along_ns, first_on
from sites.travel.streets.kernels.arrays import (
    FAR,
    Doors,
    Ends,
    Floats,
    Graph,
    Ids,
    Ints,
    Places,
    Scratch,
    Seeds,
    Spots,
)
from sites.travel.streets.kernels.scratch import touch, unlabel


class _Notes(NamedTuple):
    """What one search finds: the places, and of place p the last point that found it."""

    found: Ints
    seen: Ints


@inner
def _note_beside(
    i: int,
    spots: Spots,
    places: Places,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    limit_ns: int,
    notes: _Notes,
) -> int:
    """Note the places on the point's own chain; return how many."""
    found, seen = notes
    put, _, near_chain, near = places
    c, at_ns, at_um, leg_ns = spots.chain[i], spots.at_ns[i], spots.at_um[i], spots.leg_ns[i]
    count = 0
    for q in range(first_on(near_chain, c), len(near)):
        if near_chain[q] != c:
            break
        p = near[q]
        took = along_ns(put.at_ns[p] - at_ns, put.at_um[p] - at_um, against[c], outward)
        if took + leg_ns + put.leg_ns[p] <= limit_ns:
            seen[p] = i
            found[count] = p
            count += 1
    return count


@inner
def _note_around(
    i: int, graph: Graph, ends: Ends, leg_ns: int, doors: Doors, limit_ns: int, notes: _Notes,
    count: int, scratch: Scratch,
) -> int:  # fmt: skip
    """Note the places over the ends of the chain by a bounded search; return how many now."""
    indptr, head, time_ns, _ = graph
    found, seen = notes
    best = scratch.ns
    door_ptr, door_place, door_ns, _ = doors
    reached = 0
    heap = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for side in range(2):
        n = ends.node[i, side]
        new = ends.ns[i, side] + leg_ns
        if n >= 0 and new <= limit_ns and new < best[n]:
            reached = touch(scratch, reached, n)
            best[n] = new
            heappush(heap, (new, n))
    while len(heap) > 0:
        ns, n = heappop(heap)
        if ns > best[n]:
            continue
        for q in range(door_ptr[n], door_ptr[n + 1]):
            p = door_place[q]
            if seen[p] != i and ns + door_ns[q] <= limit_ns:
                seen[p] = i
                found[count] = p
                count += 1
        for a in range(indptr[n], indptr[n + 1]):
            new = ns + time_ns[a]
            to = np.int64(head[a])
            if new <= limit_ns and new < best[to]:
                reached = touch(scratch, reached, to)
                best[to] = new
                heappush(heap, (new, to))
    unlabel(scratch, reached)
    return count


@kernel
def sums(
    graph: Graph,
    ends: Ends,
    spots: Spots,
    doors: Doors,
    places: Places,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    limit_ns: int,
    scratch: Scratch,
) -> Floats:
    """Return per point the weight of the places within a limit, by one bounded search each."""
    total = np.zeros(len(spots.chain), dtype=np.float64)
    notes = _Notes(
        np.empty(len(doors.weight), dtype=np.int64), np.full(len(doors.weight), -1, dtype=np.int64)
    )
    for i in range(len(spots.chain)):
        if spots.chain[i] < 0:
            continue
        count = _note_beside(i, spots, places, against, outward, limit_ns, notes)
        leg_ns = spots.leg_ns[i]
        count = _note_around(i, graph, ends, leg_ns, doors, limit_ns, notes, count, scratch)
        order = np.sort(notes.found[:count])  # sums of floats in one order: reruns agree to the bit
        for q in range(count):
            total[i] += doors.weight[order[q]]
    return total


@kernel
def within(graph: Graph, seeds: Seeds, limit_ns: int, scratch: Scratch) -> tuple[Ints, Ints]:
    """Return the nodes that a seed reaches within the limit, in rising order, and their times."""
    indptr, head, time_ns, _ = graph
    best, reached = scratch.ns, 0
    heap = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for i in range(len(seeds.node)):
        n = seeds.node[i]
        if seeds.ns[i] <= limit_ns and seeds.ns[i] < best[n]:
            reached = touch(scratch, reached, n)
            best[n] = seeds.ns[i]
            heappush(heap, (best[n], np.int64(n)))
    while len(heap) > 0:
        ns, n = heappop(heap)
        if ns > best[n]:
            continue
        for a in range(indptr[n], indptr[n + 1]):
            new = ns + time_ns[a]
            to = np.int64(head[a])
            if new <= limit_ns and new < best[to]:
                reached = touch(scratch, reached, to)
                best[to] = new
                heappush(heap, (new, to))
    nodes = np.sort(scratch.touched[:reached]).astype(np.int64)
    times = best[nodes]
    unlabel(scratch, reached)
    return nodes, times


class Way(NamedTuple):
    """The quickest way: its time and length, the start and goal used (-1: no way), the arcs."""

    ns: int
    um: int
    start: int
    goal: int
    arcs: Ints


@kernel
def path(  # noqa: C901 - one search; a part of it would have to hand all five arrays on
    graph: Graph, starts: Ends, goals: Ends, scratch: Scratch
) -> Way:
    """Return the quickest, then shortest way from the first point's ends to those of a goal."""
    indptr, head, time_ns, length_um = graph
    best, far, came, via, reached = scratch.ns, scratch.um, scratch.rank, scratch.via, 0
    heap = [(np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    goal, goal_ns, goal_um = goals
    for s in range(2):
        n = starts.node[0, s]
        if n >= 0 and (starts.ns[0, s], starts.um[0, s]) < (best[n], far[n]):
            reached = touch(scratch, reached, n)
            best[n], far[n], came[n] = starts.ns[0, s], starts.um[0, s], -1 - s
            heappush(heap, (best[n], far[n], n))
    total, total_um, at_goal = FAR, FAR, -1
    while len(heap) > 0:
        ns, um, n = heappop(heap)
        if ns > total:
            break
        if ns > best[n] or um > far[n]:
            continue
        for g in range(2):
            last = (ns + goal_ns[0, g], um + goal_um[0, g])
            if goal[0, g] == n and last < (total, total_um):
                total, total_um, at_goal = last[0], last[1], g
        for a in range(indptr[n], indptr[n + 1]):
            to = np.int64(head[a])
            new, long = ns + time_ns[a], um + length_um[a]
            if (new, long) < (best[to], far[to]):
                reached = touch(scratch, reached, to)
                best[to], far[to], via[to], came[to] = new, long, a, n
                heappush(heap, (new, long, to))
    start, arcs = -1, np.empty(0, dtype=np.int64)
    if at_goal >= 0:
        start, arcs = _back(via, came, goals.node[0, at_goal])
    unlabel(scratch, reached)
    return Way(total, total_um, start, at_goal, arcs)


@inner
def _back(via: Ids, came: Ints, node: int) -> tuple[int, Ints]:
    """Follow the way back; return which start it came from, and the arcs in order of travel."""
    arcs = [np.int64(0) for _ in range(0)]
    while came[node] >= 0:
        arcs.append(np.int64(via[node]))
        node = came[node]
    return -1 - came[node], np.array(arcs, dtype=np.int64)[::-1].copy()
