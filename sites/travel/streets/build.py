"""Turn raw street segments into the compact network of one mode, without changing any trip.

Four fifths of OpenStreetMap's nodes only bend a street. Such chains become one arc between two
junctions, and keep every bend, so that a place can stand anywhere along them. Times are whole
nanoseconds and lengths whole micrometres: sums of whole numbers are exact in any order, and a
trip of 2,000 segments stays within a microsecond of the unrounded one.
"""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sites.base.errors import TravelError
from sites.settings.scenario import Mode
from sites.travel.streets.kernels.arrays import Chains, Flags, Floats, Graph, Ids, Ints

NS_PER_MIN: Final = 60_000_000_000
UM_PER_M: Final = 1_000_000
#: A weakly connected piece with less street than this is a mapping slip, not an island.
SMALL_PIECE_M: Final = 2_000.0


@dataclass(frozen=True)
class Segments:
    """The raw streets of one mode: straight segments between nodes, before any contraction.

    ``u``, ``v`` (m,) index the nodes; ``time_ns`` (m,) holds whole nanoseconds. A ``one_way``
    segment runs from u to v only. An ``ends_only`` segment (a private drive) may begin or end a
    trip, never carry it through. ``can_snap`` is False where nobody can get on or off: a
    motorway, a ferry. ``kind`` is any small number for drawing.
    """

    easting: Floats
    northing: Floats
    u: Ints
    v: Ints
    time_ns: Ints
    one_way: Flags
    ends_only: Flags
    can_snap: Flags
    kind: NDArray[np.int8]


def plain_segments(
    easting: Floats, northing: Floats, u: Ints, v: Ints, time_ns: Ints, one_way: Flags | None = None
) -> Segments:
    """Return segments that are all public and all lead to a door."""
    count = len(u)
    no, yes = np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)
    return Segments(
        np.asarray(easting, dtype=np.float64),
        np.asarray(northing, dtype=np.float64),
        np.asarray(u, dtype=np.int64),
        np.asarray(v, dtype=np.int64),
        np.asarray(time_ns, dtype=np.int64),
        no if one_way is None else np.asarray(one_way, dtype=np.bool_),
        no,
        yes,
        np.zeros(count, dtype=np.int8),
    )


@dataclass(frozen=True)
class Arcs:
    """Directed arcs in compressed rows; ``chain`` is -1 where an arc only changes layer."""

    indptr: Ids
    head: Ids
    time_ns: Ints
    length_um: Ints
    chain: Ids

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.indptr) - 1

    @property
    def graph(self) -> Graph:
        """Return what a search needs of the arcs."""
        return Graph(self.indptr, self.head, self.time_ns, self.length_um)


@dataclass(frozen=True)
class ModeNetwork:
    """The streets of one mode: chains with every bend, and the arcs a search runs over.

    A chain c runs from junction ``chain_u[c]`` to ``chain_v[c]`` over the vertices
    ``first[c]:first[c + 1]`` (``easting, northing``, with ``along_ns`` and ``along_um`` counted
    from its start). Chains that are ``ends_only`` are searched in two layers of their own:
    ``departing[j]`` is junction j where a trip still leaves its private drive, ``arriving[j]``
    where it has entered the last one; both are j itself where no private drive touches.
    """

    mode: Mode
    junctions: int
    departing: Ids
    arriving: Ids
    forward: Arcs
    chain_u: Ids
    chain_v: Ids
    first: Ints
    easting: Floats
    northing: Floats
    along_ns: Ints
    along_um: Ints
    one_way: Flags
    ends_only: Flags
    can_snap: Flags
    kind: NDArray[np.int8]
    piece: Ids
    piece_m: Floats
    top_m_per_min: float

    def backward(self) -> Arcs:
        """Return the same arcs turned round."""
        return _turned(self.forward)

    @property
    def chains(self) -> Chains:
        """Return what a walk over all vertices needs of the chains."""
        return Chains(
            self.first, self.along_ns, self.along_um, self.chain_u, self.chain_v, self.one_way,
            self.ends_only,
        )  # fmt: skip

    @property
    def chain_ns(self) -> Ints:
        """Return the time over each whole chain."""
        return np.asarray(self.along_ns[self.first[1:] - 1], dtype=np.int64)

    @property
    def chain_um(self) -> Ints:
        """Return the length of each whole chain."""
        return np.asarray(self.along_um[self.first[1:] - 1], dtype=np.int64)

    def is_main(self, small_piece_m: float) -> Flags:
        """Return per chain whether its piece is the largest or at least this long."""
        main = self.piece_m >= small_piece_m
        main[int(self.piece_m.argmax())] = True
        return np.asarray(main[self.piece], dtype=np.bool_)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array under its own name, as a file stores it; ``restored`` undoes it."""
        flat: dict[str, NDArray[Any]] = {}
        for part in fields(self):
            value = getattr(self, part.name)
            if isinstance(value, Arcs):
                flat |= {f"arc_{f.name}": getattr(value, f.name) for f in fields(value)}
            elif part.name != "mode":
                flat[part.name] = np.asarray(value)
        return flat


def restored(mode: Mode, arrays: dict[str, NDArray[Any]]) -> ModeNetwork:
    """Return the network that ``ModeNetwork.arrays`` was taken from."""
    arcs = Arcs(**{f.name: arrays[f"arc_{f.name}"] for f in fields(Arcs)})
    rest: dict[str, Any] = {
        f.name: arrays[f.name] for f in fields(ModeNetwork) if f.name not in {"mode", "forward"}
    }
    rest["junctions"] = int(rest["junctions"])
    rest["top_m_per_min"] = float(rest["top_m_per_min"])
    return ModeNetwork(mode=mode, forward=arcs, **rest)


def build(mode: Mode, raw: Segments) -> ModeNetwork:
    """Contract, order and index the streets of one mode.

    Node and segment numbers of the caller leave no trace: everything is renumbered along a
    Hilbert curve, so neighbours on the map are neighbours in memory. Segments from a node to
    itself are dropped, since they lead nowhere and have no extent.
    """
    _check(mode, raw)
    seg = _ordered(raw)
    length_um = np.rint(
        np.hypot(seg.easting[seg.u] - seg.easting[seg.v], seg.northing[seg.u] - seg.northing[seg.v])
        * UM_PER_M
    ).astype(np.int64)
    from sites.travel.streets.kernels.chains import walk_chains  # noqa: PLC0415 - loads numba

    indptr, incident = _incidence(seg)
    through = _bends(seg, indptr, incident)
    first, nodes, steps = walk_chains(indptr, incident, seg.u, seg.v, seg.one_way, through)
    firsts_of_step = first[:-1] - np.arange(len(first) - 1)  # a chain has one step less
    lead = steps[firsts_of_step]
    along_ns = _along(first, seg.time_ns[steps])
    along_um = _along(first, length_um[steps])
    ends = np.unique(np.concatenate([nodes[first[:-1]], nodes[first[1:] - 1]]))
    number = np.full(len(seg.easting), -1, dtype=np.int32)
    number[ends] = np.arange(len(ends), dtype=np.int32)
    chain_u, chain_v = number[nodes[first[:-1]]], number[nodes[first[1:] - 1]]
    ends_only, one_way = seg.ends_only[lead], seg.one_way[lead]
    chain_ns, chain_um = along_ns[first[1:] - 1], along_um[first[1:] - 1]
    departing, arriving = _layers(len(ends), chain_u[ends_only], chain_v[ends_only])
    piece = _pieces(len(ends), chain_u, chain_v)[chain_u] if len(ends) else chain_u
    piece_m = np.bincount(piece, weights=chain_um / UM_PER_M).astype(np.float64)
    moving = seg.time_ns > 0
    speed = length_um[moving] / UM_PER_M / seg.time_ns[moving] * NS_PER_MIN
    instant = bool(np.any(~moving & (length_um > 0)))
    return ModeNetwork(
        mode=mode,
        junctions=len(ends),
        departing=departing,
        arriving=arriving,
        forward=_arcs(
            chain_u, chain_v, chain_ns, chain_um, one_way, ends_only, departing, arriving
        ),
        chain_u=chain_u,
        chain_v=chain_v,
        first=first,
        easting=seg.easting[nodes],
        northing=seg.northing[nodes],
        along_ns=along_ns,
        along_um=along_um,
        one_way=one_way,
        ends_only=ends_only,
        can_snap=seg.can_snap[lead],
        kind=seg.kind[lead],
        piece=piece,
        piece_m=piece_m,
        top_m_per_min=np.inf if instant else float(speed.max(initial=0.0)),
    )


def _check(mode: Mode, raw: Segments) -> None:
    count = len(raw.easting)
    if not len(raw.u) or np.array_equal(raw.u, raw.v):
        raise TravelError(
            "the streets hold no way for {mode}; use an extract with roads or leave {mode} out",
            mode=mode,
        )
    if min(raw.u.min(), raw.v.min()) < 0 or max(raw.u.max(), raw.v.max()) >= count:
        raise TravelError(
            "a segment names a node outside 0..{count}; give every node its coordinates",
            count=count - 1,
        )
    if (bad := int(np.count_nonzero(raw.time_ns < 0))) > 0:
        raise TravelError(
            "{bad} segments take less than no time; give times of 0 or more nanoseconds",
            bad=bad,
        )
    if bad := int(np.count_nonzero(~(np.isfinite(raw.easting) & np.isfinite(raw.northing)))):
        raise TravelError(
            "{bad} street nodes have no finite position; check the metric CRS",
            bad=bad,
        )


def hilbert_order(easting: Floats, northing: Floats) -> Ints:
    """Return the order of points along a Hilbert curve of 2^16 steps a side.

    >>> hilbert_order(np.array([0.0, 9, 9, 0]), np.array([0.0, 0, 9, 9])).tolist()
    [0, 3, 2, 1]
    """
    size = max(float(np.ptp(easting)), float(np.ptp(northing)), 1e-9)
    x = ((easting - easting.min()) / size * 65535).astype(np.int64)
    y = ((northing - northing.min()) / size * 65535).astype(np.int64)
    key = np.zeros(len(x), dtype=np.int64)
    step = 32768
    while step:
        right, up = (x & step) > 0, (y & step) > 0
        key += step * step * ((3 * right) ^ up)
        flip = ~up & right
        x, y = np.where(flip, 65535 - x, x), np.where(flip, 65535 - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        step //= 2
    return np.lexsort((northing, easting, key)).astype(np.int64)


def _ordered(raw: Segments) -> Segments:
    """Drop loops and unused nodes; renumber nodes by place, then segments by their nodes."""
    keep = raw.u != raw.v
    used = np.unique(np.concatenate([raw.u[keep], raw.v[keep]]))
    order = used[hilbert_order(raw.easting[used], raw.northing[used])]
    number = np.empty(len(raw.easting), dtype=np.int64)
    number[order] = np.arange(len(order))
    u, v = number[raw.u[keep]], number[raw.v[keep]]
    one_way = raw.one_way[keep]
    turn = ~one_way & (u > v)
    u, v = np.where(turn, v, u), np.where(turn, u, v)
    rest = (raw.time_ns[keep], raw.ends_only[keep], raw.can_snap[keep], raw.kind[keep])
    by = np.lexsort((rest[3], ~rest[2], rest[1], one_way, rest[0], v, u))
    return Segments(
        raw.easting[order], raw.northing[order], u[by], v[by], rest[0][by], one_way[by],
        rest[1][by], rest[2][by], rest[3][by],
    )  # fmt: skip


def _incidence(seg: Segments) -> tuple[Ints, Ints]:
    """Return per node the segments that touch it, in compressed rows."""
    ends = np.concatenate([seg.u, seg.v])
    order = np.argsort(ends, kind="stable")
    counts = np.bincount(ends, minlength=len(seg.easting))
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return indptr, (order % len(seg.u)).astype(np.int64)


def _bends(seg: Segments, indptr: Ints, incident: Ints) -> Flags:
    """Return which nodes only bend a street: two segments, alike in all that routing sees."""
    node = np.arange(len(indptr) - 1)
    pair = np.diff(indptr) == 2  # noqa: PLR2004 - a bend joins two segments
    a = incident[indptr[:-1][pair]]
    b = incident[indptr[:-1][pair] + 1]
    alike = (seg.one_way[a] == seg.one_way[b]) & (seg.ends_only[a] == seg.ends_only[b])
    alike &= (seg.can_snap[a] == seg.can_snap[b]) & (seg.kind[a] == seg.kind[b])
    flows = (seg.v[a] == node[pair]) != (seg.v[b] == node[pair])
    through = np.zeros(len(node), dtype=np.bool_)
    through[pair] = alike & (~seg.one_way[a] | flows)
    return through


def _along(first: Ints, step: Ints) -> Ints:
    """Return the running sum within each chain, starting at 0 on its first vertex."""
    value = np.zeros(first[-1], dtype=np.int64)
    inner = np.ones(first[-1], dtype=np.bool_)
    inner[first[:-1]] = False
    value[inner] = step
    total = np.cumsum(value)
    return np.asarray(total - np.repeat(total[first[:-1]], np.diff(first)), dtype=np.int64)


def _layers(junctions: int, u: Ids, v: Ids) -> tuple[Ids, Ids]:
    """Return the departing and arriving copy of each junction that a private drive touches."""
    touched = np.unique(np.concatenate([u, v]))
    departing = np.arange(junctions, dtype=np.int32)
    arriving = departing.copy()
    departing[touched] = junctions + np.arange(len(touched), dtype=np.int32)
    arriving[touched] = junctions + len(touched) + np.arange(len(touched), dtype=np.int32)
    return departing, arriving


def _pieces(junctions: int, u: Ids, v: Ids) -> Ids:
    graph = coo_array((np.ones(len(u), dtype=np.int8), (u, v)), shape=(junctions, junctions))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def _arcs(
    u: Ids, v: Ids, time_ns: Ints, length_um: Ints, one_way: Flags, ends_only: Flags,
    departing: Ids, arriving: Ids,
) -> Arcs:  # fmt: skip
    """Return the arcs over all layers; of parallel ones the quickest, then the shortest."""
    chain = np.arange(len(u), dtype=np.int32)
    parts = []
    for tail, tip, may in ((u, v, np.ones(len(u), dtype=np.bool_)), (v, u, ~one_way)):
        open_ = may & ~ends_only & (u != v)
        closed = may & ends_only & (u != v)
        parts.append((tail[open_], tip[open_], chain[open_]))
        parts += [(layer[tail[closed]], layer[tip[closed]], chain[closed])
                  for layer in (departing, arriving)]  # fmt: skip
    touched = np.flatnonzero(departing != np.arange(len(departing))).astype(np.int32)
    no_chain = np.full(len(touched), -1, dtype=np.int32)
    parts += [(departing[touched], touched, no_chain), (touched, arriving[touched], no_chain)]
    tail, tip, over = (np.concatenate([part[i] for part in parts]) for i in range(3))
    took = np.where(over >= 0, time_ns[over], 0)
    long = np.where(over >= 0, length_um[over], 0)
    by = np.lexsort((over, long, took, tip, tail))
    tail, tip = tail[by], tip[by]
    new = np.ones(len(by), dtype=np.bool_)
    new[1:] = (tail[1:] != tail[:-1]) | (tip[1:] != tip[:-1])
    nodes = len(departing) + 2 * len(touched)
    counts = np.bincount(tail[new], minlength=nodes)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Arcs(indptr, tip[new], took[by][new], long[by][new], over[by][new])


def _turned(arcs: Arcs) -> Arcs:
    tail = np.repeat(np.arange(len(arcs), dtype=np.int32), np.diff(arcs.indptr))
    order = np.argsort(arcs.head, kind="stable")
    counts = np.bincount(arcs.head, minlength=len(arcs))
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Arcs(indptr, tail[order], arcs.time_ns[order], arcs.length_um[order], arcs.chain[order])
