"""Turn the labels of junctions into answers: per point, and for every vertex of every chain."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.along import along_ns
from sites.travel.streets.kernels.arrays import (
    FAR,
    Chains,
    Ends,
    Floats,
    Ids,
    Ints,
    Labels,
    Places,
    Ports,
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
    against: Floats,
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
            took = along_ns(place_at_ns[p] - at_ns[i], ahead, against[c], outward)
            if took < FAR:
                ns = took + leg_ns[i] + place_leg_ns[p]
                um = abs(ahead) + leg_um[i] + place_leg_um[p]
                offer(found, i, ns, place_rank[p], um)
    return found


@inner
def _over_ends(
    chains: Chains,
    ports: Ports,
    labels: Labels,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    ns: Ints,
    rank: Ids,
) -> None:
    """Give the vertices of every chain the nearest place over either end."""
    first, along, _, against = chains
    label_ns, label_rank, _ = labels
    inner_u, inner_v, at_u, at_v, toll = ports
    for c in range(len(against)):
        lo, hi = first[c], first[c + 1]
        whole = along[hi - 1]
        slow_u, slow_v = (against[c], 1.0) if outward else (1.0, against[c])
        for q in range(lo, hi):
            a = at_u[c] if q == lo else inner_u[c]
            b = at_v[c] if q == hi - 1 else inner_v[c]
            best, who = FAR, -1
            if label_ns[a, 0] < FAR and (slow_u < np.inf or q == lo):
                took = np.int64(0) if q == lo else np.int64(np.rint(along[q] * slow_u))
                best, who = label_ns[a, 0] + toll[a] + took, label_rank[a, 0]
            if label_ns[b, 0] < FAR and (slow_v < np.inf or q == hi - 1):
                rest = whole - along[q]
                took = np.int64(0) if q == hi - 1 else np.int64(np.rint(rest * slow_v))
                new = (label_ns[b, 0] + toll[b] + took, label_rank[b, 0])
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
    first, chain_along_ns, chain_along_um, against = chains
    put, place_rank, near_ptr, near = places
    _, at_ns, at_um, leg_ns, _ = put
    for c in range(len(first) - 1):
        for w in range(near_ptr[c], near_ptr[c + 1]):
            p = near[w]
            for q in range(first[c], first[c + 1]):
                ahead = at_um[p] - chain_along_um[q]
                took = along_ns(at_ns[p] - chain_along_ns[q], ahead, against[c], outward)
                if took < FAR and (took + leg_ns[p], place_rank[p]) < (ns[q], rank[q]):
                    ns[q] = took + leg_ns[p]
                    rank[q] = place_rank[p]


@kernel
def everywhere(
    chains: Chains,
    ports: Ports,
    labels: Labels,
    places: Places,
    order: Ints,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
) -> tuple[Ints, Ids]:
    """Return the nearest place of every vertex of every chain: (time, row), FAR and -1 if none.

    ``ports`` says where each chain is left (outward) or entered.
    """
    count = len(chains.along_ns)
    ns = np.empty(count, dtype=np.int64)
    rank = np.empty(count, dtype=np.int32)
    _over_ends(chains, ports, labels, outward, ns, rank)
    _beside(chains, places, outward, ns, rank)
    for q in range(count):
        if rank[q] >= 0:
            rank[q] = order[rank[q]]
    return ns, rank
