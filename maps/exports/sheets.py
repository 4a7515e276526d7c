"""Say which of the later tables get a sheet, and which of their columns a reader wants, in order.

What a column is called stands in the field of its schema.
"""

from typing import Final, NamedTuple

from maps.exports import schemas
from sites.tables import after_plan, judgement, ledger, plan, transit
from sites.tables.columns import Schema


class Sheet(NamedTuple):
    """A sheet: its name, the schema of its table, and the columns wanted (all without them)."""

    title: str
    schema: Schema
    columns: tuple[str, ...] = ()


_JUDGEMENT: Final = {
    "verdicts": Sheet(
        "Oordelen",
        judgement.Verdicts,
        ("site_id", "verdict", "sentence", "reason", "flip", "hub_name", "travel_min", "team_min"),
    ),
    "functions": Sheet("Functies", schemas.FunctionSheet),
    "knockouts": Sheet("Uitsluitingen", schemas.KnockoutSheet),
    "load": Sheet("Draagkracht", judgement.Load),
    "trust": Sheet("Zekerheid", judgement.Trust),
    "teams": Sheet(
        "Teams",
        judgement.Teams,
        ("hub_id", "sites", "team_days", "sites_per_day", "fte", "sentence"),
    ),
}
_PLAN: Final = {
    "plan": Sheet("Plan", schemas.PlanSheet),
    "plan_summary": Sheet("Plan in cijfers", plan.PlanFigures),
    "plan_towns": Sheet("Plan per gemeente", plan.PlanTowns),
    "plan_hubs": Sheet("Plan per moederlocatie", plan.PlanHubs),
    "plan_missing": Sheet("Plan tekorten", plan.PlanMissing),
    "plan_parts": Sheet(
        "Plan weging",
        plan.PlanParts,
        ("plan", "label", "unit", "raw", "weight", "contribution"),
    ),
    "plan_alternatives": Sheet("Plan alternatieven", plan.PlanAlternatives),
    "plan_repairs": Sheet("Plan bij uitval", plan.PlanRepairs),
    "plan_wishes": Sheet("Plan wensen", plan.PlanWishes),
    "plan_trade_off": Sheet("Plan afweging", plan.PlanTradeOff),
    "plan_phases": Sheet("Plan perioden", after_plan.PlanPhases),
    "plan_moves": Sheet("Plan verhuizingen", after_plan.Moves),
    "plan_terms": Sheet("Plan looptijden", schemas.PlanTermsSheet),
    "plan_bonus": Sheet("Plan bonus", after_plan.PlanBonus),
    "plan_flow_on": Sheet("Plan doorstroom", after_plan.PlanFlowOn),
    "plan_grants": Sheet("Plan woningprojecten", after_plan.PlanGrants),
    "plan_new_hubs": Sheet("Plan nieuwe hubs", after_plan.PlanNewHubs),
}
_LEDGER: Final = {
    "ledger_totals": Sheet("Stand", ledger.LedgerTotals),
    "ledger": Sheet(
        "Stand rij voor rij",
        schemas.LedgerSheet,
        ("hub_id", "name", "gemeente", "gm_code", "counter", "counted", "places", "from_date",
         "until_date", "note", "source"),
    ),
    "ledger_days": Sheet(
        "Stand per dag",
        ledger.LedgerDays,
        ("on", "counter", "existing", "planned", "to_check", "unknown"),
    ),
    "ledger_town_days": Sheet("Stand per dag en gemeente", schemas.LedgerTownDaysSheet),
    "ledger_shares": Sheet("Aandelen", ledger.LedgerShares),
    "ledger_agreements": Sheet("Na de afspraken", ledger.LedgerAgreements),
    "ledger_deals": Sheet("Afspraken", ledger.LedgerDeals),
    "ledger_tranches": Sheet("Twee tranches", ledger.LedgerTranches),
    "ledger_pressure": Sheet("Druk", ledger.LedgerPressure),
    "ledger_bonus": Sheet("Bonus", ledger.LedgerBonus),
    "ledger_grants": Sheet("Woningprojecten", ledger.LedgerGrants),
}  # fmt: skip
#: The later tables that get a sheet, in order.
EXTRA_SHEETS: Final[dict[str, Sheet]] = {
    **_JUDGEMENT,
    "ov": Sheet("Openbaar vervoer", transit.HubTrips),
    **_PLAN,
    **_LEDGER,
}
#: Long tables that read better with a column per kind: what becomes a column, what fills it.
WIDE: Final = {"functions": ("function", "answer"), "knockouts": ("knockout", "outcome")}
#: The schema of each of these sheets, by the name of the sheet.
SHEET_SCHEMAS: Final = {sheet.title: sheet.schema for sheet in EXTRA_SHEETS.values()}
