"""Repairs: what happens, and for whom, when a site or a mother location falls away."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sites.plan.around.alternatives import plan_of
from sites.plan.around.repair import losses, mend, repairs
from sites.plan.make import make_plan
from sites.plan.model.check import judge
from sites.plan.solve.solve import Effort, solve
from sites.plan.tables import set_up
from sites.settings.plan import (
    AlternativeParams,
    HubPlanParams,
    MotherRoom,
    ObjectiveParams,
    ShareParams,
)
from tests.sites.plan.around.test_alternatives import made_up
from tests.sites.plan.test_make import PARAMS, TABLES

#: Nothing asked of the municipalities: the best sites alone decide.
PLAIN = PARAMS.model_copy(
    update={
        "share": ShareParams(least=0.0, most=9.0),
        "objective": ObjectiveParams(fairness=0.0),
    }
)
MOTHERS = pd.DataFrame({"hub_id": ["M1"], "places": [590], "room_school": [pd.NA]})


def test_every_site_has_a_repair_and_the_mother_too() -> None:
    plan = make_plan(TABLES, PARAMS)
    sites = plan.repairs[plan.repairs["kind"] == "locatie"]
    assert sites["lost"].tolist() == plan.rows["site_id"].tolist()
    assert {"moederlocatie sluit", "moederlocatie vol"} <= set(plan.repairs["kind"])
    closed = plan.repairs[plan.repairs["kind"] == "moederlocatie sluit"].iloc[0]
    assert closed["places_lost"] == plan.rows["places"].sum()  # only one mother: all is lost
    assert closed["short"] == 200


def test_a_lost_site_is_replaced_by_another_in_words_a_reader_can_check() -> None:
    setup = set_up(TABLES, PLAIN.model_copy(update={"target": 180}))  # 80 more: a1 or a2
    plan = solve(setup.siting)
    assert setup.sites["site_id"][setup.siting.pair_site[plan.chosen.pair]].tolist() == ["a1"]
    row = repairs(setup, plan, Effort()).iloc[0]
    assert (row["lost"], row["opened"], row["places_lost"], row["short"]) == ("a1", "a2", 80, 0)
    assert row["words"] == "Herstel: 1 nieuwe locatie in Astad (80 plekken, op 3,0 km)."
    assert row["loss"] == pytest.approx(plan.value - solve(_without(setup, 0)).value)


def test_a_loss_without_a_repair_has_no_gap_and_no_price() -> None:
    must = PLAIN.model_copy(update={"target": 180, "hard_target": True})
    setup = set_up(TABLES, must)
    plan = solve(setup.siting)
    closed = repairs(setup, plan, Effort()).set_index("kind").loc["moederlocatie sluit"]
    assert closed["status"] == "onmogelijk"
    assert closed[["gap", "loss", "short"]].isna().all()


def _without(setup, site: int):
    forced = setup.siting.forced.copy()
    forced[site] = 0
    return replace(setup.siting, forced=forced)


def test_a_mother_that_closes_says_where_all_lean_then_and_what_closes_with_it() -> None:
    hubs = pd.concat(
        [TABLES.hubs, TABLES.hubs.assign(hub_id="M2", name="AZC Bedorp")], ignore_index=True
    )
    bike = TABLES.hub_travel[TABLES.hub_travel["mode"] == "bike"].assign(hub_id="M2")
    bike["travel_min"] = [25.0, 30.0, 44.0, 60.0, 90.0]
    tables = replace(TABLES, hubs=hubs, hub_travel=pd.concat([TABLES.hub_travel, bike]))
    rooms = tuple(MotherRoom(hub_id=hub, places=300) for hub in ("M1", "M2"))
    params = PLAIN.model_copy(update={"hubs": HubPlanParams(rooms=rooms), "target": 270})
    setup = set_up(tables, params)
    plan = solve(setup.siting)
    names = setup.sites["site_id"][setup.siting.pair_site[plan.chosen.pair]]
    assert names.tolist() == ["a1", "a2"]
    assert set(setup.hubs["hub_id"].to_numpy()[setup.siting.pair_hub[plan.chosen.pair]]) == {"M1"}
    mothers = MOTHERS.assign(room_school=[120])
    closed = repairs(setup, plan, Effort(), mothers=mothers).set_index("kind")["words"]
    words = closed["moederlocatie sluit"]
    assert (
        "2 locaties leunden hierop (170 plekken). Daarvan leunen er dan 2 op AZC Bedorp." in words
    )
    # (90 x 25 + 80 x 30) / 170 against (90 x 5 + 80 x 10) / 170
    assert "Voor 170 bewoners wordt de reis gemiddeld 27 min in plaats van 7 min." in words
    assert "AZC Astad heeft zelf 590 plekken: die vallen ook weg" in words
    assert words.endswith("Er vervallen dan 120 schoolplekken.")
    unknown = repairs(setup, plan, Effort(), mothers=MOTHERS).set_index("kind")["words"]
    assert unknown["moederlocatie sluit"].endswith("is onbekend.")
    assert "schoolplekken" not in unknown["moederlocatie vol"]  # a full mother stays open


@pytest.mark.parametrize("seed", range(4))
def test_every_repair_keeps_all_hard_demands_and_all_that_can_stay(seed: int) -> None:
    tables, params = made_up(seed)
    setup = set_up(tables, params)
    plan = solve(setup.siting)
    siting, chosen = setup.siting, plan_of(plan)
    hub_of = dict(zip(siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair], strict=True))
    for loss in losses(setup, chosen):
        after, solved, too_small = mend(setup, plan, loss, Effort())
        assert solved.status == "bewezen optimaal binnen dit model"
        new = plan_of(solved)
        assert not judge(after.siting, new).broken
        site, hub = after.siting.pair_site[new.pair], after.siting.pair_hub[new.pair]
        assert not np.isin(site, loss.gone).any()
        assert not np.isin(hub, loss.closed).any()
        stays = {s: h for s, h in hub_of.items() if s not in loss.gone and h not in loss.closed}
        now = dict(zip(site, hub, strict=True))
        assert {s: now[s] for s in stays} == stays
        if not too_small:
            assert solved.value <= plan.value + 1e-9
            assert solved.value <= solved.bound <= plan.bound + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_the_table_of_repairs_adds_up(seed: int) -> None:
    tables, params = made_up(seed)
    none = AlternativeParams(count=0)
    plan = make_plan(tables, params.model_copy(update={"alternatives": none}))
    places = plan.rows.set_index("site_id")["places"]
    table = plan.repairs
    lost = table[table["kind"] == "locatie"].set_index("lost")["places_lost"]
    assert lost.astype(int).to_dict() == places.to_dict()
    closed = table[table["kind"] == "moederlocatie sluit"].set_index("lost")["places_lost"]
    assert closed.astype(int).to_dict() == plan.rows.groupby("hub_id")["places"].sum().to_dict()
    assert (table["gap"] >= 0).all()
    assert (table["loss"] >= 0).all()
