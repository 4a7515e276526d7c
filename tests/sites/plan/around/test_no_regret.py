"""What is good whatever happens: shares that can be recounted, and a sentence that is true."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sites.plan.around.factors import applied, factors_of
from sites.plan.around.no_regret import MOST_DRAWS, check_draws, decider, no_regret
from sites.plan.make import NEARBY_EFFORT, PlanError, make_plan
from sites.plan.solve.solve import Effort, solve
from sites.plan.tables import Tables, set_up
from sites.settings.no_regret import NoRegretParams
from sites.settings.plan import HubPlanParams, MotherRoom, ObjectiveParams, PlanParams, SizeParams
from sites.tables.plan_no_regret import ALWAYS, DEPENDS, RARELY
from tests.sites.plan.around.test_alternatives import made_up
from tests.sites.plan.test_make import PARAMS, TABLES

STILL = NoRegretParams(target=0, room=0, load=0, spread=1, travel_error=0)


def asked(tables: Tables, params: PlanParams, draws: int = 20):
    plan = make_plan(tables, params, with_repairs=False, effort=Effort())
    return plan, no_regret(tables, params, plan.rows, draws, NEARBY_EFFORT)


def test_without_uncertainty_every_draw_is_the_plan_itself() -> None:
    params = PARAMS.model_copy(update={"no_regret": STILL})
    plan, found = asked(TABLES, params, 3)
    assert found.factors.empty
    for _, rows in found.draw_sites.groupby("draw"):
        assert dict(zip(rows["site_id"], rows["places"], strict=True)) == dict(
            zip(plan.rows["site_id"], plan.rows["places"], strict=True)
        )
    assert set(found.shares["share"]) <= {0.0, 1.0}
    assert set(found.shares.loc[found.shares["in_plan"], "verdict"]) == {ALWAYS}
    assert "Er is geen locatie die van iets afhangt." in found.words


def target_decides() -> tuple[Tables, PlanParams]:
    """Two sites of 80 places beside 100 that exist: the second is wanted above 220 in all."""
    sites = TABLES.sites.iloc[:2].assign(places=80)
    tables = replace(TABLES, sites=sites, ranking=TABLES.ranking.iloc[:2])
    params = PARAMS.model_copy(
        update={
            "target": 220,
            "size": SizeParams(cluster_places=0, least=80),
            "objective": ObjectiveParams(
                fairness=0, moves=0, sites=1.0, minutes=0.0, cost=0.0, suitability=1.0
            ),
            "no_regret": STILL.model_copy(update={"target": 0.15, "room": 0.01}),
        }
    )
    return tables, params


def test_where_only_the_target_matters_the_sentence_says_so() -> None:
    _, found = asked(*target_decides(), draws=40)
    shares = found.shares.set_index("id")
    assert shares.at["a1", "verdict"] == ALWAYS  # noqa: PD008
    assert shares.at["a2", "verdict"] == DEPENDS  # noqa: PD008
    assert shares.at["a2", "factor"] == "target"  # noqa: PD008
    assert shares.at["a2", "high"] > shares.at["a2", "low"]  # noqa: PD008
    assert any(
        words == "Het doel beslist het vaakst: bij 1 van de ene locatie die soms meedoet."
        for words in found.words
    )


def test_where_only_the_room_of_a_mother_location_matters_the_sentence_says_so() -> None:
    tables, params = target_decides()
    rooms = HubPlanParams(rooms=(MotherRoom(hub_id="M1", places=165),), team_sites=0)
    params = params.model_copy(
        update={
            "target": 260,
            "hubs": rooms,
            "no_regret": STILL.model_copy(update={"target": 0.01, "room": 0.3}),
        }
    )
    trips = tables.hub_travel[tables.hub_travel["mode"] == "bike"]
    _, found = asked(replace(tables, hub_travel=trips), params, draws=40)
    assert found.shares.set_index("id").at["a2", "factor"] == "room:M1"  # noqa: PD008
    assert any(words.startswith("De ruimte bij AZC Astad beslist") for words in found.words)


def test_what_no_factor_decides_is_said_to_be_decided_by_nothing() -> None:
    """The draws are noise to this site: fewer than one in twenty such sites may name a factor."""
    rng = np.random.default_rng(3)
    high = pd.DataFrame(rng.permuted(np.tile([True, False], (12, 25)), axis=1).T)
    named = [decider(pd.Series(rng.random(50) < 0.5), high, 0.05) is not None for _ in range(200)]
    assert sum(named) <= 20


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(one, marks=pytest.mark.slow) for one in (2, 3))]
)
def test_every_share_is_that_of_the_draws_and_every_gap_is_small(seed: int) -> None:
    tables, params = made_up(seed)
    _, found = asked(tables, params, 8)
    made = found.draws[found.draws["value"].notna()]
    assert (made["gap"] <= 0.01 + 1e-9).all()
    for key, kind in (("site_id", "locatie"), ("gm_code", "gemeente")):
        counts = found.draw_sites.groupby(key)["draw"].nunique()
        told = found.shares[found.shares["kind"] == kind].set_index("id")
        assert (counts.reindex(told.index).fillna(0) == told["times"]).all()
        assert told["share"].to_numpy() == pytest.approx(told["times"] / len(made))
    assert set(found.shares["verdict"]) <= {ALWAYS, DEPENDS, RARELY}


@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_draw_is_the_plan_of_its_own_values(seed: int) -> None:
    tables, params = made_up(seed)
    _, found = asked(tables, params, 4)
    values = found.draw_factors.pivot(index="draw", columns="factor", values="times")  # noqa: PD010 - a repeated pair must fail
    for row in found.draws.to_dict("records"):
        by = values.loc[row["draw"]].to_dict()
        truth = solve(set_up(*applied(tables, params, by)).siting)
        if truth.chosen is None:
            assert pd.isna(row["value"])
            continue
        assert row["value"] <= truth.value + 1e-6
        assert truth.value - row["value"] <= 0.01 * abs(row["value"]) + 1e-6


def test_the_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    tables, params = made_up(1)
    _, one = asked(tables, params, 3)
    _, again = asked(tables, params, 3)
    pd.testing.assert_frame_equal(one.draw_factors, again.draw_factors)
    pd.testing.assert_frame_equal(one.draw_sites, again.draw_sites)
    other = params.model_copy(update={"no_regret": NoRegretParams(seed=18)})
    _, third = asked(tables, other, 3)
    assert not one.draw_factors["times"].equals(third.draw_factors["times"])


def test_every_range_names_its_source() -> None:
    factors = factors_of(*made_up(0))
    assert {factor.key for factor in factors} >= {"target", "load", "travel", "room:M0", "minutes"}
    assert all("aanname" in factor.source for factor in factors)


@pytest.mark.parametrize("draws", [0, -3, MOST_DRAWS + 1])
def test_a_number_of_draws_that_cannot_be_is_refused(draws: int) -> None:
    with pytest.raises(PlanError, match="give --no-regret a number from 1 to 500"):
        check_draws(draws)
