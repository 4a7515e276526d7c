"""Turn the labels of junctions into answers: per point, and for every vertex of every chain."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.along import along_ns
from sites.travel.streets.kernels.arrays import (
    FAR,
    Chains,
    Ends,
    Flags,
    Ids,
    Ints,
    Labels,
    Places,
    Spots,
)


@inner
def offer(labels: Labels, row: int, new_ns: int, new_rank: int, new_um: int) -> None:
    """Put a label into a sorted row if it belongs there; a place stands in a row once."""
    ns, rank, um = labels
    k = ns.shape[1]
    new = (new_ns, new_rank, new_um)
    at = 0
    while at < k and new >= (ns[row, at], rank[row, at], um[row, at]):
        if rank[row, at] == new_rank:
            return
        at += 1
    if at == k:
        return
    last = at
    while last < k - 1 and rank[row, last] != new_rank:
        last += 1
    for j in range(last, at, -1):
        ns[row, j], rank[row, j], um[row, j] = ns[row, j - 1], rank[row, j - 1], um[row, j - 1]
    ns[row, at], rank[row, at], um[row, at] = new


@kernel
def answers(
    ends: Ends,
    spots: Spots,
    labels: Labels,
    places: Places,
    one_way: Flags,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
) -> Labels:
    """Return the k nearest places of each point: over either end of its chain, or along it."""
    node, node_ns, node_um = ends
    chain, at_ns, at_um, leg_ns, leg_um = spots
    label_ns, label_rank, label_um = labels
    put, place_rank, near_ptr, near = places
    _, place_at_ns, place_at_um, place_leg_ns, place_leg_um = put
    count, k = len(chain), label_ns.shape[1]
    found = Labels(
        np.full((count, k), FAR), np.full((count, k), -1), np.zeros((count, k), dtype=np.int64)
    )
    for i in range(count):
        c = chain[i]
        if c < 0:
            continue
        for side in range(2):
            n = node[i, side]
            if n < 0:
                continue
            more_ns, more_um = node_ns[i, side] + leg_ns[i], node_um[i, side] + leg_um[i]
            for j in range(k):
                if label_ns[n, j] >= FAR:
                    break
                ns, um = label_ns[n, j] + more_ns, label_um[n, j] + more_um
                offer(found, i, ns, label_rank[n, j], um)
        for q in range(near_ptr[c], near_ptr[c + 1]):
            p = near[q]
            ahead = place_at_um[p] - at_um[i]
            took = along_ns(place_at_ns[p] - at_ns[i], ahead, one_way[c], outward)
            if took < FAR:
                ns = took + leg_ns[i] + place_leg_ns[p]
                um = abs(ahead) + leg_um[i] + place_leg_um[p]
                offer(found, i, ns, place_rank[p], um)
    return found


@inner
def _over_ends(
    chains: Chains,
    gate: Ids,
    labels: Labels,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    ns: Ints,
    rank: Ids,
) -> None:
    """Give the vertices of every chain the nearest place over either end.

    The ends themselves are read where every drive is open: at the junction's gate.
    """
    first, along, _, chain_u, chain_v, one_way, ends_only = chains
    label_ns, label_rank, _ = labels
    for c in range(len(chain_u)):
        lo, hi = first[c], first[c + 1]
        whole = along[hi - 1]
        to_u, to_v = not one_way[c] or not outward, not one_way[c] or outward
        for q in range(lo, hi):
            a, b = chain_u[c], chain_v[c]
            if ends_only[c] or q == lo:
                a = gate[a]
            if ends_only[c] or q == hi - 1:
                b = gate[b]
            best, who = FAR, -1
            if (to_u or q == lo) and label_ns[a, 0] < FAR:
                best, who = label_ns[a, 0] + along[q], label_rank[a, 0]
            if (to_v or q == hi - 1) and label_ns[b, 0] < FAR:
                new = (label_ns[b, 0] + whole - along[q], label_rank[b, 0])
                if who < 0 or new < (best, who):
                    best, who = new
            ns[q] = best
            rank[q] = who


@inner
def _beside(
    chains: Chains,
    places: Places,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    ns: Ints,
    rank: Ids,
) -> None:
    """Give the vertices of every chain the places that stand along it, where those are nearer."""
    first, chain_along_ns, chain_along_um, _, _, one_way, _ = chains
    put, place_rank, near_ptr, near = places
    _, at_ns, at_um, leg_ns, _ = put
    for c in range(len(first) - 1):
        for w in range(near_ptr[c], near_ptr[c + 1]):
            p = near[w]
            for q in range(first[c], first[c + 1]):
                ahead = at_um[p] - chain_along_um[q]
                took = along_ns(at_ns[p] - chain_along_ns[q], ahead, one_way[c], outward)
                if took < FAR and (took + leg_ns[p], place_rank[p]) < (ns[q], rank[q]):
                    ns[q] = took + leg_ns[p]
                    rank[q] = place_rank[p]


@kernel
def everywhere(
    chains: Chains,
    gate: Ids,
    labels: Labels,
    places: Places,
    order: Ints,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
) -> tuple[Ints, Ids]:
    """Return the nearest place of every vertex of every chain: (time, row), FAR and -1 if none.

    ``gate`` says in which layer a private chain's own ends are read.
    """
    count = len(chains.along_ns)
    ns = np.empty(count, dtype=np.int64)
    rank = np.empty(count, dtype=np.int32)
    _over_ends(chains, gate, labels, outward, ns, rank)
    _beside(chains, places, outward, ns, rank)
    for q in range(count):
        if rank[q] >= 0:
            rank[q] = order[rank[q]]
    return ns, rank
