"""The bundled scenario makes a plan: 4.793 places, a gap, repairs and alternatives."""

import pytest

from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.plan import plan_tables
from opvangkaart.runs.run import evaluate
from sites.plan.make import make_plan


@pytest.mark.slow
def test_the_bundled_plan_meets_the_target_and_states_its_assumptions() -> None:
    inputs = read_inputs()
    result = evaluate(inputs)
    plan = make_plan(plan_tables(inputs, result), result.scenario.plan)
    existing = int(plan.towns["existing"].sum())
    short = int(plan.missing.loc[plan.missing["kind"] == "doel", "short"].sum())
    assert existing + plan.rows["places"].sum() + short >= 4793
    assert short == 0
    assert plan.gap <= 0.005
    assert (plan.status == "bewezen optimaal binnen dit model") == (plan.bound - plan.value < 1e-5)
    assert len(plan.alternatives) >= 5
    assert (plan.alternatives["differs"] >= 0.25).all()
    assert (plan.alternatives["gap"] <= 0.02).all()
    assert (plan.alternatives["distance"] <= 0.1).all()
    sites = plan.repairs[plan.repairs["kind"] == "locatie"]
    assert sites["lost"].tolist() == plan.rows["site_id"].tolist()
    assert (plan.repairs["gap"] <= 0.02).all()
    assert plan.repairs["words"].notna().all()
    assert sum("(aanname)" in note for note in plan.notes) >= 3
    used = plan.hubs.dropna(subset=["room"])
    assert (used["places"] <= used["room"]).all()
    busy = plan.hubs[plan.hubs["sites"] > 0]
    assert (busy["durable_places"] >= 100).all()
