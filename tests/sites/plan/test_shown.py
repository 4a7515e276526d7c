"""What readers get of a plan: all its plans in one set, each table of its schema."""

from dataclasses import replace

import pandas as pd
import pytest
from pandera.errors import SchemaError, SchemaErrors

from sites.plan.make import make_plan, new_hub_candidates
from sites.plan.shown import shown_plan
from sites.settings.plan import AlternativeParams
from tests.maps.synthetic_later import no_after_plan
from tests.sites.plan.test_make import HUBS, KERNEN, PARAMS, TABLES, TOWNS

TWO_PLANS = PARAMS.model_copy(update={"alternatives": AlternativeParams(count=1, within=0.9)})


@pytest.fixture(scope="module")
def made():
    return make_plan(TABLES, TWO_PLANS)


def shown(plan, new_hubs=None, **asked):
    return shown_plan(
        plan,
        no_after_plan(),
        new_hubs=new_hubs,
        metric_crs="EPSG:28992",
        municipalities=TOWNS,
        **asked,
    )


def test_the_rows_are_those_of_the_best_plan_and_then_of_the_others(made) -> None:
    told = shown(made)
    assert told.rows["plan"].unique().tolist() == [made.name, f"{made.name}-1"]
    assert len(told.rows) == len(made.rows) + len(made.alternative_rows)
    assert (told.status, told.notes) == (made.status_text, made.notes)


def test_what_was_not_asked_is_none_and_not_empty(made) -> None:
    told = shown(made)
    assert (told.new_hubs, told.wishes, told.trade_off) == (None, None, None)


def test_a_new_hub_that_a_plan_uses_is_handed_on_with_where_to_draw_it(made) -> None:
    """Of two places where a hub may open the plan uses one: only that one is drawn."""
    spots = KERNEN.assign(
        gm_code=TOWNS["gm_code"], easting=[155_000.0, 164_000.0, 195_000.0], northing=463_000.0
    )
    new = new_hub_candidates(spots, HUBS)
    assert len(new) == 2
    used = made.rows.assign(hub_id="nieuw-GM0002")
    (hub,) = shown(replace(made, rows=used), new).new_hubs.itertuples()
    assert hub.name == "Nieuwe hub in Bedorp"
    assert (hub.lon, hub.lat) == pytest.approx((5.519, 52.155), abs=0.001)


@pytest.mark.parametrize("table", ["summary", "missing", "repairs", "alternatives"])
def test_a_column_that_no_schema_knows_does_not_leave_the_room(made, table) -> None:
    wrong: pd.DataFrame = getattr(made, table).assign(vreemd=1)
    with pytest.raises((SchemaError, SchemaErrors), match="vreemd"):
        shown(replace(made, **{table: wrong}))
