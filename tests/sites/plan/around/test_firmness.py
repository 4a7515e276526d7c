"""How firm a plan is, told in minutes, places and money."""

from sites.plan.around.firmness import firmness
from sites.plan.make import make_plan
from sites.plan.solve.solve import Effort
from tests.sites.plan.around.test_alternatives import made_up


def test_every_site_of_the_plan_has_its_margins_and_those_left_out_what_they_need() -> None:
    plan = make_plan(*made_up(2), with_repairs=False, effort=Effort())
    found = firmness(plan.setup, plan.solved, team_limit_min=45.0)
    assert found.firm["site_id"].tolist() == plan.rows["site_id"].tolist()
    assert not set(found.needs["site_id"]) & set(plan.rows["site_id"])
    assert (found.firm["slower_low"] <= found.firm["slower_high"] + 1e-9).all()
    assert found.firm["words"].str.contains("binnen dit model").all()
    limit = found.firm["travel_min"] + found.firm["slower_high"]
    assert (limit <= 45 + 1e-6).all()
