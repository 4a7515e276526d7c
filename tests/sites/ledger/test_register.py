"""The register of tasks: which cycle counts, which figure goes first, and what is still to come."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaError
from pandera.typing import DataFrame

from sites.base.apportion import LedgerError, fair_shares, to_realise
from sites.ledger.register import (
    Asked,
    best_tasks,
    cycle_of,
    in_cycle,
    official_tasks,
    register,
    towns_to_realise,
)
from sites.settings.ledger import LedgerParams, Task
from sites.settings.plan import PlanParams, ShareParams
from sites.settings.scenario import Criterion, Curve, Scenario
from sites.tables.tasks import TaskCycles, Tasks

TOWNS = pd.DataFrame(
    {
        "gm_code": ["GM0001", "GM0002", "GM0003"],
        "name": ["Astad", "Bedorp", "Cedorp"],
        "population": [60_000, 20_000, 20_000],
        "role": "gebied",
    }
)
CYCLES = DataFrame[TaskCycles](
    pd.DataFrame(
        {
            "cycle": ["plan", "wet-1", "wet-2"],
            "name": ["Plan", "Wet, eerste ronde", "Wet, tweede ronde"],
            "target_date": ["2024-01-01", "2025-07-01", "2027-07-01"],
            "places": [100, 200, None],
            "decided": None,
            "status": "",
            "source": "hand",
            "confidence": "high",
        }
    )
)


def tasks(*rows) -> DataFrame[Tasks]:
    columns = ["cycle", "gm_code", "kind", "places"]
    table = pd.DataFrame(list(rows), columns=columns).assign(date="2024", source="hand")
    return DataFrame[Tasks](table.assign(confidence="high"))


PUBLISHED = tasks(
    ("wet-1", "GM0002", "indicatief", 40), ("wet-1", "GM0002", "besluit", 0),
    ("wet-1", "GM0003", "indicatief", 60), ("wet-1", "GM9999", "besluit", 7),
)  # fmt: skip
CRITERION = Criterion(
    id="mother", label="Moeder", categories=("mother",), mode="bike", weight=1,
    curve=Curve(good=1, poor=2), norm="", source="hand",
)  # fmt: skip


def scenario(cycle="plan", *, plan=None, given=(), share=None) -> Scenario:
    settings = {} if share is None else {"share": ShareParams(**share)}
    return Scenario(
        name="proef", title="Proef", reference_date=date(2026, 1, 1), criteria=(CRITERION,),
        cycle=cycle, plan=PlanParams(**(plan or {}), **settings), ledger=LedgerParams(tasks=given),
    )  # fmt: skip


def asked(made: Scenario, **more) -> Scenario:
    return in_cycle(made, CYCLES, PUBLISHED, TOWNS, **more)


def test_the_target_is_that_of_the_cycle_and_is_named_with_its_regime_and_date() -> None:
    assert asked(scenario()).plan.target == 100
    law = asked(scenario(), code="wet-1")
    assert (law.cycle, law.plan.target) == ("wet-1", 200)
    assert cycle_of(CYCLES, "wet-1").words(200) == "200 plekken per 1-7-2025 (Wet, eerste ronde)"
    assert cycle_of(CYCLES, "wet-1").words(300) == "300 plekken (zelf ingevoerd)"


def test_what_is_told_beside_a_load_is_the_target_of_the_cycle_and_stands_nowhere_else() -> None:
    for made, told in (
        (asked(scenario()), "100 plekken per"),
        (asked(asked(scenario()), code="wet-1"), "200 plekken per 1-7-2025 (Wet, eerste ronde)"),
        (asked(scenario(), target=55), "55 plekken (zelf ingevoerd)"),
    ):
        load = made.judgement.load
        assert load.task_places == made.plan.target
        assert str(load.task_label).startswith(told)
    mine = {"judgement": {"load": {"task_places": 70}}}
    with pytest.raises(LedgerError, match=r"task_places = 70 moved to plan\.target"):
        asked(Scenario.model_validate(scenario().model_dump() | mine))


def test_a_target_of_the_scenario_counts_for_its_own_cycle_and_one_that_is_asked_for_any() -> None:
    own = scenario(plan={"target": 70})
    assert asked(own).plan.target == 70
    assert asked(own, code="wet-1").plan.target == 200
    assert asked(own, code="wet-2", target=55).plan.target == 55
    assert asked(scenario("wet-2", plan={"target": 66})).plan.target == 66
    with pytest.raises(LedgerError, match="nobody gave the places that cycle wet-2 asks"):
        asked(own, code="wet-2")
    with pytest.raises(LedgerError, match="unknown cycle 'wet'; choose from plan, wet-1, wet-2"):
        asked(own, code="wet")


def test_the_published_tasks_are_the_shares_and_a_decision_goes_before_an_indication() -> None:
    law = asked(scenario("wet-1"))
    assert law.plan.share.key == "opgave"
    assert law.plan.share.tasks == {"GM0002": 0, "GM0003": 60}
    assert fair_shares(TOWNS, 200, law.plan.share).tolist() == [140, 0, 60]
    assert asked(scenario()).plan.share.key == "bevolking"  # nothing was published for it
    chosen = asked(scenario("wet-1", share={"key": "bevolking"}))
    assert chosen.plan.share.key == "bevolking"


def test_what_was_entered_goes_before_what_was_published() -> None:
    mine = Task(gm_code="GM0002", cycle="wet-1", places=9)
    corrected = Task(gm_code="GM0003", cycle="wet-1", places=61, kind="indicatief")
    made = scenario("wet-1", given=(mine, corrected))
    found = official_tasks(made, PUBLISHED, TOWNS)
    assert best_tasks(found) == {"GM0002": 9, "GM0003": 61}
    assert found.groupby("gm_code").size().to_dict() == {"GM0002": 3, "GM0003": 1}
    shared = scenario("wet-1", share={"tasks": {"GM0001": 5}})
    assert best_tasks(official_tasks(shared, PUBLISHED, TOWNS))["GM0001"] == 5


def test_a_scenario_that_was_resolved_once_stays_as_it_is() -> None:
    made = scenario("wet-1", given=(Task(gm_code="GM0002", cycle="wet-1", places=9),))
    once = asked(made)
    again = asked(Scenario.model_validate(once.model_dump()))
    assert again == once
    before, after = (official_tasks(s, PUBLISHED, TOWNS) for s in (made, again))
    pd.testing.assert_frame_equal(before, after)


def test_an_official_and_a_computed_figure_never_share_a_column() -> None:
    law = asked(scenario("wet-1"))
    parts = fair_shares(TOWNS, 200, law.plan.share).set_axis(TOWNS["gm_code"]).astype("Int64")
    here = Asked(cycle_of(CYCLES, "wet-1"), official_tasks(law, PUBLISHED, TOWNS), {"wet-1": "Wet"})
    table = register(TOWNS, here, parts, key="opgave")
    assert (table["official"].isna() != table["computed"].isna()).all()
    held = pd.Series({"GM0001": 30, "GM0003": 90})
    found = towns_to_realise(TOWNS, table, held, "wet-1", "opgave").set_index("name")
    assert found["to_realise"].to_dict() == {"Astad": 110, "Bedorp": 0, "Cedorp": 0}
    assert found["task"].tolist() == [pd.NA, 0, 60]
    assert found["computed"].tolist() == [140, pd.NA, pd.NA]
    assert found["rests_on"].tolist() == ["berekend naar inwoners", "besluit", "indicatief"]


def test_two_tasks_of_one_kind_or_one_below_0_are_refused() -> None:
    with pytest.raises(SchemaError, match="not unique"):
        tasks(("wet-1", "GM0001", "besluit", 1), ("wet-1", "GM0001", "besluit", 2))
    with pytest.raises(SchemaError):
        tasks(("wet-1", "GM0001", "besluit", -1))
    with pytest.raises(LedgerError, match="task for GM0099: no such municipality"):
        official_tasks(
            scenario("wet-1", given=(Task(gm_code="GM0099", cycle="wet-1", places=1),)),
            PUBLISHED,
            TOWNS,
        )


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_is_in_use_and_what_is_still_to_come_make_what_is_asked_or_more(target, held) -> None:
    left = to_realise(target, held)
    assert left >= 0
    assert held + left == max(target, held)
