"""A plan after an event: who can stay stays, checked by every plan there is on small models."""

from dataclasses import replace

import numpy as np
import pytest

from sites.plan.around.after_event import held, most_stay
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Siting
from sites.plan.solve.solve import solve
from tests.sites.plan.solve.test_brute_force import QUICK, bare, every_plan, with_rule

_RULES = ("room", "soft municipality", "sizes", "spokes")


def model(seed: int) -> tuple[Siting, Chosen]:
    """Return a small model with the best plan in it."""
    rng = np.random.default_rng(9000 + seed)
    siting = bare(seed)
    for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
        siting = with_rule(siting, str(rule), seed)
    best = solve(siting, QUICK).chosen
    assert best is not None
    return siting, best


def closed(siting: Siting, plan: Chosen, hub: int) -> tuple[Siting, Chosen, dict[int, int]]:
    """Return the model without a hub, what stays of the plan, and the sites that lost it."""
    on_it = siting.pair_hub[plan.pair] == hub
    site = siting.pair_site[plan.pair]
    adrift = dict(zip(site[on_it].tolist(), plan.places[on_it].tolist(), strict=True))
    staying = np.isin(np.arange(siting.pairs), plan.pair[~on_it])
    free = ~np.isin(siting.pair_site, site[~on_it]) & (siting.pair_hub != hub)
    keep = np.flatnonzero(staying | free)
    number = {pair: n for n, pair in enumerate(keep.tolist())}
    forced = siting.forced.copy()
    forced[site[~on_it]] = 1
    after = replace(
        siting,
        pair_site=siting.pair_site[keep],
        pair_hub=siting.pair_hub[keep],
        pair_gain=siting.pair_gain[keep],
        pair_place_gain=siting.pair_place_gain[keep],
        forced=forced,
    )
    pairs = np.array([number[pair] for pair in plan.pair[~on_it].tolist()], dtype=np.int64)
    return after, Chosen(pairs, plan.places[~on_it]), adrift


@pytest.mark.parametrize("part", range(10))
def test_as_many_residents_as_possible_stay_and_then_the_plan_is_the_best(part: int) -> None:
    """Every plan of the model without the hub, counted out: 300 cases of at most 12 choices."""
    for seed in range(30 * part, 30 * (part + 1)):
        siting, plan = model(seed)
        hub = int(np.bincount(siting.pair_hub[plan.pair], minlength=3).argmax())
        after, staying, adrift = closed(siting, plan, hub)
        kept = held(after, staying, {}, np.empty(0, dtype=np.int64), adrift)
        answer = solve(most_stay(kept, adrift, QUICK, staying, None), QUICK)
        assert answer.status == "bewezen optimaal binnen dit model"
        assert answer.chosen is not None
        truth = _best_by_hand(after, staying, adrift)
        assert _worth(after, answer.chosen, adrift) == pytest.approx(truth, abs=1e-6), seed


def _best_by_hand(after: Siting, staying: Chosen, adrift: dict[int, int]) -> tuple[float, float]:
    """Return the most places that stay of those adrift, and the best value with so many."""
    least = dict(zip(after.pair_site[staying.pair].tolist(), staying.places.tolist(), strict=True))
    # Where nobody lived before, nothing holds.
    wide = replace(after, least=np.minimum(after.least, _sizes(after, adrift)))
    found = []
    for plan in every_plan(wide):
        sizes = dict(zip(wide.pair_site[plan.pair].tolist(), plan.places.tolist(), strict=True))
        if any(sizes.get(site, 0) < places for site, places in least.items()):
            continue
        if any(sizes.get(site, 0) > places for site, places in adrift.items()):
            continue
        if not judge(wide, plan).broken:
            found.append(_worth(wide, plan, adrift))
    return max(found, default=(-INF, -INF))


def _sizes(siting: Siting, adrift: dict[int, int]) -> np.ndarray:
    sizes = siting.least.copy()
    for site, places in adrift.items():
        sizes[site] = min(sizes[site], places)
    return sizes


def _worth(siting: Siting, plan: Chosen, adrift: dict[int, int]) -> tuple[float, float]:
    site = siting.pair_site[plan.pair]
    kept = sum(
        places for at, places in zip(site.tolist(), plan.places.tolist(), strict=True)
        if at in adrift
    )  # fmt: skip
    return float(kept), judge(siting, plan).value


def test_what_a_kern_carries_gives_way_to_who_lives_there_already() -> None:
    siting, plan = model(3)
    full = with_rule(siting, "kern", 3)
    tight = replace(full, bounds=tuple(
        replace(b, most=0.0) if b.kind == "kern" else b for b in full.bounds
    ))  # fmt: skip
    kept = held(tight, plan, {}, np.empty(0, dtype=np.int64), {})
    answer = solve(kept, QUICK).chosen
    assert answer is not None
    sizes = dict(zip(kept.pair_site[answer.pair], answer.places, strict=True))
    before = dict(zip(siting.pair_site[plan.pair], plan.places, strict=True))
    assert all(sizes[site] >= places for site, places in before.items())
