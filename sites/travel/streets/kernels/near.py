"""Search no farther than a question needs, in room that is used again."""

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.answers import answered
from sites.travel.streets.kernels.arrays import (
    FAR,
    Ends,
    Floats,
    Graph,
    Ints,
    Labels,
    Places,
    Scratch,
    Seeds,
    Spots,
)
from sites.travel.streets.kernels.queue import put, take
from sites.travel.streets.kernels.scratch import all_settled, clean, goals_of, touch


@inner
def _settle(
    graph: Graph, seeds: Seeds, buckets: tuple[int, int], goals: Ints, scratch: Scratch
) -> int:
    """Label nodes in order of time until all goals have theirs; return how many were reached."""
    indptr, head, time_ns, length_um = graph
    ns, rank, um, rings = scratch.ns, scratch.rank, scratch.um, scratch.rings
    shift, slots = buckets
    size, mask = len(ns), slots - 1
    reached, queued, now, settled = 0, 0, FAR, 0
    for i in range(len(seeds.node)):
        n = seeds.node[i]
        seed, held = (seeds.ns[i], seeds.rank[i], seeds.um[i]), (ns[n], rank[n], um[n])
        if seed < held:
            reached = touch(scratch, reached, n)
            ns[n], rank[n], um[n] = seed
    for n in seeds.node:
        queued += put(rings, n, size + ((ns[n] >> shift) & mask))
        now = min(now, ns[n] >> shift)
    while queued > 0:
        n = take(rings, size + (now & mask))
        if n >= size:
            now += 1
            settled = all_settled(ns, goals, settled, now << shift)
            if settled == len(goals):
                break
            continue
        queued -= 1
        for a in range(indptr[n], indptr[n + 1]):
            to = head[a]
            new = ns[n] + time_ns[a]
            if new > ns[to]:
                continue
            long = um[n] + length_um[a]
            if new == ns[to] and (rank[n], long) >= (rank[to], um[to]):
                continue
            reached = touch(scratch, reached, to)
            ns[to], rank[to], um[to] = new, rank[n], long
            queued += put(rings, to, size + ((new >> shift) & mask))
    return reached


@kernel
def nearest_of(
    graph: Graph,
    seeds: Seeds,
    buckets: tuple[int, int],
    ends: Ends,
    spots: Spots,
    places: Places,
    against: Floats,
    outward: bool,  # noqa: FBT001 - a kernel takes no keywords
    scratch: Scratch,
) -> Labels:
    """Return the nearest place of each point: one search from all places, up to the last point."""
    reached = _settle(graph, seeds, buckets, goals_of(ends), scratch)
    shape = (len(scratch.ns), 1)
    labels = Labels(
        scratch.ns.reshape(shape), scratch.rank.reshape(shape), scratch.um.reshape(shape)
    )
    found = answered(ends, spots, labels, places, against, outward)
    clean(scratch, reached, buckets[1])
    return found
