"""Make the plan whose longest trip is the shortest there can be: the p-center, with every demand.

Trips are what they are, so the shortest longest one is one of finitely many, and halving finds it
exactly: each try asks whether any plan without longer trips meets the demands. Among the plans
that do, the plan's own value decides. Method: Minieka 1970.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sites.plan.model.bounds import costless, with_enough
from sites.plan.model.model import Chosen, Floats, Siting
from sites.plan.model.pairs import lifted, with_pairs
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve

#: Why a bound of this module is there.
KIND: Final = "langste reis"


@dataclass(frozen=True)
class Nearest:
    """The best plan without a trip above ``level``; no plan has only trips below ``bound``."""

    solved: Solved
    level: float
    bound: float


def longest(trip: Floats, plan: Chosen) -> float:
    """Return the longest trip of a plan, 0 without any.

    >>> longest(np.array([5.0, 9.0, 30.0]), Chosen(np.array([0, 1]), np.array([50, 50])))
    9.0
    """
    return float(trip[plan.pair].max(initial=0.0))


def shortest_worst(
    siting: Siting,
    trip: Floats,
    best: Solved,
    effort: Effort,
    *,
    stop: Stop | None = None,
) -> Nearest:
    """Return the plan whose longest trip is shortest; ``trip`` has the minutes of every pair.

    It has at least as many places as are wanted, or as ``best`` has where that is fewer: else
    the shortest trips would be those of a plan that opens nothing. A trip that nobody knows
    (NaN) counts as none.
    """
    if best.chosen is None:
        return Nearest(best, float("nan"), float("nan"))
    trip = np.nan_to_num(trip, nan=0.0)
    enough = with_enough(siting, best.chosen, KIND)
    plan, level = best.chosen, longest(trip, best.chosen)
    levels = np.unique(np.append(trip[trip < level], 0.0))
    low, high, unsure = 0, len(levels), 0  # all below ``low`` are too short, ``high`` can be
    while low < high and not (stop is not None and stop()):
        middle = (low + high) // 2
        kept = np.flatnonzero(trip <= levels[middle])
        tried = solve(costless(with_pairs(enough, kept)), effort, stop=stop)
        if tried.chosen is not None:
            plan, high = lifted(kept, tried.chosen), middle
            continue
        if tried.status == "onmogelijk":
            unsure = middle + 1
        low = middle + 1
    level = min(level, longest(trip, plan))
    kept = np.flatnonzero(trip <= level)
    start = Chosen(np.searchsorted(kept, plan.pair), plan.places, plan.moved)
    solved = solve(with_pairs(enough, kept), effort, start=start, stop=stop)
    if solved.chosen is not None:
        solved = replace(solved, chosen=lifted(kept, solved.chosen))
    proven = float(levels[unsure]) if unsure < len(levels) else level
    return Nearest(solved, level, min(proven, level))
