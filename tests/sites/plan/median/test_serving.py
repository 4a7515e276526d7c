"""The plain siting problem: recognised by its rules, and proved by its own search tree."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from sites.plan.median.recognise import as_serving
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Chosen, Siting
from sites.plan.model.programme import programme
from sites.plan.solve.mend import mended
from sites.plan.solve.search import grain
from sites.plan.solve.solve import Effort, solve
from tests.sites.plan import siting_lookalikes as alike
from tests.sites.plan.siting_instances import all_pairs, model
from tests.sites.plan.solve.test_brute_force import best_value

SMALL = {
    "pmed": lambda: alike.p_median(60, 6, 1),
    "pmedcap": lambda: alike.capacitated_p_median(30, 4, 3),
    "SJC": lambda: alike.city_blocks(40, 4, 1, load=0.8),
    "holmberg": lambda: alike.single_source(10, 40, 2, ratio=1.5),
}
SIZED = {
    "pmed6": lambda: alike.p_median(200, 5, 1),
    "pmed15": lambda: alike.p_median(300, 100, 1),
    "pmed19": lambda: alike.p_median(400, 80, 1),
    "pmedcap14": lambda: alike.capacitated_p_median(100, 10, 4),
    "SJC2": lambda: alike.city_blocks(200, 15, 1, load=0.8),
    "p41": lambda: alike.single_source(10, 90, 1, ratio=2),
    "p56": lambda: alike.single_source(30, 200, 1, ratio=2),
}


def truth(siting: Siting) -> float:
    """Solve the same rows in one go with scipy's own copy of HiGHS."""
    prog = programme(siting, links=np.arange(siting.pairs))
    answer = milp(
        -prog.cost,
        integrality=prog.integer,
        bounds=Bounds(prog.least, prog.most),
        constraints=LinearConstraint(prog.rows, prog.row_least, prog.row_most),
        options={"mip_rel_gap": 0},
    )
    assert answer.status == 0
    return -answer.fun


def check(siting: Siting, value: float | None = None) -> None:
    assert as_serving(siting) is not None
    solved = solve(siting)
    assert solved.status == "bewezen optimaal binnen dit model"
    assert solved.bound == pytest.approx(solved.value, abs=1e-6 * abs(solved.value))
    assert not judge(siting, solved.chosen).broken
    if value is not None:
        assert solved.value == pytest.approx(value, abs=1e-6 * abs(value))


def tiny(seed: int) -> Siting:
    """Four sites, four hubs, some pairs missing, each rule of the plain problem at random."""
    rng = np.random.default_rng(seed)
    keep = np.flatnonzero(rng.random(16) < 0.85)
    size = rng.integers(2, 7, 4)
    room = np.where(rng.random(4) < 0.8, rng.integers(5, 14, 4), INF)
    spokes = np.full(4, INF)
    if seed % 3 == 0:
        room, spokes = np.full(4, INF), rng.integers(1, 4, 4).astype(float)
    elif seed % 3 == 1 and seed % 2:
        room = np.full(4, INF)
    digits = 0 if seed % 2 else 2
    siting = model(
        np.divmod(keep, 4),
        np.round(rng.normal(-5, 4, len(keep)), digits),
        size,
        room,
        cost=np.round(rng.uniform(0, 9, 4), digits),
        max_sites=spokes,
        least=float(rng.integers(0, 3)),
        most=float(rng.integers(2, 5)),
    )
    return replace(siting, hub_forced=rng.choice([-1, -1, -1, 0, 1], 4).astype(np.int8))


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_brute_force_agrees_on_the_plain_problem(start: int) -> None:
    for seed in range(start, start + 20):
        siting = tiny(seed)
        value, solved = best_value(siting), solve(siting)
        if value == -INF:
            assert solved.status == "onmogelijk", seed
            continue
        assert solved.status == "bewezen optimaal binnen dit model", seed
        assert solved.value == pytest.approx(value, abs=1e-6), seed
        assert not solved.judged.broken


def test_the_plain_problem_is_recognised_by_its_rules_only() -> None:
    siting = tiny(2)
    assert as_serving(siting) is not None
    free = replace(siting, forced=np.array([1, 1, -1, 1], dtype=np.int8))
    sized = replace(siting, most=siting.most + 1)
    quota = replace(siting, bounds=(Bound("gemeente", "a", np.array([0, 1]), 1.0),))
    both = replace(siting, hub_room=np.full(4, 9.0), hub_max_sites=np.full(4, 2.0))
    for richer in (free, sized, quota, both):
        assert as_serving(richer) is None


def test_whole_values_differ_by_a_whole_step() -> None:
    site_hub, room = all_pairs(2, 2), np.full(2, INF)
    even = model(site_hub, np.array([-4.0, -6, -2, -8]), np.ones(2), room, least=1, most=2)
    assert grain(even) == 2
    assert grain(replace(even, pair_gain=even.pair_gain + 1)) == 1
    assert grain(replace(even, pair_gain=even.pair_gain + 0.5)) == 0


@pytest.mark.parametrize("name", SMALL)
def test_a_small_look_alike_of_each_family_equals_an_independent_optimum(name: str) -> None:
    siting = SMALL[name]()
    check(siting, truth(siting))


def test_a_room_in_thousands_gives_the_same_plan_as_in_units() -> None:
    siting = alike.single_source(8, 20, 5, ratio=1.6)
    large = replace(
        siting,
        least=siting.least * 9973,
        most=siting.most * 9973,
        hub_room=siting.hub_room * 9973 + 5000,
    )
    assert solve(large).value == solve(siting).value


def test_little_work_gives_an_honest_bound_and_the_same_plan_twice() -> None:
    siting = alike.capacitated_p_median(60, 6, 1)
    best = solve(siting)
    hasty = [solve(siting, Effort(tree_work=1e6)) for _ in range(2)]
    assert hasty[0].status == "beste gevonden"
    assert hasty[0].bound >= best.value >= hasty[0].value
    assert hasty[0].chosen.key() == hasty[1].chosen.key()
    assert solve(siting, Effort(tree_work=1e6), start=best.chosen).value == best.value


def test_a_plan_is_mended_by_putting_a_site_in_and_its_least_useful_neighbour_out() -> None:
    siting = model(
        all_pairs(3, 1), np.array([5.0, 2, 1]), np.full(3, 10), np.array([20.0]), forced=-1, most=1
    )
    must = replace(siting, forced=np.array([-1, -1, 1], dtype=np.int8))
    mend = mended(must, Chosen(np.array([0, 1]), np.array([10, 10])))
    assert mend.pair.tolist() == [0, 2]
    assert not judge(must, mend).broken


@pytest.mark.slow
@pytest.mark.parametrize("name", SIZED)
def test_a_look_alike_of_full_size_is_proven_optimal(name: str) -> None:
    check(SIZED[name]())
