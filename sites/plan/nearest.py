"""Let every mobile team serve the sites nearest to it, where that changes nothing else.

Where minutes have no weight in a plan, and in a plan that is not proven the best, teams may be
swapped without a loss; the plan in which they travel least is what a reader expects to see.
"""

from dataclasses import replace

import numpy as np

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bools, Chosen, Ints, Siting
from sites.plan.model.spokes import TEAM
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup


def nearest_teams(setup: Setup, solved: Solved, *, held: Bools | None = None) -> Solved:
    """Return the plan with its teams swapped for the least minutes by car; its value never drops.

    ``held`` flags sites that must keep their team. The limits on a team's number of sites and on
    a cluster's places hold as before; where no better division is found the plan comes back.
    """
    chosen = solved.chosen
    if chosen is None or not len(chosen.pair):
        return solved
    siting = setup.siting
    team = (setup.hubs["kind"] == TEAM).to_numpy()
    open_team = team & (siting.hub_forced != 0)
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    free = np.zeros(siting.sites, dtype=bool)
    free[site[open_team[hub]]] = True
    if held is not None:
        free &= ~held
    if not free.any() or np.count_nonzero(open_team) == 1:
        return solved
    allowed = free[siting.pair_site] & open_team[siting.pair_hub]
    allowed[chosen.pair] = True
    keep = np.flatnonzero(allowed)
    answer = solve(_division(setup, chosen, keep), Effort(direct_pairs=len(keep)))
    if answer.chosen is None:
        return solved
    pair = keep[answer.chosen.pair]
    swapped = Chosen(pair, answer.chosen.places, chosen.moved)
    judged = judge(siting, swapped)
    if judged.broken or judged.value < solved.value - 1e-9 * max(1.0, abs(solved.value)):
        return solved  # here teams are not alike: what they cost differs per site
    return replace(solved, chosen=swapped, judged=judged)


def _division(setup: Setup, chosen: Chosen, keep: Ints) -> Siting:
    """Return the problem of which team serves which site, all else as in the plan."""
    siting = setup.siting
    old = np.unique(siting.pair_site[chosen.pair])
    places = np.zeros(siting.sites, dtype=np.int64)
    places[siting.pair_site[chosen.pair]] = chosen.places
    team = (setup.hubs["kind"] == TEAM).to_numpy()[siting.pair_hub[keep]]
    number = np.full(siting.sites, -1)
    number[old] = np.arange(len(old))
    return replace(
        siting,
        least=places[old],
        most=places[old],
        durable=siting.durable[old],
        forced=np.ones(len(old), dtype=np.int8),
        pair_site=number[siting.pair_site[keep]],
        pair_hub=siting.pair_hub[keep],
        pair_gain=np.where(team, -setup.pair_min[keep], 0.0),
        pair_place_gain=np.zeros(len(keep)),
        hub_room=np.where((setup.hubs["kind"] == TEAM).to_numpy(), INF, siting.hub_room),
        hub_cost=np.zeros(siting.hubs),
        open_least=0.0,
        bounds=(),
        apart=None,
        limits=(),
    )
