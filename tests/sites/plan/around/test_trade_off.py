"""How much of one objective buys how much of another: the rows, their words, what is refused."""

import pandas as pd
import pytest

from sites.plan.around.aims import NAMES, objectives
from sites.plan.around.front_words import front_words, shown_columns
from sites.plan.around.trade_off import STEPS, checked_steps, trade_off
from sites.plan.make import PlanError, make_plan
from sites.plan.solve.solve import Effort, solve
from sites.plan.tables import set_up
from tests.sites.plan.around.test_alternatives import made_up
from tests.sites.plan.test_make import PARAMS, TABLES

BETTER = {"suitability": 1, "municipalities": 1}


@pytest.fixture(scope="module")
def made():
    return make_plan(TABLES, PARAMS, effort=Effort())


@pytest.mark.parametrize(
    ("first", "second"),
    [("minutes", "municipalities"), ("municipalities", "minutes"), ("fairness", "cost"),
     ("shortfall", "minutes"), ("sites", "suitability"), ("moves", "shortfall")],
)  # fmt: skip
def test_any_two_objectives_give_a_line_on_which_none_beats_another(made, first, second) -> None:
    rows = trade_off(made.setup, made.solved, first, second, effort=Effort(), steps=30)
    one = rows["first_amount"] * BETTER.get(first, -1)
    two = rows["second_amount"] * BETTER.get(second, -1)
    assert one.is_monotonic_decreasing
    assert one.is_unique
    assert two.is_monotonic_increasing
    assert two.is_unique
    assert rows["apart"].max() < (1e-3 if len(rows) < 30 else 0.1)
    assert (rows["status"] == "bewezen optimaal binnen dit model").all()
    assert rows["first_amount"].tolist() == rows[f"amount_{first}"].tolist()
    now = (rows["first_now"].iloc[0] * BETTER.get(first, -1),
           rows["second_now"].iloc[0] * BETTER.get(second, -1))  # fmt: skip
    assert any(a >= now[0] - 1e-4 and b >= now[1] - 1e-4 for a, b in zip(one, two, strict=True))


def test_the_two_orders_of_a_pair_give_the_same_line() -> None:
    tables, params = made_up(9)
    setup = set_up(tables, params)
    best = solve(setup.siting)
    there, back = (
        trade_off(setup, best, *pair, effort=Effort(), steps=40)
        for pair in (("minutes", "sites"), ("sites", "minutes"))
    )
    assert len(there) > 1
    assert there["first_amount"].tolist() == pytest.approx(back["second_amount"].tolist()[::-1])
    assert there["second_amount"].tolist() == back["first_amount"].tolist()[::-1]


def test_no_plan_of_a_line_falls_further_short_unless_that_is_weighed(made) -> None:
    kept = trade_off(made.setup, made.solved, "sites", "minutes", effort=Effort())
    assert len(set(kept["amount_shortfall"])) == 1
    weighed = trade_off(made.setup, made.solved, "sites", "shortfall", effort=Effort(), steps=30)
    assert weighed["first_amount"].iloc[0] == 0
    assert weighed["amount_shortfall"].is_monotonic_decreasing


def test_what_a_plan_costs_elsewhere_stands_in_words(made) -> None:
    rows = trade_off(made.setup, made.solved, "minutes", "municipalities", effort=Effort())
    assert rows["words"].str.startswith("Reisminuten van bewoners en teams ").all()
    assert rows["words"].str.contains("Elders").all()
    assert shown_columns(rows)[:3] == ("step", "amount_minutes", "amount_municipalities")
    assert (rows["loss"] >= 0).all()


def test_a_line_with_few_plans_says_how_far_it_may_be_off() -> None:
    table = pd.DataFrame({"step": [1, 2], "apart": [0.25, 0.25]})
    assert front_words(table)[0].endswith(
        "hooguit 25,0% van het hele verschil beter, binnen dit model."
    )
    assert front_words(table.assign(apart=0.0))[0].startswith("Dit zijn alle 2 plannen")
    assert front_words(table.head(1).assign(apart=0.0))[0].startswith("Dit is het enige plan")
    assert "niet bekend" in front_words(table.assign(apart=None))[0]
    assert front_words(table.head(0)) == ()


def test_two_objectives_are_read_from_one_word() -> None:
    assert objectives(" minutes : cost ") == ("minutes", "cost")
    assert objectives("municipalities:minutes") == ("municipalities", "minutes")
    for text, words in (
        ("minutes", "no objective ''"),
        ("minutes:minutes", "two different"),
        ("minutes:mnicipalities", "no objective 'mnicipalities'"),
    ):
        with pytest.raises(PlanError, match=words):
            objectives(text)
    assert len(NAMES) == len(set(NAMES))


def test_a_number_of_plans_that_makes_no_line_is_refused() -> None:
    assert checked_steps(None, "minutes:cost") == STEPS
    for asked, pair, words in ((1, "a:b", "make no line"), (51, "a:b", "2 to 50"),
                               (5, None, "goes with --trade-off")):  # fmt: skip
        with pytest.raises(PlanError, match=words):
            checked_steps(asked, pair)
