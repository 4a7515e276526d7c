"""Hand a plan on to readers: the best and the others in one set of tables."""

from collections.abc import Sequence

import pandas as pd
from pandera.typing import DataFrame

from sites.base.projection import to_lonlat
from sites.plan.around.wishes import Wish, wishes_table
from sites.plan.costs import plan_costs
from sites.plan.fairness import plan_fairness
from sites.plan.make import PlanResult
from sites.plan.questions import FairAnswer
from sites.plan.reach import ReachAnswer
from sites.tables.after_plan import PlanNewHubs
from sites.tables.plan import (
    PlanAlternatives,
    PlanFigures,
    PlanMissing,
    PlanRepairs,
    PlanRows,
    PlanWishes,
)
from sites.tables.plan_agreements import PlanAgreements
from sites.tables.plan_front import PlanTradeOff
from sites.tables.plan_periods import PlanReach
from sites.tables.results import (
    AfterPlan,
    EventTables,
    FirmTables,
    NoRegretTables,
    PeriodTables,
    PlanTables,
)


def shown_plan(  # noqa: PLR0913 - one per question, all but two keyword-only
    plan: PlanResult,
    after: AfterPlan,
    *,
    new_hubs: pd.DataFrame | None,
    metric_crs: str,
    municipalities: pd.DataFrame,
    wishes: Sequence[Wish] = (),
    trade_off: DataFrame[PlanTradeOff] | None = None,
    events: EventTables | None = None,
    fair: FairAnswer | None = None,
    periods: PeriodTables | None = None,
    reach: Sequence[ReachAnswer] = (),
    no_regret: NoRegretTables | None = None,
    firm: FirmTables | None = None,
) -> PlanTables:
    """Return a plan with the others near it, each table held to its schema.

    ``new_hubs`` are all places where a new hub might open: those that some plan uses are kept.
    """
    more = [] if fair is None else [fair.rows]
    more += [answer.rows for answer in reach]
    rows = pd.concat([plan.rows, plan.alternative_rows, *more], ignore_index=True)
    return PlanTables(
        rows=DataFrame[PlanRows](rows),
        hubs=plan.hubs,
        towns=plan.towns,
        parts=plan.parts,
        summary=DataFrame[PlanFigures](plan.summary),
        missing=DataFrame[PlanMissing](plan.missing),
        repairs=DataFrame[PlanRepairs](plan.repairs),
        alternatives=DataFrame[PlanAlternatives](plan.alternatives),
        status=plan.status_text,
        notes=plan.notes,
        after=after,
        new_hubs=None if new_hubs is None else _drawn(plan, new_hubs, metric_crs),
        wishes=DataFrame[PlanWishes](wishes_table(wishes)) if wishes else None,
        trade_off=trade_off,
        events=events,
        costs=plan_costs(plan.rows, plan.params.cost),
        fairness=plan_fairness(plan.towns, municipalities, None if fair is None else fair.towns),
        agreements=_agreements(plan, fair, reach),
        fair=None if fair is None else fair.table,
        periods=periods,
        reach=_reach(reach),
        no_regret=no_regret,
        firm=firm,
    )


def _reach(answers: Sequence[ReachAnswer]) -> DataFrame[PlanReach] | None:
    if not answers:
        return None
    columns = list(PlanReach.to_schema().columns)
    return DataFrame[PlanReach](pd.DataFrame([one.line for one in answers], columns=columns))


def _agreements(
    plan: PlanResult, fair: FairAnswer | None, reach: Sequence[ReachAnswer]
) -> DataFrame[PlanAgreements] | None:
    """Return what every plan uses of what was agreed, the best one first."""
    told = [plan.agreements, *plan.alternative_agreements]
    told += [] if fair is None else [fair.agreements]
    told += [answer.agreements for answer in reach]
    tables = [table for table in told if table is not None]
    return DataFrame[PlanAgreements](pd.concat(tables, ignore_index=True)) if tables else None


def _drawn(plan: PlanResult, new_hubs: pd.DataFrame, metric_crs: str) -> DataFrame[PlanNewHubs]:
    """Return the new hubs that some plan uses, with where to draw them."""
    used = set(plan.rows["hub_id"]) | set(plan.alternative_rows["hub_id"])
    hubs = new_hubs[new_hubs["hub_id"].isin(used)]
    lon, lat = to_lonlat(hubs["easting"], hubs["northing"], metric_crs)
    columns = ["hub_id", "name", "gm_code", "lon", "lat"]
    return DataFrame[PlanNewHubs](hubs.assign(lon=lon, lat=lat)[columns].reset_index(drop=True))
