"""A part solved whole: every filling that can matter is listed, and the best choice is the best."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.plan.median.bound import Node, missing, whole_problem
from sites.plan.median.branch import Tree
from sites.plan.median.fillings import listed
from sites.plan.median.recognise import Serving, as_serving
from sites.plan.median.swap import value
from sites.plan.model.model import INF
from sites.plan.solve.search import Search
from sites.plan.solve.solve import Effort, solve
from sites.plan.solve.whole import solved_whole
from tests.sites.plan import siting_lookalikes as alike
from tests.sites.plan.siting_instances import all_pairs, model

MOST = 10_000


def on_a_road(room: float) -> Serving:
    """Four towns at 0, 1, 9 and 10 km, one place each; two of them become hubs."""
    km = np.array([0.0, 1, 9, 10])
    far = abs(km[:, None] - km[None])
    siting = model(all_pairs(4, 4), -far.ravel(), np.ones(4), np.full(4, room), least=2, most=2)
    serving = as_serving(siting)
    assert serving is not None
    return serving


@pytest.mark.parametrize("room", [INF, 2.0])
def test_four_towns_on_a_road_are_served_two_by_two(room: float) -> None:
    serving = on_a_road(room)
    closed = solved_whole(serving, whole_problem(serving), -2.5, MOST, None)
    assert closed is not None
    assert closed.bound == pytest.approx(-2)
    west, east = closed.hub_of[:2].tolist(), closed.hub_of[2:].tolist()
    assert west in ([0, 0], [1, 1])
    assert east in ([2, 2], [3, 3])


@pytest.mark.parametrize("room", [INF, 2.0])
def test_no_plan_above_the_best_is_said_to_be_none(room: float) -> None:
    serving = on_a_road(room)
    closed = solved_whole(serving, whole_problem(serving), -1.5, MOST, None)
    assert closed is not None
    assert closed.bound < -1.5


def test_too_many_fillings_or_pairs_are_left_to_the_tree() -> None:
    assert listed(on_a_road(2.0), whole_problem(on_a_road(2.0)), -100.0, 5) is None
    for room in (INF, 2.0):
        serving = on_a_road(room)
        assert solved_whole(serving, whole_problem(serving), -100.0, 5, None) is None


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), slack=st.floats(0, 30))
def test_every_filling_that_a_plan_above_the_target_needs_is_listed(
    seed: int, slack: float
) -> None:
    serving, node = drawn(seed)
    target = -50 - slack
    found = listed(serving, node, target, MOST)
    need = missing(serving, node, target)
    assert found is not None
    ours = {
        (int(h), tuple(sorted(found.serves[:, f].indices.tolist())))
        for f, h in enumerate(found.hub)
    }
    by_hand = set()
    for hub in range(len(serving.room)):
        own = serving.table[:, hub] - node.price
        for count in range(len(serving.size) + 1):
            for sites in combinations(range(len(serving.size)), count):
                fits = serving.size[list(sites)].sum() <= serving.room[hub]
                if fits and own[list(sites)].sum() >= need[hub] - 1e-7:
                    by_hand.add((hub, sites))
    assert ours == by_hand
    for f, h in enumerate(found.hub):
        sites = found.serves[:, f].indices
        assert found.worth[f] == pytest.approx(serving.table[sites, h].sum() - serving.cost[h])


def drawn(seed: int) -> tuple[Serving, Node]:
    """Draw six sites and four hubs with little room, and prices that are anything."""
    rng = np.random.default_rng(seed)
    siting = model(
        all_pairs(6, 4), -rng.integers(0, 20, 24).astype(float), rng.integers(1, 5, 6),
        np.full(4, 8.0), cost=rng.integers(0, 9, 4).astype(float), most=3,
    )  # fmt: skip
    serving = as_serving(siting)
    assert serving is not None
    node = whole_problem(serving)
    return serving, Node(node.rank, 0, -rng.uniform(0, 12, 6), node.keep, node.must, node.can)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_the_best_choice_of_fillings_is_the_best_of_all_plans(seed: int) -> None:
    serving, node = drawn(seed)
    truth = -INF
    for hub_of in product(range(4), repeat=6):
        load = np.bincount(hub_of, serving.size, 4)
        if (load <= serving.room).all() and serving.low <= len(set(hub_of)) <= serving.high:
            truth = max(truth, value(serving, np.array(hub_of)))
    closed = solved_whole(serving, node, -500.0, MOST, None)
    assert closed is not None
    if np.isfinite(truth):
        assert closed.hub_of is not None
        assert value(serving, closed.hub_of) == pytest.approx(truth)
        assert closed.bound == pytest.approx(truth)
    else:
        assert closed.bound == -INF


def test_a_tree_may_not_call_a_plan_the_best_when_its_sizes_were_rounded() -> None:
    """Rooms in a coarser unit let too much in: such a choice bounds, and is no plan."""
    siting = alike.tight_p_median(20, 5, 1, load=0.9)
    serving = as_serving(siting)
    assert serving is not None
    wider = Serving(**{**serving.__dict__, "room": serving.room + 4})
    search = Search(siting, None, None)
    search.offer(solve(siting).chosen)
    tree = Tree(wider, siting.least, search, 1e9, solved_whole)
    tree.root(np.zeros(len(serving.room), dtype=bool))
    tree.run(0.0)
    assert search.value == solve(siting).value
    assert search.bound >= search.value


@pytest.mark.parametrize("load", [0.9, 0.97])
def test_few_sites_a_hub_and_little_room_is_proven(load: float) -> None:
    siting = alike.tight_p_median(40, 8, 2, load=load)
    solved = solve(siting, Effort(tree_work=3e9))
    assert solved.status == "bewezen optimaal binnen dit model"


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: alike.p_median(700, 140, 3),
        lambda: alike.tight_p_median(100, 20, 1, load=0.9),
        lambda: alike.tight_p_median(100, 20, 1, load=0.95),
    ],
)
def test_the_kinds_that_stalled_are_proven(make: object) -> None:
    solved = solve(make())
    assert solved.status == "bewezen optimaal binnen dit model"
