"""Find the parts of a network in which one can get from anywhere to anywhere."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.arrays import Flags, Ids


@inner
def rows_of(nodes: int, u: Ids, v: Ids, has_back: Flags) -> tuple[Ids, Ids]:
    """Return the nodes that each leads to, in compressed rows."""
    indptr = np.zeros(nodes + 1, dtype=np.int32)
    for i in range(len(u)):
        indptr[u[i]] += 1
        if has_back[i]:
            indptr[v[i]] += 1
    for node in range(nodes):
        indptr[node + 1] += indptr[node]
    head = np.empty(indptr[nodes], dtype=np.int32)
    for i in range(len(u)):  # each row is filled from its end, which moves to its beginning
        indptr[u[i]] -= 1
        head[indptr[u[i]]] = v[i]
        if has_back[i]:
            indptr[v[i]] -= 1
            head[indptr[v[i]]] = u[i]
    return indptr, head


@inner
def closed(part: Ids, waiting: Ids, held: int, here: int) -> int:
    """Name the part of all that wait since ``here``; return how many are left waiting."""
    first = held - 1
    while waiting[first] != here:
        first -= 1
    part[waiting[first:held]] = waiting[first:held].min()
    return first


@kernel
def strong_parts(nodes: int, u: Ids, v: Ids, has_back: Flags) -> Ids:
    """Return per node the lowest node of its part: each of a part can be reached from each.

    Streets run from ``u`` to ``v``, and back where ``has_back``. A node without streets is a part
    of its own. One search in depth (Tarjan 1972), with a list of steps in place of calls within
    calls: a country is too deep for those.
    """
    indptr, head = rows_of(nodes, u, v, has_back)
    next_arc = indptr[:-1].copy()
    seen_at = np.zeros(nodes, dtype=np.int32)  # 0: not yet seen
    lowest = np.zeros(nodes, dtype=np.int32)
    part = np.full(nodes, -1, dtype=np.int32)
    trail = np.empty(nodes, dtype=np.int32)  # from where the search began to where it stands
    waiting = np.empty(nodes, dtype=np.int32)  # seen, and their part not yet known
    seen = steps = held = 0
    for start in range(nodes):
        if seen_at[start]:
            continue
        trail[0], steps = start, 1
        while steps:
            here = trail[steps - 1]
            if not seen_at[here]:
                seen += 1
                seen_at[here] = lowest[here] = seen
                waiting[held] = here
                held += 1
            deeper = False
            while next_arc[here] < indptr[here + 1]:
                there = head[next_arc[here]]
                if not seen_at[there]:
                    trail[steps] = there
                    steps += 1
                    deeper = True
                    break  # this arc is looked at again on the way back
                if part[there] < 0:
                    lowest[here] = min(lowest[here], lowest[there])
                next_arc[here] += 1
            if deeper:
                continue
            steps -= 1
            if lowest[here] == seen_at[here]:
                held = closed(part, waiting, held, here)
    return part


__all__ = ["strong_parts"]
