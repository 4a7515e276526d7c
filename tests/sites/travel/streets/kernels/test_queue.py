"""The bucket queue of the street searches, held to a heap; plain Python, nothing compiled."""

import heapq
from operator import attrgetter

from hypothesis import given
from hypothesis import strategies as st

from sites.travel.streets.kernels import queue

new_queue, put, take = map(attrgetter("py_func"), (queue.new_queue, queue.put, queue.take))
NODES, SLOTS = 6, 8


def row(bucket: int) -> int:
    return NODES + bucket % SLOTS


def drained(rings, now: int, queued: int) -> list[tuple[int, int]]:
    """Take everything out, bucket after bucket, as a sweep does."""
    out = []
    while queued:
        node = take(rings, row(now))
        if node >= NODES:
            now += 1
        else:
            out.append((now, int(node)))
            queued -= 1
    return out


def test_nodes_leave_in_the_order_of_their_buckets():
    rings = new_queue(NODES, SLOTS)
    assert [put(rings, node, row(bucket)) for node, bucket in [(2, 5), (0, 3), (4, 4)]] == [1] * 3
    assert drained(rings, 0, 3) == [(3, 0), (4, 4), (5, 2)]


def test_an_empty_bucket_gives_its_own_row_and_stays_whole():
    rings = new_queue(NODES, SLOTS)
    assert take(rings, row(3)) == row(3)
    assert put(rings, 1, row(3)) == 1
    assert take(rings, row(3)) == 1
    assert take(rings, row(3)) == row(3)


def test_a_node_that_moves_forward_is_queued_once():
    rings = new_queue(NODES, SLOTS)
    assert [put(rings, 1, row(6)), put(rings, 1, row(2)), put(rings, 1, row(2))] == [1, 0, 0]
    assert drained(rings, 0, 1) == [(2, 1)]


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, NODES - 1), st.integers(0, SLOTS - 1)),
        max_size=60,
    )
)
def test_the_buckets_pop_what_a_heap_pops_whatever_moves_and_leaves_in_between(steps):
    """Nodes enter, move and come back within reach of the current bucket, as a sweep has it."""
    rings, now, queued = new_queue(NODES, SLOTS), 0, 0
    bucket_of: dict[int, int] = {}
    heap: list[tuple[int, int]] = []
    for takes, node, ahead in steps:
        if not takes:
            queued += put(rings, node, row(now + ahead))
            bucket_of[node] = now + ahead
            heapq.heappush(heap, (now + ahead, node))
        elif queued:
            while (found := int(take(rings, row(now)))) >= NODES:
                now += 1
            while bucket_of.get(heap[0][1]) != heap[0][0]:  # moved or gone since
                heapq.heappop(heap)
            assert now == heap[0][0]
            assert bucket_of.pop(found) == now
            queued -= 1
        assert queued == len(bucket_of)
    assert sorted(drained(rings, now, queued)) == sorted((b, n) for n, b in bucket_of.items())
