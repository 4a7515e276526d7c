"""Brute force agrees with the solver on small instances that exercise every constraint."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Chosen, Limit, Siting
from sites.plan.solve.possible import possible_pairs
from sites.plan.solve.solve import Effort, solve

RULES = (
    "room",
    "spokes",
    "cluster",
    "open",
    "municipality",
    "soft municipality",
    "kern",
    "apart",
    "kept",
    "left out",
    "target",
    "sizes",
    "limit",
    "part",
    "closed hub",
)
SEEDS = 16
QUICK = Effort(direct_pairs=10_000)
STAGED = Effort(direct_pairs=0, columns=8, rounds=15)


def bare(seed: int) -> Siting:
    """Four sites, three hubs, some pairs missing; no rule yet beyond "a site at most once"."""
    rng = np.random.default_rng(seed)
    keep = np.flatnonzero(rng.random(12) < 0.8)
    site, hub = np.divmod(keep, 3)
    size = rng.integers(2, 7, 4)
    return Siting(
        least=size,
        most=size.copy(),
        durable=rng.random(4) < 0.7,
        forced=np.full(4, -1, dtype=np.int8),
        pair_site=site,
        pair_hub=hub,
        pair_gain=np.round(rng.normal(1, 2, len(keep)), 2),
        pair_place_gain=np.round(rng.normal(0.2, 0.3, len(keep)), 2),
        hub_room=np.full(3, INF),
        hub_max_sites=np.full(3, INF),
        hub_cost=np.round(rng.uniform(0, 1.5, 3), 2),
        hub_forced=np.full(3, -1, dtype=np.int8),
        hub_counts=np.ones(3, dtype=bool),
        hub_least_durable=np.zeros(3),
    )


def with_rule(siting: Siting, rule: str, seed: int) -> Siting:  # noqa: C901, PLR0911, PLR0912 - one case per rule
    rng = np.random.default_rng([seed, RULES.index(rule)])
    halves = (np.array([0, 1]), np.array([2, 3]))
    forced = siting.forced.copy()
    match rule:
        case "room":
            return replace(siting, hub_room=rng.integers(3, 12, 3).astype(float))
        case "spokes":
            return replace(siting, hub_max_sites=rng.integers(1, 3, 3).astype(float))
        case "cluster":
            return replace(siting, hub_least_durable=rng.integers(3, 9, 3).astype(float))
        case "open":
            return replace(siting, open_most=2.0, open_least=float(rng.integers(0, 2)))
        case "municipality":
            more = tuple(Bound("gemeente", str(k), s, 2.0, 7.0) for k, s in enumerate(halves))
            return replace(siting, bounds=siting.bounds + more)
        case "soft municipality":
            more = tuple(Bound("g", str(k), s, 6.0, 8.0, 0.7, 0.3) for k, s in enumerate(halves))
            return replace(siting, bounds=siting.bounds + more)
        case "kern":
            more = (Bound("kern", "k", np.array([1, 2]), most=float(rng.integers(2, 9))),)
            return replace(siting, bounds=siting.bounds + more)
        case "apart":
            return replace(siting, apart=np.array([[0, 1], [1, 2]]))
        case "kept":
            forced[rng.integers(4)] = 1
            return replace(siting, forced=forced)
        case "left out":
            forced[rng.integers(4)] = 0
            return replace(siting, forced=forced)
        case "target":
            more = (Bound("doel", "d", np.arange(4), float(rng.integers(5, 18))),)
            return replace(siting, bounds=siting.bounds + more)
        case "sizes":
            return replace(siting, most=siting.least + rng.integers(0, 3, 4))
        case "limit":
            row = rng.uniform(0, 3, siting.pairs)
            return replace(siting, limits=(Limit("l", pair=row, hub=np.ones(3), most=5.0),))
        case "part":
            more = tuple(Bound("deel", str(k), s, any_gain=2.0) for k, s in enumerate(halves))
            return replace(siting, bounds=siting.bounds + more)
        case _:
            return replace(siting, hub_forced=np.array([0, -1, -1], dtype=np.int8))


def every_plan(siting: Siting):
    """Yield every plan there is: per site out, or one of its pairs with one of its sizes."""
    options = []
    for site in range(siting.sites):
        own = np.flatnonzero(siting.pair_site == site)
        sizes = range(siting.least[site], siting.most[site] + 1)
        options.append([None, *product(own.tolist(), sizes)])
    for choice in product(*options):
        taken = [c for c in choice if c is not None]
        yield Chosen(
            np.array([p for p, _ in taken], dtype=np.int64),
            np.array([q for _, q in taken], dtype=np.int64),
        )


def best_value(siting: Siting) -> float:
    judged = (judge(siting, plan) for plan in every_plan(siting))
    return max((j.value for j in judged if not j.broken), default=-INF)


def check(siting: Siting, effort: Effort) -> None:
    truth, solved = best_value(siting), solve(siting, effort)
    if truth == -INF:
        assert solved.status == "onmogelijk"
        return
    assert solved.status == "bewezen optimaal binnen dit model"
    assert solved.value == pytest.approx(truth, abs=1e-6)
    assert solved.bound >= truth - 1e-6
    assert not solved.judged.broken


@pytest.mark.parametrize("rule", RULES)
def test_brute_force_agrees_with_each_rule_alone(rule: str) -> None:
    for seed in range(SEEDS):
        check(with_rule(bare(seed), rule, seed), QUICK if seed % 2 else STAGED)


@pytest.mark.parametrize("seed", range(60))
def test_brute_force_agrees_with_rules_together(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    siting = bare(seed)
    for rule in rng.permutation(RULES)[: rng.integers(3, 8)]:
        siting = with_rule(siting, str(rule), seed)
    check(siting, QUICK if seed % 2 else STAGED)


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_within_a_gap_lies_within_it_and_below_a_bound_that_holds(seed: int) -> None:
    rng = np.random.default_rng(5000 + seed)
    siting = bare(seed)
    for rule in rng.permutation(RULES)[: rng.integers(1, 8)]:
        siting = with_rule(siting, str(rule), seed)
    truth = best_value(siting)
    solved = solve(siting, replace(STAGED, gap=0.05), bound=INF if seed % 2 else truth)
    if truth == -INF:
        assert solved.chosen is None
        return
    assert truth - 1e-6 <= solved.bound
    assert solved.bound - solved.value <= 0.05 * abs(solved.value) + 1e-6
    assert judge(siting, solved.chosen).value == solved.value
    assert not solved.judged.broken


@pytest.mark.parametrize("seed", range(60))
def test_only_pairs_that_no_plan_has_are_left_out_beforehand(seed: int) -> None:
    siting = with_rule(bare(seed), "kept", seed)
    rules = ("apart", "room", "spokes", "kern")
    for rule in np.random.default_rng(seed).permutation(rules)[: 1 + seed % 4]:
        siting = with_rule(siting, str(rule), seed)
    plans = [plan for plan in every_plan(siting) if not judge(siting, plan).broken]
    used = {pair for plan in plans for pair in plan.pair.tolist()}
    assert used <= set(np.flatnonzero(possible_pairs(siting)).tolist())


def test_a_site_that_stays_rules_out_its_neighbour_and_fills_its_hub() -> None:
    siting = replace(
        bare(1),
        pair_site=np.array([0, 1, 2, 3]), pair_hub=np.array([0, 1, 0, 0]),
        pair_gain=np.ones(4), pair_place_gain=np.zeros(4),
        least=np.array([5, 5, 5, 4]), most=np.array([5, 5, 5, 4]),
        forced=np.array([1, -1, -1, -1], dtype=np.int8), hub_room=np.array([9.0, 9.0, 9.0]),
        apart=np.array([[0, 1]]),
    )  # fmt: skip
    assert possible_pairs(siting).tolist() == [True, False, False, True]


def test_the_instances_are_enough_and_some_are_impossible() -> None:
    assert len(RULES) * SEEDS + 60 >= 300
    siting = with_rule(with_rule(bare(1), "kept", 1), "room", 1)
    tight = replace(siting, hub_room=np.ones(3))
    assert best_value(tight) == -INF
    assert solve(tight, QUICK).status == "onmogelijk"
