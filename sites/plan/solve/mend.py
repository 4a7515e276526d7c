"""Mend a plan after a small change of the request, at once: put in the sites that must be in.

A site goes to an open hub; where that is full, the sites of the hub that are worth least make
room. Of all such plans the best that breaks nothing is taken. Finds plans; proves nothing.
"""

from dataclasses import replace

import numpy as np

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bools, Chosen, Siting


def mended(siting: Siting, plan: Chosen) -> Chosen:
    """Return the plan with the sites fixed out gone and those fixed in added where that can be."""
    stays = siting.forced[siting.pair_site[plan.pair]] != 0
    plan = replace(plan, pair=plan.pair[stays], places=plan.places[stays])
    hub_open = judge(siting, plan).hub_open
    missing = np.setdiff1d(np.flatnonzero(siting.forced == 1), siting.pair_site[plan.pair])
    for site in missing.tolist():
        plan = _with_site(siting, plan, site, hub_open)
    return plan


def _with_site(siting: Siting, plan: Chosen, site: int, hub_open: Bools) -> Chosen:
    best, worth = plan, -INF
    for pair in np.flatnonzero((siting.pair_site == site) & hub_open[siting.pair_hub]).tolist():
        for trial in _making_room(siting, plan, pair):
            judged = judge(siting, trial)
            if not judged.broken and judged.value > worth:
                best, worth = trial, judged.value
    return best


def _making_room(siting: Siting, plan: Chosen, pair: int) -> list[Chosen]:
    """Return the plan with a pair, as it is and with each other site of its hub left out."""
    places = int(siting.least[siting.pair_site[pair]])
    more = replace(plan, pair=np.append(plan.pair, pair), places=np.append(plan.places, places))
    order = np.argsort(more.pair, kind="stable")
    more = replace(more, pair=more.pair[order], places=more.places[order])
    leaves = np.flatnonzero(
        (siting.pair_hub[more.pair] == siting.pair_hub[pair])
        & (siting.forced[siting.pair_site[more.pair]] != 1)
    )
    fewer = [np.delete(np.arange(len(more.pair)), at) for at in leaves.tolist()]
    return [
        more,
        *(replace(more, pair=more.pair[kept], places=more.places[kept]) for kept in fewer),
    ]
