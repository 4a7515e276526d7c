"""Join the segments between two junctions into chains, and find the chains at a node."""

import numpy as np

from sites.base.compiled import inner, kernel
from sites.travel.streets.kernels.arrays import Flags, Ids, Ints, Ports


@kernel
def walk_chains(
    indptr: Ids, incident: Ids, u: Ids, v: Ids, one_way: Flags, through: Flags
) -> tuple[Ints, Ids, Ids]:
    """Follow every chain between nodes that are not mere bends; leftover rings start anywhere.

    Returns where each chain begins in the list of nodes, the nodes, and the segments between.
    """
    count, nodes_n = len(u), len(indptr) - 1
    done = np.zeros(count, dtype=np.bool_)
    first = np.zeros(count + 1, dtype=np.int64)
    nodes = np.empty(2 * count, dtype=np.int32)
    steps = np.empty(count, dtype=np.int32)
    chains = at = step = 0
    for ring in range(2):
        for start in range(nodes_n):
            if ring == 0 and through[start]:
                continue
            for i in range(indptr[start], indptr[start + 1]):
                s = incident[i]
                if done[s] or (one_way[s] and u[s] != start):
                    continue
                here = start
                nodes[at] = here
                at += 1
                while True:
                    done[s] = True
                    steps[step] = s
                    step += 1
                    here = v[s] if u[s] == here else u[s]
                    nodes[at] = here
                    at += 1
                    if here == start or not through[here]:
                        break
                    p = indptr[here]
                    s = incident[p] if incident[p] != s else incident[p + 1]
                chains += 1
                first[chains] = at
    return first[: chains + 1].copy(), nodes[:at].copy(), steps[:step].copy()


@inner
def _ports_of(ports: Ports, chain: int) -> tuple[int, int, int, int]:
    """Return the four nodes through which a chain is left or entered; some may be the same."""
    return ports.u[chain], ports.v[chain], ports.at_u[chain], ports.at_v[chain]


@kernel
def chains_by_node(ports: Ports, nodes: int) -> tuple[Ints, Ids]:
    """Return per node the chains that have it as a port, in compressed rows."""
    ptr = np.zeros(nodes + 1, dtype=np.int64)
    for c in range(len(ports.u)):
        for n in _ports_of(ports, c):
            ptr[n + 1] += 1
    for n in range(nodes):
        ptr[n + 1] += ptr[n]
    chain, filled = np.empty(ptr[nodes], dtype=np.int32), ptr[:-1].copy()
    for c in range(len(ports.u)):
        for n in _ports_of(ports, c):
            chain[filled[n]] = c
            filled[n] += 1
    return ptr, chain
