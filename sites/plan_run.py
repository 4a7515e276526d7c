"""Make a plan from a scenario: the run first, then the plan on its tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from geodata.basisset import table
from maps.export import Written, write_outputs
from maps.render import render_pages
from sites.engines import engine_for
from sites.errors import InputFileError
from sites.ledger.state import existing_places, ledger_rows
from sites.plan.make import PlanResult, Tables, hub_minutes, make_plan
from sites.plan.read import PlanRows
from sites.results import Edition, RunResult
from sites.run import Inputs, Progress, evaluate, read_inputs, silent

#: The reception table that the terms of the basisset belong to.
_BUNDLED_HUBS = "reception.csv"


def terms_of(inputs: Inputs) -> pd.DataFrame | None:
    """Return when each location counts as what; only the bundled reception table has terms."""
    files = inputs.layers.info.loc[inputs.layers.info["layer"] == "hubs", "file_name"]
    return table("reception_terms") if (files == _BUNDLED_HUBS).any() else None


def ledger_of(inputs: Inputs) -> pd.DataFrame:
    """Return the ledger's rows from the scenario's reception table."""
    return ledger_rows(inputs.layers.hubs, inputs.layers.hubs_unplaced, terms_of(inputs))


def plan_tables(inputs: Inputs, result: RunResult) -> Tables:
    """Return what a plan is made from: only what the edition of the run may show."""
    params, layers = result.scenario.plan, result.layers
    active = layers.hubs[layers.hubs["is_active"].to_numpy(dtype=bool)]
    minutes = hub_minutes(
        result.sites,
        active,
        engine_for(inputs.scenario, inputs.base_dir, result.sites),
        modes=(params.hubs.mode, "car"),
    )
    return Tables(
        sites=result.sites,
        ranking=result.ranking,
        hubs=layers.hubs,
        municipalities=layers.municipalities,
        kernen=layers.kernen,
        minutes=minutes,
        existing=existing_places(ledger_of(inputs), params.on),
    )


def plan_run(
    scenario_path: Path | None,
    *,
    edition: Edition = "openbaar",
    keep: Sequence[str] = (),
    without: Sequence[str] = (),
    target: int | None = None,
    alternatives: int | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Progress = silent,
) -> tuple[Inputs, RunResult, PlanResult]:
    """Run a scenario and make its plan; the run carries the plan for pages and exports."""
    inputs = read_inputs(scenario_path, progress=progress)
    result = evaluate(inputs, edition=edition, progress=progress)
    progress("plan maken")
    plan = make_plan(
        plan_tables(inputs, result),
        result.scenario.plan,
        keep=tuple(keep),
        without=tuple(without),
        target=target,
        alternatives_count=alternatives,
        stop=stop,
        progress=lambda step: progress(f"plan maken: {step.stage}"),
    )
    extra = {
        **result.extra,
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
    return inputs, replace(result, extra=extra), plan


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
    yield name, bytes(plan.rows.to_parquet(index=False))


def read_plan(path: Path) -> pd.DataFrame:
    """Read the rows of a plan that ``write_plan`` wrote.

    Raises
    ------
    InputFileError
        The file is not there, or is no plan.
    """
    try:
        rows = pd.read_parquet(path)
        return pd.DataFrame(PlanRows.validate(rows))
    except FileNotFoundError:
        msg = f"plan {path} does not exist; give a plan.parquet that `opvangkaart plan` wrote"
        raise InputFileError(msg) from None
    except (ValueError, OSError, SchemaError, SchemaErrors) as error:
        why = str(error).splitlines()[0][:100]
        msg = f"{path.name} is not a plan ({why}); give a plan.parquet of `opvangkaart plan`"
        raise InputFileError(msg) from None
