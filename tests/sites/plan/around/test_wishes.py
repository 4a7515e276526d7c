"""What a wish costs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sites.plan.around.trade_off import trade_off
from sites.plan.around.wishes import (
    WISH_COLUMNS,
    better_base,
    changes_in_words,
    price_of_insisting,
    price_of_sparing,
    wishes_table,
)
from sites.plan.make import PlanError, make_plan
from sites.plan.model.check import judge
from sites.plan.solve.solve import Effort, solve
from sites.plan.tables import set_up
from tests.sites.plan.around.test_alternatives import made_up
from tests.sites.plan.test_make import PARAMS, TABLES


def test_what_a_wish_changes_is_rounded_as_everything_that_is_shown() -> None:
    """A half goes up; Python's own ``round`` makes 2 of 2.5 and 0.2 of 0.25."""
    raw = {"shortfall": 2.5, "minutes": 0.0, "sites": 0.0, "cost": 0.25, "fairness": 0.004,
           "suitability": 0.0}  # fmt: skip
    change = pd.DataFrame({"raw": pd.Series(raw)})
    assert changes_in_words(change, places=100) == [
        "3 plekken te weinig of te veel", "0,3 miljoen euro per jaar meer",
    ]  # fmt: skip


def test_insisting_and_sparing_have_a_price_that_is_never_negative() -> None:
    plan = make_plan(TABLES, PARAMS, effort=Effort())
    wishes = (
        price_of_insisting(plan.setup, plan.solved, "c1", Effort()),
        price_of_sparing(plan.setup, plan.solved, "GM0002", Effort()),
    )
    for wish in wishes:
        assert wish.loss >= wish.loss_least >= 0
        assert wish.parts["contribution"].sum() == pytest.approx(-wish.loss)
        assert not wish.is_better
    table = wishes_table(wishes)
    assert table.columns.tolist() == list(WISH_COLUMNS)
    assert table["wish"].tolist() == ["met Molen (c1)", "zonder Bedorp"]
    assert table["words"].iloc[1].startswith("Zonder nieuwe locaties in Bedorp: kost ")


def test_what_the_plan_does_already_costs_nothing() -> None:
    plan = make_plan(TABLES, PARAMS, effort=Effort())
    kept = price_of_insisting(plan.setup, plan.solved, plan.rows["site_id"].iloc[0], Effort())
    assert (kept.loss, kept.sites_changed) == (0.0, 0)
    assert kept.words.endswith("in elk geval: kost niets.")


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_the_price_is_the_difference_between_two_optima(seed: int) -> None:
    tables, params = made_up(seed)
    setup = set_up(tables, params)
    best = solve(setup.siting)
    for site_id in ("s01", "s07"):
        wish = price_of_insisting(setup, best, site_id, Effort())
        forced = setup.siting.forced.copy()
        forced[setup.sites["site_id"].tolist().index(site_id)] = 1
        truth = solve(replace(setup.siting, forced=forced))
        if truth.chosen is None:
            assert wish.loss == np.inf
            assert "dit kan niet" in wish.words
            continue
        assert wish.loss == pytest.approx(best.value - truth.value, abs=1e-6)
        assert wish.loss_least == pytest.approx(wish.loss, abs=1e-5)
        assert not judge(setup.siting, wish.solved.chosen).broken


def test_a_wish_that_beats_a_poor_base_is_said_and_offered_as_the_base() -> None:
    setup = set_up(TABLES, PARAMS)
    best = solve(setup.siting)
    ids = setup.sites["site_id"].to_numpy()[setup.siting.pair_site]
    few = best.chosen
    poor_plan = replace(few, pair=few.pair[:1], places=few.places[:1])
    poor = replace(
        best,
        chosen=poor_plan,
        judged=judge(setup.siting, poor_plan),
        status="beste gevonden",
        bound=best.bound,
    )
    wish = price_of_insisting(setup, poor, ids[few.pair[1]], Effort())
    assert wish.is_better
    assert wish.loss == 0.0
    assert "zelfs beter" in wish.words
    base = better_base(poor, [wish])
    assert base.value == pytest.approx(best.value)
    assert base.status == "bewezen optimaal binnen dit model"
    assert better_base(best, []) is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda s, b: price_of_insisting(s, b, "zz", Effort()), "no site zz among 5|no site zz"),
        (lambda s, b: price_of_sparing(s, b, "GM9999", Effort()), "no municipality GM9999"),
        (lambda s, b: trade_off(s, b, "minutes", "minutes", effort=Effort()), "two different"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_in_one_line(call, words) -> None:
    setup = set_up(TABLES, PARAMS)
    with pytest.raises(PlanError, match=words):
        call(setup, solve(setup.siting))


def test_a_municipality_with_a_kept_site_cannot_be_spared() -> None:
    setup = set_up(TABLES, PARAMS.model_copy(update={"keep": ("b1",)}))
    with pytest.raises(PlanError, match="site b1 there is kept"):
        price_of_sparing(setup, solve(setup.siting), "Bedorp", Effort())
