"""Say which of the later tables get a sheet, and which of their columns a reader wants, in order.

What a column is called stands in the field of its schema.
"""

from typing import Final, NamedTuple

from maps.exports import plan_names, schemas
from sites.tables import (
    after_plan,
    judgement,
    ledger,
    plan,
    plan_agreements,
    plan_answers,
    plan_events,
    plan_no_regret,
    plan_periods,
    provinces,
    sitesheet,
    tasks,
    transit,
    villages,
)
from sites.tables.columns import Schema


class SheetKind(NamedTuple):
    """A sheet: its title, the schema of its table, and the columns wanted (all without them)."""

    title: str
    schema: Schema
    columns: tuple[str, ...] = ()


_JUDGEMENT: Final = {
    "verdicts": SheetKind(
        "Oordelen",
        judgement.Verdicts,
        (
            "site_id",
            "verdict",
            "sentence",
            "known",
            "strength",
            "strength_note",
            "confirm",
            "reason",
            "flip",
            "hub_name",
            "travel_min",
            "team_min",
        ),
    ),
    "functions": SheetKind("Functies", schemas.FunctionSheet),
    "knockouts": SheetKind("Uitsluitingen", schemas.KnockoutSheet),
    "load": SheetKind("Draagkracht", judgement.Load),
    "trust": SheetKind("Zekerheid", judgement.Trust),
    "teams": SheetKind(
        "Teams",
        judgement.Teams,
        ("hub_id", "sites", "team_days", "sites_per_day", "travel_min", "fte", "sentence"),
    ),
    "team_stops": SheetKind("Rondgang van teams", schemas.TeamStopsSheet),
    "notes": SheetKind("Belemmeringen en kansen", sitesheet.SiteNotes),
    "labour": SheetKind("Werk", schemas.LabourSheet),
}
_PLAN: Final = {
    "plan": SheetKind("Plan", schemas.PlanSheet),
    "plan_summary": SheetKind("Plan in cijfers", plan.PlanFigures, ("figure", "amount")),
    "plan_towns": SheetKind("Plan per gemeente", plan.PlanTowns),
    "plan_hubs": SheetKind("Plan per moederlocatie", plan.PlanHubs),
    "plan_missing": SheetKind("Plan tekorten", plan.PlanMissing),
    "plan_parts": SheetKind(
        "Plan weging",
        plan.PlanParts,
        ("plan", "label", "unit", "raw", "weight", "contribution"),
    ),
    "plan_costs": SheetKind("Plan kosten", plan_answers.PlanCosts),
    "plan_fairness": SheetKind("Plan eerlijk", plan_answers.PlanFairness),
    "plan_fair": SheetKind("Plan eerlijkste", plan_answers.PlanFair),
    "plan_reach": SheetKind("Plan dekking en reis", plan_periods.PlanReach),
    "plan_steps": SheetKind("Plan voor perioden", plan_periods.PlanSteps),
    "plan_step_agreements": SheetKind(
        "Plan perioden afspraken", plan_agreements.PlanStepAgreements
    ),
    "plan_step_sites": SheetKind("Plan perioden locaties", plan_names.PlanStepSitesSheet),
    "plan_shares": SheetKind("Plan altijd goed", schemas.PlanSharesSheet),
    "plan_factors": SheetKind("Plan wat varieert", plan_no_regret.PlanFactors),
    "plan_draws": SheetKind("Plan proeven", plan_no_regret.PlanDraws),
    "plan_draw_factors": SheetKind("Plan proeven waarden", plan_names.PlanDrawFactorsSheet),
    "plan_draw_sites": SheetKind("Plan proeven locaties", schemas.PlanDrawSitesSheet),
    "plan_firm": SheetKind("Plan marges", schemas.PlanFirmSheet),
    "plan_needs": SheetKind("Plan wat nodig is", schemas.PlanNeedsSheet),
    "plan_events": SheetKind("Plan gebeurtenissen", plan_events.PlanEvents),
    "plan_event_periods": SheetKind("Plan na gebeurtenissen", plan_events.EventPeriods),
    "plan_event_towns": SheetKind("Plan gebeurtenis per gemeente", plan_events.EventTowns),
    "plan_event_agreements": SheetKind(
        "Plan gebeurtenis afspraken", plan_agreements.PlanStepAgreements
    ),
    "plan_event_moves": SheetKind("Plan gebeurtenis verhuizing", plan_names.PlanEventMovesSheet),
    "plan_alternatives": SheetKind("Plan alternatieven", plan.PlanAlternatives),
    "plan_repairs": SheetKind("Plan bij uitval", plan_names.PlanRepairsSheet),
    "plan_wishes": SheetKind("Plan wensen", plan.PlanWishes),
    "plan_agreements": SheetKind("Plan afspraken", plan_agreements.PlanAgreements),
    "plan_trade_off": SheetKind("Plan afweging", plan_names.PlanTradeOffSheet),
    "plan_phases": SheetKind("Plan perioden", after_plan.PlanPhases),
    "plan_moves": SheetKind("Plan verhuizingen", after_plan.Moves),
    "plan_terms": SheetKind("Plan looptijden", schemas.PlanTermsSheet),
    "plan_bonus": SheetKind("Plan bonus", after_plan.PlanBonus),
    "plan_flow_on": SheetKind("Plan doorstroom", after_plan.PlanFlowOn),
    "plan_grants": SheetKind("Plan woningprojecten", after_plan.PlanGrants),
    "plan_new_hubs": SheetKind("Plan nieuwe hubs", after_plan.PlanNewHubs),
}
_LEDGER: Final = {
    "ledger_totals": SheetKind("Stand", ledger.LedgerTotals),
    "ledger": SheetKind(
        "Stand rij voor rij",
        schemas.LedgerSheet,
        ("hub_id", "name", "gm_code", "counter", "counted", "places", "from_date",
         "until_date", "note", "source"),
    ),
    "ledger_to_realise": SheetKind("Nog te realiseren", tasks.LedgerToRealise),
    "ledger_tasks": SheetKind("Opgaven", tasks.LedgerTasks),
    "ledger_pending": SheetKind(
        "Telt nog niet",
        ledger.LedgerPending,
        ("hub_id", "name", "gm_code", "counter", "standing", "places", "decided", "from_date",
         "until_date", "note", "source"),
    ),
    "ledger_days": SheetKind(
        "Stand per dag",
        ledger.LedgerDays,
        ("on", "counter", "existing", "planned", "to_check", "unknown"),
    ),
    "ledger_town_days": SheetKind("Stand per dag en gemeente", schemas.LedgerTownDaysSheet),
    "ledger_shares": SheetKind("Aandelen", ledger.LedgerShares),
    "ledger_agreements": SheetKind("Na de afspraken", ledger.LedgerAgreements),
    "ledger_deals": SheetKind("Afspraken", ledger.LedgerDeals),
    "ledger_tranches": SheetKind("Twee tranches", ledger.LedgerTranches),
    "ledger_pressure": SheetKind("Druk", ledger.LedgerPressure),
    "ledger_bonus": SheetKind("Bonus", ledger.LedgerBonus),
    "ledger_grants": SheetKind("Woningprojecten", ledger.LedgerGrants),
}  # fmt: skip
#: The later tables that get a sheet, by the name of the table.
EXTRA_SHEETS: Final[dict[str, SheetKind]] = {
    **_JUDGEMENT,
    "villages": SheetKind("Kernen", villages.Villages),
    "ov": SheetKind("Openbaar vervoer", transit.HubTrips),
    "provinces": SheetKind("Provincies", provinces.ProvinceBoard),
    "balance": SheetKind("Ruimte bij de grens", provinces.ProvinceBalance),
    "plan_provinces": SheetKind(
        "Plan per provincie",
        schemas.PlanProvincesSheet,
        (
            "province",
            "site_id",
            "name",
            "gemeente",
            "kern",
            "places",
            "hub_id",
            "leaning",
            "mode",
            "travel_min",
            "local_min",
            "score",
            "is_durable",
            "from_date",
            "until_date",
        ),
    ),
    **_PLAN,
    **_LEDGER,
}
#: Long tables that read better with a column per kind: what becomes a column, what fills it.
WIDE: Final = {
    "functions": ("function", "answer"),
    "knockouts": ("knockout", "outcome"),
    "labour": ("sector", "establishments"),
}
#: What a long table says once per site, kept before its columns per kind.
ONCE: Final = {"labour": ("urbanity", "urbanity_year", "year")}
#: Tables whose rows stand in an order of their own, whatever the order of the sites.
OWN_ORDER: Final = ("team_stops",)
