"""How firm a plan is, told in minutes, places and money."""

import pandas as pd
import pytest

from sites.plan.around import firmness as module
from sites.plan.around.firmness import firmness
from sites.plan.make import make_plan
from sites.plan.solve.solve import Effort
from sites.tables.plan_firm import BOUND, SOLVED
from tests.sites.plan.around.test_alternatives import made_up


def test_every_site_of_the_plan_has_its_margins_and_those_left_out_what_they_need() -> None:
    plan = make_plan(*made_up(2), with_repairs=False, effort=Effort())
    found = firmness(plan.setup, plan.solved, team_limit_min=45.0)
    assert found.firm["site_id"].tolist() == plan.rows["site_id"].tolist()
    assert not set(found.needs["site_id"]) & set(plan.rows["site_id"])
    assert (found.firm["slower_low"] <= found.firm["slower_high"] + 1e-9).all()
    assert found.firm["words"].str.contains("binnen dit model").all()
    outside = set(plan.setup.sites["site_id"]) - set(plan.rows["site_id"])
    reached = set(plan.setup.sites["site_id"].iloc[plan.setup.siting.pair_site])
    assert set(found.needs["site_id"]) == outside & reached
    limit = found.firm["travel_min"] + found.firm["slower_high"]
    assert (limit <= 45 + 1e-6).all()


@pytest.mark.slow
def test_beyond_the_ones_that_are_solved_every_site_has_a_bound_that_holds(monkeypatch) -> None:
    plan = make_plan(*made_up(2), with_repairs=False, effort=Effort())
    exact = firmness(plan.setup, plan.solved, team_limit_min=45.0).needs.set_index("site_id")
    monkeypatch.setattr(module, "LEFT_OUT", 1)
    found = firmness(plan.setup, plan.solved, team_limit_min=45.0)
    assert found.needs["how"].tolist() == [SOLVED] + [BOUND] * (len(found.needs) - 1)
    assert any(
        f"{len(found.needs) - 1} andere kandidaten is er een grens" in w for w in found.words
    )
    checked = 0
    for row in found.needs.iloc[1:].to_dict("records"):
        if exact.at[row["site_id"], "how"] == SOLVED:  # noqa: PD008
            truth = exact.loc[row["site_id"]]
            assert row["points_low"] <= truth["points_high"] + 1e-6
            assert pd.isna(row["points_high"]) or row["points_high"] >= truth["points_low"] - 1e-6
            checked += 1
    assert checked > 3
