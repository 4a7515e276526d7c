"""Search a whole network from many places at once, for the nearest of them at every node."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.arrays import (
    FAR,
    Cut,
    Graph,
    Ids,
    Ints,
    Labels,
    Seeds,
)
from sites.travel.streets.kernels.queue import new_queue, put, take, wave_end


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
        until = wave_end(queued, now, wave)
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
