"""Give a street's end a node of its own where it matters which street a car came by.

At most junctions it does not: whoever arrives may go on along any street, and turning back there
is never part of a quickest trip. Only where a restriction bars a turn does the way there count,
and around it: turning back a street further would get past the restriction, so that costs what
turning back costs. So a network keeps one node a junction nearly everywhere, and searches know
nothing of turns. What is split, and why that is exact, stands in docs/methods.md.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final

import numpy as np

from sites.travel.streets.kernels.arrays import Flags, Ids, Ints

_BEND: Final = 2  # streets at a node where one street only goes on

_MoreArcs = tuple[Ids, Ids, Ints, Ints, Ids]


@dataclass(frozen=True)
class Turns:
    """What turning costs and which turns are barred, over the chains of one mode.

    ``bans`` are sequences of directed chains (twice the chain, odd against it) that no trip may
    follow in a row. ``toll_ns`` and ``degree`` are per junction: what passing it costs, and how
    many streets meet there. Turning back costs ``u_turn_ns`` and is possible where not two do.
    """

    toll_ns: Ints
    degree: Ids | Ints
    bans: frozenset[tuple[int, ...]] = frozenset()
    u_turn_ns: int = 0


@dataclass(frozen=True)
class Turning:
    """Every directed chain in every layer it runs in: tail, tip, code, time and length.

    ``base`` is the junction behind each node; ``departing`` and ``arriving`` are its copies.
    """

    tail: Ids
    tip: Ids
    code: Ids
    ns: Ints
    um: Ints
    base: Ids
    departing: Ids
    arriving: Ids


@dataclass(frozen=True)
class Split:
    """The nodes after splitting: where each directed chain ends now, and where it is entered.

    ``stand`` is where a trip ends on a junction; ``more`` are arcs between new nodes; ``toll_ns``
    is what arriving at a node along a chain costs (0 at a chain's own end: its turns hold it).
    """

    tip: Ids
    entry: Ids
    stand: Ids
    toll_ns: Ints
    more: _MoreArcs


def turning(way: Turning, turns: Turns) -> Split:
    """Return the network with every chain's end split where a turn there is barred or dear."""
    toll = turns.toll_ns[way.base]
    if not turns.bans:
        no = np.empty(0, dtype=np.int32)
        none = no.astype(np.int64)
        return Split(way.tip, way.tail, way.arriving, toll, (no, no, none, none, no))
    return _Splitter(way, turns).split()


def near_restrictions(way: Turning, turns: Turns) -> Flags:
    """Return the directed chains at whose end turning back must be told apart.

    Those that leave a restricted junction, and those so near to one that turning back beyond
    them could still be quicker than to turn back at once.
    """
    a, b = way.base[way.tail], way.base[way.tip]
    order = np.argsort(np.concatenate([a, b]), kind="stable")
    beside = np.concatenate([b, a])[order]
    took = np.concatenate([way.ns, way.ns])[order]
    first = np.searchsorted(np.concatenate([a, b])[order], np.arange(len(turns.degree) + 1))

    def around(one: int) -> list[tuple[int, int]]:
        span = slice(first[one], first[one + 1])
        return list(zip(beside[span].tolist(), took[span].tolist(), strict=True))

    tip_of = np.full(int(way.code.max(initial=0)) + 2, -1)
    tip_of[way.code] = b
    bound = {int(tip_of[code]) for ban in turns.bans for code in ban[:-1]} - {-1}
    queue = list(bound)
    while queue:  # where a street only goes on nobody turns back: look further
        for other, _ in around(queue.pop()):
            if other not in bound and turns.degree[other] == _BEND:
                bound.add(other)
                queue.append(other)
    reach = turns.u_turn_ns / 2
    best: dict[int, int] = {}
    heap = sorted({(0, other) for one in bound for other, _ in around(one)})
    while heap:
        far, one = heappop(heap)
        if far >= best.get(one, far + 1):
            continue
        best[one] = far
        for other, ns in around(one):
            if far + ns < reach:
                heappush(heap, (far + ns, other))
    away = np.full(len(turns.degree), reach)
    away[list(best)] = list(best.values())
    away[list(bound)] = -np.inf
    return np.asarray(away[a] + way.ns < reach)


@dataclass
class _Splitter:
    """Make the new nodes one by one; there are few, so plain Python will do."""

    way: Turning
    turns: Turns
    nodes: int = 0
    #: A state is a directed chain in its layer and the barred sequence it has begun ("()": none).
    node_of: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    todo: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    arcs: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    entry_of: dict[int, int] = field(default_factory=dict)
    stand_of: dict[int, int] = field(default_factory=dict)

    def split(self) -> Split:
        way, turns = self.way, self.turns
        self.nodes = len(way.base)
        self.begun = {ban[:i] for ban in turns.bans for i in range(1, len(ban))}
        codes = {begin[0] for begin in self.begun}
        self.near = near_restrictions(way, turns)
        order = np.argsort(way.tail, kind="stable")
        self.leaving = order
        self.first = np.searchsorted(way.tail[order], np.arange(len(way.base) + 1))
        tip = way.tip.copy()
        own = self.near | np.isin(way.code, np.array(sorted(codes), dtype=np.int32))
        for a in np.flatnonzero(own).tolist():
            tip[a] = self._end(a, self._begins((int(way.code[a]),)))
        while self.todo:
            self._turn(*self.todo.pop())
        entry = way.tail.copy()
        for a, node in self.entry_of.items():
            entry[a] = node
        stand = way.arriving.copy()
        for junction, node in self.stand_of.items():
            stand[junction] = node
        toll = np.zeros(self.nodes, dtype=np.int64)
        toll[: len(way.base)] = turns.toll_ns[way.base]
        rows = np.array(self.arcs, dtype=np.int64).reshape(-1, 5)
        tails, tips, over = (rows[:, i].astype(np.int32) for i in (0, 1, 4))
        return Split(tip, entry, stand, toll, (tails, tips, rows[:, 2], rows[:, 3], over))

    def _begins(self, driven: tuple[int, ...]) -> tuple[int, ...]:
        """Return the longest end of what was driven that begins a barred sequence."""
        ends = (driven[i:] for i in range(len(driven)))
        return next((end for end in ends if end in self.begun), ())

    def _bars(self, driven: tuple[int, ...]) -> bool:
        return any(driven[i:] in self.turns.bans for i in range(len(driven) - 1))

    def _new(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _end(self, a: int, state: tuple[int, ...]) -> int:
        """Return the node at the end of a directed chain; its own where the way there counts."""
        if not state and not self.near[a]:
            return int(self.way.tip[a])
        if (a, state) not in self.node_of:
            self.node_of[a, state] = self._new()
            self.todo.append((a, state))
        return self.node_of[a, state]

    def _turn(self, a: int, state: tuple[int, ...]) -> None:
        """Join the end of a directed chain to all that may follow it."""
        way, here = self.way, self.node_of[a, state]
        junction = int(way.base[way.tip[a]])
        toll = int(self.turns.toll_ns[junction])
        self.arcs.append((here, self._standing(junction), toll, 0, -1))
        code = int(way.code[a])
        for b in self._following(int(way.tip[a]), junction):
            onto = int(way.code[b])
            driven = (*(state or (code,)), onto)
            back = onto == code ^ 1
            if self._bars(driven) or (back and self.turns.degree[junction] == _BEND):
                continue
            cost = self.turns.u_turn_ns if back else toll
            end = self._end(b, self._begins(driven))
            new = cost + int(way.ns[b])
            if end == way.tip[b]:
                new += int(self.turns.toll_ns[way.base[end]])
            self.arcs.append((here, end, new, int(way.um[b]), onto >> 1))
            self.arcs.append((here, self._entry(b), cost, 0, -1))

    def _following(self, tip: int, junction: int) -> list[int]:
        """Return what leaves a node or one that it leads to by a change of layer."""
        way = self.way
        out, into = int(way.departing[junction]), int(way.arriving[junction])
        order = list(dict.fromkeys((out, junction, into)))
        nodes = order[order.index(tip) :]
        return [a for n in nodes for a in self.leaving[self.first[n] : self.first[n + 1]].tolist()]

    def _entry(self, a: int) -> int:
        """Return the node where a trip ends that is about to enter a directed chain."""
        if a not in self.entry_of:
            self.entry_of[a] = self._new()
            self.arcs.append((int(self.way.tail[a]), self.entry_of[a], 0, 0, -1))
        return self.entry_of[a]

    def _standing(self, junction: int) -> int:
        if junction not in self.stand_of:
            self.stand_of[junction] = self._new()
            plain = int(self.way.arriving[junction])
            self.arcs.append((plain, self.stand_of[junction], 0, 0, -1))
        return self.stand_of[junction]


def chain_bans(bans: tuple[tuple[int, ...], ...], chain_code: Ints) -> frozenset[tuple[int, ...]]:
    """Turn sequences of directed segments into sequences of directed chains.

    ``chain_code`` maps twice the segment (odd against it) to the chain's; -1 where it is gone. A
    sequence with a segment that is gone bars nothing.
    """
    found = set()
    for ban in bans:
        codes = [int(chain_code[part]) for part in ban]
        if min(codes) < 0:
            continue
        kept = [codes[0], *(b for a, b in pairwise(codes) if a != b)]
        if len(kept) > 1:
            found.add(tuple(kept))
    return frozenset(found)
