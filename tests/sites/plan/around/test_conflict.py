"""Why nothing fits: the smallest set of demands that conflict, against brute force."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from sites.plan.around.conflict import (
    explain,
    quick_explain,
    smallest_conflict,
    smallest_hitting_set,
    why_short,
)
from sites.plan.around.demands import demands_of, with_only
from sites.plan.make import make_plan
from sites.plan.model.model import Bound
from sites.plan.solve.solve import solve
from sites.plan.tables import set_up
from sites.settings.plan import HubPlanParams, MotherRoom, SizeParams
from tests.sites.plan.test_make import KERNEN, PARAMS, TABLES, carries


def fewest(count: int, fails) -> int:
    """Return the size of a smallest failing set by trying them all."""
    return next(
        size
        for size in range(count + 1)
        if any(fails(frozenset(some)) for some in combinations(range(count), size))
    )


@pytest.mark.parametrize("seed", range(60))
def test_the_smallest_conflict_is_as_small_as_brute_force_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = 8
    conflicts = [
        frozenset(rng.choice(count, int(rng.integers(1, 6)), replace=False).tolist())
        for _ in range(int(rng.integers(1, 6)))
    ]

    def fails(some: frozenset[int]) -> bool:
        return any(conflict <= some for conflict in conflicts)

    chosen, proven, _ = smallest_conflict(count, lambda some: None if fails(some) else some)
    assert proven
    assert fails(frozenset(chosen))
    assert len(chosen) == fewest(count, fails)


def test_where_leaving_out_one_by_one_ends_too_large_the_smallest_is_still_found() -> None:
    conflicts = [frozenset({0, 1, 2}), frozenset({3, 4})]

    def fails(some) -> bool:
        return any(conflict <= frozenset(some) for conflict in conflicts)

    assert quick_explain(range(5), fails) == [0, 1, 2]
    chosen, proven, _ = smallest_conflict(5, lambda some: None if fails(some) else some)
    assert (chosen, proven) == ([3, 4], True)


def test_without_budget_the_answer_is_only_called_irreducible() -> None:
    plan = make_plan(TABLES, _crowded(), keep=("a1", "a2", "b1"))
    conflict = plan.conflict
    assert conflict.is_smallest
    assert "niet kleiner te maken" not in conflict.dutch
    assert (
        "niet kleiner te maken door er één weg te laten"
        in replace(conflict, is_smallest=False).dutch
    )


def test_a_smallest_hitting_set_is_as_small_as_brute_force_finds() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        sets = [set(rng.choice(7, int(rng.integers(1, 4))).tolist()) for _ in range(5)]
        found = smallest_hitting_set(sets, below=8)
        assert all(set(found) & members for members in sets)
        least = fewest(7, lambda some, sets=sets: all(some & members for members in sets))
        assert len(found) == least


def _crowded():
    rooms = HubPlanParams(rooms=(MotherRoom(hub_id="M1", places=50),), team_sites=1)
    return PARAMS.model_copy(update={"hubs": rooms, "size": SizeParams(cluster_places=0, least=40)})


def _cases():
    hard = {"hard_target": True}
    near = SizeParams(cluster_places=0, apart_m=3001)
    return {
        "target": PARAMS.model_copy(update=hard | {"target": 1000}),
        "room": _crowded().model_copy(update={"keep": ("a1", "a2", "b1")}),
        "near": PARAMS.model_copy(update={"size": near, "keep": ("a1", "a2")}),
        "teams": _crowded().model_copy(update=hard),
        "cluster": PARAMS.model_copy(
            update={"size": SizeParams(cluster_places=500), "keep": ("c1",)}
        ),
    }


@pytest.mark.parametrize("case", sorted(_cases()))
def test_no_smaller_set_of_demands_conflicts(case: str) -> None:
    setup = set_up(TABLES, _cases()[case])
    demands = demands_of(setup)
    conflict = explain(setup)

    def fails(some: frozenset[int]) -> bool:
        active = [demands[n] for n in sorted(some)]
        return solve(with_only(setup.siting, active, demands)).status == "onmogelijk"

    assert conflict.is_smallest
    assert fails(frozenset(demands.index(demand) for demand in conflict.demands))
    size = len(conflict.demands)
    smaller = combinations(range(len(demands)), size - 1)
    assert not any(fails(frozenset(some)) for some in smaller)


def test_a_hard_target_beyond_all_sites_is_answered_with_that_demand_alone() -> None:
    plan = make_plan(TABLES, PARAMS.model_copy(update={"hard_target": True}), target=1000)
    assert plan.status == "onmogelijk"
    assert [d.kind for d in plan.conflict.demands] == ["under"]
    assert "at least 900 new places" in str(plan.conflict.said)
    assert "Dit kan niet" in plan.status_text


def test_a_soft_target_out_of_reach_says_why_as_well_as_how_much() -> None:
    rooms = HubPlanParams(rooms=(MotherRoom(hub_id="M1", places=50),), team_sites=1)
    params = PARAMS.model_copy(update={"hubs": rooms})
    plan = make_plan(TABLES, params)
    assert plan.missing.set_index("kind")["short"]["doel"] > 0
    why = next(note for note in plan.notes if note.startswith("Waarom het doel niet"))
    assert why.startswith("Waarom het doel niet wordt gehaald? Deze 3 eisen gaan niet samen: ")
    assert "AZC Astad heeft ruimte voor 50 plekken" in why
    assert "een mobiel team bedient ten hoogste 1 locatie," in why
    assert "er komen ten minste 200 plekken bij" in why
    assert why_short(set_up(TABLES, PARAMS)) is None  # here the target can be met


def test_a_soft_target_beyond_all_candidates_is_one_sentence() -> None:
    plan = make_plan(TABLES, PARAMS, target=1000)
    (why,) = (note for note in plan.notes if "doel" in note and "gehaald" in note)
    assert why == (
        "Het doel wordt niet gehaald. Met de kandidaten die er zijn, kan dit niet: "
        "er komen ten minste 900 plekken bij."
    )


def test_kept_sites_beyond_the_mothers_room_are_named_with_the_room() -> None:
    params = _crowded()
    plan = make_plan(TABLES, params, keep=("a1", "a2", "b1"))
    kinds = sorted(d.kind for d in plan.conflict.demands)
    assert kinds == ["hub", "keep", "keep", "keep", "team"]
    assert "AZC Astad has room for 50 places" in str(plan.conflict.said)
    dropped = make_plan(TABLES, params, keep=("a1", "a2"))
    assert dropped.conflict is None  # without any one of the demands it can be met


def test_two_kept_sites_too_near_each_other_are_a_conflict() -> None:
    params = PARAMS.model_copy(update={"size": SizeParams(cluster_places=0, apart_m=3001)})
    plan = make_plan(TABLES, params, keep=("a1", "a2"))
    assert sorted(d.kind for d in plan.conflict.demands) == ["apart", "keep", "keep"]
    far_enough = PARAMS.model_copy(update={"size": SizeParams(cluster_places=0, apart_m=3000)})
    assert make_plan(TABLES, far_enough, keep=("a1", "a2")).conflict is None


def test_a_kern_that_cannot_carry_its_kept_sites_is_named() -> None:
    small = carries(KERNEN.assign(population=[60_000, 3000, 20_000]))  # Bedorp: 60 places
    plan = make_plan(replace(TABLES, kern_load=small), PARAMS, keep=("b1", "b2"))
    assert plan.conflict is None  # two of 30 fit
    least = PARAMS.model_copy(update={"size": SizeParams(cluster_places=0, least=40)})
    plan = make_plan(replace(TABLES, kern_load=small), least, keep=("b1", "b2"))
    assert sorted(d.kind for d in plan.conflict.demands) == ["keep", "keep", "over"]
    assert "kern Bedorp kan nog 60 plekken dragen" in plan.conflict.dutch


def test_a_kept_site_out_of_reach_says_that_nothing_reaches_it() -> None:
    near = TABLES.hub_travel[TABLES.hub_travel["site_id"] != "c1"]
    plan = make_plan(replace(TABLES, hub_travel=near), PARAMS, keep=("c1",))
    assert [d.kind for d in plan.conflict.demands] == ["keep"]
    assert "no mother location, new hub or team is within reach" in str(plan.conflict.said)


def test_a_hard_municipality_and_too_few_new_hubs_are_named() -> None:
    setup = set_up(TABLES, PARAMS)
    inside = np.flatnonzero((setup.sites["gm_code"] == "GM0003").to_numpy())
    bounds = (*setup.siting.bounds, Bound("gemeente", "GM0003", inside, 90.0))
    conflict = explain(replace(setup, siting=replace(setup.siting, bounds=bounds)))
    assert [d.kind for d in conflict.demands] == ["under"]
    assert conflict.demands[0].dutch == "er komen ten minste 90 plekken bij in gemeente Cedorp"
    closed = replace(setup.siting, hub_counts=np.ones(2, dtype=bool), open_most=0.0)
    forced = setup.siting.forced.copy()
    forced[0] = 1
    conflict = explain(replace(setup, siting=replace(closed, forced=forced)))
    assert sorted(d.kind for d in conflict.demands) == ["keep", "open"]
    assert "er komen ten hoogste 0 nieuwe hubs" in conflict.dutch


def test_the_same_request_gives_the_same_conflict() -> None:
    setup = set_up(TABLES, _cases()["room"])
    assert explain(setup) == explain(setup)
