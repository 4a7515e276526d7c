"""Covering problems: by hand, every choice of hubs counted out, another formulation, SJC1."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, sparse

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Siting
from sites.plan.solve.covering import as_covering
from sites.plan.solve.solve import solve
from tests.sites.plan.siting_instances import all_pairs, model, numbers
from tests.sites.plan.siting_lookalikes import coverage, town_distances


def test_two_hubs_serve_most_where_the_largest_one_serves_least_together() -> None:
    near = np.array([[1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1], [0, 0, 1]], dtype=bool)
    siting = coverage(near, np.array([5, 4, 5, 6, 3, 4]), 2)
    solved = solve(siting)
    assert solved.status == "optimaal bewezen"
    assert solved.value == 23  # the second and the third; the first two serve 20
    assert solved.judged.hub_open.tolist() == [False, True, True]


def drawn(seed: int) -> Siting:
    """At most 12 choices: five hubs and up to seven sites, with every rule covering may have."""
    rng = np.random.default_rng(seed)
    near = rng.random((rng.integers(2, 8), 5)) < 0.4
    near[0, 0] = True
    siting = coverage(near, rng.integers(1, 9, len(near)), int(rng.integers(1, 4)))
    if rng.random() < 0.5:
        siting = replace(siting, hub_cost=rng.integers(0, 6, 5).astype(float))
    if rng.random() < 0.4:
        siting = replace(siting, forced=rng.choice([-1, -1, 0, 1], siting.sites).astype(np.int8))
    if rng.random() < 0.4:
        siting = replace(siting, hub_forced=rng.choice([-1, -1, 0, 1], 5).astype(np.int8))
    if rng.random() < 0.3:
        siting = replace(siting, hub_counts=rng.random(5) < 0.6)
    if rng.random() < 0.3:
        siting = replace(siting, open_least=min(2.0, siting.open_most))
    if rng.random() < 0.4:  # sizes that are worth more, or less
        more = rng.integers(0, 3, siting.sites)
        gain = rng.choice([-0.5, 0.5], siting.sites)[siting.pair_site]
        siting = replace(siting, most=siting.least + more, pair_place_gain=gain)
    if rng.random() < 0.4:  # near, and less near
        less = rng.choice([0.0, -1.0], siting.pairs)
        siting = replace(siting, pair_gain=siting.pair_gain + less)
    return siting


def by_hubs(siting: Siting) -> float:
    """The best of all sets of open hubs: each site at its best hub and size, or out."""
    best = -INF
    for mask in range(2**siting.hubs):
        is_open = np.array([mask >> h & 1 for h in range(siting.hubs)], dtype=bool)
        wrong = (siting.hub_forced == 1) & ~is_open | (siting.hub_forced == 0) & is_open
        count = np.count_nonzero(is_open & siting.hub_counts)
        if wrong.any() or not siting.open_least <= count <= siting.open_most:
            continue
        value = -siting.hub_cost[is_open].sum()
        for site in range(siting.sites):
            own = np.flatnonzero((siting.pair_site == site) & is_open[siting.pair_hub])
            sizes = np.array([siting.least[site], siting.most[site]])
            worth = siting.pair_gain[own, None] + siting.pair_place_gain[own, None] * sizes
            out = 0.0 if siting.forced[site] != 1 else -INF
            most = -INF if siting.forced[site] == 0 else worth.max(initial=-INF)
            value += max(out, most)
        best = max(best, value)
    return best


@pytest.mark.parametrize("part", range(3))
def test_every_choice_of_hubs_counted_out(part: int) -> None:
    """300 models of at most 12 choices; most of them are seen as covering."""
    seen = 0
    for seed in range(100 * part, 100 * (part + 1)):
        siting = drawn(seed)
        truth, solved = by_hubs(siting), solve(siting)
        seen += as_covering(siting) is not None
        if truth == -INF:
            assert solved.status == "onmogelijk", seed
            continue
        assert solved.status == "optimaal bewezen", seed
        assert solved.value == pytest.approx(truth, abs=1e-6), seed
        assert judge(siting, solved.chosen).broken == ()
    assert seen >= 80


def test_what_is_richer_is_not_taken_for_covering() -> None:
    siting = coverage(np.ones((3, 2), dtype=bool), np.array([3, 2, 1]), 1)
    assert as_covering(siting) is not None
    for richer in (
        replace(siting, hub_room=np.array([2.0, INF])),
        replace(siting, hub_max_sites=np.array([2.0, INF])),
        replace(siting, hub_least_durable=np.ones(2)),
        replace(siting, apart=np.array([[0, 1]])),
        replace(siting, bounds=(Bound("kern", "k", np.array([0, 1]), most=1.0),)),
    ):
        assert as_covering(richer) is None
    gain = np.arange(1.0, 11.0)
    assert as_covering(model(all_pairs(2, 5), gain, np.ones(2), np.full(5, INF), forced=-1)) is None


def _peer(near: np.ndarray, people: np.ndarray, p: int) -> float:
    """Another way to say it, by another interface: leave as few people as possible unserved."""
    sites, hubs = near.shape
    rows = sparse.hstack([sparse.identity(sites), sparse.csr_matrix(near.astype(float))])
    answer = optimize.milp(
        np.append(people, np.zeros(hubs)),
        constraints=[
            optimize.LinearConstraint(rows, lb=1),
            optimize.LinearConstraint(np.append(np.zeros(sites), np.ones(hubs)), ub=p),
        ],
        integrality=np.append(np.zeros(sites), np.ones(hubs)),
        bounds=optimize.Bounds(0, 1),
    )
    return float(people.sum() - answer.fun)


def test_800_sites_and_800_hubs_are_proven_like_another_formulation_does() -> None:
    far, people = town_distances(800, 1)
    solved = solve(coverage(far <= 2, people, 20))
    assert solved.status == "optimaal bewezen"
    assert solved.value == pytest.approx(_peer(far <= 2, people, 20))


def test_a_p_median_with_two_distances_is_the_same_problem() -> None:
    """Hillsman 1984: everyone is served, and only who is far counts."""
    far, people = town_distances(200, 2)
    near = far <= 3
    cost = np.where(near, 0.0, people[:, None])
    siting = model(
        all_pairs(200, 200), -cost.ravel(), np.ones(200), np.full(200, INF), least=8, most=8
    )
    assert as_covering(siting) is not None
    solved = solve(siting)
    assert solved.status == "optimaal bewezen"
    assert people.sum() + solved.value == pytest.approx(solve(coverage(near, people, 8)).value)


@pytest.mark.shared
@pytest.mark.parametrize("radius", [200.0, 300.0, 450.0])
def test_sjc1_is_covered_as_well_as_by_any_three_hubs(shared: Path, radius: float) -> None:
    """All 161.700 trios counted out, with the demand and the distances of the published file."""
    table = numbers(shared / "anchors" / "SJC1.dat")[2:].reshape(-1, 4)
    far = np.sqrt(((table[:, None, :2] - table[None, :, :2]) ** 2).sum(axis=2))
    near, people = far <= radius, table[:, 3]
    pairs = np.array([near[:, a] | near[:, b] for a, b in combinations(range(100), 2)])
    truth = max(float(((pairs | near[:, c]) @ people).max()) for c in range(100))
    solved = solve(coverage(near, people, 3))
    assert solved.status == "optimaal bewezen"
    assert solved.value == pytest.approx(truth)
