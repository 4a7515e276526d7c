"""Make the plan in which the worst-off municipality is as well off as can be: min-max.

Worst off is the municipality with the fewest places, existing and new, per 1.000 inhabitants. The
highest level that all can reach together is one of finitely many (a whole number of places in one
of them), so halving finds it exactly: each try asks whether any plan gives every municipality at
least so many. Among the plans that do, the plan's own value decides.
"""

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Final

import numpy as np

from sites.plan.model.bounds import capped, costless
from sites.plan.model.model import Bound, Chosen, Floats, Ints, Siting
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup

_PER: Final = 1000.0
_EXACT: Final = 1e-9
#: Why a bound of this module is there.
KIND: Final = "eerlijk"


@dataclass(frozen=True)
class Town:
    """One municipality: its candidates, what it holds already, its inhabitants."""

    name: str
    sites: Ints
    held: int
    people: int

    def needs(self, level: float) -> int:
        """Return the new places that bring it to a level, per 1.000.

        >>> Town("A", np.array([0]), held=10, people=8000).needs(2.0)
        6
        """
        return max(0, ceil(level * self.people / _PER - _EXACT) - self.held)

    def level(self, new: float) -> float:
        """Return its places per 1.000 with so many new ones."""
        return _PER * (self.held + new) / self.people


@dataclass(frozen=True)
class Fairest:
    """The best plan at the highest level found; no plan can lift the worst above ``bound``."""

    solved: Solved
    level: float
    bound: float


def towns_of(setup: Setup) -> tuple[Town, ...]:
    """Return the municipalities of a plan that have inhabitants."""
    code = setup.sites["gm_code"].to_numpy()
    rows = setup.municipalities[setup.municipalities["population"] > 0]
    return tuple(
        Town(str(name), np.flatnonzero(code == gm_code), int(held), int(people))
        for gm_code, name, held, people in zip(
            rows["gm_code"], rows["name"], rows["existing"], rows["population"], strict=True
        )
    )


def worst_first(
    siting: Siting,
    towns: tuple[Town, ...],
    best: Solved,
    effort: Effort,
    *,
    stop: Stop | None = None,
) -> Fairest:
    """Return the plan whose worst municipality is best off; never worse there than ``best``.

    It opens no more places in all than are wanted, or than ``best`` has where that is more: else
    the fairest plan would be the one that opens everything.
    """
    if best.chosen is None or not towns:
        return Fairest(best, float("nan"), float("nan"))
    within = capped(siting, best.chosen, KIND)
    plan, level = best.chosen, worst(siting, towns, best.chosen)
    levels = _levels(siting, towns, above=level)
    low, high, unsure = 0, len(levels), len(levels)
    while low < high and not (stop is not None and stop()):
        middle = (low + high) // 2
        tried = solve(costless(_lifted(within, towns, levels[middle])), effort, stop=stop)
        if tried.chosen is not None:
            plan, low = tried.chosen, middle + 1
            continue
        if tried.status == "onmogelijk":
            unsure = middle
        high = middle
    level = max(level, worst(siting, towns, plan))
    solved = solve(_lifted(within, towns, level), effort, start=plan, stop=stop)
    return Fairest(solved, level, _bound(levels, level, low, unsure))


def worst(siting: Siting, towns: tuple[Town, ...], plan: Chosen) -> float:
    """Return the fewest places per 1.000 of any municipality."""
    held = held_of(siting, plan)
    return min(town.level(float(held[town.sites].sum())) for town in towns)


def held_of(siting: Siting, plan: Chosen) -> Floats:
    """Return the places of every site in a plan; 0 where it does not open."""
    held = np.bincount(siting.pair_site[plan.pair], weights=plan.places, minlength=siting.sites)
    return np.asarray(held, dtype=float)


def _bound(levels: list[float], level: float, low: int, unsure: int) -> float:
    """Return what no plan can lift the worst above: the step before the first one proven out."""
    if unsure == low:
        return level
    return levels[unsure - 1] if unsure else level


def _levels(siting: Siting, towns: tuple[Town, ...], *, above: float) -> list[float]:
    """Return every level above the present one that the worst municipality might have."""
    most = [float(siting.most[town.sites].sum()) for town in towns]
    top = min(town.level(room) for town, room in zip(towns, most, strict=True))
    found = {top}
    for town in towns:
        first = floor(above * town.people / _PER) - town.held
        last = floor(top * town.people / _PER + _EXACT) - town.held
        found |= {town.level(new) for new in range(max(0, first), last + 1)}
    return sorted(level for level in found if above + _EXACT < level <= top + _EXACT)


def _lifted(siting: Siting, towns: tuple[Town, ...], level: float) -> Siting:
    """Ask that every municipality has at least so many places per 1.000."""
    more = tuple(
        Bound(KIND, town.name, town.sites, least=float(town.needs(level)))
        for town in towns
        if town.needs(level)
    )
    return replace(siting, bounds=(*siting.bounds, *more))
