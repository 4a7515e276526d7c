"""Make the arcs that searches run over from the chains of one mode, layer by layer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sites.travel.streets.kernels.arrays import Flags, Graph, Ids, Ints
from sites.travel.streets.turns import Split, Turning, Turns, turning


@dataclass(frozen=True)
class Arcs:
    """Directed arcs in compressed rows; ``chain`` is -1 where an arc follows no street."""

    indptr: Ids
    head: Ids
    time_ns: Ints
    length_um: Ints
    chain: Ids

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.indptr) - 1

    @cached_property
    def longest_ns(self) -> int:
        """Return the time of the arc that takes longest."""
        return int(self.time_ns.max(initial=0))

    @cached_property
    def mean_ns(self) -> float:
        """Return the mean time of an arc; 1 without any."""
        return float(self.time_ns.mean()) if len(self.time_ns) else 1.0

    @property
    def graph(self) -> Graph:
        """Return what a search needs of the arcs."""
        return Graph(self.indptr, self.head, self.time_ns, self.length_um)

    def turned(self) -> "Arcs":
        """Return the same arcs turned round."""
        tail = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.indptr))
        order = np.argsort(self.head, kind="stable")
        counts = np.bincount(self.head, minlength=len(self))
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
        return Arcs(
            indptr, tail[order], self.time_ns[order], self.length_um[order], self.chain[order]
        )


@dataclass(frozen=True)
class Gates:
    """The nodes at which a trip leaves its first chain and enters its last, one per chain and end.

    ``leave_u[c]`` is where a trip stands that came to the start of chain c along it, ``enter_u[c]``
    where one stands that is about to enter it there; v is the other end. ``stand[j]`` is where a
    trip ends on junction j itself. ``toll_ns`` (per node) is what leaving over it costs.
    """

    enter_u: Ids
    enter_v: Ids
    leave_u: Ids
    leave_v: Ids
    stand: Ids
    toll_ns: Ints


@dataclass(frozen=True)
class ChainEnds:
    """What arcs are made of: every chain's junctions, times both ways, length and rights."""

    u: Ids
    v: Ids
    ns: Ints
    back_ns: Ints
    um: Ints
    has_back: Flags
    ends_only: Flags

    @property
    def one_way(self) -> Flags:
        """Return which chains nobody goes back along."""
        return ~self.has_back


def layers(junctions: int, u: Ids, v: Ids) -> tuple[Ids, Ids]:
    """Return the departing and arriving copy of each junction that a private drive touches."""
    touched = np.unique(np.concatenate([u, v]))
    departing = np.arange(junctions, dtype=np.int32)
    arriving = departing.copy()
    departing[touched] = junctions + np.arange(len(touched), dtype=np.int32)
    arriving[touched] = junctions + len(touched) + np.arange(len(touched), dtype=np.int32)
    return departing, arriving


def arcs_of(chains: ChainEnds, departing: Ids, arriving: Ids, turns: Turns) -> tuple[Arcs, Gates]:
    """Return the arcs over all layers, and where chains are left and entered.

    Of parallel arcs the quickest stays, then the shortest. Where a turn is barred or dear, a
    chain's end is a node of its own (``sites.travel.streets.turns``).
    """
    tail, tip, code = _directed(chains, departing, arriving)
    chain = code >> 1
    took = np.where(code & 1, chains.back_ns[chain], chains.ns[chain])
    touched = np.flatnonzero(departing != np.arange(len(departing))).astype(np.int32)
    nodes = len(departing) + 2 * len(touched)
    base = np.arange(nodes, dtype=np.int32)
    base[departing[touched]] = base[arriving[touched]] = touched
    way = Turning(tail, tip, code, took, chains.um[chain], base, departing, arriving)
    split = turning(way, turns)
    keep = (tail != tip) | (split.tip != tip)
    parts = [
        (tail[keep], split.tip[keep], took[keep] + split.toll_ns[split.tip[keep]],
         chains.um[chain][keep], chain[keep]),
        _free(departing[touched], touched), _free(touched, arriving[touched]),
        split.more,
    ]  # fmt: skip
    del took, chain
    arcs = _packed(_joined(parts), len(split.toll_ns))
    return arcs, _gates(chains, way, split)


def _directed(chains: ChainEnds, departing: Ids, arriving: Ids) -> tuple[Ids, Ids, Ids]:
    """Return tail, tip and code (twice the chain, odd against it) of every chain in its layers."""
    number = np.arange(len(chains.u), dtype=np.int32)
    parts = []
    for tail, tip, may, odd in (
        (chains.u, chains.v, np.ones(len(number), dtype=np.bool_), 0),
        (chains.v, chains.u, chains.has_back, 1),
    ):
        free, drive = may & ~chains.ends_only, may & chains.ends_only
        parts.append((tail[free], tip[free], 2 * number[free] + odd))
        parts += [(layer[tail[drive]], layer[tip[drive]], 2 * number[drive] + odd)
                  for layer in (departing, arriving)]  # fmt: skip
    tail, tip, code = (np.concatenate([p[i] for p in parts]).astype(np.int32) for i in range(3))
    return tail, tip, code


def _free(tail: Ids, tip: Ids) -> tuple[Ids, Ids, Ints, Ints, Ids]:
    """Return arcs that only change layer."""
    none = np.zeros(len(tail), dtype=np.int64)
    return tail, tip, none, none, np.full(len(tail), -1, dtype=np.int32)


def _joined(parts: list[Any]) -> list[Any]:
    """Return the columns of all parts, each let go of once it is joined."""
    columns = [list(column) for column in zip(*parts, strict=True)]
    parts.clear()
    return [np.concatenate(columns.pop(0)) for _ in range(len(columns))]


def _packed(columns: list[Any], nodes: int) -> Arcs:
    tail, tip, took, long, over = columns
    columns.clear()
    by = np.lexsort((over, long, took, tip, tail))
    tail, tip = tail[by], tip[by]
    new = np.ones(len(by), dtype=np.bool_)
    new[1:] = (tail[1:] != tail[:-1]) | (tip[1:] != tip[:-1])
    counts = np.bincount(tail[new], minlength=nodes)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Arcs(indptr, tip[new], took[by][new], long[by][new], over[by][new].astype(np.int32))


def _gates(chains: ChainEnds, way: Turning, split: Split) -> Gates:
    """Return per chain the nodes that doors on it use; where no arc leads, the plain junction."""
    departing, arriving = way.departing, way.arriving
    drive = chains.ends_only
    leave = [np.where(drive, departing[j], j).astype(np.int32) for j in (chains.u, chains.v)]
    enter = [np.where(drive, arriving[j], j).astype(np.int32) for j in (chains.u, chains.v)]
    layer = np.zeros(len(way.base), dtype=np.int8)  # 1: departing, 2: arriving, 0: public
    moved = np.flatnonzero(departing != np.arange(len(departing)))
    layer[departing[moved]], layer[arriving[moved]] = 1, 2
    chain, odd = way.code >> 1, way.code & 1
    at = layer[way.tail]
    for side in range(2):
        goes = (odd == 1 - side) & (at != 2)  # noqa: PLR2004 - not in the arriving layer
        leave[side][chain[goes]] = split.tip[goes]
        comes = (odd == side) & (at != 1)
        enter[side][chain[comes]] = split.entry[comes]
    return Gates(enter[0], enter[1], leave[0], leave[1], split.stand, split.toll_ns)


__all__ = ["Arcs", "ChainEnds", "Gates", "arcs_of", "layers"]
