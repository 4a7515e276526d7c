"""Every table that a plan and a ledger hand on is one of a schema: column by column, row by row."""

from datetime import date

import pandas as pd
import pandera.pandas as pa
import pytest
from pandera.errors import SchemaError, SchemaErrors

from sites.ledger import tables as ledger_room
from sites.ledger.rows import ledger_rows
from sites.ledger.state import existing_places
from sites.ledger.tables import whole_ledger
from sites.outcome import after_plan as after_room
from sites.outcome.after_plan import what_follows
from sites.plan.around.trade_off import trade_off
from sites.plan.around.wishes import price_of_insisting, price_of_sparing, wishes_table
from sites.plan.compare import compare, compare_towns
from sites.plan.make import NEARBY_EFFORT, make_plan
from sites.settings.ledger import Agreement, Entry, LedgerParams, Project
from sites.settings.plan import AlternativeParams
from sites.tables import after_plan, ledger, plan, plan_front
from tests.sites.plan.test_make import PARAMS, TABLES, TOWNS

PLAN_SCHEMAS = {
    "rows": plan.PlanRows,
    "hubs": plan.PlanHubs,
    "towns": plan.PlanTowns,
    "parts": plan.PlanParts,
    "missing": plan.PlanMissing,
    "summary": plan.PlanFigures,
    "repairs": plan.PlanRepairs,
    "alternatives": plan.PlanAlternatives,
    "alternative_rows": plan.PlanRows,
}
AFTER_SCHEMAS = {
    "phases": after_plan.PlanPhases,
    "moves": after_plan.Moves,
    "terms": after_plan.PlanTerms,
    "bonus": after_plan.PlanBonus,
    "flow_on": after_plan.PlanFlowOn,
    "grants": after_plan.PlanGrants,
}
LEDGER_SCHEMAS = {
    "rows": ledger.LedgerCounted,
    "totals": ledger.LedgerTotals,
    "towns": ledger.LedgerTowns,
    "days": ledger.LedgerDays,
    "town_days": ledger.LedgerTownDays,
    "shares": ledger.LedgerShares,
    "tranches": ledger.LedgerTranches,
    "pressure": ledger.LedgerPressure,
    "agreements": ledger.LedgerAgreements,
    "deals": ledger.LedgerDeals,
    "bonus": ledger.LedgerBonus,
    "grants": ledger.LedgerGrants,
}
PROJECT = Project(id="p", name="Proefproject", gm_code="GM0001", large_dwellings=1, dwellings=2)
TWO_PLANS = PARAMS.model_copy(update={"alternatives": AlternativeParams(count=2, within=0.9)})
RESIDENTS = TOWNS.assign(region=["west", "west", None])


def holds(schema: type[pa.DataFrameModel], table: pd.DataFrame) -> None:
    """Fail unless a table is one of the schema, and the schema changes nothing in it."""
    told = schema.validate(table)
    assert list(told.columns) == list(table.columns)
    same = told.astype(object).where(told.notna(), None)
    assert same.equals(table.astype(object).where(table.notna(), None))


@pytest.fixture(scope="module")
def made():
    return make_plan(TABLES, TWO_PLANS, keep=("a1",))


def test_the_tables_of_a_plan_are_those_of_their_schemas(made) -> None:
    assert len(made.alternatives) > 0
    assert len(made.repairs) > 0
    for name, schema in PLAN_SCHEMAS.items():
        holds(schema, getattr(made, name))


def test_what_is_missing_in_a_plan_and_a_repair_that_is_not_found_have_a_schema_too() -> None:
    tight = make_plan(TABLES, TWO_PLANS, target=2000)
    assert len(tight.missing) > 0
    holds(plan.PlanMissing, tight.missing)
    holds(plan.PlanRepairs, tight.repairs)


def test_without_a_plan_every_table_is_there_and_empty() -> None:
    apart = PARAMS.size.model_copy(update={"apart_m": 50_000.0})
    nothing = make_plan(TABLES, PARAMS.model_copy(update={"size": apart}), keep=("a1", "a2"))
    assert nothing.conflict is not None
    for name, schema in PLAN_SCHEMAS.items():
        holds(schema, getattr(nothing, name))
    assert nothing.repairs.empty


def test_wishes_and_a_trade_off_are_those_of_their_schemas(made) -> None:
    setup, solved = made.setup, made.solved
    wishes = [
        price_of_insisting(setup, solved, "c1", NEARBY_EFFORT),
        price_of_sparing(setup, solved, "GM0002", NEARBY_EFFORT),
    ]
    holds(plan.PlanWishes, wishes_table(wishes))
    weighed = trade_off(setup, solved, "minutes", "municipalities", effort=NEARBY_EFFORT)
    holds(plan_front.PlanTradeOff, weighed)


def test_two_plans_beside_each_other_have_schemas(made) -> None:
    table = compare(made.rows, made.rows.iloc[1:].assign(places=30))
    holds(plan.PlanChanges, table)
    holds(plan.PlanTownChanges, compare_towns(table, TOWNS))


def test_what_follows_a_plan_has_schemas(made) -> None:
    rows = made.rows.assign(until_date=["2031-11-01"] + [None] * (len(made.rows) - 1))
    minutes = pd.DataFrame({"site_id": rows["site_id"], "gm_code": "GM0003", "travel_min": 20.0})
    holds(after_plan.TownMinutes, minutes)
    found = what_follows(
        rows.astype({"until_date": "str"}),
        made.hubs,
        RESIDENTS,
        minutes,
        LedgerParams(projects=(PROJECT,)),
        plan=PARAMS.model_copy(update={"on": date(2026, 11, 1)}),
        ledger_rows=ledger_of(LedgerParams()),
    )
    assert len(found.moves) > 0
    for name, schema in AFTER_SCHEMAS.items():
        assert len(getattr(found, name)) > 0
        holds(schema, getattr(found, name))


def ledger_of(params: LedgerParams) -> pd.DataFrame:
    hubs = pd.DataFrame(
        {"hub_id": ["M1"], "name": ["AZC Astad"], "gm_code": ["GM0001"], "kind": ["azc"],
         "status": ["in gebruik"], "places": [100], "source": [None], "confidence": [None]}
    )  # fmt: skip
    return ledger_rows(hubs, None, None, params.entries, counters=params.counters)


def test_the_tables_of_a_ledger_with_a_counter_of_its_own_are_those_of_their_schemas() -> None:
    params = LedgerParams(
        own_counters=("spoedzoekers",),
        entries=(
            Entry(id="x", counter="spoedzoekers", gm_code="GM0002", places=12),
            Entry(id="y", counter="cno", gm_code="GM0002", places=None),
        ),
        agreements=(
            Agreement(
                id="ruil", taker="GM0001", giver="GM0002", places=10, statushouders_per_year=2,
                from_date=date(2026, 1, 1), until_date=date(2029, 1, 1), note="proef",
            ),
        ),
        projects=(PROJECT,),
        housing_tasks={"GM0001": 20},
    )  # fmt: skip
    rows = ledger_of(params)
    holds(ledger.LedgerRows, rows)
    holds(ledger.ExistingPlaces, existing_places(rows, date(2026, 11, 1)))
    found = whole_ledger(rows, TOWNS, params, date(2026, 11, 1), 300, without=("amv",))
    for name, schema in LEDGER_SCHEMAS.items():
        assert len(getattr(found, name)) > 0
        holds(schema, getattr(found, name))
    assert "spoedzoekers" in found.pressure
    assert "amv" not in found.pressure


def test_a_ledger_without_deals_or_inhabitants_has_empty_tables_of_the_same_schemas() -> None:
    unknown = TOWNS.assign(population=pd.array([pd.NA] * 3, dtype="Int64"))
    found = whole_ledger(ledger_of(LedgerParams()), unknown, LedgerParams(), date(2026, 11, 1), 300)
    assert found.tranches.empty
    for name, schema in LEDGER_SCHEMAS.items():
        schema.validate(getattr(found, name))


@pytest.mark.parametrize("made_by", ["deals", "grants_table", "slider"])
def test_a_column_that_no_schema_knows_does_not_leave_the_ledger(made_by, monkeypatch) -> None:
    right = getattr(ledger_room, made_by)
    monkeypatch.setattr(ledger_room, made_by, lambda *a, **k: right(*a, **k).assign(vreemd=1))
    with pytest.raises((SchemaError, SchemaErrors), match="vreemd"):
        whole_ledger(ledger_of(LedgerParams()), TOWNS, LedgerParams(), date(2026, 11, 1), 300)


@pytest.mark.parametrize("made_by", ["grants_table", "plan_bonus"])
def test_a_column_that_no_schema_knows_does_not_follow_a_plan(made, made_by, monkeypatch) -> None:
    right = getattr(after_room, made_by)
    monkeypatch.setattr(after_room, made_by, lambda *a, **k: right(*a, **k).assign(vreemd=1))
    minutes = pd.DataFrame({"site_id": ["a1"], "gm_code": "GM0003", "travel_min": 20.0})
    with pytest.raises((SchemaError, SchemaErrors), match="vreemd"):
        what_follows(
            made.rows, made.hubs, RESIDENTS, minutes, LedgerParams(), plan=PARAMS,
            ledger_rows=ledger_of(LedgerParams()),
        )  # fmt: skip


def test_a_stray_column_and_a_wrong_type_are_refused(made) -> None:
    with pytest.raises((SchemaError, SchemaErrors), match="extra"):
        plan.PlanTowns.validate(made.towns.assign(extra=1))
    with pytest.raises((SchemaError, SchemaErrors), match="leaning"):
        plan.PlanRows.validate(made.rows.assign(leaning="niets"))
