"""Say why nothing fits: the smallest set of demands that cannot be met together.

First QuickXplain (Junker 2004): a set from which no demand can be left out. Then implicit hitting
sets (Ignatiev and others 2015): every plan that exists leaves some demands out, and a conflicting
set must contain one of these for each such plan. The smallest set that hits all plans found so
far is tried next; when it conflicts, no smaller conflict exists.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sites.base.dutch import listed
from sites.base.messages import Message, say
from sites.plan.around.demands import Demand, demands_of, with_only
from sites.plan.model.check import judge, read_plan
from sites.plan.model.model import Chosen, Siting
from sites.plan.model.programme import programme
from sites.plan.solve.highs import INFEASIBLE, OPTIMAL, Engine, Stop, Work
from sites.plan.solve.start import first_plan
from sites.plan.tables import Setup

_WORK: Final = Work(calls=200, nodes=500, gap=1.0)
_CHECKS: Final = 150  # so many sets are tried at most
_BRANCHES: Final = 100_000  # so many steps of the search for a smallest hitting set

#: The members of a set that fails are given; a set that does not fail gives those it meets.
Meets = Callable[[frozenset[int]], frozenset[int] | None]


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot be met together.

    ``is_smallest`` tells that no conflicting set with fewer demands exists, ``is_irreducible``
    that without any one of these they can be met; where the search ended before, neither is said.
    """

    demands: tuple[Demand, ...]
    is_smallest: bool = False
    is_irreducible: bool = True

    @property
    def said(self) -> Message:
        """Return one line for the command line."""
        demands = tuple(demand.said for demand in self.demands)
        if len(demands) == 1:
            return say("this cannot be met by the candidates: {demand}; change it",
                       demand=demands[0])  # fmt: skip
        return say("these {count} demands cannot be met together: {demands}; change one",
                   count=len(demands), demands=demands)  # fmt: skip

    @property
    def dutch(self) -> str:
        """Return what a page says."""
        if len(self.demands) == 1:
            return f"Dit kan niet met de kandidaten die er zijn: {self.demands[0].dutch}."
        return self._together

    @property
    def dutch_of_target(self) -> str:
        """Return what a page says where these keep the target out of reach."""
        if len(self.demands) == 1:
            return (
                "Het doel wordt niet gehaald. Met de kandidaten die er zijn, kan dit niet: "
                f"{self.demands[0].dutch}."
            )
        return f"Waarom het doel niet wordt gehaald? {self._together}"

    @property
    def _together(self) -> str:
        said = listed([demand.dutch for demand in self.demands])
        text = (
            f"Deze {len(self.demands)} eisen gaan niet samen: {said}. Verander er ten minste één."
        )
        if self.is_smallest:
            return text
        if self.is_irreducible:
            return f"{text} Deze lijst is niet kleiner te maken door er één weg te laten."
        return f"{text} Mogelijk zijn niet al deze eisen daarvoor nodig."


class _BudgetSpentError(Exception):
    """No more sets may be tried, or one could not be decided."""


class _Checker:
    """Decides whether a set of demands can be met; every answer is proven, or there is none."""

    def __init__(self, setup: Setup, demands: Sequence[Demand], stop: Stop | None) -> None:
        self.siting, self.demands, self.stop = setup.siting, demands, stop
        self.left = _CHECKS
        self.failed: list[frozenset[int]] = []
        self.met: list[frozenset[int]] = []

    def __call__(self, active: frozenset[int]) -> frozenset[int] | None:
        """Return the demands that a plan for these meets, nothing when there is no such plan."""
        if any(failed <= active for failed in self.failed):
            return None
        for met in self.met:
            if active <= met:
                return met
        if self.left <= 0 or (self.stop is not None and self.stop()):
            raise _BudgetSpentError
        self.left -= 1
        plan = _any_plan(self._only(active), self.stop)
        if plan is None:
            self.failed.append(active)
            return None
        met = active | {
            n
            for n in range(len(self.demands))
            if n not in active and not judge(self._only(frozenset({n})), plan).broken
        }
        self.met.append(met)
        return met

    def _only(self, active: frozenset[int]) -> Siting:
        return with_only(self.siting, [self.demands[n] for n in sorted(active)], self.demands)


def _any_plan(siting: Siting, stop: Stop | None) -> Chosen | None:
    """Return a plan, or nothing when it is proven that there is none; the objective plays no part.

    Raises
    ------
    _BudgetSpentError
        Neither was found within the work allowed.
    """
    plan, judged = first_plan(siting)
    if not judged.broken:
        return plan
    # Without x <= y a hub whose limits are left out would not count as used.
    prog = programme(siting, links=np.flatnonzero(siting.hub_forced[siting.pair_hub] == -1))
    engine = Engine(replace(prog, cost=np.zeros_like(prog.cost)), stop=stop)
    relaxed = engine.relax()
    if relaxed.status == INFEASIBLE:
        return None
    if relaxed.status != OPTIMAL:
        raise _BudgetSpentError
    answer = engine.whole(prog.integer, work=_WORK)
    if answer.status == INFEASIBLE:
        return None
    if answer.solution is not None:
        plan = read_plan(siting, answer.solution, prog.columns.stretch)
        if not judge(siting, plan).broken:
            return plan
    raise _BudgetSpentError


def explain(setup: Setup, *, stop: Stop | None = None) -> Conflict | None:
    """Return the smallest conflicting set of demands, or nothing when there is none to be found.

    Nothing comes back when a plan exists after all, or when that could not be decided in time.
    """
    demands = demands_of(setup)
    meets = _Checker(setup, demands, stop)
    try:
        if meets(frozenset(range(len(demands)))) is not None:
            return None
    except _BudgetSpentError:
        return None
    chosen, smallest, irreducible = smallest_conflict(len(demands), meets)
    if not chosen:
        return None  # not a demand but the settings themselves leave no plan
    return Conflict(tuple(demands[n] for n in chosen), smallest, irreducible)


def why_short(setup: Setup, *, stop: Stop | None = None) -> Conflict | None:
    """Return the smallest set of demands that keeps the target out of reach, or nothing.

    Nothing means that a plan which meets the target exists, though it is worth less.
    """
    bounds = tuple(
        replace(bound, under_price=float("inf")) if bound.kind == "doel" else bound
        for bound in setup.siting.bounds
    )
    return explain(replace(setup, siting=replace(setup.siting, bounds=bounds)), stop=stop)


def smallest_conflict(count: int, meets: Meets) -> tuple[list[int], bool, bool]:
    """Return a smallest failing set of the demands 0 .. count - 1.

    And whether it is proven to be the smallest, and whether none of it can be left out.

    ``meets`` returns nothing for a set that fails, else the demands that some plan for it meets;
    it may raise when its budget is spent. All demands together must fail. A tie is decided by the
    order of the demands.
    """
    everything = frozenset(range(count))
    try:
        chosen = quick_explain(range(count), lambda some: meets(frozenset(some)) is None)
    except _BudgetSpentError:
        return list(range(count)), False, False
    try:
        missed: list[frozenset[int]] = []  # what a plan leaves out: a conflict has one of each
        while True:
            trial = smallest_hitting_set(missed, below=len(chosen))
            if trial is None:
                return sorted(chosen), True, True
            met = meets(frozenset(trial))
            if met is None:
                return sorted(trial), True, True
            missed.append(everything - _grown(met, everything, meets))
    except _BudgetSpentError:
        return sorted(chosen), False, True


def _grown(met: frozenset[int], everything: frozenset[int], meets: Meets) -> frozenset[int]:
    """Add demands, by halves, until no more can be met together."""

    def add(met: frozenset[int], rest: list[int]) -> frozenset[int]:
        rest = [n for n in rest if n not in met]
        if not rest:
            return met
        more = meets(met | set(rest))
        if more is not None:
            return more
        if len(rest) == 1:
            return met
        half = len(rest) // 2
        return add(add(met, rest[:half]), rest[half:])

    return add(met, sorted(everything - met))


def smallest_hitting_set(sets: Sequence[Iterable[int]], *, below: int) -> list[int] | None:
    """Return a smallest set with a member of each, if one has fewer than ``below`` members.

    >>> smallest_hitting_set([{1, 2}, {2, 3}, {4}], below=3)
    [2, 4]
    >>> smallest_hitting_set([{1}, {2}], below=2) is None
    True
    """
    ordered = [sorted(members) for members in sets]
    left = _BRANCHES

    def search(taken: list[int], size: int) -> list[int] | None:
        nonlocal left
        left -= 1
        if left < 0:
            raise _BudgetSpentError
        open_sets = [members for members in ordered if not set(taken) & set(members)]
        if not open_sets:
            return taken
        if len(taken) == size:
            return None
        for member in min(open_sets, key=len):
            found = search([*taken, member], size)
            if found is not None:
                return found
        return None

    for size in range(below):
        found = search([], size)
        if found is not None:
            return sorted(found)
    return None


def quick_explain(demands: Sequence[int], fails: Callable[[Sequence[int]], bool]) -> list[int]:
    """Return a subset that fails and of which every proper subset does not.

    >>> quick_explain([1, 2, 3, 4], lambda some: {2, 4} <= set(some))
    [2, 4]
    """

    def search(base: list[int], changed: bool, rest: list[int]) -> list[int]:  # noqa: FBT001 - Junker's own form
        if changed and fails(base):
            return []
        if len(rest) <= 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        later = search(base + first, bool(first), second)
        earlier = search(base + later, bool(later), first)
        return earlier + later

    if fails([]):
        return []
    return search([], changed=False, rest=list(demands))
