"""Make a plan: which sites open, how large, leaning on which mother location, and what is missing.

The whole in one call: tables in, a frozen answer with tables out. The model and its mathematics
are in ``sites.plan.model.model``, the stages of the solver in ``sites.plan.solve.solve``.
"""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.plan.agreements import outside_places
from sites.plan.around.alternatives import Alternative, alternatives, plan_of
from sites.plan.around.called import NO_SITE, called
from sites.plan.around.conflict import Conflict, explain
from sites.plan.around.repair import repairs
from sites.plan.model.check import moved_of
from sites.plan.model.model import Chosen
from sites.plan.model.spokes import new_hub_candidates
from sites.plan.nearest import nearest_teams
from sites.plan.read import chosen_of, plan_agreements, plan_hubs, plan_parts, plan_rows, plan_towns
from sites.plan.report import (
    fewer_words,
    figures,
    missing_bounds,
    missing_words,
    short_words,
    status_text,
)
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.search import Step
from sites.plan.solve.solve import Effort, Incumbent, Progress, Solved, solve
from sites.plan.tables import Setup, Tables, set_up
from sites.settings.plan import PlanParams
from sites.tables.filters import names_by
from sites.tables.plan import (
    PlanAlternatives,
    PlanFigures,
    PlanHubs,
    PlanMissing,
    PlanParts,
    PlanRepairs,
    PlanRows,
    PlanTowns,
)
from sites.tables.plan_agreements import PlanAgreements
from sites.tables.schemas import empty

__all__ = [
    "PlanError",
    "PlanResult",
    "Tables",
    "make_plan",
    "new_hub_candidates",
]

#: For the plan itself; and lighter for each of the many solves around it.
PLAN_EFFORT: Final = Effort(
    columns=800, plan_calls=60, exact_pairs=8000, exact_calls=3000, gap=1e-6
)
NEARBY_EFFORT: Final = Effort(
    columns=400, hub_calls=40, plan_calls=60, exact_pairs=8000, exact_calls=100, gap=0.005
)
#: A front is made of some thirty solves, and its bound is told beside it.
FRONT_EFFORT: Final = replace(
    NEARBY_EFFORT, hub_calls=20, plan_calls=30, passes=1, exact_calls=30, gap=0.01
)
#: A repair has little to choose, so it can be had nearer the best.
REPAIR_EFFORT: Final = replace(NEARBY_EFFORT, gap=0.001)
#: After one site is fixed or removed: keep the hubs of the plan before.
REPLAN_EFFORT: Final = Effort(
    columns=800, hub_calls=0, plan_calls=40, rounds=4, exact_pairs=0, gap=0.005
)


@dataclass(frozen=True)
class PlanResult:
    """A plan, or the reason why there is none.

    ``status`` is one of ``sites.plan.solve.search.Status``;
    ``gap`` is against ``bound``, an upper bound for all candidates that took part. Without a plan
    the tables are empty and ``conflict`` names the demands that do not go together.
    """

    name: str
    status: str
    status_text: str
    value: float
    bound: float
    gap: float
    params: PlanParams
    rows: DataFrame[PlanRows]
    hubs: DataFrame[PlanHubs]
    towns: DataFrame[PlanTowns]
    parts: DataFrame[PlanParts]
    missing: pd.DataFrame
    summary: pd.DataFrame
    repairs: pd.DataFrame
    alternatives: pd.DataFrame
    alternative_rows: pd.DataFrame
    agreements: DataFrame[PlanAgreements] | None = None
    alternative_agreements: tuple[DataFrame[PlanAgreements] | None, ...] = ()
    conflict: Conflict | None = None
    notes: tuple[str, ...] = ()
    setup: Setup | None = field(default=None, repr=False)
    solved: Solved | None = field(default=None, repr=False)


def make_plan(  # noqa: PLR0913 - the request of a command line, all but one keyword-only
    tables: Tables,
    params: PlanParams | None = None,
    *,
    keep: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    target: int | None = None,
    alternatives_count: int | None = None,
    with_repairs: bool = True,
    start_rows: pd.DataFrame | None = None,
    effort: Effort | None = None,
    progress: Progress | None = None,
    incumbent: Incumbent | None = None,
    stop: Stop | None = None,
) -> PlanResult:
    """Make one plan with its alternatives and its repairs.

    ``keep``, ``without``, ``target`` and ``alternatives_count`` come on top of ``params``.
    ``start_rows`` are the rows of an earlier plan: its hubs stay, and the answer comes at once.
    ``stop`` ends the work from outside (Ctrl-C, a wall clock): the best plan so far comes back,
    marked "afgebroken", and what was not reached stays empty.

    Raises
    ------
    PlanError
        An unknown site, a site both kept and left out, a negative target, a mother without a
        room: one line with what to change.
    """
    params = asked_of(params or PlanParams(), keep, without, target, alternatives_count)
    setup = set_up(tables, params)
    start = None if start_rows is None else chosen_of(setup, start_rows)
    solved = solve(
        setup.siting,
        effort or (PLAN_EFFORT if start is None else REPLAN_EFFORT),
        start=start,
        stop=stop,
        progress=progress,
        incumbent=incumbent,
    )
    if solved.chosen is None:
        return _without_plan(setup, solved, stop)
    solved = nearest_teams(setup, solved)
    return _with_plan(
        setup, tables, solved, plan_of(solved), with_repairs=with_repairs, stop=stop,
        progress=progress,
    )  # fmt: skip


def asked_of(
    params: PlanParams,
    keep: tuple[str, ...],
    without: tuple[str, ...],
    target: int | None,
    count: int | None,
) -> PlanParams:
    """Return the settings with what is asked on top of them; refuse what makes no sense."""
    if target is not None and target < 0:
        raise PlanError(
            "target {target} is negative; give the number of places wanted, 0 or more",
            target=target,
        )
    if count is not None and not 0 <= count <= 10:  # noqa: PLR2004 - the model's own limit
        raise PlanError(
            "{count} alternatives cannot be made; give 0 to 10",
            count=count,
        )
    changes: dict[str, object] = {
        "keep": tuple(dict.fromkeys((*params.keep, *keep))),
        "without": tuple(dict.fromkeys((*params.without, *without))),
    }
    if target is not None:
        changes["target"] = target
    if count is not None:
        changes["alternatives"] = params.alternatives.model_copy(update={"count": count})
    return params.model_copy(update=changes)


def _with_plan(
    setup: Setup,
    tables: Tables,
    solved: Solved,
    chosen: Chosen,
    *,
    with_repairs: bool,
    stop: Stop | None,
    progress: Progress | None,
) -> PlanResult:
    params, name = setup.params, setup.params.name

    def tell(stage: str) -> None:
        if progress is not None:
            progress(Step(stage, solved.value, solved.bound))

    if params.alternatives.count:
        tell("andere goede plannen zoeken")
    towns = plan_towns(setup, chosen, name)
    named = [
        (f"{name}-{n}", other)
        for n, other in enumerate(alternatives(setup, solved, NEARBY_EFFORT, stop=stop), start=1)
    ]
    drawn = [plan_rows(setup, plan_of(other.solved), alias) for alias, other in named]
    mended: pd.DataFrame = empty(PlanRepairs)
    if with_repairs:
        tell("herstel doorrekenen")
        mended = repairs(setup, solved, REPAIR_EFFORT, mothers=tables.hubs, stop=stop)
    missing = missing_bounds(setup, solved, towns)
    rows = plan_rows(setup, chosen, name)
    others = pd.concat(drawn, ignore_index=True) if drawn else rows.head(0)
    return PlanResult(
        name=name,
        status=solved.status,
        status_text=status_text(solved),
        value=solved.value,
        bound=solved.bound,
        gap=solved.gap,
        params=params,
        rows=rows,
        hubs=plan_hubs(setup, chosen, name),
        towns=towns,
        parts=plan_parts(setup, chosen, name),
        missing=missing,
        summary=figures(
            setup, rows, towns, outside=outside_places(params, moved_of(setup.siting, chosen))
        ),
        agreements=plan_agreements(setup, chosen, name),
        alternative_agreements=tuple(
            plan_agreements(setup, plan_of(other.solved), alias) for alias, other in named
        ),
        repairs=mended,
        alternatives=_listing(setup, named, rows, others),
        alternative_rows=others,
        notes=(
            *setup.notes,
            *missing_words(missing, towns),
            *short_words(setup, missing, stop),
            *fewer_words(params, len(named), stopped=stop is not None and stop()),
        ),
        setup=setup,
        solved=solved,
    )


def _listing(
    setup: Setup, named: list[tuple[str, Alternative]], rows: pd.DataFrame, others: pd.DataFrame
) -> pd.DataFrame:
    """Return the other plans, each with a name of its own."""
    names = names_by(setup.municipalities, "gm_code") | names_by(setup.hubs, "hub_id")
    known_as = called(rows, others, names)
    return pd.DataFrame(
        [
            (alias, known_as.get(alias, NO_SITE), o.solved.status, o.solved.value, o.solved.gap,
             o.distance, o.differs)
            for alias, o in named
        ],
        columns=["plan", "called", "status", "value", "gap", "distance", "differs"],
    )  # fmt: skip


def _without_plan(setup: Setup, solved: Solved, stop: Stop | None) -> PlanResult:
    conflict = None if stop is not None and stop() else explain(setup, stop=stop)
    nothing = Chosen(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    name = setup.params.name
    return PlanResult(
        name=name,
        status=solved.status,
        status_text=status_text(solved) if conflict is None else conflict.dutch,
        value=solved.value,
        bound=solved.bound,
        gap=solved.gap,
        params=setup.params,
        rows=plan_rows(setup, nothing, name),
        hubs=plan_hubs(setup, nothing, name),
        towns=plan_towns(setup, nothing, name),
        parts=empty(PlanParts),
        missing=empty(PlanMissing),
        summary=empty(PlanFigures),
        repairs=empty(PlanRepairs),
        alternatives=empty(PlanAlternatives),
        alternative_rows=empty(PlanRows),
        conflict=conflict,
        notes=setup.notes,
        setup=setup,
        solved=solved,
    )
