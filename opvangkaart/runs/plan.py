"""Make a plan from a scenario: the run first, then the plan on its tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from maps.exports.gate import Written, write_outputs
from maps.exports.plan_geo import plan_parquet_bytes
from maps.page.render import render_pages
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.ledger import ledger_of, ledger_tables
from opvangkaart.runs.run import Inputs, Progress, evaluate, municipality_code, read_inputs, silent
from sites.base.errors import InputFileError
from sites.base.projection import to_lonlat
from sites.ledger.state import existing_places
from sites.outcome.after_plan import flow_minutes, plan_extras
from sites.plan.around.trade_off import objectives
from sites.plan.around.wishes import wishes_table
from sites.plan.make import (
    PLAN_EFFORT,
    PlanResult,
    Tables,
    asked_of,
    hub_minutes,
    make_plan,
    new_hub_candidates,
)
from sites.plan.questions import better_start, weighed, wishes_of
from sites.plan.read import PlanRows
from sites.plan.request import check_rooms, check_sites
from sites.settings.plan import PlanParams
from sites.settings.scenario import Scenario
from sites.tables.editions import visible_sites
from sites.tables.filters import active_hubs, own_municipalities
from sites.tables.results import Edition, Layers, RunResult
from sites.travel.protocol import TravelEngine


@dataclass(frozen=True)
class PlanAsked:
    """What is asked on top of a scenario; a missing value leaves the scenario's own.

    ``start`` holds the rows of an earlier plan: the new one keeps its hubs and is ready at once.
    """

    keep: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    target: int | None = None
    alternatives: int | None = None
    new_hubs: int | None = None
    start: pd.DataFrame | None = None
    insist: tuple[str, ...] = ()  # sites: what does it cost to have each
    spare: tuple[str, ...] = ()  # municipalities: what does it cost to open nothing there
    trade_off: str | None = None  # "minutes:municipalities"
    quick: bool = False  # no other plans and no repairs

    def of(self, scenario: Scenario) -> PlanParams:
        """Return the scenario's settings with what is asked here."""
        params = scenario.plan
        if self.new_hubs is not None:
            hubs = params.hubs.model_copy(update={"new_most": self.new_hubs})
            params = params.model_copy(update={"hubs": hubs})
        count = 0 if self.quick and self.alternatives is None else self.alternatives
        return asked_of(params, self.keep, self.without, self.target, count)


def plan_tables(
    inputs: Inputs,
    result: RunResult,
    params: PlanParams | None = None,
    engine: TravelEngine | None = None,
) -> Tables:
    """Return what a plan is made from: only what the edition of the run may show."""
    layers = result.layers
    params = params or result.scenario.plan
    engine = engine or engine_for(inputs.scenario, inputs.base_dir, result.sites)
    active = active_hubs(layers.hubs)
    new_hubs = new_hubs_of(layers, active, params)
    ends = active[["hub_id", "easting", "northing"]]
    if new_hubs is not None:
        ends = pd.concat([ends, new_hubs[list(ends)]], ignore_index=True)
    minutes = hub_minutes(result.sites, ends, engine, modes=(*params.hubs.limits_min, "car"))
    return Tables(
        sites=result.sites,
        ranking=result.ranking,
        hubs=layers.hubs,
        municipalities=layers.municipalities,
        kernen=layers.kernen,
        minutes=minutes,
        existing=existing_places(ledger_of(layers, inputs.scenario.ledger), params.on),
        new_hubs=new_hubs,
    )


def new_hubs_of(layers: Layers, active: pd.DataFrame, params: PlanParams) -> pd.DataFrame | None:
    """Return where a new hub may open, by the settings; nothing where none is allowed."""
    if not params.hubs.new_most:
        return None
    own = own_municipalities(layers.municipalities)["gm_code"]
    allowed = set(params.hubs.new_in) or set(own)
    if strange := sorted(allowed - set(own)):
        msg = f"plan.hubs.new_in names {strange[0]}: no such municipality; codes look like GM0307"
        raise InputFileError(msg)
    return new_hub_candidates(layers.kernen[layers.kernen["gm_code"].isin(allowed)], active)


def plan_run(
    scenario_path: Path | None,
    asked: PlanAsked | None = None,
    *,
    edition: Edition = "openbaar",
    stop: Callable[[], bool] | None = None,
    progress: Progress = silent,
) -> tuple[Inputs, RunResult, PlanResult]:
    """Run a scenario and make its plan; the run carries the plan for pages and exports."""
    asked = asked or PlanAsked()
    inputs = read_inputs(scenario_path, progress=progress)
    # What cannot be is said at once, not after the travel times.
    params = asked.of(inputs.scenario)
    visible = visible_sites(inputs.sites, edition).sites
    check_sites(visible, params)
    check_sites(visible, params.model_copy(update={"keep": asked.insist}), word="insist")
    check_rooms(inputs.layers.hubs, params)
    spared = [municipality_code(name, inputs.layers) for name in asked.spare]
    pair = None if asked.trade_off is None else objectives(asked.trade_off)
    result = evaluate(inputs, edition=edition, progress=progress)
    progress("plan maken")
    engine = engine_for(inputs.scenario, inputs.base_dir, result.sites)
    tables = plan_tables(inputs, result, params, engine)
    make = partial(
        make_plan,
        tables,
        params,
        with_repairs=not asked.quick,
        stop=stop,
        progress=lambda step: progress(f"plan maken: {step.words}"),
    )
    plan = make(start_rows=asked.start)
    wished = partial(wishes_of, insist=asked.insist, spare=spared, stop=stop, say=progress)
    wishes = wished(plan)
    if (better := better_start(plan, wishes)) is not None:
        plan = make(start_rows=better, effort=PLAN_EFFORT)
        wishes = wished(plan)
    extra = {
        **result.extra,
        # The ledger beside a plan is held against the plan's own target.
        **ledger_tables(result.scenario, result.layers, target=plan.params.target),
        **plan_tables_of(plan),
        **after_plan(inputs, result, plan, engine),
        **_drawn(tables, plan, result),
    }
    if wishes:
        extra["plan_wishes"] = wishes_table(wishes)
    if pair is not None:
        progress("twee doelen tegen elkaar afwegen")
        extra["plan_trade_off"] = weighed(plan, pair, stop=stop)
    return inputs, replace(result, extra=extra), plan


def plan_tables_of(plan: PlanResult) -> dict[str, Any]:
    """Return a plan's tables by the name that pages and exports know them by."""
    return {
        "plan": pd.concat([plan.rows, plan.alternative_rows], ignore_index=True),
        "plan_hubs": plan.hubs,
        "plan_towns": plan.towns,
        "plan_parts": plan.parts,
        "plan_summary": plan.summary,
        "plan_repairs": plan.repairs,
        "plan_alternatives": plan.alternatives,
        "plan_missing": plan.missing,
        "plan_status": plan.status_text,
        "plan_notes": plan.notes,
    }


def after_plan(
    inputs: Inputs, result: RunResult, plan: PlanResult, engine: TravelEngine
) -> dict[str, Any]:
    """Return what follows from the plan: periods, moves, bonus, flow-on and grants."""
    layers, params = result.layers, inputs.scenario.ledger
    minutes = flow_minutes(
        plan.rows, result.sites, layers.kernen, layers.municipalities, engine, params.flow
    )
    return plan_extras(
        plan.rows,
        plan.hubs,
        layers.municipalities,
        minutes,
        params,
        plan=plan.params,
        ledger_rows=ledger_of(layers, params),
    )


def _drawn(tables: Tables, plan: PlanResult, result: RunResult) -> dict[str, Any]:
    """Return the new hubs that some plan uses, with where to draw them."""
    if tables.new_hubs is None:
        return {}
    used = set(plan.rows["hub_id"]) | set(plan.alternative_rows["hub_id"])
    hubs = tables.new_hubs[tables.new_hubs["hub_id"].isin(used)]
    lon, lat = to_lonlat(hubs["easting"], hubs["northing"], result.scenario.area.metric_crs)
    columns = ["hub_id", "name", "gm_code", "lon", "lat"]
    return {"plan_new_hubs": hubs.assign(lon=lon, lat=lat)[columns].reset_index(drop=True)}


def write_plan(inputs: Inputs, result: RunResult, plan: PlanResult, out: Path) -> Written:
    """Write the plan, drawn on the pages and as tables, through the export gate.

    ``plan.parquet`` holds the rows of the plan alone, for ``compare``.
    """
    return write_outputs(
        result, out, pages=_with_plan_file(result, plan), rejected=inputs.rejected, log=inputs.notes
    )


def _with_plan_file(result: RunResult, plan: PlanResult) -> Iterator[tuple[str, bytes]]:
    yield from render_pages(result)
    name = "plan.parquet" if result.edition == "openbaar" else f"plan-{result.edition}.parquet"
    yield name, plan_parquet_bytes(result, plan.rows)


def read_plan(path: Path) -> pd.DataFrame:
    """Read the rows of a plan that ``write_plan`` wrote.

    Raises
    ------
    InputFileError
        The file is not there, or is no plan.
    """
    try:
        rows = pd.read_parquet(path).drop(columns="geometry", errors="ignore")
        return pd.DataFrame(PlanRows.validate(rows))
    except FileNotFoundError:
        msg = f"plan {path} does not exist; give a plan.parquet that `opvangkaart plan` wrote"
        raise InputFileError(msg) from None
    except (ValueError, OSError, SchemaError, SchemaErrors) as error:
        why = str(error).splitlines()[0][:100]
        msg = f"{path.name} is not a plan ({why}); give a plan.parquet of `opvangkaart plan`"
        raise InputFileError(msg) from None
