"""Turn the labels of junctions into answers: per point, and for every vertex of every chain."""

import numpy as np

from sites.base.compiled import inlined, inner, kernel
from sites.travel.streets.kernels.along import along_ns, first_on
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


@inner
def answered(
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
    put, place_rank, near_chain, near = places
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
        for q in range(first_on(near_chain, c), len(near)):
            if near_chain[q] != c:
                break
            p = near[q]
            ahead = place_at_um[p] - at_um[i]
            took = along_ns(place_at_ns[p] - at_ns[i], ahead, against[c], outward)
            if took < FAR:
                ns = took + leg_ns[i] + place_leg_ns[p]
                um = abs(ahead) + leg_um[i] + place_leg_um[p]
                offer(found, i, ns, place_rank[p], um)
    return found


@kernel
def answers(
    ends: Ends,
    spots: Spots,
    labels: Labels,
    places: Places,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
) -> Labels:
    """Return the k nearest places of each point, from the labels of all nodes."""
    return answered(ends, spots, labels, places, against, outward)


@inlined
def _give(ns: Ints, rank: Ids, q: int, one: tuple[int, int], other: tuple[int, int]) -> None:
    """Give vertex q the lesser of two (time, rank), without a branch to guess."""
    takes = other[0] < one[0] or (other[0] == one[0] and other[1] < one[1])
    ns[q] = other[0] if takes else one[0]
    rank[q] = other[1] if takes else one[1]


@inner
def _over_open(
    along: Ints,
    vertices: tuple[int, int],
    u: tuple[int, int],
    v: tuple[int, int],
    at_u: tuple[int, int],
    at_v: tuple[int, int],
    ns: Ints,
    rank: Ids,
) -> None:
    """Label the vertices of a chain that is as quick both ways, both ends of which are reached."""
    lo, last = vertices
    whole = along[last]
    _give(ns, rank, lo, at_u, (v[0] + whole, v[1]))
    for q in range(lo + 1, last):
        _give(ns, rank, q, (u[0] + along[q], u[1]), (v[0] + whole - along[q], v[1]))
    _give(ns, rank, last, (u[0] + whole, u[1]), at_v)


@inner
def _over_slow(
    along: Ints,
    vertices: tuple[int, int],
    slow: tuple[float, float],
    u: tuple[int, int],
    v: tuple[int, int],
    at_u: tuple[int, int],
    at_v: tuple[int, int],
    ns: Ints,
    rank: Ids,
) -> None:
    """Label the vertices of a chain of which an end is not reached, or one way is slow or barred.

    ``slow`` says how many times as long a vertex takes to its start, and to its end.
    """
    lo, last = vertices
    for q in range(lo, last + 1):
        back, on = along[q], along[last] - along[q]
        one, other = at_u if q == lo else u, at_v if q == last else v
        best, who = FAR, -1
        if one[0] < FAR and (slow[0] < np.inf or q == lo):
            took = 0 if q == lo else int(np.rint(back * slow[0]))
            best, who = one[0] + took, one[1]
        if other[0] < FAR and (slow[1] < np.inf or q == last):
            took = 0 if q == last else int(np.rint(on * slow[1]))
            if who < 0 or (other[0] + took, other[1]) < (best, who):
                best, who = other[0] + took, other[1]
        ns[q], rank[q] = best, who


@inlined
def _behind(labels: Labels, toll: Ints, node: int) -> tuple[int, int]:
    """Return (time, rank) of who leaves or enters a chain at a node; FAR or more for nobody."""
    return labels.ns[node, 0] + toll[node], labels.rank[node, 0]


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
    toll = ports.toll_ns
    for c in range(len(against)):
        vertices = (first[c], first[c + 1] - 1)
        u, v = _behind(labels, toll, ports.u[c]), _behind(labels, toll, ports.v[c])
        at_u, at_v = _behind(labels, toll, ports.at_u[c]), _behind(labels, toll, ports.at_v[c])
        if against[c] == 1.0 and max(u[0], v[0], at_u[0], at_v[0]) < FAR:
            _over_open(along, vertices, u, v, at_u, at_v, ns, rank)
        else:
            slow = (against[c], 1.0) if outward else (1.0, against[c])
            _over_slow(along, vertices, slow, u, v, at_u, at_v, ns, rank)


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
    put, place_rank, near_chain, near = places
    _, at_ns, at_um, leg_ns, _ = put
    for w in range(len(near)):
        c, p = near_chain[w], near[w]
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
