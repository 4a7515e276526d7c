"""Ask how sure a plan is: what is good in most draws, and how much may change before it does."""

from collections.abc import Callable

from opvangkaart.runs.inputs import Progress
from sites.base.progress import Counted
from sites.plan.around.firmness import firmness
from sites.plan.around.no_regret import no_regret
from sites.plan.make import NEARBY_EFFORT, PlanResult, Tables
from sites.tables.results import FirmTables, NoRegretTables


def how_sure(
    tables: Tables,
    plan: PlanResult,
    draws: int | None,
    stop: Callable[[], bool] | None,
    progress: Progress,
    *,
    firm: bool,
) -> tuple[NoRegretTables | None, FirmTables | None]:
    """Return what is good in most draws and how firm the plan is, each where it was asked."""
    if plan.setup is None or plan.solved is None or plan.solved.chosen is None:
        return None, None
    found, margins = None, None
    if draws is not None:
        found = no_regret(
            tables, plan.params, plan.rows, draws, NEARBY_EFFORT, stop=stop,
            tell=lambda draw: progress(
                Counted(f"proeven: {draw} van {draws}", done=draw - 1, total=draws)
            ),
        )  # fmt: skip
    if firm:
        progress("marges van het plan zoeken")
        limit_min = tables.judgement.leaning.team_limit_min
        margins = firmness(plan.setup, plan.solved, team_limit_min=limit_min, stop=stop)
    return found, margins
