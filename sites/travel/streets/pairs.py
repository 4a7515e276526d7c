"""Rank all pairs of some points and some places by time: one search from each of the fewer."""

import numpy as np

from sites.travel.streets.arcs import Arcs
from sites.travel.streets.build import NS_PER_MIN, ModeNetwork
from sites.travel.streets.kernels.arrays import FAR, Cut, Ints, Labels
from sites.travel.streets.rooms import Rooms
from sites.travel.streets.snap import Snapped

#: Blocks of 2^15 nodes, searched 64 buckets at a time: measured on 2,8 million nodes, where all
#: from 2^13 to 2^16 and 32 to 128 take as long, within a tenth: half of what one block takes.
_BLOCK, _WAVE = 15, 64
#: With more labels a node, wider buckets (a power of two) and shorter waves: a node is then taken
#: up for several labels at once. Measured on 0,9 million nodes: 1,9 s for twelve, where 2,6.
_WIDER, _WAVE_K = 3, 32
#: No network has more nodes than one such block: they are numbered in 32 bits.
_ONE_BLOCK = 31
#: A block with more buckets than this spends its time on empty ones.
_SLOTS_MOST = 4096


def ranked(
    net: ModeNetwork, arcs: Arcs, points: Snapped, places: Snapped, order: Ints, rooms: Rooms,
    *, outward: bool, k: int,
) -> Labels:  # fmt: skip
    """Return the k nearest places of each point, with the length of the shortest quickest way.

    ``order`` names the places by rank, lowest place_id first; ``arcs`` lead away from the side
    that is searched from, which is the places if those are fewer.
    """
    from sites.travel.streets.kernels.table import ways  # noqa: PLC0415 - loads numba

    rows, columns, turned = points, places, len(places) < len(points)
    if turned:
        rows, columns, outward = places, points, not outward
    ends, goals = rows.ends(net, departing=outward), columns.ends(net, departing=not outward)
    widest = max(arcs.longest_ns, int(np.ptp(ends.ns, axis=1).max(initial=0)))
    buckets = buckets_of(arcs, widest)
    with rooms.one(len(arcs), buckets[1]) as room:
        ns, um = ways(
            arcs.graph, ends, rows.spots, goals, columns.spots, net.against, outward, buckets, room
        )
    return _nearest(*((ns.T, um.T) if turned else (ns, um)), order, k)


def _nearest(ns: Ints, um: Ints, order: Ints, k: int) -> Labels:
    """Return the k least of every row; a tie goes to the lowest rank.

    >>> ns, um = np.array([[7, 5, 5, FAR]]), np.array([[70, 50, 51, 0]])
    >>> found = _nearest(ns, um, np.array([3, 2, 1, 0]), 5)
    >>> found.rank[0].tolist(), found.um[0].tolist()
    ([1, 2, 3, -1, -1], [51, 50, 70, 0, 0])
    """
    ns, um = ns[:, order], um[:, order]
    shape, few = (len(ns), k), min(k, len(order))
    found = Labels(np.full(shape, FAR), np.full(shape, -1), np.zeros(shape, dtype=np.int64))
    first = np.argsort(ns, axis=1, kind="stable")[:, :few]
    found.ns[:, :few] = np.take_along_axis(ns, first, axis=1)
    found.um[:, :few] = np.take_along_axis(um, first, axis=1)
    found.rank[:, :few] = np.where(found.ns[:, :few] < FAR, first, -1)
    return found


def buckets_of(arcs: Arcs, widest: int) -> tuple[int, int]:
    """Return the width (as a power of two, ns) and the number of buckets a sweep needs."""
    shift = max(int(np.log2(max(arcs.mean_ns / 2, 1.0))), 0)
    while (widest >> shift) > 1 << 20:  # one ferry among alleys: bound the memory
        shift += 1
    return shift, 1 << int(np.ceil(np.log2((widest >> shift) + 3)))


def cut_of(arcs: Arcs, widest: int, *, k: int = 1) -> Cut:
    """Return the buckets of a sweep for the k nearest, and the blocks that it goes over.

    With buckets for many hours (a ferry) every block would need as many: then there is one block.
    """
    shift, slots = buckets_of(arcs, widest)
    wave = _WAVE
    if k > 1:
        shift, wave = shift + _WIDER, _WAVE_K
    wider = 1 << int(np.ceil(np.log2((widest >> shift) + 3 + wave)))
    if wider > _SLOTS_MOST:
        return Cut(shift, slots, block=_ONE_BLOCK, wave=slots)
    return Cut(shift, wider, block=_BLOCK, wave=wave)


def limit_ns_of(limit_min: float) -> int:
    """Return a limit in nanoseconds; an endless one is as far as a search goes.

    >>> limit_ns_of(0.5), limit_ns_of(np.inf) == FAR - 1
    (30000000000, True)
    """
    return int(np.rint(limit_min * NS_PER_MIN)) if np.isfinite(limit_min) else FAR - 1


__all__ = ["buckets_of", "cut_of", "limit_ns_of", "ranked"]
