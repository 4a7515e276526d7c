"""Search a whole network from many places at once, for the k nearest of them at every node."""

import numpy as np

from sites.base.compiled import kernel, loop
from sites.travel.streets.kernels.arrays import (
    FAR,
    Cut,
    Flags,
    Graph,
    Ids,
    Ints,
    Labels,
    Seeds,
)
from sites.travel.streets.kernels.queue import new_queue, put, take, wave_end


@loop
def _offer(
    ns: Ints,
    rank: Ids,
    um: Ints,
    due: Flags,
    node: int,
    new: tuple[int, int, int],
) -> bool:
    """Put a label into a node's sorted row if it belongs there; a place stands in a row once.

    It is then ``due``: what leads on from it is still to be searched.
    """
    new_ns, new_rank, new_um = new
    at = ns.shape[1] - 1
    if new_ns > ns[node, at] or (new_ns == ns[node, at] and new_rank > rank[node, at]):
        return False
    for j in range(ns.shape[1]):
        held = rank[node, j]
        if held == new_rank and (
            new_ns > ns[node, j] or (new_ns == ns[node, j] and new_um >= um[node, j])
        ):
            return False
        if held == new_rank or held < 0:
            at = j
            break
    while at > 0 and (
        new_ns < ns[node, at - 1] or (new_ns == ns[node, at - 1] and new_rank < rank[node, at - 1])
    ):
        ns[node, at], rank[node, at] = ns[node, at - 1], rank[node, at - 1]
        um[node, at], due[node, at] = um[node, at - 1], due[node, at - 1]
        at -= 1
    ns[node, at], rank[node, at], um[node, at] = new
    due[node, at] = True
    return True


@loop
def _advance(
    graph: Graph,
    labels: tuple[Ints, Ids, Ints],
    due: Flags,
    rings: Ids,
    stands: Ints,
    block_of: tuple[Ints, Ints],
    own: int,
    until: int,
    cut: Cut,
) -> None:
    """Search on within one block up to a bucket; what leads out of it is queued where it leads.

    A node is queued by the earliest of its labels that are due: ``stands`` says in which bucket.
    """
    indptr, head, time_ns, length_um = graph
    ns, rank, um = labels
    queued, now = block_of
    shift, slots, block, _ = cut
    size, k = ns.shape
    mask, first, bucket = slots - 1, size + own * slots, now[own]
    while queued[own] > 0 and bucket < until:
        n = take(rings, first + (bucket & mask))
        if n >= size:
            bucket += 1
            continue
        queued[own] -= 1
        stands[n] = later = FAR
        for j in range(k):
            if not due[n, j]:
                continue
            if ns[n, j] >> shift > bucket:
                later = min(later, ns[n, j] >> shift)
                continue
            due[n, j] = False
            # An arc may lead back to this very node, and put another label here.
            label_ns, label_rank, label_um = ns[n, j], rank[n, j], um[n, j]
            for a in range(indptr[n], indptr[n + 1]):
                to = head[a]
                new = label_ns + time_ns[a]
                if not _offer(ns, rank, um, due, to, (new, label_rank, label_um + length_um[a])):
                    continue
                soon = new >> shift
                if soon < stands[to]:
                    other = to >> block
                    stands[to] = soon
                    now[other] = min(now[other], soon) if queued[other] > 0 else soon
                    queued[other] += put(rings, to, size + other * slots + (soon & mask))
        if later < stands[n]:
            stands[n] = later
            queued[own] += put(rings, n, first + (later & mask))
    now[own] = bucket


@kernel
def sweep_k(graph: Graph, seeds: Seeds, cut: Cut, k: int) -> Labels:
    """Give every node its k nearest distinct seeds in the order of (time, rank, length).

    A seed that is among the k nearest of a node is so all along its way there, so nothing is lost
    by keeping k labels a node. Blocks are searched as in ``sweep``, which gives every node one.
    """
    shift, slots, block, wave = cut
    size, mask = len(graph.indptr) - 1, slots - 1
    ns, um = np.full((size, k), FAR), np.zeros((size, k), dtype=np.int64)
    rank = np.full((size, k), -1, dtype=np.int32)
    due = np.zeros((size, k), dtype=np.bool_)
    blocks = ((size - 1) >> block) + 1
    rings, stands = new_queue(size, blocks * slots), np.full(size, FAR)
    queued, now = np.zeros(blocks, dtype=np.int64), np.full(blocks, FAR)
    for i in range(len(seeds.node)):
        n, bucket = seeds.node[i], seeds.ns[i] >> shift
        seed = (seeds.ns[i], seeds.rank[i], seeds.um[i])
        if _offer(ns, rank, um, due, n, seed) and bucket < stands[n]:
            own, stands[n] = n >> block, bucket
            queued[own] += put(rings, n, size + own * slots + (bucket & mask))
            now[own] = min(now[own], bucket)
    labels = (ns, rank, um)
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
                    _advance(graph, labels, due, rings, stands, (queued, now), own, until, cut)
    return Labels(ns, rank.astype(np.int64), um)
