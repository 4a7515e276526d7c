"""How much may change before a plan does: brute force over every plan agrees."""

from dataclasses import replace

import numpy as np
import pytest

from sites.plan.around.margins import Margins, Range
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Siting
from sites.plan.solve.solve import solve
from tests.sites.plan.solve.test_brute_force import RULES, bare, every_plan, with_rule

PRICE = 0.1
Plans = list[tuple[Chosen, float]]


def made(seed: int) -> Siting:
    rng = np.random.default_rng(5000 + seed)
    siting = with_rule(bare(seed), "sizes", seed)
    for rule in rng.permutation([rule for rule in RULES if rule != "sizes"])[: rng.integers(0, 4)]:
        siting = with_rule(siting, str(rule), seed)
    return siting


def plans_of(siting: Siting) -> Plans:
    judged = ((plan, judge(siting, plan)) for plan in every_plan(siting))
    return [(plan, one.value) for plan, one in judged if not one.broken]


def places_at(siting: Siting, plan: Chosen, site: int) -> int:
    return int(plan.places[siting.pair_site[plan.pair] == site].sum())


def check_stays(siting: Siting, plans: Plans, best: Chosen, pair: int) -> None:
    value, site = judge(siting, best).value, int(siting.pair_site[pair])
    found = Margins(siting, best, minute_price=PRICE).stays(pair, most_min=1000.0)
    out = max((v for p, v in plans if not places_at(siting, p, site)), default=-INF)
    assert found.points.high == pytest.approx(value - out, abs=1e-6)
    assert found.points.is_exact
    have = places_at(siting, best, site)
    lines = [
        (max(0.0, value - v)) / (PRICE * (have - kept))
        for p, v in plans
        if (kept := int(p.places[p.pair == pair].sum())) < have
    ]
    assert found.minutes.high == pytest.approx(min([1000.0, *lines]), abs=1e-5)
    if lines:
        assert found.minutes.is_exact
    stays = [
        q for p, v in plans if (q := places_at(siting, p, site)) and v >= out - 1e-7 and q <= have
    ]
    assert found.fewer == Range(have - min(stays), have - min(stays))


def check_needs(siting: Siting, plans: Plans, best: Chosen, site: int) -> None:
    value = judge(siting, best).value
    found = Margins(siting, best, minute_price=PRICE).needs(site)
    inside = max((v for p, v in plans if places_at(siting, p, site)), default=-INF)
    assert found.points.high == pytest.approx(value - inside, abs=1e-6)
    if inside == -INF:
        return
    # With so many minutes off its trip the site is in a plan as good; with fewer than ``low`` none.
    gain = siting.pair_place_gain.copy()
    for minutes, holds in ((found.minutes.high, True), (found.minutes.low * 0.999 - 1e-5, False)):
        if minutes <= 0:
            continue
        near = replace(siting, pair_place_gain=gain.copy())
        near.pair_place_gain[siting.pair_site == site] += PRICE * minutes
        with_site = max(judge(near, p).value for p, _ in plans if places_at(siting, p, site))
        assert (with_site >= value - 1e-6) == holds
    if np.isfinite(found.more.high) and found.more.high > 0:
        most = siting.most.copy()
        most[site] += int(found.more.high)
        forced = siting.forced.copy()
        forced[site] = 1
        larger = replace(siting, most=most, forced=forced)
        assert solve(larger).value >= value - 1e-6


def check(seed: int) -> None:
    siting = made(seed)
    plans = plans_of(siting)
    if not plans:
        return
    best = solve(siting).chosen
    for pair in best.pair[:1].tolist():
        check_stays(siting, plans, best, pair)
    outside = np.setdiff1d(np.arange(siting.sites), siting.pair_site[best.pair])
    for site in outside[:1].tolist():
        if (siting.pair_site == site).any():
            check_needs(siting, plans, best, site)


@pytest.mark.parametrize("seed", range(24))
def test_brute_force_agrees_with_every_margin(seed: int) -> None:
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 300, 25))
def test_brute_force_agrees_with_every_margin_of_three_hundred(first: int) -> None:
    for seed in range(first, first + 25):
        check(seed)


def two_sites() -> Siting:
    """One of two alike sites is wanted; the first is worth 3 points, the second 2."""
    siting = bare(0)
    return replace(
        siting,
        least=np.array([5, 5]), most=np.array([10, 10]), durable=np.ones(2, bool),
        forced=np.full(2, -1, dtype=np.int8), pair_site=np.array([0, 1]),
        pair_hub=np.zeros(2, dtype=np.int64), pair_gain=np.array([3.0, 2.0]),
        pair_place_gain=np.zeros(2), hub_room=np.array([INF]), hub_max_sites=np.array([1.0]),
        hub_cost=np.zeros(1), hub_forced=np.full(1, -1, dtype=np.int8),
        hub_counts=np.zeros(1, bool), hub_least_durable=np.zeros(1),
    )  # fmt: skip


def test_a_site_one_point_ahead_may_lose_one_point() -> None:
    siting = two_sites()
    margins = Margins(siting, Chosen(np.array([0]), np.array([10])), minute_price=0.1)
    stays, needs = margins.stays(0, most_min=60.0), margins.needs(1)
    assert stays.points == Range(1.0, 1.0)
    # On 10 places each minute costs a point: but with 5 places it costs half a point.
    assert stays.minutes.high == pytest.approx(0.0)  # 5 places are worth as much
    assert stays.fewer == Range(5.0, 5.0)
    assert needs.points == Range(1.0, 1.0)
    assert needs.minutes.low == pytest.approx(1.0)


def test_just_under_the_margin_the_plan_stays_and_just_over_it_goes() -> None:
    siting = replace(two_sites(), least=np.array([10, 10]))
    plan = Chosen(np.array([0]), np.array([10]))
    minutes = Margins(siting, plan, minute_price=0.1).stays(0, most_min=60.0).minutes
    assert minutes == Range(pytest.approx(1.0), pytest.approx(1.0))
    for factor, chosen in ((0.99, 0), (1.01, 1)):
        slower = siting.pair_place_gain.copy()
        slower[0] -= 0.1 * minutes.high * factor
        assert solve(replace(siting, pair_place_gain=slower)).chosen.pair.tolist() == [chosen]
