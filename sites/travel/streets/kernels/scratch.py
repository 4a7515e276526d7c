"""Keep the room of a search clean, so that what it costs is what it reaches."""

import numpy as np

from sites.base.compiled import inlined, inner
from sites.travel.streets.kernels.arrays import FAR, Ends, Ints, Scratch


@inlined
def touch(scratch: Scratch, reached: int, node: int | np.int64) -> int:
    """Note a node that is about to get a label; return how many nodes are reached by then."""
    scratch.touched[reached] = node  # without a branch: a known node is written over
    return reached + int(scratch.ns[node] == FAR)


@inner
def unlabel(scratch: Scratch, reached: int) -> None:
    """Take every label back, after a search that queued nothing in the rings."""
    for q in range(reached):
        scratch.ns[scratch.touched[q]] = FAR


@inner
def clean(scratch: Scratch, reached: int, slots: int) -> None:
    """Take every label back, and empty the rings of as many buckets."""
    rings, size = scratch.rings, len(scratch.ns)
    unlabel(scratch, reached)
    for q in range(reached):
        node = scratch.touched[q]
        rings[node, 0] = node
        rings[node, 1] = node
    for row in range(size, size + slots):
        rings[row, 0] = row
        rings[row, 1] = row


@inner
def goals_of(ends: Ends) -> Ints:
    """Return the nodes at these ends, each once."""
    nodes = np.unique(ends.node.reshape(-1))
    return nodes[nodes >= 0]


@inlined
def all_settled(best: Ints, goals: Ints, settled: int, until_ns: int) -> int:
    """Return how many of the goals, counted from the first, have a time below ``until_ns``."""
    while settled < len(goals) and best[goals[settled]] < until_ns:
        settled += 1
    return settled
