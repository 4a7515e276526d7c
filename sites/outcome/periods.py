"""Make a plan for several periods at once: build the model of every period, and tell the answer.

What exists, what a kern carries and which mother locations are there follow from the ledger on the
first day of each period, as for events (``sites.outcome.events``).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import counted, moment, number
from sites.ledger.state import existing_places, hubs_on
from sites.outcome.agreed import step_agreements
from sites.outcome.events import Scene
from sites.outcome.events_asked import held_on
from sites.plan.agreements import partner_moves
from sites.plan.make import NEARBY_EFFORT, PLAN_EFFORT
from sites.plan.model.check import moved_of
from sites.plan.model.model import Bools
from sites.plan.read import used_agreements
from sites.plan.request import for_target
from sites.plan.solve.highs import Stop
from sites.plan.tables import Setup, set_up
from sites.plan.timed.asked import Period
from sites.plan.timed.model import Timed, TimedPlan, state_of
from sites.plan.timed.search import TimedSolved
from sites.plan.timed.solve import solve_timed
from sites.scoring.kern_load import kern_load
from sites.settings.plan import PlanParams
from sites.tables.filters import own_municipalities
from sites.tables.plan_periods import PlanSteps, PlanStepSites
from sites.tables.results import PeriodTables
from sites.tables.schemas import empty


def over_periods(
    scene: Scene, periods: Sequence[Period], *, stop: Stop | None = None
) -> PeriodTables:
    """Return the plan over these periods with its tables; empty tables where there is no plan."""
    setups = setups_of(scene, periods)
    timed = timed_of(scene, setups, periods)
    solved = solve_timed(timed, NEARBY_EFFORT, single=PLAN_EFFORT, stop=stop)
    existing = [_existing(scene, setups[n], period) for n, period in enumerate(periods)]
    if solved.plan is None or solved.judged is None:
        return PeriodTables(
            steps=empty(PlanSteps),
            sites=empty(PlanStepSites),
            status=solved.status,
            gap=solved.gap,
            words=f"Voor deze perioden is geen plan gevonden ({solved.status}).",
        )
    steps = steps_of(timed, solved, periods, existing, scene.params)
    used = [
        (period.first, used_agreements(setups[k], state_of(timed, solved.plan, k)))
        for k, period in enumerate(periods)
    ]
    return PeriodTables(
        steps=steps,
        sites=_sites(timed, solved.plan, setups[0], periods),
        status=solved.status,
        gap=solved.gap,
        words=_words(solved, steps),
        agreements=step_agreements(used),
    )


def setups_of(scene: Scene, periods: Sequence[Period]) -> list[Setup]:
    """Return the plan's model on the first day of every period."""
    return [_setup(scene, n, period) for n, period in enumerate(periods)]


def timed_of(scene: Scene, setups: Sequence[Setup], periods: Sequence[Period]) -> Timed:
    """Return the model over periods: the model of each, its share of the time, who is there."""
    days = np.array([(period.last - period.first).days for period in periods], dtype=float)
    there = np.array([_there(scene, setups[n], periods, n) for n in range(len(periods))])
    # What was gone does not come back: a site opens once.
    gone = np.maximum.accumulate(~there & (np.cumsum(there, axis=0) > 0), axis=0)
    return Timed(tuple(setup.siting for setup in setups), days / days.sum(), there & ~gone)


def _setup(scene: Scene, number_of: int, period: Period) -> Setup:
    """Return the plan's model on the first day of a period; the first is the plan's own."""
    tables = scene.tables
    if number_of:
        there = hubs_on(scene.hubs, scene.ledger_rows, period.first)
        tables = replace(
            tables,
            existing=existing_places(scene.ledger_rows, period.first),
            kern_load=kern_load(there, scene.kernen, tables.judgement.load),
        )
    return set_up(tables, for_target(scene.params, period.target))


def _there(scene: Scene, setup: Setup, periods: Sequence[Period], n: int) -> Bools:
    """Flag the pairs whose site and hub are there in a period.

    A site counts in a period that its term touches, and a hub from which places went on the first
    day of the period, all of them, is there no more.
    """
    sites, hubs = setup.sites, setup.hubs
    site = np.ones(len(sites), dtype=bool)
    if n > 0:
        until = sites["until_date"]
        site &= ~(until.notna() & (until <= periods[n].first.isoformat())).to_numpy(dtype=bool)
    if n + 1 < len(periods):
        start = sites["from_date"]
        site &= ~(start.notna() & (start >= periods[n].last.isoformat())).to_numpy(dtype=bool)
    rows, first = scene.ledger_rows, periods[0].first
    closed = {
        at
        for at in set(hubs["at"]) & set(rows["hub_id"])
        if held_on(rows, at, first) and not held_on(rows, at, periods[n].first)
    }
    hub = ~hubs["at"].isin(closed).to_numpy(dtype=bool)
    flags: Bools = site[setup.siting.pair_site] & hub[setup.siting.pair_hub]
    return flags


def _existing(scene: Scene, setup: Setup, period: Period) -> pd.Series:
    """Return the existing places by municipality at the begin of a period."""
    own = own_municipalities(scene.tables.municipalities)["gm_code"]
    table = setup.municipalities.set_index("gm_code")["existing"]
    return table.reindex(sorted(own)).rename(period.first.isoformat())


def steps_of(
    timed: Timed,
    solved: TimedSolved,
    periods: Sequence[Period],
    existing: Sequence[pd.Series],
    params: PlanParams,
) -> DataFrame[PlanSteps]:
    """Return what there is in every period, and what it became since the one before.

    ``existing`` holds the existing places by municipality, per period.
    """
    plan, judged = solved.plan, solved.judged
    assert plan is not None  # noqa: S101 - only called with a plan
    assert judged is not None  # noqa: S101
    places, openings, rows = plan.places, timed.openings, []
    moves = [moved_of(timed.sitings[k], state_of(timed, plan, k)) for k in range(len(periods))]
    at_partners = np.array([partner_moves(params, moved) for moved in moves])
    there = np.diff(at_partners, axis=0, prepend=at_partners[:1])  # who comes and goes there
    first, last = openings.first[plan.opening], openings.last[plan.opening]
    for k, period in enumerate(periods):
        before = places[:, k - 1] if k else np.zeros(len(places), dtype=np.int64)
        opened, ended = first == k, last == k - 1
        stays = ~opened & ~ended & (places[:, k] > 0)
        held = existing[k]
        change = held - existing[k - 1] if k else held * 0
        gone, more = int(-change.clip(upper=0).sum()), int(change.clip(lower=0).sum())
        planned, ended_places = int(places[:, k].sum()), int(before[ended].sum())
        opened_places = int(places[opened, k].sum())
        grown = int((places[:, k] - before)[stays].sum())
        lost = ended_places + gone + int(-there[k].clip(max=0).sum())
        rehoused = min(lost, opened_places + grown + more + int(there[k].clip(min=0).sum()))
        outside = int(at_partners[k].sum())
        total = planned + int(held.sum()) + outside
        rows.append(
            {
                "from_date": period.first.isoformat(),
                "until_date": period.last.isoformat(),
                "sites": int((places[:, k] > 0).sum()),
                "opened": int(opened.sum()),
                "ended": int(ended.sum()),
                "opened_places": opened_places,
                "grown_places": grown,
                "ended_places": ended_places,
                "planned": planned,
                "existing": int(held.sum()),
                "existing_gone": gone,
                "existing_more": more,
                "outside": outside,
                "total": total,
                "agreed": int(moves[k].sum()) - outside,
                "target": period.target,
                "short": max(0, period.target - total),
                "residents": lost,
                "rehoused": rehoused,
                "no_place": lost - rehoused,
                "value": judged.periods[k].value,
            }
        )
    return DataFrame[PlanSteps](pd.DataFrame(rows, columns=list(PlanSteps.to_schema().columns)))


def _sites(
    timed: Timed, plan: TimedPlan, setup: Setup, periods: Sequence[Period]
) -> DataFrame[PlanStepSites]:
    opened_of = dict(
        zip(timed.openings.pair[plan.opening].tolist(),
            timed.openings.first[plan.opening].tolist(), strict=True)
    )  # fmt: skip
    tables = []
    for k, period in enumerate(periods):
        state = state_of(timed, plan, k)
        site = setup.siting.pair_site[state.pair]
        hub = setup.siting.pair_hub[state.pair]
        sites = setup.sites.iloc[site].reset_index(drop=True)
        hubs = setup.hubs.iloc[hub].reset_index(drop=True)
        opens = [periods[opened_of[pair]].first.isoformat() for pair in state.pair.tolist()]
        tables.append(
            pd.DataFrame(
                {
                    "from_date": period.first.isoformat(),
                    "site_id": sites["site_id"],
                    "gm_code": sites["gm_code"],
                    "kern": sites["kern"],
                    "hub_id": hubs["at"],
                    "cluster_id": hubs["hub_id"],
                    "places": state.places,
                    "opens": opens,
                    "until_date": sites["until_date"],
                }
            ).sort_values("site_id", ignore_index=True)
        )
    return DataFrame[PlanStepSites](pd.concat(tables, ignore_index=True))


def _words(solved: TimedSolved, steps: pd.DataFrame) -> str:
    """Say how sure the plan over periods is, and in which periods places lack."""
    # To the next tenth up: "hoogstens 0,0% hoger" would say that it is proven, and it is not.
    most = max(0.1, math.ceil(1000 * solved.gap - 1e-9) / 10)
    gap = f"een beter plan ligt hoogstens {number(most, 1)}% hoger"
    sure = solved.status if solved.status == "bewezen optimaal binnen dit model" else gap
    count = counted(len(steps), "periode", "perioden")
    said = f"Het plan voor {count} tegelijk: {sure}. "
    said += "Wat opent, blijft op zijn plek en krimpt niet, tot de looptijd om is."
    for key, kind in (("agreed", "via afspraken"), ("outside", "bij partners buiten het gebied")):
        if (used := steps[steps[key] > 0]).empty:
            continue
        told = ", ".join(
            f"{number(int(row[key]))} vanaf {moment(row['from_date'])}"
            for row in used.to_dict("records")
        )
        said += f" Plekken {kind}: {told}."
    short = steps[steps["short"] > 0]
    if short.empty:
        return f"{said} In elke periode zijn er genoeg plekken."
    lacks = ", ".join(
        f"{number(int(row['short']))} vanaf {moment(row['from_date'])}"
        for row in short.to_dict("records")
    )
    return f"{said} Plekken te weinig: {lacks}."
