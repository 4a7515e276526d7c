"""Search a whole network from many places at once, or from one door to all others."""

from heapq import heappop, heappush

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.along import along_ns
from sites.travel.streets.kernels.arrays import (
    FAR,
    Cut,
    Ends,
    Floats,
    Graph,
    Ids,
    Ints,
    Labels,
    Seeds,
    Spots,
)
from sites.travel.streets.kernels.queue import new_queue, put, take


@inner
def _planted(size: int, seeds: Seeds) -> Labels:
    """Return a label a node: the best of the seeds there, or none."""
    ns, rank, um = np.full(size, FAR), np.full(size, -1), np.zeros(size, dtype=np.int64)
    for i in range(len(seeds.node)):
        n = seeds.node[i]
        seed, held = (seeds.ns[i], seeds.rank[i], seeds.um[i]), (ns[n], rank[n], um[n])
        if seed < held:
            ns[n], rank[n], um[n] = seed
    return Labels(ns, rank, um)


@inner
def _advance(
    graph: Graph,
    labels: Labels,
    rings: Ids,
    queued: Ints,
    now: Ints,
    own: int,
    until: int,
    cut: Cut,
) -> None:
    """Search on within one block up to a bucket; what leads out of it is queued where it leads."""
    indptr, head, time_ns, length_um = graph
    ns, rank, um = labels
    shift, slots, block, _ = cut
    size, mask = len(ns), slots - 1
    first, left, bucket = size + own * slots, queued[own], now[own]
    while left > 0 and bucket < until:
        n = take(rings, first + (bucket & mask))
        if n >= size:
            bucket += 1
            continue
        left -= 1
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = ns[n] + time_ns[a]
            if new > ns[to]:
                continue
            long = um[n] + length_um[a]
            if new == ns[to] and (rank[n], long) >= (rank[to], um[to]):
                continue
            ns[to], rank[to], um[to] = new, rank[n], long
            other, soon = to >> block, new >> shift
            added = put(rings, to, size + other * slots + (soon & mask))
            if other == own:
                left += added
            else:
                now[other] = soon if queued[other] == 0 else min(now[other], soon)
                queued[other] += added
    queued[own], now[own] = left, bucket


@kernel
def sweep(graph: Graph, seeds: Seeds, cut: Cut) -> Labels:
    """Give every node its nearest seed, corrected until stable.

    The search goes over the nodes block by block, each with buckets of its own, up to a common
    time; then on to the next time. What it touches in a block fits the processor's cache, which
    the fronts around all seeds of a country together do not. A block is done again where a later
    one improved it, so the answer does not depend on the blocks.
    """
    shift, slots, block, wave = cut
    size, mask = len(graph.indptr) - 1, slots - 1
    labels = _planted(size, seeds)
    blocks = ((size - 1) >> block) + 1
    rings = new_queue(size, blocks * slots)
    queued, now = np.zeros(blocks, dtype=np.int64), np.full(blocks, FAR)
    for n in seeds.node:
        own, bucket = n >> block, labels.ns[n] >> shift
        queued[own] += put(rings, n, size + own * slots + (bucket & mask))
        now[own] = min(now[own], bucket)
    while True:
        until = FAR
        for own in range(blocks):
            if queued[own] > 0:
                until = min(until, now[own] + wave)
        if until == FAR:
            break
        is_stable = False
        while not is_stable:
            is_stable = True
            for own in range(blocks):
                if queued[own] > 0 and now[own] < until:
                    is_stable = False
                    _advance(graph, labels, rings, queued, now, own, until, cut)
    shape = (size, 1)
    ns, rank, um = labels
    return Labels(ns.reshape(shape), rank.reshape(shape), um.reshape(shape))


@kernel
def sweep_k(graph: Graph, seeds: Seeds, k: int) -> Labels:
    """Give every node its k nearest distinct seeds, settled in (time, rank, length) order."""
    indptr, head, time_ns, length_um = graph
    size = len(indptr) - 1
    best_ns = np.full((size, k), FAR)
    best_rank = np.full((size, k), -1)
    best_um = np.zeros((size, k), dtype=np.int64)
    have = np.zeros(size, dtype=np.int64)
    heap = [(np.int64(0), np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for i in range(len(seeds.node)):
        heappush(heap, (seeds.ns[i], seeds.rank[i], seeds.um[i], seeds.node[i]))
    while len(heap) > 0:
        ns, rank, um, n = heappop(heap)
        at = have[n]
        known = at == k
        for j in range(at):
            known |= best_rank[n, j] == rank
        if known:
            continue
        best_ns[n, at], best_rank[n, at], best_um[n, at] = ns, rank, um
        have[n] += 1
        for a in range(indptr[n], indptr[n + 1]):
            if have[head[a]] < k:
                heappush(heap, (ns + time_ns[a], rank, um + length_um[a], np.int64(head[a])))
    return Labels(best_ns, best_rank, best_um)


@inner
def _spread(
    graph: Graph, ends: Ends, i: int, shift: int, rings: Ids, best: Ints, beyond: int
) -> None:
    """Give every node its time from point i, with no regard to how long the way is.

    What takes ``beyond`` or more is not looked for: it stays ``beyond``.
    """
    indptr, head, time_ns, _ = graph
    size = len(best)
    mask = len(rings) - size - 1
    best[:] = beyond
    queued = 0
    now = FAR
    for side in range(2):
        n, ns = ends.node[i, side], ends.ns[i, side]
        if n >= 0 and ns < best[n]:
            best[n] = ns
            queued += put(rings, n, size + ((ns >> shift) & mask))
            now = min(now, ns >> shift)
    while queued > 0:
        n = take(rings, size + (now & mask))
        if n >= size:
            now += 1
            continue
        queued -= 1
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = best[n] + time_ns[a]
            if new < best[to]:
                best[to] = new
                queued += put(rings, to, size + ((new >> shift) & mask))


@kernel
def table(
    graph: Graph,
    ends: Ends,
    spots: Spots,
    to_ends: Ends,
    to_spots: Spots,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    buckets: tuple[int, int],
    limit_ns: int,
) -> Ints:
    """Return the (rows, columns) times; one plain sweep a row, FAR where there is no route.

    A row is searched no farther than the limit: a place that takes longer has its time or FAR.
    """
    chain, at_ns, at_um, leg_ns, _ = spots
    to_chain, to_at_ns, to_at_um, to_leg_ns, _ = to_spots
    to_node, to_node_ns, _ = to_ends
    size = len(graph.indptr) - 1
    out = np.full((len(chain), len(to_chain)), FAR)
    best = np.empty(size, dtype=np.int64)
    shift, slots = buckets
    rings = new_queue(size, slots)
    for i in range(len(chain)):
        c = chain[i]
        if c < 0:
            continue
        beyond = limit_ns + 1
        _spread(graph, ends, i, shift, rings, best, beyond)
        for j in range(len(to_chain)):
            if to_chain[j] < 0:
                continue
            found = FAR
            for side in range(2):
                n = to_node[j, side]
                if n >= 0 and best[n] < beyond:
                    found = min(found, best[n] + to_node_ns[j, side])
            if to_chain[j] == c:
                took, ahead = to_at_ns[j] - at_ns[i], to_at_um[j] - at_um[i]
                found = min(found, along_ns(took, ahead, against[c], outward))
            if found < FAR:
                out[i, j] = found + leg_ns[i] + to_leg_ns[j]
    return out


@inner
def _spread_far(
    graph: Graph, ends: Ends, i: int, shift: int, rings: Ids, best: Ints, far: Ints
) -> None:
    """Give every node its time from point i, and the length of the shortest way of that time."""
    indptr, head, time_ns, length_um = graph
    size = len(best)
    mask = len(rings) - size - 1
    best[:] = FAR
    queued = 0
    now = FAR
    for side in range(2):
        n, ns, um = ends.node[i, side], ends.ns[i, side], ends.um[i, side]
        if n >= 0 and (ns < best[n] or (ns == best[n] and um < far[n])):
            best[n], far[n] = ns, um
            queued += put(rings, n, size + ((ns >> shift) & mask))
            now = min(now, ns >> shift)
    while queued > 0:
        n = take(rings, size + (now & mask))
        if n >= size:
            now += 1
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
            best[to], far[to] = new, long
            queued += put(rings, to, size + ((new >> shift) & mask))


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
) -> tuple[Ints, Ints]:
    """Return (rows, columns) times, and lengths of the shortest way of that time; one sweep a row.

    The time is FAR, and the length 0, where there is no route.
    """
    shape = (len(spots.chain), len(to_spots.chain))
    out_ns, out_um = np.full(shape, FAR), np.zeros(shape, dtype=np.int64)
    size = len(graph.indptr) - 1
    best, far = np.empty(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    shift, slots = buckets
    rings = new_queue(size, slots)
    for i in range(shape[0]):
        c = spots.chain[i]
        if c < 0:
            continue
        _spread_far(graph, ends, i, shift, rings, best, far)
        for j in range(shape[1]):
            if to_spots.chain[j] < 0:
                continue
            took, long = _quickest(i, j, spots, to_ends, to_spots, against[c], outward, best, far)
            if took < FAR:
                out_ns[i, j] = took + spots.leg_ns[i] + to_spots.leg_ns[j]
                out_um[i, j] = long + spots.leg_um[i] + to_spots.leg_um[j]
    return out_ns, out_um
