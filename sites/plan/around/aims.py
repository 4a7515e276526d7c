"""What a plan can be steered by: each objective as amounts of the model's own variables.

An aim is counted so that more is better in the model (``sign`` turns it back for readers), so that
any two of them can be weighed against each other, either as what is improved or as what is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

import numpy as np

from sites.plan.model.bounds import costless_bound, costless_moves
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Chosen, Floats, Limit, Siting
from sites.plan.read import PART_WORDS
from sites.plan.request import PlanError
from sites.plan.tables import PARTS, Setup

Named = Literal[
    "suitability", "minutes", "sites", "cost", "moves", "municipalities", "fairness", "shortfall"
]
NAMES: Final = get_args(Named)
#: More of these is better; of the others less is.
GOOD: Final = ("suitability", "municipalities")
#: These come in whole numbers: no two plans lie closer than one.
WHOLE: Final = ("sites", "municipalities", "shortfall")
#: What a reader calls each objective, and what it is counted in.
AIM_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    **PART_WORDS,
    "municipalities": ("gemeenten met een nieuwe locatie", "gemeenten"),
    "shortfall": ("tekort aan plekken", "plekken"),
}
_PER: Final = 100.0
TARGET: Final = "doel"
SHARE: Final = "verdeling"
TOWN: Final = "gemeente"


@dataclass(frozen=True)
class Aim:
    """One objective: an amount per pair, place, hub, bound with a site, and place off a bound."""

    name: Named
    pair: Floats
    place: Floats
    hub: Floats
    part: Floats
    off: Floats

    @property
    def sign(self) -> float:
        """Return 1 where more is better, else -1."""
        return 1.0 if self.name in GOOD else -1.0

    @property
    def step(self) -> float:
        """Return the least that two plans can differ, 0 when there is none to be sure of."""
        return 1.0 if self.name in WHOLE else 0.0

    def amount(self, siting: Siting, chosen: Chosen) -> float:
        """Return how much a plan has of it, in its own unit."""
        judged = judge(siting, chosen)
        taken = np.zeros(siting.sites, dtype=bool)
        taken[siting.pair_site[chosen.pair]] = True
        some = np.array([taken[bound.sites].any() for bound in siting.bounds], dtype=bool)
        return float(
            self.pair[chosen.pair].sum()
            + (self.place[chosen.pair] * chosen.places).sum()
            + self.hub[judged.hub_open].sum()
            + self.part[some].sum()
            + self.off @ (judged.under + judged.over)
        )

    def worth(self, siting: Siting, chosen: Chosen) -> float:
        """Return the amount with more always better."""
        return self.sign * self.amount(siting, chosen)

    def steered(self, siting: Siting) -> Siting:
        """Return the model in which only this counts."""
        sign = self.sign
        bounds = tuple(
            _priced(bound, sign * part, -sign * off)
            for bound, part, off in zip(siting.bounds, self.part, self.off, strict=True)
        )
        return replace(
            siting,
            bounds=bounds,
            pair_gain=sign * self.pair,
            pair_place_gain=sign * self.place,
            hub_cost=-sign * self.hub,
            moves=costless_moves(siting),
        )

    def held(self, siting: Siting, worth: float) -> Siting:
        """Return the model whose plans are worth at least so much by this objective."""
        amount = self.sign * worth
        least, most = (amount, INF) if self.sign > 0 else (-INF, amount)
        limit = Limit(
            self.name, self.pair, self.place, self.hub, part=self.part, off=self.off,
            least=least, most=most,
        )  # fmt: skip
        return replace(siting, limits=(*siting.limits, limit))


def _priced(bound: Bound, gain: float, price: float) -> Bound:
    """Return a bound with no price but this one on its soft sides."""
    free = costless_bound(bound)
    under, over = (price if np.isfinite(p) else p for p in (free.under_price, free.over_price))
    return replace(free, under_price=under, over_price=over, any_gain=gain)


def objectives(text: str) -> tuple[Named, Named]:
    """Read "minutes:municipalities": two objectives to weigh against each other.

    >>> objectives("minutes:municipalities")
    ('minutes', 'municipalities')
    """
    first, _, second = (part.strip() for part in text.partition(":"))
    for name in (first, second):
        if name not in NAMES:
            raise PlanError(
                "trade-off {text!r}: no objective {name!r}; write two of {names} as "
                "minutes:municipalities",
                text=text, name=name, names=NAMES,
            )  # fmt: skip
    refuse_same(first, second)
    return first, second  # type: ignore[return-value] # both are names now


def refuse_same(first: str, second: str) -> None:
    """Refuse a front of an objective with itself."""
    if first == second:
        raise PlanError(
            "a trade-off needs two different objectives, not {first} twice", first=first
        )


def aim_of(setup: Setup, siting: Siting, name: Named) -> Aim:
    """Return one objective on a model that has the pairs and hubs of ``setup``."""
    none = [np.zeros(size) for size in (siting.pairs, siting.pairs, siting.hubs)]
    pair, place, hub = setup.parts[name] if name in PARTS else none
    kinds = np.array([bound.kind for bound in siting.bounds], dtype=object)
    part, off = np.zeros(len(kinds)), np.zeros(len(kinds))
    if name == "municipalities":
        part[kinds == TOWN] = 1.0
    elif name == "fairness":
        off[kinds == SHARE] = 1.0 / _PER
    elif name == "shortfall":
        off[kinds == TARGET] = 1.0
    return Aim(name, pair, place, hub, part, off)


def weighable(setup: Setup, best: Chosen, pair: tuple[Named, Named]) -> Siting:
    """Return the model of the plans that a front is made of.

    They come as near the target as the best plan does: else the end of most fronts would be the
    plan that opens nothing. Only where the shortfall itself is weighed may it grow. Deviations
    from the shares are counted even where they have no weight.
    """
    judged = judge(setup.siting, best)
    may_fall_short = "shortfall" in pair
    bounds = [
        _as_near(bound, under, over, soft=may_fall_short) if bound.kind == TARGET else bound
        for bound, under, over in zip(setup.siting.bounds, judged.under, judged.over, strict=True)
    ]
    if not any(bound.kind == SHARE for bound in bounds):
        bounds += _shares(setup)
    return replace(setup.siting, bounds=tuple(bounds))


def _as_near(bound: Bound, under: float, over: float, *, soft: bool) -> Bound:
    near = replace(bound, most=bound.most + over, over_price=INF)
    return near if soft else replace(near, least=bound.least - under, under_price=INF)


def _shares(setup: Setup) -> list[Bound]:
    """Return the share of each municipality in new places, at no price."""
    code = setup.sites["gm_code"].to_numpy()
    towns = setup.municipalities
    return [
        Bound(SHARE, gm_code, np.flatnonzero(code == gm_code), aim, aim, 0.0, 0.0)
        for gm_code, aim in zip(
            towns["gm_code"], (towns["share"] - towns["existing"]).clip(lower=0), strict=True
        )
    ]
