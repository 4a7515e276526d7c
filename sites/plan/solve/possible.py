"""Leave out of the model what the sites that must be in make impossible, before anything is solved.

A site too near to one that stays, a hub that the sites which stay have filled, a kern that they
have: after a loss, or with sites insisted on, most candidates are gone. No plan is lost by it.
"""

import numpy as np

from sites.plan.model.model import Bools, Siting


def possible_pairs(siting: Siting) -> Bools:
    """Flag the pairs that can be in a plan beside the sites that must be in."""
    must = siting.forced == 1
    least = siting.least.astype(float)
    able = siting.forced != 0
    if siting.apart is not None and len(siting.apart):
        one, other = siting.apart.T
        able[other[must[one]]] = able[one[must[other]]] = False
    lowered: Bools = np.asarray((siting.signs < 0).any(axis=1))  # a move makes room in these
    for bound, less in zip(siting.bounds, lowered, strict=True):
        if not less and np.isfinite(bound.most) and np.isinf(bound.over_price):
            held = bound.sites[must[bound.sites]]
            able[bound.sites] &= least[bound.sites] <= bound.most - least[held].sum()
    able |= must  # these meet among themselves or not at all: left to the solver to say
    # A site that must be in and knows one hub fills it.
    choices = np.bincount(siting.pair_site, minlength=siting.sites)
    fixed = (must & (choices == 1))[siting.pair_site]
    size = least[siting.pair_site]
    hubs = siting.hubs
    load = np.bincount(siting.pair_hub[fixed], weights=size[fixed], minlength=hubs)
    count = np.bincount(siting.pair_hub[fixed], minlength=hubs)
    room = (siting.hub_room - load)[siting.pair_hub]
    free = (siting.hub_max_sites - count)[siting.pair_hub] >= 1
    possible: Bools = fixed | (able[siting.pair_site] & (size <= room) & free)
    return possible
