"""Look around the best plan: nearly as good, but truly different.

For a council a site is another site only when it lies in another neighbourhood: a shift to the
next field is no other plan. Neighbourhood means the least distance between two sites of one plan
(``size.apart_m``). A site of the best plan *comes back* in another plan when that plan has a site
nearer to it than this; an alternative lets at most a share of them come back.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import cKDTree

from sites.plan.model.model import Chosen, Floats, Ints, Limit
from sites.plan.nearest import nearest_teams
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup


@dataclass(frozen=True)
class Alternative:
    """One other plan.

    ``distance`` is how far its value lies below the best, as a share of the best plan's value;
    ``differs`` the share of the best plan's sites that do not come back, not even near by.
    """

    solved: Solved
    distance: float
    differs: float


def alternatives(
    setup: Setup, best: Solved, effort: Effort, *, stop: Stop | None = None
) -> tuple[Alternative, ...]:
    """Return plans near the best that differ from it and from each other in a share of sites.

    Each is the best plan found that differs enough from all before it; fewer come back when the
    next would lie farther off than asked.
    """
    asked = setup.params.alternatives
    if best.chosen is None:
        return ()
    earlier = [best.chosen]
    found: list[Alternative] = []
    while len(found) < asked.count and not (stop is not None and stop()):
        limits = tuple(unlike(setup, plan, asked.differ) for plan in earlier)
        siting = replace(setup.siting, limits=(*setup.siting.limits, *limits))
        solved = solve(siting, effort, stop=stop, bound=best.bound)
        if solved.chosen is None:
            break
        distance = (best.value - solved.value) / max(1e-9, abs(best.value))
        if distance > asked.within:
            break
        if not len(solved.chosen.pair) and any(not len(plan.pair) for plan in earlier):
            break  # two plans that open nothing are one plan
        solved = nearest_teams(setup, solved)
        found.append(Alternative(solved, max(0.0, distance), differs(setup, best, solved)))
        earlier.append(plan_of(solved))
    return tuple(found)


def plan_of(solved: Solved) -> Chosen:
    """Return the plan; nothing is chosen where there is none."""
    nothing = np.empty(0, dtype=np.int64)
    return Chosen(nothing, nothing) if solved.chosen is None else solved.chosen


def unlike(setup: Setup, plan: Chosen, differ: float) -> Limit:
    """Allow at most a share of a plan's sites to come back.

    A new site near several of them counts for each, so the share that stays away is at least
    what is asked.
    """
    siting = setup.siting
    back = _neighbours(setup, siting.pair_site[plan.pair])
    most = np.floor(len(plan.pair) * (1 - differ) + 1e-9)
    return Limit("anders", pair=back[siting.pair_site], most=float(most))


def differs(setup: Setup, best: Solved, other: Solved) -> float:
    """Return the share of a plan's sites that do not come back in another."""
    pair_site = setup.siting.pair_site
    ours = pair_site[plan_of(best).pair]
    back = _neighbours(setup, pair_site[plan_of(other).pair])[ours]
    return float(np.count_nonzero(back == 0)) / max(1, len(ours))


def _neighbours(setup: Setup, at: Ints) -> Floats:
    """Return for every candidate how many of these sites it is near to, or is itself."""
    points = setup.sites[["easting", "northing"]].to_numpy(dtype=float)
    # Exactly the distance is far enough, as for two sites of one plan; a site is always near
    # itself, also where no distance is asked.
    reach = setup.params.size.apart_m * (1 - 1e-9)
    near = cKDTree(points[at]).query_ball_point(points, reach, return_length=True)
    near[at] = np.maximum(near[at], 1)
    return np.asarray(near, dtype=float)
