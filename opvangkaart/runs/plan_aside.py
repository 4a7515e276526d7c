"""Answer what is asked beside a plan: several periods at once, coverage, and the longest trip."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from opvangkaart.runs.inputs import Inputs, Progress
from opvangkaart.runs.stock import ledger_of
from sites.outcome.after_plan import horizon
from sites.outcome.events import Scene, follow
from sites.outcome.events_asked import Event
from sites.outcome.periods import over_periods
from sites.plan.make import REPAIR_EFFORT, PlanResult, Tables
from sites.plan.reach import DEFAULT_KINDS, ReachAnswer, check_coverage, coverage, worst_trip
from sites.plan.request import PlanError
from sites.plan.timed.asked import Period, periods_of
from sites.settings.plan import PlanParams
from sites.tables.categories import CATEGORY
from sites.tables.results import EventTables, PeriodTables, RunResult

#: Kinds of facility to which a site has minutes.
KINDS: Final = tuple(name for name in CATEGORY if name not in ("mother", "fit"))

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Beside:
    """What is asked beside the plan, checked: the periods, what must be near, and within what."""

    periods: tuple[Period, ...] = ()
    limit_min: float | None = None
    kinds: tuple[str, ...] = DEFAULT_KINDS
    worst_trip: bool = False


def checked_beside(
    params: PlanParams,
    limit_min: float | None,
    kinds: tuple[str, ...],
    *,
    is_worst_trip: bool,
) -> Beside:
    """Return what is asked beside the plan; what makes no sense is said before any travel time."""
    first, last = horizon(params)
    periods = periods_of(params, first, last) if params.periods else ()
    if kinds and limit_min is None:
        raise PlanError("--coverage-of goes with --coverage; give the minutes there")
    kinds = tuple(dict.fromkeys(kinds)) or DEFAULT_KINDS
    if limit_min is not None:
        check_coverage(limit_min, kinds, KINDS)
    return Beside(periods, limit_min, kinds, is_worst_trip)


def scene_of(inputs: Inputs, result: RunResult, tables: Tables, params: PlanParams) -> Scene:
    """Return what a plan is followed on through time."""
    first, last = horizon(params)
    return Scene(
        tables=tables,
        params=params,
        ledger_rows=ledger_of(result.layers, inputs.scenario.ledger, result.edition),
        hubs=result.layers.hubs,
        kernen=result.layers.kernen,
        moves=inputs.scenario.ledger.moves,
        first=first,
        last=last,
    )


def followed(
    events: tuple[Event, ...] | None,
    scene: Scene,
    plan: PlanResult,
    *,
    stop: Stop | None,
    progress: Progress,
) -> EventTables | None:
    """Return what happens to the plan on a date; nothing where nobody asked for events."""
    if events is None:
        return None
    progress("gebeurtenissen doorrekenen")
    return follow(
        scene, plan.rows, events, REPAIR_EFFORT, status=plan.status, agreed=plan.agreements,
        stop=stop,
    )  # fmt: skip


def in_periods(
    beside: Beside, scene: Scene, *, stop: Stop | None, progress: Progress
) -> PeriodTables | None:
    """Return the plan for all periods at once; nothing where none are asked."""
    if not beside.periods:
        return None
    progress("alle perioden tegelijk plannen")
    return over_periods(scene, beside.periods, stop=stop)


def reached(
    beside: Beside, result: RunResult, plan: PlanResult, *, stop: Stop | None, progress: Progress
) -> list[ReachAnswer]:
    """Return the plans that put coverage or the longest trip first, as far as asked."""
    answers: list[ReachAnswer | None] = []
    if beside.limit_min is not None:
        progress("zo veel mogelijk plekken dichtbij zoeken")
        answers.append(coverage(plan, result.travel, beside.kinds, beside.limit_min, stop=stop))
    if beside.worst_trip:
        progress("de kortste langste reis zoeken")
        answers.append(worst_trip(plan, stop=stop))
    return [answer for answer in answers if answer is not None]
