"""Read OpenStreetMap's turn restrictions: which streets a car may not take one after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sites.travel.profiles import MODES, Reading

#: What binds a car, from particular to general; other vehicles have keys of their own.
KEYS: Final = ("restriction:motorcar", "restriction:motor_vehicle", "restriction")
_EXEMPT: Final = frozenset({"motorcar", "motor_vehicle"})
#: A restriction of some hours only; conditions are not modelled.
HOURS: Final = ("day_on", "day_off", "hour_on", "hour_off")
_TURNS: Final = ("left_turn", "right_turn", "straight_on", "u_turn", "entry", "exit")

Ban = tuple[int, ...]


@dataclass(frozen=True)
class Restriction:
    """One restriction as the map holds it: who comes from a way, via a node or ways, to a way.

    The numbers are those of the reader's ways and node; ``via_node`` is -1 where ways are named.
    """

    only: bool
    u_turn: bool
    come: tuple[int, ...]
    via_node: int
    via_ways: tuple[int, ...]
    go: tuple[int, ...]


class Drawn(NamedTuple):
    """The segments as read: their ends, their way, and what every way means to each mode."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    way: NDArray[np.int32]
    way_reading: NDArray[np.int32]
    readings: tuple[Reading, ...]


def kind_of(tags: Mapping[str, str]) -> str | None:
    """Return what a relation says to cars: "no_left_turn", "" for nonsense, None for nothing.

    >>> kind_of({"type": "restriction", "restriction": "no_left_turn"})
    'no_left_turn'
    >>> kind_of({"type": "restriction", "restriction": "no_left_turn", "except": "motorcar"})
    >>> kind_of({"type": "restriction", "restriction:hgv": "no_left_turn"})
    >>> kind_of({"type": "restriction", "restriction": "sometimes"})
    ''
    """
    if not tags.get("type", "").startswith("restriction"):
        return None
    value = next((tags[key] for key in KEYS if key in tags), None)
    exempt = {word.strip() for word in tags.get("except", "").split(";")}
    if value is None or exempt & _EXEMPT or any(key in tags for key in HOURS):
        return None
    head, _, turn = value.strip().partition("_")
    return value.strip() if head in {"no", "only"} and turn in _TURNS else ""


def bans_of(drawn: Drawn, restrictions: Sequence[Restriction]) -> tuple[tuple[Ban, ...], int]:
    """Return the sequences of directed segments that no car may drive in a row, and the odd ones.

    A sequence holds twice the segment's row, odd from v to u. A restriction whose ways do not
    meet, or that could mean two turns, is left out and counted; one about a turn that nobody can
    make anyway says nothing.
    """
    at = _Streets(drawn, restrictions)
    bans: set[Ban] = set()
    odd = 0
    for one in restrictions:
        found = at.bans(one)
        odd += found is None
        bans.update(found or ())
    return tuple(sorted(bans)), odd


@dataclass
class _Streets:
    """The segments that cars drive, by way and by the nodes that restrictions name."""

    raw: Drawn
    restrictions: Sequence[Restriction]
    touching: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        raw, slot = self.raw, MODES.index("car")
        uses = [reading.uses[slot] for reading in raw.readings]
        may = np.array([(bool(use and use.forward), bool(use and use.backward)) for use in uses])
        of_way = may.reshape(-1, 2)[raw.way_reading]
        self.drives: NDArray[np.bool_] = of_way[raw.way]
        named = {one.via_node for one in self.restrictions}
        for one in self.restrictions:
            for way in one.via_ways:
                named.update(self._nodes(way))
        mask = np.isin(raw.u, list(named)) | np.isin(raw.v, list(named))
        for row in np.flatnonzero(mask).tolist():
            for node in {int(raw.u[row]), int(raw.v[row])} & named:
                self.touching.setdefault(node, []).append(row)

    def _rows(self, way: int) -> range:
        first, last = np.searchsorted(self.raw.way, [way, way + 1]).tolist()
        return range(first, last)

    def _nodes(self, way: int) -> list[int]:
        rows = self._rows(way)
        nodes = [int(self.raw.u[row]) for row in rows]
        return [*nodes, int(self.raw.v[rows[-1]])] if nodes else []

    def _at(self, node: int, way: int | None, *, away: bool) -> list[int]:
        """Return the directed segments towards or away from a node, of one way or of all."""
        found = []
        for row in self.touching.get(node, ()):
            if way is not None and self.raw.way[row] != way:
                continue
            for odd, tail in enumerate((int(self.raw.u[row]), int(self.raw.v[row]))):
                tip = int(self.raw.v[row]) if odd == 0 else int(self.raw.u[row])
                if self.drives[row, odd] and (tail if away else tip) == node:
                    found.append(2 * row + odd)
        return found

    def bans(self, one: Restriction) -> set[Ban] | None:
        """Return what one restriction bars; None where it makes no sense."""
        found: set[Ban] = set()
        for come in one.come:
            for go in one.go:
                part = replace(one, come=(come,), go=(go,))
                more = self._along_ways(part) if one.via_ways else self._at_node(part)
                if more is None:
                    return None
                found |= more
        return found

    def _at_node(self, one: Restriction) -> set[Ban] | None:
        node, (come,), (go,) = one.via_node, one.come, one.go
        if node not in self._nodes(come) or node not in self._nodes(go):
            return None
        return self._barred(one, [self._at(node, come, away=False)], self._at(node, go, away=True))

    def _along_ways(self, one: Restriction) -> set[Ban] | None:
        ways = [one.come[0], *one.via_ways, one.go[0]]
        meet: list[int] = []
        for a, b in pairwise(ways):
            shared = set(self._nodes(a)) & set(self._nodes(b)) - set(meet[-1:])
            if len(shared) != 1:
                return None
            meet.append(shared.pop())
        parts = [self._at(meet[0], ways[0], away=False)]
        for way, (start, end) in zip(one.via_ways, pairwise(meet), strict=True):
            runs = self._between(way, start, end)
            if not runs:
                return set()  # nobody can drive along it
            if len(runs) > 1:
                return None  # a ring for both directions
            parts.append(runs[0])
        return self._barred(one, parts, self._at(meet[-1], ways[-1], away=True))

    def _between(self, way: int, start: int, end: int) -> list[list[int]]:
        """Return the ways to drive along a way from node to node; a ring may have two."""
        nodes, rows = self._nodes(way), self._rows(way)
        i, j, size = nodes.index(start), nodes.index(end), len(rows)
        is_ring = nodes[0] == nodes[-1]
        runs = []
        if i < j or is_ring:
            runs.append([2 * rows[k % size] for k in range(i, j if i < j else j + size)])
        if i > j or is_ring:
            last = j if i > j else j - size
            runs.append([2 * rows[k % size] + 1 for k in range(i - 1, last - 1, -1)])
        return [run for run in runs if all(self.drives[code >> 1, code & 1] for code in run)]

    def _barred(
        self, one: Restriction, parts: list[list[int]], go: Sequence[int]
    ) -> set[Ban] | None:
        """Bar what a "no_" names; of an "only_" every other way out, where each part ends."""
        begin = parts[0]
        if one.come == one.go and not one.via_ways:  # turning back on the way itself
            return self._turning_back(one, begin, go)
        if not begin or not go:
            return set()
        if len(begin) > 1 or len(go) > 1:
            return None
        if not one.only:
            return {(*chain.from_iterable(parts), go[0])}
        found: set[Ban] = set()
        driven: list[int] = []
        for part, then in pairwise([*parts, list(go)]):
            driven += part
            tip = (self.raw.v, self.raw.u)[driven[-1] & 1][driven[-1] >> 1]
            out = self._at(int(tip), None, away=True)
            found |= {(*driven, other) for other in out if other != then[0]}
        return found

    def _turning_back(
        self, one: Restriction, begin: list[int], go: Sequence[int]
    ) -> set[Ban] | None:
        """Bar turning back on a way, or all but that; no other turn leads a way onto itself."""
        if not one.u_turn:
            return None
        back = [a for a in begin if a ^ 1 in go]
        if not one.only:
            return {(a, a ^ 1) for a in back}
        out = self._at(one.via_node, None, away=True)
        return {(a, other) for a in back for other in out if other != a ^ 1}
