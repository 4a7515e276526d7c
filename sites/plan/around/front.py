"""Find the front between two objectives: the plans of which neither can be had without the other.

Method of the epsilon-constraint in both directions (Haimes and others 1971), with the widest open
rectangle halved first (Boland, Charkhgard and Savelsbergh 2015): so steps come where the curve
bends. Each answer also says where no plan can be; what is left open bounds how far a plan of the
exact front can lie from a plan found. When nothing is left open the front is exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isfinite
from typing import Final, Protocol

from sites.plan.model.model import INF, Chosen, Siting
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, solve

#: What counts as no difference, as a share of the range of an objective.
_SAME: Final = 1e-6


class Weighed(Protocol):
    """What a front asks of an objective; more worth is better."""

    @property
    def step(self) -> float:
        """Return the least that two plans can differ, 0 when there is none to be sure of."""

    def worth(self, siting: Siting, chosen: Chosen) -> float:
        """Return what a plan is worth."""

    def steered(self, siting: Siting) -> Siting:
        """Return the model in which only this counts."""

    def held(self, siting: Siting, worth: float) -> Siting:
        """Return the model whose plans are worth at least so much."""


@dataclass(frozen=True)
class Spot:
    """One plan and what it is worth by both objectives."""

    chosen: Chosen
    one: float
    two: float


@dataclass(frozen=True)
class Claim:
    """What was proven: no plan is worth ``at`` by one objective and over ``most`` by the other.

    ``by_one`` tells that ``at`` is about the first objective.
    """

    by_one: bool
    at: float
    most: float


@dataclass(frozen=True)
class Front:
    """The plans found, best by the first objective first, none dominated, and how sure they are.

    ``slack`` holds per plan by how much the second objective could still be better with the first
    kept. ``between`` holds per plan but the last how far a plan of the exact front between it and
    the next can lie from the nearer of the two, as a share of the whole range; ``apart`` is the
    most of all, 0 when the front is exact.
    """

    spots: tuple[Spot, ...]
    slack: tuple[float, ...]
    between: tuple[float, ...]
    apart: float
    solves: int


@dataclass(frozen=True)
class _Box:
    """Between two neighbours a plan is worth more than the worst of them, and at most this."""

    high: Spot  # best by the first objective
    low: Spot
    one: float
    two: float


class _Search:
    """What was proven so far, and what an answer is asked with."""

    def __init__(
        self, siting: Siting, aims: tuple[Weighed, Weighed], effort: Effort, stop: Stop | None
    ) -> None:
        self.siting, self.aims, self.effort, self.stop = siting, aims, effort, stop
        self.claims: list[Claim] = []
        self.solves = 0

    def spot(self, chosen: Chosen) -> Spot:
        """Return a plan with its worths."""
        one, two = (aim.worth(self.siting, chosen) for aim in self.aims)
        return Spot(chosen, one, two)

    def best(self, *, by_one: bool, at: float, start: Chosen) -> Spot:
        """Return the best plan by the one objective with the other kept; then by the other.

        ``by_one`` keeps the first objective at ``at`` and betters the second.
        """
        kept, aimed = self.aims if by_one else self.aims[::-1]
        siting = kept.held(self.siting, at - _eps(at)) if isfinite(at) else self.siting
        chosen, most = self._solved(aimed.steered(siting), start)
        self.claims.append(Claim(by_one, at, most))
        worth = aimed.worth(self.siting, chosen)
        siting = aimed.held(self.siting, worth - _eps(worth))
        chosen, most = self._solved(kept.steered(siting), chosen)
        self.claims.append(Claim(not by_one, worth, most))
        return self.spot(chosen)

    def settle(self, spot: Spot) -> Spot:
        """Return the plan that is best as a whole among those with these worths."""
        one, two = self.aims
        siting = one.held(self.siting, spot.one - _eps(spot.one))
        siting = two.held(siting, spot.two - _eps(spot.two))
        light = replace(self.effort, exact_pairs=0)  # nothing is proven of it
        return self.spot(self._solved(siting, spot.chosen, light)[0])

    def _solved(
        self, siting: Siting, start: Chosen, effort: Effort | None = None
    ) -> tuple[Chosen, float]:
        self.solves += 1
        found = solve(siting, effort or self.effort, start=start, stop=self.stop)
        return (start, INF) if found.chosen is None else (found.chosen, found.bound)


def _eps(worth: float) -> float:
    return 1e-7 * max(1.0, abs(worth))  # so that a plan keeps its own limit


def front(
    siting: Siting,
    aims: tuple[Weighed, Weighed],
    start: Chosen,
    *,
    count: int,
    effort: Effort,
    stop: Stop | None = None,
    tell: Callable[[str], None] | None = None,
) -> Front:
    """Return at most ``count`` plans of the front, both ends always among them.

    ``start`` breaks no demand of the model. With ``count`` large enough, and every solve proven,
    these are all plans of the front whose worths differ. Among plans of the same two worths the
    best as a whole is taken.
    """
    search = _Search(siting, aims, effort, stop)
    high = search.best(by_one=False, at=-INF, start=start)
    low = search.best(by_one=True, at=-INF, start=high.chosen)
    wide = _wide((high, low))
    boxes = [_Box(high, low, high.one - aims[0].step, low.two - aims[1].step)]
    done: list[_Box] = []
    while boxes and len(boxes) + len(done) + 1 < count and not (stop is not None and stop()):
        boxes.sort(key=lambda box: (_area(box, wide), box.high.one))
        widest = boxes.pop()
        if _closed(widest, wide):
            done.append(widest)
            continue
        if tell is not None:
            tell(f"front: plan {len(boxes) + len(done) + 3}")
        for part in _halved(widest, search, wide):
            (done if _closed(part, wide) else boxes).append(part)
    found = [spot for box in (*boxes, *done) for spot in (box.high, box.low)]
    kept = _undominated(found, wide)
    settled = [search.settle(spot) for spot in kept]
    return _with_bounds(_undominated(settled, wide), search)


def _halved(box: _Box, search: _Search, wide: tuple[float, float]) -> list[_Box]:
    """Look for a plan in the better half by the first objective; else for the next one there is."""
    one, two = search.aims
    middle = (box.one + box.low.one) / 2
    if one.step:
        middle = box.low.one + ceil((middle - box.low.one) / one.step) * one.step
    found = search.best(by_one=True, at=middle, start=box.high.chosen)
    if found.two > box.high.two + _SAME * wide[1]:
        return [
            _Box(box.high, found, box.one, found.two - two.step),
            _Box(found, box.low, min(middle, found.one) - one.step, box.two),
        ]
    over = box.high.two + (two.step or 10 * max(_SAME * wide[1], _eps(box.high.two)))
    found = search.best(by_one=False, at=over, start=box.low.chosen)
    nothing = -INF
    if found.one <= box.low.one + _SAME * wide[0]:
        return [replace(box, one=nothing)]
    return [
        _Box(box.high, found, nothing, nothing),
        _Box(found, box.low, found.one - one.step, box.two),
    ]


def _area(box: _Box, wide: tuple[float, float]) -> float:
    return (box.one - box.low.one) / wide[0] * (box.two - box.high.two) / wide[1]


def _closed(box: _Box, wide: tuple[float, float]) -> bool:
    """Tell whether nothing can lie between two neighbours."""
    least = 10 * _SAME
    return box.one <= box.low.one + least * wide[0] or box.two <= box.high.two + least * wide[1]


def _wide(spots: Sequence[Spot]) -> tuple[float, float]:
    """Return the range of both objectives; where a range is nothing, the size of the amount."""
    ranges = []
    for worths in ([s.one for s in spots], [s.two for s in spots]):
        size = max(1.0, *(abs(worth) for worth in worths))
        span = max(worths) - min(worths)
        ranges.append(span if span > _SAME * size else size)
    return ranges[0], ranges[1]


def _undominated(spots: Sequence[Spot], wide: tuple[float, float]) -> list[Spot]:
    """Return the spots that no other is at least as good as, best by the first objective first."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda s: (-s.one, -s.two)):
        if not kept or spot.two > kept[-1].two + _SAME * wide[1]:
            if kept and kept[-1].one <= spot.one + _SAME * wide[0]:
                kept.pop()  # as good by the first, worse by the second
            kept.append(spot)
    return kept


def _with_bounds(spots: list[Spot], search: _Search) -> Front:
    """Return the front with what is left open: the corners of where plans may still lie."""
    wide = _wide(spots)
    steps = (search.aims[0].step, search.aims[1].step)
    shut = [_shut(claim, steps) for claim in search.claims]
    between = [0.0] * max(1, len(spots) - 1)
    for one in sorted({e for e, _ in shut if e > -INF}):
        corner = (one, min((v for e, v in shut if e < one), default=INF))
        far = min(_better_by(corner, spot, wide) for spot in spots)
        before = sum(spot.one >= one - _SAME * wide[0] for spot in spots) - 1
        at = min(max(before, 0), len(between) - 1)
        between[at] = max(between[at], far)
    slack = tuple(
        max(
            0.0, min((v for e, v in shut if e <= spot.one + _eps(spot.one)), default=INF) - spot.two
        )
        for spot in spots
    )
    return Front(tuple(spots), slack, tuple(between[: len(spots) - 1]), max(between), search.solves)


def _shut(claim: Claim, steps: tuple[float, float]) -> tuple[float, float]:
    """Return a claim as (e, v): no plan is worth more than e by the first and v by the second."""
    kept, other = steps if claim.by_one else steps[::-1]
    at = claim.at - (kept or (_eps(claim.at) if isfinite(claim.at) else 0.0))
    most = claim.most
    if other and isfinite(most):
        most = floor(most / other + 1e-6) * other
    return (at, most) if claim.by_one else (most, at)


def _better_by(corner: tuple[float, float], spot: Spot, wide: tuple[float, float]) -> float:
    """Return by how much a corner is better than a spot, as a share of the ranges."""
    return max(0.0, (corner[0] - spot.one) / wide[0], (corner[1] - spot.two) / wide[1])
