"""The search from many places at once, cut into blocks of nodes in every way that it can be."""

from heapq import heapify, heappop, heappush

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.travel.streets.kernels.arrays import Cut, Graph, Seeds
from sites.travel.streets.kernels.sweep import sweep
from sites.travel.streets.kernels.sweep_k import sweep_k

NODES = 11
SHIFT = 1
LONGEST = 9
ARC = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(0, LONGEST))
SEED = st.tuples(st.integers(0, NODES - 1), st.integers(0, 12))


def graph_of(arcs) -> Graph:
    tail, head, time = np.array(sorted(arcs)).reshape(-1, 3).T
    ptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=NODES))])
    length = 1 + (3 * head + 5 * tail) % 7
    return Graph(
        ptr.astype(np.int32), head.astype(np.int32), time.astype(np.int64), length.astype(np.int64)
    )


def seeds_of(seeds) -> Seeds:
    node, ns = np.array(seeds).T
    rank = np.arange(len(seeds))
    return Seeds(node.astype(np.int64), ns.astype(np.int64), rank, 0 * rank)


def nearest_by_heap(graph, seeds, k):
    """Return (time, rank, length) of the k nearest distinct seeds of every node, one by one."""
    parts = (seeds.ns, seeds.rank, seeds.um, seeds.node)
    heap = list(zip(*(part.tolist() for part in parts), strict=True))
    heapify(heap)
    found = [{} for _ in range(NODES)]
    while heap:
        ns, rank, um, n = heappop(heap)
        if rank in found[n] or len(found[n]) == k:
            continue
        found[n][rank] = ns, um
        for a in range(graph.indptr[n], graph.indptr[n + 1]):
            longer = um + int(graph.length_um[a])
            heappush(heap, (ns + int(graph.time_ns[a]), rank, longer, int(graph.head[a])))
    return [[(ns, rank, um) for rank, (ns, um) in one.items()] for one in found]


@given(
    st.lists(ARC, min_size=1, max_size=80),
    st.lists(SEED, min_size=1, max_size=8),
    st.integers(0, 5),
    st.integers(1, 40),
    st.integers(1, 5),
)
@settings(max_examples=80)
def test_blocks_of_any_size_and_waves_of_any_width_give_the_same_labels(
    arcs, seeds, block, wave, k
):
    graph, begin = graph_of(arcs), seeds_of(seeds)
    slots = 1 << int(np.ceil(np.log2((12 >> SHIFT) + 3 + wave)))
    cut, truth = Cut(SHIFT, slots, block, wave), nearest_by_heap(graph, begin, k)
    for found, most in ((sweep_k(graph, begin, cut, k), k), (sweep(graph, begin, cut), 1)):
        rows = zip(*(part.tolist() for part in found), strict=True)
        told = [[one for one in zip(*row, strict=True) if one[1] >= 0] for row in rows]
        assert told == [row[:most] for row in truth]
