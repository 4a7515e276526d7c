"""Who does what: each figure is the ledger's own, and what nobody knows stays unknown."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.base.apportion import to_realise
from sites.outcome.scoreboard import asked_of, left_after, scoreboard
from sites.tables.filters import own_municipalities
from tests.maps import synthetic_plan as made
from tests.maps.synthetic import make_result


@pytest.fixture(scope="module")
def run():
    return made.with_plan(make_result(cells=60))


def board(run, **changes):
    parts = {"ledger": run.ledger, "plan": run.plan} | changes
    own = own_municipalities(run.layers.municipalities)
    table = scoreboard(own, parts["ledger"], parts["plan"], "bevolking")
    return table.astype(object).where(table.notna(), None).set_index("gm_code")


def test_a_municipality_is_asked_150_finds_140_counts_40_for_another_and_lacks_50(run) -> None:
    row = board(run).loc[made.TOWN]
    assert (row["task"], row["computed"], row["rests_on"]) == (None, 150, "berekend naar inwoners")
    assert (row["existing"], row["planned"], row["to_realise"]) == (0, 0, 150)
    assert (row["in_plan"], row["agreed"], row["left"]) == (140, -40, 50)
    other = board(run).loc[made.OTHER]
    assert (other["in_plan"], other["agreed"]) == (40, 40)


def test_what_is_there_and_decided_is_the_ledgers(run) -> None:
    row = board(run).loc[made.THIRD]
    assert (row["existing"], row["planned"], row["to_realise"], row["left"]) == (590, 385, 0, 0)
    assert row["next_end"] is None


def test_an_official_figure_and_a_reckoned_one_never_stand_in_one_row(run) -> None:
    asked = run.ledger.to_realise.copy()
    asked.loc[asked["gm_code"] == made.TOWN, ["task", "rests_on"]] = [337, "indicatief"]
    found = board(run, ledger=replace(run.ledger, to_realise=asked))
    assert found["task"].tolist().count(337) == 1
    assert found.loc[made.TOWN, ["task", "computed", "rests_on"]].tolist() == [
        337, None, "indicatief",
    ]  # fmt: skip
    both = found["task"].notna() & found["computed"].notna()
    assert not both.any()


def test_the_first_end_has_its_day_and_its_places_and_unknown_stays_unknown(run) -> None:
    rows = run.ledger.rows.copy()
    rows.loc[rows["hub_id"] == "UT01", "until_date"] = "2028-05-01"
    assert board(run, ledger=replace(run.ledger, rows=rows)).loc[
        made.THIRD, ["next_end", "next_end_places"]
    ].tolist() == ["2028-05-01", 590]
    rows.loc[rows["hub_id"] == "UT01", "places"] = pd.NA
    assert board(run, ledger=replace(run.ledger, rows=rows)).loc[
        made.THIRD, ["next_end", "next_end_places"]
    ].tolist() == ["2028-05-01", None]


def test_without_a_ledger_the_plan_tells_what_it_started_from(run) -> None:
    row = board(run, ledger=None).loc[made.TOWN]
    assert (row["computed"], row["existing"], row["to_realise"]) == (200, 30, 170)
    assert (row["in_plan"], row["left"], row["planned"]) == (140, 70, None)


def test_without_a_plan_nothing_is_found_and_without_both_nothing_is_known(run) -> None:
    row = board(run, plan=None).loc[made.TOWN]
    assert (row["to_realise"], row["in_plan"], row["left"]) == (150, None, None)
    nothing = board(run, plan=None, ledger=None)
    assert len(nothing) == 6
    assert nothing.drop(columns=["name", "unknown"]).isna().all(axis=None)


AMOUNT = st.none() | st.integers(0, 3000)


@given(AMOUNT, AMOUNT, AMOUNT, st.integers(0, 3000))
def test_what_is_left_is_what_is_to_be_realised_less_what_is_found(task, share, used, found):
    row = {"task": task, "computed": share, "existing": used}
    asked, left = asked_of(row), left_after(row, found)
    if asked is None or used is None:
        assert left is None
        return
    assert left == max(0, asked - used - found)
    assert left_after(row, 0) == to_realise(asked, used)
