"""Keep some pairs of a model, and read a plan of the smaller model back."""

from dataclasses import replace

import numpy as np

from sites.plan.model.model import Chosen, Ints, Siting


def with_pairs(siting: Siting, pairs: Ints) -> Siting:
    """Return the model with only these pairs; ``pairs`` in rising order."""
    limits = tuple(
        replace(
            limit,
            pair=None if limit.pair is None else limit.pair[pairs],
            place=None if limit.place is None else limit.place[pairs],
        )
        for limit in siting.limits
    )
    apart = siting.apart
    if apart is not None:
        there = np.zeros(siting.sites, dtype=bool)
        there[siting.pair_site[pairs]] = True
        apart = apart[there[apart].all(axis=1)]
    return replace(
        siting,
        apart=apart,
        pair_site=siting.pair_site[pairs],
        pair_hub=siting.pair_hub[pairs],
        pair_gain=siting.pair_gain[pairs],
        pair_place_gain=siting.pair_place_gain[pairs],
        limits=limits,
    )


def lifted(pairs: Ints, chosen: Chosen) -> Chosen:
    """Return a plan of the smaller model in the numbers of the whole one."""
    return Chosen(pairs[chosen.pair], chosen.places, chosen.moved)
