"""A plan over periods: by hand, against every plan, and where going step by step blocks."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Move, Siting
from sites.plan.solve.search import Effort
from sites.plan.solve.solve import solve
from sites.plan.timed.model import Timed, TimedPlan, judge_timed, state_of
from sites.plan.timed.programme import timed_programme
from sites.plan.timed.solve import solve_timed
from tests.sites.plan.siting_instances import all_pairs, model
from tests.sites.plan.solve.test_brute_force import QUICK, bare, with_rule

_RULES = ("room", "soft municipality", "apart", "kern", "cluster", "open", "spokes", "kept",
          "target", "left out", "part")  # fmt: skip


def wanted(siting: Siting, places: float) -> Siting:
    """So many places are wanted; a place short costs 10 points, one too many as well."""
    every = np.arange(siting.sites)
    bound = Bound("doel", "provincie", every, places, places, under_price=10.0, over_price=10.0)
    return replace(siting, bounds=(bound,))


def steps(siting: Siting, *places: float) -> Timed:
    count = len(places)
    sitings = tuple(wanted(siting, one) for one in places)
    there = np.ones((count, siting.pairs), dtype=bool)
    return Timed(sitings, np.full(count, 1 / count), there)


def test_a_province_where_step_by_step_blocks_and_all_at_once_does_not() -> None:
    """Sites a and b are too near each other; a holds 10 places and is liked, b holds 30.

    First 10 places are wanted and then 30. Step by step a opens first, and b can never open any
    more. All at once b opens, with 10 places, and grows.
    """
    siting = model(all_pairs(2, 1), np.array([1.0, 0.0]), np.full(2, 10), [INF], forced=-1)
    siting = replace(siting, most=np.array([10, 30]), apart=np.array([[0, 1]]))
    timed = steps(siting, 10, 30)
    first = solve(timed.sitings[0])
    assert first.chosen.pair.tolist() == [0]
    kept = replace(timed.sitings[1], forced=np.array([1, -1], dtype=np.int8))
    then = solve(kept)
    blocked = (first.value + then.value) / 2
    assert then.chosen.places.sum() == 10
    found = solve_timed(timed, Effort())
    assert found.status == "bewezen optimaal binnen dit model"
    assert found.plan.places.tolist() == [[10, 30]]
    assert found.value == pytest.approx(0.0)
    assert blocked == pytest.approx((1 + 1 - 200) / 2)


def test_one_period_is_the_plan_of_today() -> None:
    for seed in range(12):
        siting = bare(seed)
        for rule in ("room", "cluster", "soft municipality"):
            siting = with_rule(siting, rule, seed)
        timed = Timed((siting,), np.ones(1), np.ones((1, siting.pairs), dtype=bool))
        alone, found = solve(siting, QUICK), solve_timed(timed, QUICK)
        assert (found.status, found.value) == (alone.status, alone.value)
        assert state_of(timed, found.plan, 0).key() == alone.chosen.key()
        assert found.judged.periods[0].value == judge(siting, alone.chosen).value


def test_the_rows_of_one_period_are_those_of_the_siting_model() -> None:
    siting = with_rule(with_rule(bare(3), "room", 3), "sizes", 3)
    timed = Timed((siting,), np.ones(1), np.ones((1, siting.pairs), dtype=bool))
    whole = timed_programme(timed)
    (part,) = whole.parts
    assert np.array_equal(whole.prog.cost, part.cost)
    assert whole.prog.rows.shape == part.rows.shape


def drawn(seed: int) -> Timed:
    """At most 12 choices: six pairs that may open in two periods, with rules and terms."""
    rng = np.random.default_rng(2000 + seed)
    siting = bare(seed)
    kept = np.sort(rng.permutation(siting.pairs)[:6])
    siting = replace(
        siting,
        pair_site=siting.pair_site[kept],
        pair_hub=siting.pair_hub[kept],
        pair_gain=siting.pair_gain[kept],
        pair_place_gain=siting.pair_place_gain[kept],
    )
    for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
        siting = with_rule(siting, str(rule), seed)
    if rng.random() < 0.5:
        siting = replace(siting, most=siting.least + rng.integers(0, 2, siting.sites))
    later = replace(siting, bounds=tuple(_more(bound, rng) for bound in siting.bounds))
    if rng.random() < 0.5:
        goal = Bound("doel", "d", np.arange(4), 6.0, 6.0, 0.9, 0.9)
        more = replace(goal, least=12.0, most=12.0)
        siting = replace(siting, bounds=(*siting.bounds, goal))
        later = replace(later, bounds=(*later.bounds, more))
    runs = np.array([[1, 1], [1, 1], [1, 0], [0, 1]], dtype=bool)
    there = runs[rng.integers(0, 4, siting.sites)][siting.pair_site].T
    if rng.random() < 0.3:
        kind = bool(rng.random() < 0.5)
        siting, later = (_agreed(one, rng, is_exchange=kind) for one in (siting, later))
    share = rng.uniform(0.2, 0.8)
    return Timed((siting, later), np.array([share, 1 - share]), there)


def _agreed(siting: Siting, rng: np.random.Generator, *, is_exchange: bool) -> Siting:
    """Two towns with a soft share each may exchange a place, or a partner outside has one."""
    towns = []
    for n, sites in enumerate((np.array([0, 1]), np.array([2, 3]))):
        low = float(rng.integers(0, 7))
        towns.append(Bound("gemeente", str(n), sites, low, low + rng.integers(0, 3), 1.3, 0.9))
    aim = Bound("doel", "d", np.arange(4), float(rng.integers(4, 12)), 20.0, 0.8, 0.8)
    exchange = Move("ruil", (("gemeente", "0"),), (("gemeente", "1"),), 1, 0.1)
    partner = Move("partner", (("doel", "d"),), (), 1, 0.1)
    moves = (exchange,) if is_exchange else (partner,)
    others = tuple(bound for bound in siting.bounds if bound.kind not in ("gemeente", "doel"))
    return replace(siting, bounds=(*others, *towns, aim), moves=moves)


def _more(bound: Bound, rng: np.random.Generator) -> Bound:
    more = float(rng.integers(0, 4))
    return replace(bound, least=bound.least and bound.least + more, most=bound.most + more)


def every_plan(timed: Timed):
    """Yield every plan there is: per site out, or one of its openings with sizes that grow."""
    openings, siting = timed.openings, timed.sitings[0]
    options = []
    for site in range(siting.sites):
        mine: list[tuple[int, tuple[int, ...]] | None] = [None]
        sizes = range(siting.least[site], siting.most[site] + 1)
        for at in np.flatnonzero(siting.pair_site[openings.pair] == site).tolist():
            on = [openings.first[at] <= k <= openings.last[at] for k in range(2)]
            every = product(*(sizes if here else (0,) for here in on))
            mine += [(at, pair) for pair in every if not all(on) or pair[0] <= pair[1]]
        options.append(mine)
    for choice in product(*options):
        taken = sorted(one for one in choice if one is not None)
        places = np.array([pair for _, pair in taken], dtype=np.int64).reshape(-1, 2)
        opening = np.array([at for at, _ in taken], dtype=np.int64)
        ways = product(*(range(move.most + 1) for one in timed.sitings for move in one.moves))
        for moved in ways:
            yield TimedPlan(opening, places, np.array(moved, dtype=np.int64).reshape(2, -1))


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 10))]
)
def test_no_plan_over_periods_is_better(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plan counted out: 300 models of at most 12 choices; also solved as if it were large."""
    impossible = 0
    for seed in range(30 * part, 30 * (part + 1)):
        timed = drawn(seed)
        assert len(timed.openings.pair) <= 12
        judged = (judge_timed(timed, plan) for plan in every_plan(timed))
        truth = max((one.value for one in judged if not one.broken), default=-INF)
        found = solve_timed(timed, QUICK)
        if truth == -INF:
            assert found.status == "onmogelijk", seed
            impossible += 1
            continue
        assert found.status == "bewezen optimaal binnen dit model", seed
        assert found.value == pytest.approx(truth, abs=1e-6), seed
        assert found.judged.broken == ()
        with monkeypatch.context() as patch:
            patch.setattr("sites.plan.timed.solve._SMALL", 0)
            near = solve_timed(timed, QUICK)
        assert near.judged.broken == (), seed
        assert near.value <= truth + 1e-6, seed
        assert near.bound >= truth - 1e-6, seed
    assert impossible < 15


@pytest.mark.slow
def test_no_plan_over_periods_is_better_where_clusters_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plan of 100 models counted out, each hub with a least size and sites that end."""
    binds = 0
    for seed in range(100):
        rng = np.random.default_rng([77, seed])
        least, timed = rng.integers(3, 12, 3).astype(float), drawn(5000 + seed)
        sitings = tuple(replace(one, hub_least_durable=least) for one in timed.sitings)
        timed = replace(timed, sitings=sitings)
        judged = [judge_timed(timed, plan) for plan in every_plan(timed)]
        truth = max((one.value for one in judged if not one.broken), default=-INF)
        never = (one.value for one in judged if all("never large" in why for why in one.broken))
        binds += max(never, default=-INF) > truth + 1e-9
        for small in (1500, 0):
            with monkeypatch.context() as patch:
                patch.setattr("sites.plan.timed.solve._SMALL", small)
                found = solve_timed(timed, QUICK)
            assert (found.judged is None) == (truth == -INF), seed
            assert found.value <= truth + 1e-6, seed
            assert found.bound >= truth - 1e-6, seed
            assert not small or found.value == pytest.approx(truth, abs=1e-6), seed
    assert binds > 10


def test_what_opens_stays_and_grows_and_ends_with_its_term() -> None:
    """Three periods; a's term is over after the second, b can be there from the second on."""
    siting = model(all_pairs(2, 1), np.zeros(2), np.full(2, 10), [INF], forced=-1)
    siting = replace(siting, most=np.array([20, 30]))
    there = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    timed = replace(steps(siting, 10, 40, 30), there=there)
    found = solve_timed(timed, Effort())
    assert found.status == "bewezen optimaal binnen dit model"
    assert found.value == pytest.approx(0.0)
    a, b = found.plan.places.tolist()
    assert a[0] == 10
    assert a[2] == b[0] == 0
    assert a[1] + b[1] == 40
    assert b[2] == 30


def test_a_cluster_may_grow_to_its_least_size() -> None:
    siting = model(all_pairs(2, 1), np.zeros(2), np.full(2, 10), [INF], forced=-1)
    siting = replace(siting, hub_least_durable=np.array([20.0]))
    found = solve_timed(steps(siting, 10, 20), Effort())
    assert found.value == pytest.approx(0.0)
    assert solve_timed(steps(siting, 10, 10), Effort()).value < -40


def test_a_cluster_that_ends_before_the_last_period_was_large_enough_before() -> None:
    """Sites a and b end after the first period: 20 places together, and 30 are asked of theirs."""
    siting = model(all_pairs(3, 1), np.array([5.0, 5.0, 0.0]), np.full(3, 10), [INF], forced=-1)
    siting = replace(siting, hub_least_durable=np.array([30.0]))
    there = np.array([[1, 1, 0], [0, 0, 1]], dtype=bool)
    timed = replace(steps(siting, 20, 0), there=there)
    found = solve_timed(timed, Effort())
    assert found.status == "bewezen optimaal binnen dit model"
    assert not len(found.plan.opening)
    assert found.value == pytest.approx(-100.0)
    enough = replace(timed, sitings=tuple(
        replace(one, hub_least_durable=np.array([20.0])) for one in timed.sitings
    ))  # fmt: skip
    found = solve_timed(enough, Effort())
    assert found.plan.places.tolist() == [[10, 0], [10, 0]]
    alone = TimedPlan(np.array([0]), np.array([[10, 0]]))
    assert judge_timed(enough, alone).broken == ("the cluster of hub 0 is never large enough",)


def test_a_partner_gives_in_each_period_what_is_lacking_in_it() -> None:
    """One site of 10 places; 10 are wanted and then 12: the partner gives 2, at 0.1 a place."""
    siting = model(all_pairs(1, 1), np.zeros(1), np.full(1, 10), [INF], forced=-1)
    partner = Move("buren", (("doel", "provincie"),), (), 5, 0.1)
    timed = steps(replace(siting, moves=(partner,)), 10, 12)
    found = solve_timed(timed, Effort())
    assert found.status == "bewezen optimaal binnen dit model"
    assert found.plan.moved.tolist() == [[0], [2]]
    assert found.value == pytest.approx(-0.1)
