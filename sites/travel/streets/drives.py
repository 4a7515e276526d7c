"""Find the streets that can be both reached and left, and the pockets that a drive leads to."""

from dataclasses import replace

import numpy as np

from sites.travel.streets.arcs import ChainEnds
from sites.travel.streets.kernels.arrays import Flags, Floats, Ids, Ints
from sites.travel.streets.segments import Segments


def _strong(nodes: int, u: Ints | Ids, v: Ints | Ids, has_back: Flags) -> Ids:
    """Return per node the part in which one can get from anywhere to anywhere.

    As scipy's ``connected_components`` does, whose import alone takes 26 MB.
    """
    from sites.travel.streets.kernels.strong import strong_parts  # noqa: PLC0415 - loads numba

    small = np.int32  # as the search itself counts: half the memory
    return strong_parts(nodes, u.astype(small, copy=False), v.astype(small, copy=False), has_back)


def pieces_of(chains: ChainEnds, junctions: int) -> tuple[Ids, Floats]:
    """Return the piece of every chain, and the metres of street of every piece.

    A piece is a part in which one gets from anywhere to anywhere. A one-way between two pieces is
    a piece of its own without any length: no door goes there.
    """
    part = _strong(junctions, chains.u, chains.v, chains.has_back)
    inside = part[chains.u] == part[chains.v]
    piece = np.unique(np.where(inside, part[chains.u], -1), return_inverse=True)[1]
    metres = np.bincount(piece, weights=np.where(inside, chains.um / 1e6, 0.0))
    return piece.astype(np.int32), metres.astype(np.float64)


def with_drives(raw: Segments) -> Segments:
    """Mark the public streets that only private ones join to the rest: part of the drive.

    Among the streets of which each can be reached from each, the largest part that needs no
    private street is the public network; what is public outside it lies behind a gate, and a trip
    may begin or end there as on the drive itself. Of equally long parts the one with the
    westernmost, then southernmost node.
    """
    count = len(raw.easting)
    has_back = raw.has_back
    whole = _strong(count, raw.u, raw.v, has_back)
    free = ~raw.ends_only
    u, v = raw.u[free].astype(np.int32), raw.v[free].astype(np.int32)
    public = _strong(count, u, v, has_back[free])
    del has_back
    core = _core(raw, u, v, whole, public)[public]
    ends_only = raw.ends_only.copy()
    ends_only[free] = (whole[u] == whole[v]) & ~(core[u] & core[v])
    return replace(raw, ends_only=ends_only)


def _core(raw: Segments, u: Ids, v: Ids, whole: Ids, public: Ids) -> Flags:
    """Return which parts of the public streets, from ``u`` to ``v``, are the longest of theirs."""
    count = len(public)
    length = np.hypot(raw.easting[u] - raw.easting[v], raw.northing[u] - raw.northing[v])
    part_u = public[u]
    length[part_u != public[v]] = 0.0
    metres = np.bincount(part_u, weights=length, minlength=count)
    parts = np.unique(part_u)
    del part_u, length
    west = np.empty(count, dtype=np.int32)
    west[np.lexsort((raw.northing, raw.easting))] = np.arange(count, dtype=np.int32)
    first = np.full(count, count, dtype=np.int32)
    np.minimum.at(first, public, west)
    whole_of = np.full(count, -1, dtype=np.int32)
    whole_of[public] = whole
    order = parts[np.lexsort((first[parts], -np.round(metres[parts], 6), whole_of[parts]))]
    lead = np.ones(len(order), dtype=np.bool_)
    lead[1:] = whole_of[order[1:]] != whole_of[order[:-1]]
    core = np.zeros(count, dtype=np.bool_)
    core[order[lead]] = True
    return core
