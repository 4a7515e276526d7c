"""Questions around a plan: a wish that finds a better plan makes the plan anew from there."""

from dataclasses import replace

import numpy as np

from sites.plan.make import make_plan
from sites.plan.model.check import judge
from sites.plan.model.model import Chosen
from sites.plan.questions import better_start, fairest, weighed, wishes_of
from sites.settings.plan import ObjectiveParams, ShareParams
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
    assert fairest(none) is None
    assert np.isneginf(none.value)


def test_the_fairest_plan_is_told_beside_the_best_and_recounted_from_its_rows() -> None:
    """With 300 places on 100.000 people nobody can have more than 3 when all have as many."""
    unfair = {"share": ShareParams(least=0, most=9), "objective": ObjectiveParams(fairness=0)}
    best = make_plan(TABLES, PARAMS.model_copy(update=unfair))
    found = fairest(best)
    people = {"GM0001": 60_000, "GM0002": 20_000, "GM0003": 20_000}
    held = {"GM0001": 100, "GM0002": 0, "GM0003": 0}
    for rows, told in zip((best.rows, found.rows), found.table.to_dict("records"), strict=True):
        new = rows.groupby("gm_code")["places"].sum()
        levels = [1000 * (held[c] + new.get(c, 0)) / people[c] for c in people]
        assert told["worst_1000"] == min(levels)
        assert told["spread_1000"] == max(levels) - min(levels)
        assert (told["places"], told["sites"]) == (rows["places"].sum(), len(rows))
        assert told["loss"] == best.value - told["value"]
    first, last = found.table["worst_1000"]
    assert first < last == found.table["bound_1000"].iloc[1]
    assert (first, last) == (0.0, 3.0)  # without a price nothing opens in Cedorp
    assert found.rows["places"].sum() <= 200
    assert "binnen dit model" in found.table["words"].iloc[1]
