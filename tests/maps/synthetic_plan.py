"""An invented plan and ledger on top of an invented run, with numbers a reader can add up.

``basisplan`` opens three sites: 60 and 80 places in GM9001, 40 in GM9002. The first leans on the
mother location UT01, the second on its mobile team, the third on a new hub. ``basisplan-1`` keeps
the first and opens another one in GM9002 instead of the others.

The ledger of the area: 590 regular places from 2023 on, 100 more in 2024 only, 385 planned, and
120 places of crisis emergency (CNO) until 1 July 2024.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
from pandera.typing import DataFrame

from sites.plan.costs import plan_costs
from sites.plan.fairness import plan_fairness
from sites.settings.plan import CostParams
from sites.tables import (
    after_plan,
    ledger,
    plan,
    plan_agreements,
    plan_answers,
    plan_events,
    plan_front,
    plan_periods,
    tasks,
)
from sites.tables.results import (
    AfterPlan,
    EventTables,
    LedgerTables,
    PeriodTables,
    PlanTables,
    RunResult,
)
from sites.tables.schemas import empty
from tests.maps.synthetic_later import no_after_plan

ON = "2026-11-01"
TOWN, OTHER, THIRD = "GM9001", "GM9002", "GM9003"
HUB, TEAM, NEW = "UT01", "UT01-team", "nieuw-GM9003"
COUNTERS = ("regulier", "amv", "cno", "noodopvang", "oekraine", "statushouders")


def chosen_sites(result: RunResult) -> dict[str, str]:
    """Return four sites by what the plan does with them."""
    sites = result.sites[result.sites["gm_certain"].astype(bool)].sort_values("site_id")
    town = sites[sites["gm_code"] == TOWN]["site_id"].tolist()
    other = sites[sites["gm_code"] == OTHER]["site_id"].tolist()
    return {"leans": town[0], "team": town[-1], "hub": other[0], "alternative": other[-1]}


def plan_rows(result: RunResult) -> DataFrame[plan.PlanRows]:
    """Return the rows of both plans."""
    at = chosen_sites(result)
    rows = [
        ("basisplan", at["leans"], 60, HUB, HUB, "moederlocatie", "bike", 12.0, TOWN),
        ("basisplan", at["team"], 80, HUB, TEAM, "mobiel team", "car", 20.0, TOWN),
        ("basisplan", at["hub"], 40, NEW, NEW, "nieuwe hub", "bike", 9.0, OTHER),
        ("basisplan-1", at["leans"], 60, HUB, HUB, "moederlocatie", "bike", 12.0, TOWN),
        ("basisplan-1", at["alternative"], 90, HUB, TEAM, "mobiel team", "car", 31.0, OTHER),
    ]
    names = ("plan", "site_id", "places", "hub_id", "cluster_id", "leaning", "mode", "travel_min",
             "gm_code")  # fmt: skip
    table = pd.DataFrame(rows, columns=list(names)).assign(
        opened=True,
        local_min=None,
        kern=None,
        score=0.8,
        is_durable=True,
        from_date=None,
        until_date=None,
    )
    return DataFrame[plan.PlanRows](table[list(plan.PlanRows.to_schema().columns)])


def _towns(result: RunResult) -> pd.DataFrame:
    own = result.layers.municipalities
    own = own[own["role"] == "gebied"][["gm_code", "name"]].reset_index(drop=True)
    planned = own["gm_code"].map({TOWN: 140, OTHER: 40}).fillna(0).astype("Int64")
    existing = own["gm_code"].map({TOWN: 30, THIRD: 590}).fillna(0).astype("Int64")
    table = own.assign(plan="basisplan", existing=existing, planned=planned)
    table["total"] = table["existing"] + table["planned"]
    table["agreed"] = own["gm_code"].map({TOWN: -40, OTHER: 40}).fillna(0).astype("Int64")
    table = table.assign(share=200, least=100, most=300)
    table["to_realise"] = (table["share"] - table["existing"]).clip(lower=0)
    counted = table["total"] + table["agreed"]
    table["short"] = (table["least"] - counted).clip(lower=0)
    table["over"] = (counted - table["most"]).clip(lower=0)
    return table.assign(sites=own["gm_code"].map({TOWN: 2, OTHER: 1}).fillna(0).astype("Int64"))


def plan_tables(result: RunResult) -> PlanTables:
    """Return a plan as a plan run hands it on, without what only some runs ask."""
    at, towns = chosen_sites(result), _towns(result)
    name = dict(zip(result.layers.hubs["hub_id"], result.layers.hubs["name"], strict=True))[HUB]
    hubs = [
        (HUB, name, "moederlocatie", "aanname", 600, 60, 540, 1, 10, 60),
        (TEAM, name, "mobiel team", "aanname", None, 80, None, 1, 15, 80),
        (NEW, "Nieuwe hub in Cromstrijen", "nieuwe hub", "aanname", 500, 40, 460, 1, 8, 40),
    ]
    columns = ["hub_id", "name", "kind", "basis", "room", "places", "left", "sites", "max_sites",
               "durable_places"]  # fmt: skip
    third = result.layers.kernen[result.layers.kernen["gm_code"] == THIRD].iloc[0]
    repairs = [
        (at["leans"], "locatie", 60, at["alternative"], "Herstel: 1 nieuwe locatie."),
        (at["hub"], "locatie", 40, "", "De andere locaties veranderen niet."),
        (HUB, "moederlocatie sluit", 140, "", "Hiervoor is geen herstel gevonden."),
    ]
    parts = [
        ("suitability", "geschiktheid", "plekken x score / 100", 1.44, 1.0, 1.44),
        (
            "minutes",
            "reisminuten van bewoners en teams",
            "minuten x bewoners / 100",
            10.8,
            0.005,
            -0.054,
        ),
    ]
    figures = [("target", "doel", 900), ("existing", "bestaande plekken", 620),
               ("to_realise", "nog te realiseren, vóór dit plan", 280),
               ("planned", "nieuwe plekken", 180), ("together", "samen", 800),
               ("short", "tekort na dit plan", 100), ("sites", "locaties", 3)]  # fmt: skip
    return PlanTables(
        rows=plan_rows(result),
        costs=plan_costs(plan_rows(result).query("plan == 'basisplan'"), CostParams()),
        fairness=plan_fairness(towns, result.layers.municipalities),
        hubs=DataFrame[plan.PlanHubs](_with_plan_first(pd.DataFrame(hubs, columns=columns))),
        towns=DataFrame[plan.PlanTowns](_with_plan_first(towns)),
        parts=DataFrame[plan.PlanParts](
            _with_plan_first(
                pd.DataFrame(
                    parts, columns=["part", "label", "unit", "raw", "weight", "contribution"]
                )
            )
        ),
        summary=DataFrame[plan.PlanFigures](
            pd.DataFrame(figures, columns=["key", "figure", "amount"])
        ),
        missing=DataFrame[plan.PlanMissing](
            {"kind": ["doel", "gemeente", "gemeente"], "name": ["provincie", "Berkendaal",
             "Duinhoven"], "short": [100, 60, 100], "over": [0, 0, 0]}
        ),
        repairs=DataFrame[plan.PlanRepairs](_repairs(repairs)),
        alternatives=DataFrame[plan.PlanAlternatives](
            {"plan": ["basisplan-1"], "called": "minder locaties", "status": "beste gevonden",
             "value": 1.3, "gap": 0.02, "distance": 0.069, "differs": 0.67}
        ),
        status="Beste gevonden plan (gat 1,0%): een beter plan ligt daar hooguit zoveel boven.",
        notes=("Ruimte voor 600 plekken (aanname).", "Een locatie telt als duurzaam."),
        after=no_after_plan(),
        new_hubs=DataFrame[after_plan.PlanNewHubs](
            {"hub_id": [NEW], "name": ["Nieuwe hub in Cromstrijen"], "gm_code": [THIRD],
             "lon": [float(third["lon"])], "lat": [float(third["lat"])]}
        ),
    )  # fmt: skip


def _with_plan_first(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(plan="basisplan")[["plan", *(c for c in table if c != "plan")]]


def _repairs(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["lost", "kind", "places_lost", "opened", "words"]).assign(
        status="beste gevonden", gap=0.01, loss=0.1, short=0.0, grown="", shrunk="", moved="",
        gm_codes=TOWN,
    )  # fmt: skip
    return table[list(plan.PlanRepairs.to_schema().columns)]


def with_later(tables: PlanTables, result: RunResult) -> PlanTables:
    """Return the plan with the tables that only some plan runs make, and what follows from it."""
    wishes = DataFrame[plan.PlanWishes](
        {"wish": ["met loc-001"], "kind": "met", "status": "beste gevonden", "gap": 0.01,
         "loss": 0.25, "loss_least": 0.1, "sites_changed": 2,
         "words": "Dat kost 0,10 tot 0,25 punten."}
    )  # fmt: skip
    weighed = DataFrame[plan_front.PlanTradeOff](
        {"step": [1, 2], "first": "minutes",
         "first_amount": [50.0, 100.0], "second": "municipalities", "second_amount": [2.0, 6.0],
         "first_now": 100.0, "second_now": 5.0, "slack": 0.0, "between": [0.03, None],
         "apart": 0.03, "amount_suitability": 80.0, "amount_minutes": [50.0, 100.0],
         "amount_sites": [3.0, 8.0], "amount_cost": 1.5, "amount_moves": 0.0,
         "amount_municipalities": [2.0, 6.0], "amount_fairness": [2.0, 1.0],
         "amount_shortfall": 0.0, "places": 300, "loss": [0.4, 0.1],
         "status": "bewezen optimaal binnen dit model", "words": ["weinig reizen", "veel reizen"]}
    )  # fmt: skip
    return replace(
        tables,
        wishes=wishes,
        trade_off=weighed,
        agreements=_agreements(),
        after=_after(result),
        events=_events(result),
        fair=_fair(),
        periods=_periods(result),
        reach=_reach(),
    )


def _agreements() -> DataFrame[plan_agreements.PlanAgreements]:
    """Return one exchange that is used, and a partner that is not."""
    return DataFrame[plan_agreements.PlanAgreements](
        {"plan": "basisplan", "id": ["ruil", "buren"], "kind": ["afspraak", "partner"],
         "taker": [TOWN, None],
         "taker_name": ["Aarveen", "Buurland"], "giver": [OTHER, None],
         "giver_name": ["Berkendaal", None], "places": [40, 0], "most": [100, 25],
         "statushouders_per_year": [8.0, 0.0], "points": [0.4, 0.0], "source": ["brief", "mail"],
         "words": ["40 plekken in Aarveen tellen voor Berkendaal.", "Niet gebruikt: buren."]}
    )  # fmt: skip


def _step_agreements(day: str) -> DataFrame[plan_agreements.PlanStepAgreements]:
    """Return the same from one day on; before it nothing is agreed."""
    told = _agreements().drop(columns="plan")
    nothing = told.assign(places=0, statushouders_per_year=0.0, points=0.0, from_date=ON)
    return DataFrame[plan_agreements.PlanStepAgreements](
        pd.concat([nothing, told.assign(from_date=day)], ignore_index=True)[
            list(plan_agreements.PlanStepAgreements.to_schema().columns)
        ]
    )


def _fair() -> DataFrame[plan_answers.PlanFair]:
    return DataFrame[plan_answers.PlanFair](
        {"plan": ["basisplan", "basisplan-eerlijk"], "rule": ["hoogste som", "slechtste eerst"],
         "worst_name": ["Duinhoven", "Berkendaal"], "worst_1000": [0.0, 1.2],
         "bound_1000": [None, 1.2], "spread_1000": [9.0, 7.0], "sites": [3, 4], "places": 180,
         "value": [1.4, 1.3], "loss": [0.0, 0.1],
         "status": "bewezen optimaal binnen dit model", "gap": 0.0,
         "words": ["Hoogste som.", "Dat kost 0,10 punten."]}
    )  # fmt: skip


def _periods(result: RunResult) -> PeriodTables:
    """Return a plan in two periods: one site opens and grows by 10 places, another joins it."""
    days = {"from_date": [ON, "2030-11-01"], "until_date": ["2030-11-01", "2036-11-01"]}
    steps = {
        "sites": [1, 2], "opened": [1, 1], "ended": 0, "opened_places": [40, 60],
        "grown_places": [0, 10], "ended_places": 0, "planned": [40, 110], "existing": [620, 580],
        "existing_gone": [0, 40], "existing_more": 0, "outside": 0,
        "total": [660, 690], "agreed": [0, 40], "target": [660, 700],
        "short": [0, 10], "residents": [0, 40], "rehoused": [0, 40], "no_place": 0,
        "value": [1.0, 2.0],
    }  # fmt: skip
    site = {"from_date": [ON, "2030-11-01"], "site_id": chosen_sites(result)["alternative"],
            "gm_code": OTHER, "kern": None, "hub_id": HUB, "cluster_id": HUB, "places": [40, 50],
            "opens": ON, "until_date": None}  # fmt: skip
    return PeriodTables(
        steps=DataFrame[plan_periods.PlanSteps](pd.DataFrame(days | steps)),
        sites=DataFrame[plan_periods.PlanStepSites](pd.DataFrame(site)),
        status="beste gevonden",
        gap=0.005,
        words="Het plan voor 2 perioden tegelijk: een beter plan ligt hoogstens 0,5% hoger.",
        agreements=_step_agreements(days["from_date"][1]),
    )


def _reach() -> DataFrame[plan_periods.PlanReach]:
    return DataFrame[plan_periods.PlanReach](
        {"plan": ["basisplan-dekking"], "rule": ["plekken binnen 15 minuten van huisarts"],
         "before": 100.0, "after": 140.0, "bound": 140.0, "unit": "plekken", "sites": 3,
         "places": 180, "value": 1.2, "loss": 0.2,
         "status": "bewezen optimaal binnen dit model", "gap": 0.0,
         "words": ["Meer kan niet, binnen dit model."]}
    )  # fmt: skip


def _events(result: RunResult) -> EventTables:
    """Return one event: UT01 closes, 30 of its 40 residents find a place and ten do not."""
    opened = chosen_sites(result)["alternative"]
    event = {
        "on": "2027-07-01", "id": HUB, "name": "AZC", "kind": "sluit", "asked": True,
        "gm_code": TOWN, "residents": 40, "children": 10, "gained": 0, "satellites": 1,
        "satellite_places": 60, "school_children": None, "taken_over": 30, "no_place": 10,
    }  # fmt: skip
    moves = {"on": "2027-07-01", "from_id": HUB, "to_id": [opened, None], "residents": [30, 10],
             "children": [7, 3], "inside_region": [True, False], "price": [51.0, 39.0]}  # fmt: skip
    days = {"from_date": [ON, "2027-07-01"], "until_date": ["2027-07-01", "2036-11-01"]}
    town = {"gm_code": OTHER, "name": "Berkendaal", "before": 40, "existing": 0,
            "planned": [40, 70], "total": [40, 70], "change": [0, 30]}  # fmt: skip
    period = {"sites": [3, 4], "existing": [620, 580], "planned": [180, 210], "outside": 0,
              "total": [800, 790],
              "target": 900, "short": [100, 110], "status": "bewezen optimaal binnen dit model",
              "words": ["Vooraf.", "40 bewoners verliezen een plek."]}  # fmt: skip
    return EventTables(
        events=DataFrame[plan_events.PlanEvents](pd.DataFrame([event])),
        moves=DataFrame[plan_events.EventMoves](pd.DataFrame(moves)),
        towns=DataFrame[plan_events.EventTowns](pd.DataFrame(days | town)),
        periods=DataFrame[plan_events.EventPeriods](pd.DataFrame(days | period)),
        notes=(),
        agreements=_step_agreements("2027-07-01"),
    )


def _after(result: RunResult) -> AfterPlan:
    at = chosen_sites(result)
    return AfterPlan(
        phases=DataFrame[after_plan.PlanPhases](
            {"from_date": ["2027-01-01", "2028-01-01"], "until_date": ["2028-01-01", "2030-01-01"],
             "sites": [2, 3], "places": [140, 180], "existing": [620, 620], "outside": [0, 0],
             "total": [760, 800],
             "target": [900, 900], "short": [140, 100]}
        ),
        moves=DataFrame[after_plan.Moves](
            {"on": ["2028-01-01"], "from_site": [at["team"]], "to_site": [at["hub"]],
             "residents": [20], "children": [5], "inside_region": [True], "price": [35.0]}
        ),
        terms=DataFrame[after_plan.PlanTerms](
            {"site_id": [at["leans"]], "days": [1095], "residents_moved": [0],
             "children_moved": [0], "price": [0.0], "price_per_place_year": [0.0],
             "words": ["Drie jaar open: niemand verhuist."], "moves_per_place": [2.0],
             "plan_points": [0.1]}
        ),
        bonus=DataFrame[after_plan.PlanBonus](
            {"id": [TOWN], "kind": ["gemeente"], "name": ["Aarveen"], "promised": [140],
             "realised": [100], "bonus_eur": [350_000.0], "earned_eur": [250_000.0],
             "claw_back_eur": [100_000.0]}
        ),
        flow_on=DataFrame[after_plan.PlanFlowOn](
            {"cluster_id": [HUB, HUB], "cluster_name": "AZC Aarveen", "gm_code": [TOWN, OTHER],
             "name": ["Aarveen", "Berkendaal"], "region": "Verzonnen regio", "same_region": True,
             "housing_task": pd.array([40, None], dtype="Int64"), "travel_min": [8.0, 22.0],
             "own": [True, False]}
        ),
        grants=empty(after_plan.PlanGrants),
        notes=("In dit plan stopt een locatie.",),
    )  # fmt: skip


#: Day of change, and the area's counters that are not zero: existing, planned, to_check, unknown.
CHANGES = (
    ("2023-01-01", {"regulier": (590, 385, 0, 0), "cno": (120, 0, 0, 0), "amv": (0, 0, 0, 2)}),
    ("2024-01-01", {"regulier": (690, 385, 0, 0), "cno": (120, 0, 0, 0), "amv": (0, 0, 0, 2)}),
    ("2024-07-01", {"regulier": (690, 385, 0, 0), "amv": (0, 0, 0, 2)}),
    ("2025-01-01", {"regulier": (590, 385, 0, 0), "amv": (0, 0, 0, 2)}),
    ("2028-03-01", {"regulier": (590, 385, 0, 0), "amv": (0, 0, 0, 2)}),
)
SUMS = ("existing", "planned", "to_check", "unknown")


def _counted(state: Mapping[str, tuple[int, ...]]) -> pd.DataFrame:
    rows = [(key, *state.get(key, (0, 0, 0, 0))) for key in COUNTERS]
    return pd.DataFrame(rows, columns=["counter", *SUMS])


def ledger_tables(result: RunResult) -> LedgerTables:
    """Return a ledger as every run hands it on; all of it lies in GM9003."""
    own = result.layers.municipalities
    own = own[own["role"] == "gebied"][["gm_code", "name"]].reset_index(drop=True)
    own = pd.DataFrame(own)
    days = pd.concat([_counted(state).assign(on=on) for on, state in CHANGES], ignore_index=True)
    none = days.assign(**dict.fromkeys(SUMS, 0))
    towns = pd.concat(
        [(days if code == THIRD else none).assign(gm_code=code) for code in own["gm_code"]],
        ignore_index=True,
    )
    totals = _counted(CHANGES[3][1])
    codes = own["gm_code"]
    agreed = own.assign(
        places=codes.map({TOWN: 100, OTHER: -100}).fillna(0).astype(int),
        statushouders_per_year=codes.map({TOWN: -20, OTHER: 20}).fillna(0).astype(int),
        agreements=codes.isin([TOWN, OTHER]).map({True: "ruil", False: ""}),
        **dict.fromkeys(("share", "share_after", "housing_task", "housing_after"), pd.NA),
    )
    return LedgerTables(
        rows=DataFrame[ledger.LedgerCounted](_ledger_rows()),
        pending=empty(ledger.LedgerPending),
        tasks=empty(tasks.LedgerTasks),
        to_realise=DataFrame[tasks.LedgerToRealise](
            own.assign(
                existing=(codes == THIRD) * 590,
                task=pd.NA,
                computed=150,
                rests_on=tasks.COMPUTED,
                to_realise=(codes != THIRD) * 150,
            )
        ),
        totals=DataFrame[ledger.LedgerTotals](totals),
        towns=DataFrame[ledger.LedgerTowns](totals.assign(gm_code=THIRD, name="Cromstrijen")),
        days=DataFrame[ledger.LedgerDays](days),
        town_days=DataFrame[ledger.LedgerTownDays](towns),
        shares=DataFrame[ledger.LedgerShares](
            own.assign(
                population_share=150,
                **dict.fromkeys(("own_share", *reversed(tasks.OFFICIAL)), pd.NA),
            )
        ),
        tranches=empty(ledger.LedgerTranches),
        pressure=empty(ledger.LedgerPressure),
        agreements=DataFrame[ledger.LedgerAgreements](agreed),
        deals=empty(ledger.LedgerDeals),
        bonus=empty(ledger.LedgerBonus),
        grants=empty(ledger.LedgerGrants),
        notes=("Op 1-11-2026: 590 reguliere plekken in gebruik.",),
        cno_candidates=(),
        recorded=("regulier", "amv", "cno", "noodopvang", "statushouders"),
        on=date.fromisoformat(ON),
        target=900,
        target_words="900 plekken per 1-1-2024 (Plan Utrecht)",
    )


def _ledger_rows() -> pd.DataFrame:
    table = pd.DataFrame(
        [
            ("UT01", "AZC Een", THIRD, "regulier", "bestaand", 590, None, None),
            ("UT09", "AZC Straks", THIRD, "regulier", "gepland", 385, "2028-03-01", None),
            ("UT10", "Opvang amv", THIRD, "amv", "bestaand", None, "2022-01-01", None),
        ],
        columns=["hub_id", "name", "gm_code", "counter", "counted", "places", "from_date",
                 "until_date"],
    )  # fmt: skip
    return table.assign(
        note="verzonnen",
        decided=None,
        source="verzonnen bron",
        status=table["counted"],
        confidence="high",
    ).astype({"places": "Int64"})


def with_plan(result: RunResult, *, later: bool = True) -> RunResult:
    """Return the run with a plan and a ledger."""
    tables = plan_tables(result)
    return replace(
        result,
        plan=with_later(tables, result) if later else tables,
        ledger=ledger_tables(result),
    )
