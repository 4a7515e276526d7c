"""Make a plan per province of an area, and put side by side who is short and who has room.

Each province is planned from the tables of one run, for its own target, on its own mother
locations: no room counts twice, and the order of the provinces changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from maps.exports.folder import check_folder
from maps.exports.gate import Written
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs, Progress, read_inputs, silent
from opvangkaart.runs.plan import (
    PlanAsked,
    after_plan,
    plan,
    plan_tables,
    read_plan,
    write_with_rows,
)
from opvangkaart.runs.plan_told import plan_told
from opvangkaart.runs.provinces import has_provinces
from opvangkaart.runs.provinces_told import province_views
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.stopper import stopper
from opvangkaart.runs.told import View
from sites.base.errors import ScenarioError
from sites.base.messages import Message
from sites.base.progress import Counted, Reached
from sites.outcome.province import province_result
from sites.outcome.province_scenario import check_within
from sites.outcome.provinces import balance_of, board_of, plans_of
from sites.plan.make import make_plan
from sites.plan.request import check_rooms, check_sites
from sites.plan.shown import shown_plan
from sites.plan.solve.search import Step
from sites.settings.plan import PlanParams
from sites.tables.editions import visible_sites
from sites.tables.results import ProvincePart, ProvinceTables, RunResult
from sites.tables.schemas import Edition

#: What may be asked of all provinces at once; the other questions are about one area.
_FOR_ALL: Final = frozenset({
    "keep", "without", "cycle", "target", "alternatives", "new_hubs", "quick",
})  # fmt: skip
#: What a question is called on the command line, where that is not its own name.
_OPTIONS: Final = {
    "start": "--from", "events": "--event", "periods": "--period", "coverage_min": "--coverage",
}  # fmt: skip
NO_TARGET: Final = "geen plan: niemand gaf een doel, en van een gemeente is het aandeel onbekend."
NO_MOTHER: Final = "geen plan: er is geen moederlocatie in gebruik in deze provincie."
NO_PLAN: Final = "geen plan: {reason}"


@dataclass(frozen=True, eq=False)
class PlannedProvinces:
    """A run of several provinces in which each has its own plan."""

    inputs: Inputs
    result: RunResult
    provinces: ProvinceTables


def plan_area(
    scenario_path: Path | None,
    asked: PlanAsked,
    out: Path,
    *,
    edition: Edition = "openbaar",
    earlier: Path | None = None,
    limit_s: float | None = None,
    progress: Progress = silent,
) -> Iterator[str | Message | View]:
    """Make the plan of an area, or of each of its provinces, write it and tell of it.

    Ctrl-C keeps the best plans so far.
    """
    check_folder(out)
    read = partial(read_inputs, cycle=asked.cycle, target=asked.target, progress=progress)
    inputs = read(scenario_path)
    if not has_provinces(inputs.layers):
        planned, written = plan(
            scenario_path, asked, out, edition=edition, earlier=earlier, limit_s=limit_s,
            progress=progress, inputs=inputs,
        )  # fmt: skip
        return plan_told(planned, written)
    if earlier is not None:
        asked = replace(asked, start=read_plan(earlier))
    with stopper(limit_s) as stop:
        country = plan_provinces(inputs, asked, edition=edition, stop=stop, progress=progress)
        return provinces_told(country, write_provinces(country, out, progress))


def check_asked(asked: PlanAsked) -> None:
    """Refuse a question that is about one area, and not about each of its provinces.

    Raises
    ------
    ScenarioError
        One line: which option, and what to do instead.
    """
    nothing = PlanAsked()
    for field in fields(asked):
        given = getattr(asked, field.name)
        is_asked = (
            given is not None if field.name == "start" else given != getattr(nothing, field.name)
        )
        if field.name in _FOR_ALL or not is_asked:
            continue
        option = _OPTIONS.get(field.name, f"--{field.name.replace('_', '-')}")
        _refuse(option)


def _refuse(option: str) -> NoReturn:
    raise ScenarioError(
        "{option} is a question about one area, and this one has several provinces; give a "
        "scenario of one province, or leave it out",
        option=option,
    )


def plan_provinces(
    inputs: Inputs,
    asked: PlanAsked,
    *,
    edition: Edition = "openbaar",
    stop: Callable[[], bool] | None = None,
    progress: Progress,
) -> PlannedProvinces:
    """Run a scenario of several provinces and make the plan of each.

    Raises
    ------
    OpvangkaartError
        What is asked names what is not there, or is no question for a province.
    """
    check_asked(asked)
    visible = visible_sites(inputs.sites, edition).sites
    params = asked.by_id(visible).of(inputs.scenario)
    if params.periods:
        _refuse("plan.periods")
    check_sites(visible, params)
    check_rooms(inputs.layers.hubs, params)
    table = inputs.layers.provinces
    rows = [] if table is None else zip(table["gm_code"], table["province_code"], strict=True)
    check_within(params, dict(rows))
    inputs = replace(inputs, scenario=inputs.scenario.model_copy(update={"plan": params}))
    result = evaluate(inputs, edition=edition, progress=progress)
    if result.provinces is None:
        raise ScenarioError("this area has no provinces; plan it as one")
    parts = []
    for done, part in enumerate(result.provinces.parts):
        tell = partial(_told, progress, part.name, done, len(result.provinces.parts))
        tell(None)
        parts.append(
            _planned(inputs, result, part, stop=stop, with_repairs=not asked.quick, tell=tell)
        )
    board, balance = board_of(result, parts), balance_of(result, parts, params)
    provinces = replace(result.provinces, parts=tuple(parts), board=board, balance=balance)
    return PlannedProvinces(inputs, replace(result, provinces=provinces), provinces)


def _told(progress: Progress, name: str, done: int, total: int, step: Step | None) -> None:
    if step is None:
        progress(Counted(f"plan maken: {name}", done=done, total=total))
    else:
        progress(Reached(f"plan maken: {name}, {step.words}", value=step.value, bound=step.bound))


def _planned(
    inputs: Inputs,
    result: RunResult,
    part: ProvincePart,
    *,
    stop: Callable[[], bool] | None,
    with_repairs: bool,
    tell: Callable[[Step | None], None],
) -> ProvincePart:
    """Return one province with its plan, or with the reason why it has none."""
    if part.target is None:
        return replace(part, why=NO_TARGET)
    cut = on_own_mothers(province_result(result, part), part)
    if not cut.layers.hubs["is_active"].to_numpy(dtype=bool).any():
        return replace(part, why=NO_MOTHER)
    here = replace(inputs, scenario=cut.scenario, layers=cut.layers)
    params = own_params(cut, part)
    engine = engine_for(inputs.scenario, inputs.base_dir, cut.sites)
    tables = plan_tables(here, cut, params, engine)
    made = make_plan(tables, params, with_repairs=with_repairs, stop=stop, progress=tell)
    if made.conflict is not None:
        return replace(part, why=NO_PLAN.format(reason=made.conflict.dutch))
    shown = shown_plan(
        made,
        after_plan(here, cut, made, engine),
        new_hubs=tables.new_hubs,
        metric_crs=result.scenario.area.metric_crs,
        municipalities=cut.layers.municipalities,
    )
    return replace(part, plan=shown)


def on_own_mothers(cut: RunResult, part: ProvincePart) -> RunResult:
    """Return the run of a province in which the mother locations of others serve nobody."""
    hubs = cut.layers.hubs
    mine = hubs["gm_code"].isin(part.gm_codes) & hubs["is_active"].astype(bool)
    return replace(cut, layers=replace(cut.layers, hubs=hubs.assign(is_active=mine)))


def own_params(cut: RunResult, part: ProvincePart) -> PlanParams:
    """Return the settings of a province's plan: its sites, its gemeenten, its own partners."""
    params, ids = cut.scenario.plan, set(cut.sites["site_id"])
    own = set(cut.layers.hubs.loc[cut.layers.hubs["is_active"].astype(bool), "hub_id"])
    partners = tuple(
        one for one in params.partners if one.gm_code in part.gm_codes or one.hub_id in own
    )
    return params.model_copy(
        update={
            "keep": tuple(one for one in params.keep if one in ids),
            "without": tuple(one for one in params.without if one in ids),
            "partners": partners,
        }
    )


def write_provinces(planned: PlannedProvinces, out: Path, progress: Progress) -> Written:
    """Write the plans of all provinces, drawn on the pages and as tables, through the gate."""
    rows = plans_of(planned.provinces.parts)
    rows = None if rows is None else rows.drop(columns="province")
    return write_with_rows(planned.inputs, planned.result, rows, out, progress)


def provinces_told(planned: PlannedProvinces, written: Written) -> Iterator[str | Message | View]:
    """Tell the plan of every province, the balance between them, and what to open."""
    yield from province_views(planned.provinces)
    for part in planned.provinces.parts:
        if part.why:
            yield f"{part.name}: {part.why}"
        elif part.plan is not None:
            yield f"{part.name}: {part.plan.status}"
    yield from map(str, planned.result.all_undecided)
    yield from edition_notes(planned.inputs, planned.result.edition)
    yield f"Open {written.index}"
