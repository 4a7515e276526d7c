"""Questions around a plan: a wish that finds a better plan makes the plan anew from there."""

from dataclasses import replace

import numpy as np

from sites.plan.make import make_plan
from sites.plan.model.check import judge
from sites.plan.model.model import Chosen
from sites.plan.questions import better_start, weighed, wishes_of
from tests.sites.plan.test_make import PARAMS, TABLES


def test_a_wish_that_finds_a_better_plan_gives_the_start_of_a_new_one() -> None:
    best = make_plan(TABLES, PARAMS)
    siting = best.setup.siting
    chosen = best.solved.chosen
    poor = Chosen(chosen.pair[:1], chosen.places[:1])  # as if the search had ended far too soon
    solved = replace(best.solved, chosen=poor, judged=judge(siting, poor), status="beste gevonden")
    poorer = replace(best, solved=solved, value=solved.value)
    wishes = wishes_of(poorer, (best.rows["site_id"].iloc[-1],), ())
    start = better_start(poorer, wishes)
    again = make_plan(TABLES, PARAMS, start_rows=start)
    assert again.value >= best.value - 1e-9
    assert all(wish.loss >= 0 for wish in wishes)


def test_a_proven_plan_stays_the_base_of_its_wishes() -> None:
    best = make_plan(TABLES, PARAMS)
    wishes = wishes_of(best, ("c1",), ("GM0002",))
    assert [wish.kind for wish in wishes] == ["met", "zonder"]
    assert better_start(best, wishes) is None


def test_without_a_plan_there_is_nothing_around_it() -> None:
    none = make_plan(TABLES, PARAMS.model_copy(update={"hard_target": True}), target=1000)
    assert wishes_of(none, ("a1",), ()) == []
    assert weighed(none, ("minutes", "municipalities")) is None
    assert better_start(none, []) is None
    assert np.isneginf(none.value)
