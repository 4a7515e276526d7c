"""Other plans: truly different, near the best, and within every hard demand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sites.plan.around.alternatives import alternatives, differs, plan_of, unlike
from sites.plan.make import Tables, make_plan
from sites.plan.model.check import judge
from sites.plan.model.model import Chosen
from sites.plan.nearest import nearest_teams
from sites.plan.read import plan_hubs, plan_towns
from sites.plan.solve.solve import Effort, solve
from sites.plan.tables import set_up
from sites.settings.plan import AlternativeParams, HubPlanParams, MotherRoom, PlanParams, SizeParams
from tests.sites.plan.test_make import HUBS, PARAMS, SITES, TABLES, TOWNS


def made_up(seed: int, *, sites: int = 14, mothers: int = 2) -> tuple[Tables, PlanParams]:
    """Make a province of three towns with a mother or two, some sites out of reach of either."""
    rng = np.random.default_rng(seed)
    ids = [f"s{n:02d}" for n in range(sites)]
    town = rng.integers(0, 3, sites)
    table = pd.DataFrame(
        {
            "site_id": ids,
            "name": ids,
            "kind": "gebouw",
            "places": rng.integers(40, 99, sites),
            "gm_code": TOWNS["gm_code"].to_numpy()[town],
            "gm_certain": True,
            "kern": np.array(["Astad", "Bedorp", "Cedorp"])[town],
            "from_date": None,
            "until_date": np.where(rng.random(sites) < 0.3, "2029-01-01", None),
            "easting": rng.uniform(0, 15_000, sites),
            "northing": rng.uniform(0, 15_000, sites),
        }
    )
    hubs = pd.DataFrame(
        {
            "hub_id": [f"M{h}" for h in range(mothers)],
            "name": [f"AZC {h}" for h in range(mothers)],
            "gm_code": "GM0001",
            "is_active": True,
        }
    )
    trips = pd.DataFrame(
        [
            (site, hub, mode, direction, round(float(rng.uniform(2, most)), 1))
            for site in ids
            for hub in hubs["hub_id"]
            for mode, direction, most in (("bike", "to_place", 80), ("car", "from_place", 60))
        ],
        columns=["site_id", "hub_id", "mode", "direction", "travel_min"],
    )
    ranking = pd.DataFrame({"site_id": ids, "score": rng.uniform(0.3, 1, sites)})
    tables = replace(TABLES, sites=table, ranking=ranking, hubs=hubs, hub_travel=trips)
    rooms = tuple(MotherRoom(hub_id=hub, places=250) for hub in hubs["hub_id"])
    params = PlanParams(
        target=500,
        hubs=HubPlanParams(rooms=rooms, max_sites=4, team_sites=2),
        size=SizeParams(cluster_places=60, apart_m=2000),
        alternatives=AlternativeParams(count=2, within=1.0, differ=0.3),
    )
    return tables, params


def test_alternatives_differ_as_asked_and_stay_within_the_distance() -> None:
    asked = AlternativeParams(count=3, within=1.0, differ=0.3)
    plan = make_plan(TABLES, PARAMS.model_copy(update={"alternatives": asked}), target=220)
    assert len(plan.alternatives) >= 1
    assert (plan.alternatives["differs"] >= 0.3).all()
    assert (plan.alternatives["distance"] <= 1.0).all()


def test_a_shift_within_the_neighbourhood_is_no_other_plan() -> None:
    twin = SITES.assign(easting=[0.0, 800.0, 9000.0, 14_000.0, 40_000.0])  # a2 beside a1
    setup = set_up(replace(TABLES, sites=twin), PARAMS)
    siting = setup.siting
    first = {site: int(np.flatnonzero(siting.pair_site == site)[0]) for site in range(5)}

    def plan(*sites: int) -> Chosen:
        pairs = np.array([first[site] for site in sites])
        return Chosen(pairs, siting.least[siting.pair_site[pairs]])

    base = replace(solve(siting), chosen=plan(0, 2))
    shifted, other = (replace(base, chosen=chosen) for chosen in (plan(1, 2), plan(3, 2)))
    assert differs(setup, base, shifted) == 0.0
    assert differs(setup, base, other) == 0.5
    limited = replace(siting, limits=(unlike(setup, plan(0, 2), 0.5),))
    words = [judge(limited, some).broken for some in (plan(1, 2), plan(3, 2))]
    assert [any("anders" in word for word in said) for said in words] == [True, False]


@pytest.mark.parametrize("seed", range(4))
def test_every_alternative_is_a_plan_and_differs_from_all_before_it(seed: int) -> None:
    tables, params = made_up(seed)
    setup = set_up(tables, params)
    best = solve(setup.siting)
    assert best.status == "bewezen optimaal binnen dit model"
    found = alternatives(setup, best, Effort())
    plans = [best]
    for other in found:
        judged = judge(setup.siting, plan_of(other.solved))
        assert not judged.broken
        assert judged.value == pytest.approx(other.solved.value)
        assert judged.value <= best.value + 1e-9
        assert judged.value <= other.solved.bound + 1e-9 <= best.bound + 2e-9
        assert all(differs(setup, earlier, other.solved) >= 0.3 for earlier in plans)
        plans.append(other.solved)
    assert len(found) == 2


@pytest.mark.parametrize("seed", range(4))
def test_teams_swapped_for_less_travel_change_nothing_else(seed: int) -> None:
    tables, params = made_up(seed)
    setup = set_up(tables, params)
    best = solve(setup.siting)
    near = nearest_teams(setup, best)
    judged = judge(setup.siting, plan_of(near))
    assert not judged.broken
    assert judged.value == pytest.approx(best.value, abs=1e-9)
    before, after = (plan_of(one) for one in (best, near))
    site = setup.siting.pair_site
    assert dict(zip(site[before.pair], before.places, strict=True)) == dict(
        zip(site[after.pair], after.places, strict=True)
    )
    assert setup.pair_min[after.pair].sum() <= setup.pair_min[before.pair].sum() + 1e-9


@pytest.mark.parametrize("seed", range(2))
def test_every_sum_is_that_of_the_rows_in_every_plan(seed: int) -> None:
    tables, params = made_up(seed)
    plan = make_plan(tables, params, with_repairs=False)
    setup = plan.setup
    for rows in (plan.rows, *(r for _, r in plan.alternative_rows.groupby("plan"))):
        number = dict(zip(setup.sites["site_id"], range(len(setup.sites)), strict=True))
        hub = dict(zip(setup.hubs["hub_id"], range(len(setup.hubs)), strict=True))
        at = {
            (site, lean): n
            for n, (site, lean) in enumerate(
                zip(setup.siting.pair_site, setup.siting.pair_hub, strict=True)
            )
        }
        pairs = [
            at[number[s], hub[c]] for s, c in zip(rows["site_id"], rows["cluster_id"], strict=True)
        ]
        chosen = Chosen(np.array(pairs), rows["places"].to_numpy(dtype=np.int64))
        assert not judge(setup.siting, chosen).broken
        towns, hubs = plan_towns(setup, chosen, "x"), plan_hubs(setup, chosen, "x")
        by_town = rows.groupby("gm_code")["places"].sum()
        assert towns.set_index("gm_code")["planned"][by_town.index].tolist() == by_town.tolist()
        by_hub = rows.groupby("cluster_id")["places"].sum()
        assert hubs.set_index("hub_id")["places"][by_hub.index].tolist() == by_hub.tolist()
        assert towns["total"].sum() - towns["existing"].sum() == hubs["places"].sum()
        assert hubs["places"].sum() == rows["places"].sum()


def test_a_team_that_is_nearer_takes_the_site_over() -> None:
    hubs = pd.concat([HUBS, HUBS.assign(hub_id="M2", name="AZC Bedorp")], ignore_index=True)
    far = TABLES.hub_travel[TABLES.hub_travel["mode"] == "car"].assign(hub_id="M2")
    far["travel_min"] = 44.0 - far["travel_min"]  # where the first is far the second is near
    tables = replace(TABLES, hubs=hubs, hub_travel=pd.concat([TABLES.hub_travel, far]))
    rooms = HubPlanParams(rooms=tuple(MotherRoom(hub_id=h, places=0) for h in ("M1", "M2")))
    plan = make_plan(tables, PARAMS.model_copy(update={"hubs": rooms}), target=450)
    rows = plan.rows.set_index("site_id")
    assert set(rows["leaning"]) == {"mobiel team"}
    assert rows["hub_id"].to_dict() == {"a1": "M1", "a2": "M1", "b1": "M1", "b2": "M1", "c1": "M2"}


def test_fewer_alternatives_than_asked_are_explained() -> None:
    asked = AlternativeParams(count=2, within=0.0001, differ=1.0)
    plan = make_plan(TABLES, PARAMS.model_copy(update={"alternatives": asked}))
    assert plan.alternatives.empty
    assert any("telt niet als een andere" in note for note in plan.notes)
