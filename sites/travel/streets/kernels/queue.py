"""Keep nodes in buckets of time: a queue in which a node moves forward at little cost.

One array holds rings: row i names the neighbours before and after i. Rows 0 to ``nodes`` are the
nodes, and row ``nodes + b % slots`` is where the ring of bucket b begins; who stands alone is not
queued. All that is queued must lie within ``slots`` buckets. Within a bucket the order is free,
so a search expands a node again when it is improved after it left.

No part has a branch: with one, numba would count references to the array in every round.
"""

import numpy as np

from sites.base.compiled import inlined, inner
from sites.travel.streets.kernels.arrays import FAR, Ids, Ints


@inner
def new_queue(nodes: int, slots: int) -> Ids:
    """Return an empty queue."""
    rings = np.empty((nodes + slots, 2), dtype=np.int32)
    for row in range(nodes + slots):
        rings[row, 0] = row
        rings[row, 1] = row
    return rings


@inlined
def put(rings: Ids, node: int, bucket: int) -> int:
    """Put a node into a bucket (its row), out of the one it stood in; return how many are new."""
    before, after = rings[node, 0], rings[node, 1]
    rings[before, 1] = after
    rings[after, 0] = before
    top = rings[bucket, 1]
    rings[bucket, 1] = node
    rings[node, 0] = bucket
    rings[node, 1] = top
    rings[top, 0] = node
    return int(after == node)


@inlined
def take(rings: Ids, bucket: int) -> int:
    """Take a node out of a bucket (its row); an empty bucket gives its own row."""
    node: int = rings[bucket, 1]
    after = rings[node, 1]
    rings[bucket, 1] = after
    rings[after, 0] = bucket
    rings[node, 0] = node
    rings[node, 1] = node
    return node


@inner
def wave_end(queued: Ints, now: Ints, wave: int) -> int:
    """Return up to which bucket all blocks are searched next; FAR where nothing is queued.

    ``queued`` counts the nodes that wait in each block, ``now`` names its earliest bucket.
    """
    until = FAR
    for own in range(len(queued)):
        if queued[own] > 0:
            until = min(until, now[own] + wave)
    return until
