"""Solve a model near enough by branching on its hubs alone: for many plans that are much alike.

With the hubs given, the LP lies near the best plan, and a plan near it is found at once. So the
tree branches on hubs until the LPs of all open branches lie within the gap asked for, and plans
are made for the hubs that earlier plans chose and for those the tree ends on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import Final

import numpy as np

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Siting
from sites.plan.solve.highs import OPTIMAL, Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.solve.stages import LinkedLp

Hubs = tuple[int, ...]  # per hub 1 (open), 0 (closed) or FREE

_WHOLE: Final = 1e-6
_NODES: Final = 40
_PLANS: Final = 3  # sets of hubs that the tree makes plans for
_EARLIER: Final = 3  # sets of hubs of earlier plans that are tried before the tree
#: With the hubs given; half the gap is left for the tree.
_FIXED: Final = Effort(columns=400, plan_calls=60, passes=0, exact_pairs=0)
_FREE: Final = -1


@dataclass(frozen=True)
class NearBest:
    """A plan within the gap where one was found, and the hubs that it uses."""

    solved: Solved
    hubs: Hubs


def near_best(
    siting: Siting,
    *,
    gap: float,
    earlier: Sequence[Hubs] = (),
    start: Chosen | None = None,
    last: Effort,
    stop: Stop | None = None,
) -> NearBest:
    """Return a plan whose gap is at most the one asked for, as far as ``last`` can bring it.

    ``earlier`` are hubs of plans like this one, most promising first. A feasible ``start`` is
    never made worse. What the tree leaves open goes through ``solve`` with the effort ``last``.
    """
    tree = _Tree(siting, gap, start, stop)
    if tree.bound < INF:
        for hubs in earlier[:_EARLIER]:
            if tree.done():
                break
            tree.plan_for(hubs)
        tree.grow()
    solved = tree.best
    if solved is None or not tree.done():
        whole = solve(
            siting, replace(last, gap=gap), start=start if solved is None else solved.chosen,
            stop=stop,
        )  # fmt: skip
        bound = min(whole.bound, tree.bound) if whole.chosen is not None else whole.bound
        solved = replace(whole, bound=max(bound, whole.value))
    return NearBest(solved, _used(siting, solved))


def _used(siting: Siting, solved: Solved) -> Hubs:
    used = np.zeros(siting.hubs, dtype=np.int8)
    if solved.chosen is not None:
        used[siting.pair_hub[solved.chosen.pair]] = 1
    return tuple(used.tolist())


class _Tree:
    """The open branches by their bound; the best plan so far."""

    def __init__(self, siting: Siting, gap: float, start: Chosen | None, stop: Stop | None) -> None:
        self.siting, self.gap, self.start, self.stop = siting, gap, start, stop
        self.best: Solved | None = None
        self.tried: dict[Hubs, float] = {}  # the bound of every set of hubs that was solved
        self.open: list[tuple[float, int, Hubs, Hubs]] = []
        self.count = 0
        self.left = _PLANS
        self.lp = LinkedLp(siting, stop)
        self.least, self.most = self.lp.prog.least.copy(), self.lp.prog.most.copy()
        self.leaf = -INF
        if self.lp.answer.status == OPTIMAL:
            self.keep(tuple(siting.hub_forced.tolist()))

    @property
    def bound(self) -> float:
        """Return what no plan lies above; infinite where the LP has no answer."""
        if not self.count:
            return INF
        return max(-self.open[0][0] if self.open else -INF, self.leaf)

    def done(self) -> bool:
        """Return whether the plan is near enough, or the work is stopped."""
        if self.stop is not None and self.stop():
            return self.best is not None
        if self.best is None:
            return False
        return self.bound - self.best.value <= self.gap * abs(self.best.value)

    def keep(self, hubs: Hubs) -> None:
        """Bound one branch by its LP and keep it open; drop it where nothing is left in it."""
        given = np.array(hubs)
        least, most = self.least.copy(), self.most.copy()
        at = slice(self.lp.prog.columns.y, self.lp.prog.columns.under)
        least[at] = np.where(given == 1, 1.0, least[at])
        most[at] = np.where(given == 0, 0.0, most[at])
        self.lp.engine.bounds(least, most)
        answer = self.lp.engine.relax()
        self.count += 1
        if answer.status != OPTIMAL:
            return
        share = answer.solution[at]
        whole = np.where(share > 0.5, 1, 0)  # noqa: PLR2004 - halfway 0 and 1
        split = np.abs(share - whole) > _WHOLE
        nearest = np.where(split & (given == _FREE), _FREE, whole)
        # The second tuple says which hubs the LP leaves undecided.
        heappush(self.open, (-answer.value, self.count, hubs, tuple(nearest.tolist())))

    def grow(self) -> None:
        """Open the branch with the highest bound until the plan is near enough."""
        while self.open and not self.done() and self.count < _NODES and self.left:
            value, _, hubs, nearest = heappop(self.open)
            if _FREE not in nearest:
                self._end(-value, hubs, nearest)
                continue
            at = nearest.index(_FREE)
            for state in (1, 0):
                self.keep((*hubs[:at], state, *hubs[at + 1 :]))

    def _end(self, value: float, hubs: Hubs, nearest: Hubs) -> None:
        """Make a plan where the LP itself has whole hubs; the branch is then known."""
        known = self.tried.get(nearest)
        if known is None:
            self.left -= 1
            known = self.plan_for(nearest)
        if hubs == nearest:
            self.leaf = max(self.leaf, min(value, known))
            return
        at = hubs.index(_FREE)
        if self.best is not None and value - self.best.value <= self.gap * abs(self.best.value):
            self.leaf = max(self.leaf, value)
            return
        for state in (nearest[at], 1 - nearest[at]):
            self.keep((*hubs[:at], state, *hubs[at + 1 :]))

    def plan_for(self, hubs: Hubs) -> float:
        """Make a plan with these hubs; return the bound for plans that use just these."""
        forced = np.array(hubs, dtype=np.int8)
        siting = replace(self.siting, hub_forced=forced)
        effort = replace(_FIXED, gap=self.gap / 2)
        solved = solve(siting, effort, start=self.start, stop=self.stop)
        bound = solved.bound if solved.chosen is not None else INF
        if solved.status == "onmogelijk":
            bound = -INF
        self.tried[hubs] = bound
        if solved.chosen is not None and (self.best is None or solved.value > self.best.value):
            self.best = replace(solved, judged=judge(self.siting, solved.chosen))
        return bound
