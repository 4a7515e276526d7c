"""The search from many places at once, cut into blocks of nodes in every way that it can be."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.travel.streets.kernels.arrays import Cut, Graph, Seeds
from sites.travel.streets.kernels.sweep import sweep, sweep_k

NODES = 23
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


@given(
    st.lists(ARC, min_size=1, max_size=80),
    st.lists(SEED, min_size=1, max_size=6),
    st.integers(0, 5),
    st.integers(1, 40),
)
@settings(max_examples=60)
def test_blocks_of_any_size_and_waves_of_any_width_give_the_same_labels(arcs, seeds, block, wave):
    graph, begin = graph_of(arcs), seeds_of(seeds)
    slots = 1 << int(np.ceil(np.log2((12 >> SHIFT) + 3 + wave)))
    found = sweep(graph, begin, Cut(SHIFT, slots, block, wave))
    truth = sweep_k(graph, begin, 1)
    assert [part.tolist() for part in found] == [part.tolist() for part in truth]
