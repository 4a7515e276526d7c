"""Say what a plan means after it is made: periods and moves, bonus, flow-on and grants.

Everything is of one plan: the rows of its open sites.
"""

from datetime import date
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import LedgerError, records
from sites.base.dutch import counted, number
from sites.ledger.agreements import flow_on
from sites.ledger.money import bonus_rows, grants_table
from sites.ledger.state import REGULAR, slider
from sites.outcome.short_days import lost_mothers
from sites.plan.model.spokes import TEAM
from sites.plan.phases import Phases, phases
from sites.plan.tables import moves_per_place
from sites.settings.ledger import FlowParams, LedgerParams
from sites.settings.plan import PlanParams
from sites.tables.after_plan import PlanBonus, PlanFlowOn, PlanGrants, PlanPhases, PlanTerms
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import AfterPlan
from sites.travel.protocol import Points, TravelEngine

_PER: Final = 100.0  # places
_FLOW: Final = ("cluster_id", "cluster_name", "gm_code", "name", "region", "same_region",
                "housing_task", "travel_min", "own")  # fmt: skip


def town_points(kernen: pd.DataFrame, municipalities: pd.DataFrame) -> Points:
    """Return the centre of each municipality of the area: its largest kern, a tie to the first.

    The ids are gm_codes, in their order; a municipality without a kern has no point.

    >>> kernen = pd.DataFrame({
    ...     "kern": ["Klein", "Groot"], "gm_code": "GM1", "population": [10, 90],
    ...     "easting": [0.0, 1000.0], "northing": 0.0,
    ... })
    >>> town_points(kernen, pd.DataFrame({"gm_code": ["GM1"]})).easting.tolist()  # the largest kern
    [1000.0]
    """
    own = set(own_municipalities(municipalities)["gm_code"])
    table = kernen[kernen["gm_code"].isin(own)]
    table = table.sort_values(["gm_code", "population", "kern"], ascending=[True, False, True])
    return Points.of(table.drop_duplicates("gm_code"), "gm_code")


def flow_minutes(
    plan_rows: pd.DataFrame,
    sites: pd.DataFrame,
    kernen: pd.DataFrame,
    municipalities: pd.DataFrame,
    engine: TravelEngine,
    params: FlowParams | None = None,
) -> pd.DataFrame:
    """Return the minutes from each site of a plan to the centre of each municipality.

    Columns: site_id, gm_code, travel_min; no row means no route.
    """
    params = params or FlowParams()
    chosen = sites[sites["site_id"].isin(plan_rows["site_id"])].sort_values("site_id")
    origins, towns = Points.of(chosen, "site_id"), town_points(kernen, municipalities)
    grid = engine.matrix(origins, towns, mode=params.mode)
    table = pd.DataFrame(
        {
            "site_id": origins.ids.repeat(len(towns)),
            "gm_code": list(towns.ids) * len(origins),
            "travel_min": grid.ravel(),
        }
    )
    return table[table["travel_min"].notna()].reset_index(drop=True)


def what_follows(
    plan_rows: pd.DataFrame,
    plan_hubs: pd.DataFrame,
    municipalities: pd.DataFrame,
    minutes: pd.DataFrame,
    params: LedgerParams,
    *,
    plan: PlanParams,
    ledger_rows: pd.DataFrame,
    outside: int = 0,
) -> AfterPlan:
    """Return what follows from a plan, each table held to its schema.

    ``plan_rows`` and ``plan_hubs`` are those of one plan (``PlanRows``, ``PlanHubs``), ``minutes``
    comes from ``flow_minutes``, ``plan`` is the request (day, horizon, target, weights) and
    ``ledger_rows`` the ledger's rows (``sites.ledger.rows``). ``outside`` are the places at
    partners outside the area.

    See docs/ledger.md.

    Raises
    ------
    LedgerError
        Rows of several plans, or a setting that names what is not there.
    PhaseError
        A site that ends before it starts.
    """
    if len(several := sorted(set(plan_rows["plan"]))) > 1:
        raise LedgerError(
            "{several_count} plans at once ({several}, {several_2} ...); give the rows of one",
            several_count=len(several),
            several=several[0],
            several_2=several[1],
        )
    own = own_municipalities(municipalities).sort_values("gm_code", ignore_index=True)
    region_of, no_region = _regions(own)
    existing = _existing(ledger_rows, own, plan)
    made = _phases(plan_rows, region_of, plan, params, existing)
    return AfterPlan(
        phases=DataFrame[PlanPhases](_with_existing(made.periods, existing, plan.asked, outside)),
        moves=made.moves,
        terms=DataFrame[PlanTerms](_terms(made, plan_rows, plan)),
        bonus=DataFrame[PlanBonus](plan_bonus(plan_rows, plan_hubs, own, params)),
        flow_on=DataFrame[PlanFlowOn](_flow(plan_rows, plan_hubs, own, minutes, params, region_of)),
        grants=DataFrame[PlanGrants](_grants(plan_rows, own, params)),
        notes=(
            *_notes(made, params, no_region, existing),
            *lost_mothers(plan_rows, ledger_rows, *horizon(plan)),
        ),
    )


def horizon(plan: PlanParams) -> tuple[date, date]:
    """Return the first day of a plan and the day on which its horizon ends.

    >>> horizon(PlanParams(on=date(2026, 11, 1), horizon_years=10))[1]
    datetime.date(2036, 11, 1)
    """
    months = round(12 * plan.horizon_years)
    last = pd.Timestamp(plan.on) + pd.DateOffset(months=max(1, months))
    return plan.on, last.date()


def _regions(own: pd.DataFrame) -> tuple[dict[str, str], int]:
    """Return the region of each municipality; without one it is a region of its own."""
    known = own["region"].notna()
    named = own["region"].where(known, "gemeente " + own["name"])
    return dict(zip(own["gm_code"], named, strict=True)), int((~known).sum())


def _existing(rows: pd.DataFrame, own: pd.DataFrame, plan: PlanParams) -> pd.Series:
    """Return the regular places in use from each day on which these change, by ISO day."""
    first, last = horizon(plan)
    table = slider(rows, own, first=first, last=last, counters=(REGULAR,))
    used = table.set_index("on")["existing"]
    return used[(used != used.shift()) & (used.index < last.isoformat())]


def _phases(
    plan_rows: pd.DataFrame,
    region_of: dict[str, str],
    plan: PlanParams,
    params: LedgerParams,
    existing: pd.Series,
) -> Phases:
    first, last = horizon(plan)
    breaks = [date.fromisoformat(str(day)) for day in existing.index]
    return phases(plan_rows, region_of, first=first, last=last, params=params.moves, breaks=breaks)


def _with_existing(
    periods: pd.DataFrame, existing: pd.Series, target: int, outside: int
) -> pd.DataFrame:
    """Set the places of the plan beside what exists in each period and the target.

    Columns: from_date, until_date, sites, places, existing, outside, total, target, short.
    """
    held = existing.reindex(periods["from_date"], method="ffill").to_numpy()
    total = periods["places"].to_numpy() + held + outside
    short = (target - total).clip(min=0)
    return periods.assign(existing=held, outside=outside, total=total, target=target, short=short)


def _terms(made: Phases, plan_rows: pd.DataFrame, plan: PlanParams) -> pd.DataFrame:
    """Set beside each term what the plan's own objective counted for it.

    ``moves_per_place`` is over the horizon, ``plan_points`` what it took from the plan's value.
    """
    moves = {row["site_id"]: moves_per_place(row, plan) for row in records(plan_rows)}
    places = dict(zip(plan_rows["site_id"], plan_rows["places"], strict=True))
    per_place = made.terms["site_id"].map(moves).astype(float)
    held = made.terms["site_id"].map(places).astype(float)
    return made.terms.assign(
        moves_per_place=per_place, plan_points=plan.objective.moves * per_place * held / _PER
    )


def plan_bonus(
    plan_rows: pd.DataFrame, plan_hubs: pd.DataFrame, own: pd.DataFrame, params: LedgerParams
) -> pd.DataFrame:
    """Return the bonus for the plan's durable places, per municipality and again per cluster.

    Columns: id, kind ("gemeente" or "cluster"), name, promised, realised, bonus_eur, earned_eur,
    claw_back_eur. Each kind adds up to the same total: never add the two kinds together.
    """
    lasting = plan_rows[plan_rows["is_durable"].astype(bool)]
    names = names_by(own, "gm_code")
    tables = []
    for kind, key, called in (
        ("gemeente", "gm_code", names),
        ("cluster", "cluster_id", cluster_names(plan_hubs)),
    ):
        promised = lasting.groupby(key)["places"].sum().sort_index()
        table = bonus_rows(promised, params)
        table.insert(1, "kind", kind)
        table.insert(2, "name", table["id"].map(called))
        tables.append(table)
    whole = pd.concat(tables, ignore_index=True)
    return whole if params.money.bonus_eur else whole.head(0)  # an area that knows no bonus


def cluster_names(plan_hubs: pd.DataFrame) -> dict[str, str]:
    """Return what a reader sees a cluster called.

    >>> kinds = ["moederlocatie", TEAM]
    >>> hubs = pd.DataFrame({"hub_id": ["H", "T"], "name": "AZC", "kind": kinds})
    >>> cluster_names(hubs)
    {'H': 'AZC', 'T': 'AZC, mobiel team'}
    """
    return {
        row["hub_id"]: f"{row['name']}, mobiel team" if row["kind"] == TEAM else str(row["name"])
        for row in records(plan_hubs)
    }


def _flow(
    plan_rows: pd.DataFrame,
    plan_hubs: pd.DataFrame,
    own: pd.DataFrame,
    minutes: pd.DataFrame,
    params: LedgerParams,
    region_of: dict[str, str],
) -> pd.DataFrame:
    table = flow_on(plan_rows, own, minutes, params.housing_tasks, limit_min=params.flow.limit_min)
    regions = plan_rows["gm_code"].map(region_of)
    homes = set(zip(plan_rows["cluster_id"], regions, strict=True))
    region = table["gm_code"].map(region_of)
    same = [pair in homes for pair in zip(table["cluster_id"], region, strict=True)]
    table = table.assign(
        cluster_name=table["cluster_id"].map(cluster_names(plan_hubs)),
        region=region,
        same_region=pd.Series(same, index=table.index, dtype=bool),
    )
    return table[list(_FLOW)]


def _grants(plan_rows: pd.DataFrame, own: pd.DataFrame, params: LedgerParams) -> pd.DataFrame:
    """Return the grants per housing project, and whether the plan opens a site in its town."""
    table = grants_table(params.projects, params.money)
    names = names_by(own, "gm_code")
    return table.assign(
        gemeente=table["gm_code"].map(names), in_plan=table["gm_code"].isin(plan_rows["gm_code"])
    )


def _notes(made: Phases, params: LedgerParams, no_region: int, existing: pd.Series) -> list[str]:
    people, young = int(made.moves["residents"].sum()), int(made.moves["children"].sum())
    price = params.moves
    longer = (
        "Bij gelijke geschiktheid gaat een locatie met een langere looptijd voor: "
        "zo hoeven minder mensen te verhuizen."
    )
    notes = [longer]
    if people:
        notes.append(
            f"Door locaties die stoppen: {counted(people, 'verhuizing', 'verhuizingen')}, waarvan "
            f"naar schatting {number(young)} van kinderen."
        )
    else:
        notes.append("In dit plan stopt geen locatie: door het plan hoeft niemand te verhuizen.")
    notes.append(
        f"Verhuislast (aanname, apart van de punten van het plan): {number(price.move, 1)} per "
        f"verhuizing, {number(price.school_move, 1)} extra per kind, "
        f"{number(price.out_of_region, 1)} extra per bewoner die de regio verlaat."
    )
    if len(existing) > 1:
        first, last = int(existing.iloc[0]), int(existing.iloc[-1])
        notes.append(
            f"De bestaande reguliere plekken gaan in deze tijd van {number(first)} naar "
            f"{number(last)}, doordat looptijden eindigen: kijk per periode naar het tekort."
        )
    if no_region:
        notes.append(
            f"Van {counted(no_region, 'gemeente', 'gemeenten')} is de regio onbekend: "
            "die telt als een eigen regio."
        )
    return notes
