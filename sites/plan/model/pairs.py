"""Keep some pairs of a model, and read a plan of the smaller model back."""

from dataclasses import replace

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
    return replace(
        siting,
        pair_site=siting.pair_site[pairs],
        pair_hub=siting.pair_hub[pairs],
        pair_gain=siting.pair_gain[pairs],
        pair_place_gain=siting.pair_place_gain[pairs],
        limits=limits,
    )


def lifted(pairs: Ints, chosen: Chosen) -> Chosen:
    """Return a plan of the smaller model in the numbers of the whole one."""
    return Chosen(pairs[chosen.pair], chosen.places)
