"""Make the plan with most places near what residents need: maximal covering, with every demand.

A site is near when its trip to each kind of facility asked takes no longer than the limit. First
only the places on sites that are near count; among the plans with most of them the plan's own
value decides. Method: Church and ReVelle 1974.
"""

from dataclasses import dataclass, replace
from math import floor
from typing import Final

import numpy as np

from sites.plan.model.bounds import capped, costless
from sites.plan.model.model import Bools, Chosen, Limit, Siting
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve

#: Why a bound or a limit of this module is there.
KIND: Final = "dekking"
_WHOLE: Final = 1e-6


@dataclass(frozen=True)
class Covered:
    """The best plan with ``places`` near what is asked; no plan has more than ``bound`` there."""

    solved: Solved
    places: int
    bound: int


def near_places(siting: Siting, near: Bools, plan: Chosen) -> int:
    """Return how many places of a plan are on a site that is near."""
    return int(plan.places[near[siting.pair_site[plan.pair]]].sum())


def most_covered(
    siting: Siting,
    near: Bools,
    best: Solved,
    effort: Effort,
    *,
    stop: Stop | None = None,
) -> Covered:
    """Return the plan with most places near; ``near`` flags the sites. Never fewer than ``best``.

    It opens no more places in all than are wanted, or than ``best`` has where that is more.
    """
    if best.chosen is None:
        return Covered(best, 0, 0)
    within = capped(siting, best.chosen, KIND)
    counts = near[siting.pair_site].astype(float)
    only = replace(costless(within), pair_place_gain=counts)
    reached = solve(only, replace(effort, gap=0.0), start=best.chosen, stop=stop)
    plan = best.chosen if reached.chosen is None else reached.chosen
    places = near_places(siting, near, plan)
    asked = Limit(KIND, place=counts, least=float(places))
    wanted = replace(within, limits=(*within.limits, asked))
    solved = solve(wanted, effort, start=plan, stop=stop)
    return Covered(solved, places, max(places, floor(min(reached.bound, _most(within)) + _WHOLE)))


def _most(siting: Siting) -> float:
    return min(float(siting.most.sum()), *(bound.most for bound in siting.bounds[-1:]), np.inf)
