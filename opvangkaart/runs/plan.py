"""Make a plan from a scenario: the run first, then the plan on its tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from maps.base.names import edition_name
from maps.exports.gate import Written, write_outputs
from maps.exports.plan_geo import NAMED, plan_parquet_bytes
from maps.page.render import render_pages
from opvangkaart.language.speech import heard
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.how_sure import how_sure
from opvangkaart.runs.inputs import Inputs, Progress, read_inputs, silent
from opvangkaart.runs.ledger import ledger_tables
from opvangkaart.runs.named import municipality_code
from opvangkaart.runs.plan_aside import checked_beside, followed, in_periods, reached, scene_of
from opvangkaart.runs.run import evaluate, page_count
from opvangkaart.runs.stock import ledger_of
from opvangkaart.runs.stopper import stopper
from sites.base.boundary import reading
from sites.base.errors import InputFileError, OpvangkaartError
from sites.base.messages import say
from sites.base.progress import Reached, counting
from sites.judgement.report import site_named
from sites.ledger.state import existing_places
from sites.outcome.after_plan import flow_minutes, horizon, what_follows
from sites.outcome.events_asked import Event, check_events, read_events
from sites.plan.agreements import check_agreements, elsewhere
from sites.plan.around.aims import objectives
from sites.plan.around.no_regret import check_draws
from sites.plan.around.trade_off import checked_steps
from sites.plan.make import (
    PLAN_EFFORT,
    PlanResult,
    Tables,
    asked_of,
    make_plan,
    new_hub_candidates,
)
from sites.plan.questions import FairAnswer, better_start, fairest, weighed, wishes_of
from sites.plan.request import check_rooms, check_sites
from sites.plan.rules import rules_of
from sites.plan.shown import shown_plan
from sites.plan.solve.search import Step
from sites.plan.timed.asked import read_periods
from sites.settings.plan import PlanParams
from sites.settings.scenario import Scenario
from sites.tables.editions import shown_ledger, visible_sites
from sites.tables.filters import active_hubs, names_by, own_municipalities
from sites.tables.plan import PlanRows
from sites.tables.results import AfterPlan, Layers, PlanTables, RunResult
from sites.tables.schemas import Edition
from sites.travel.hub_travel import hub_travel, reach_of
from sites.travel.protocol import TravelEngine


@dataclass(frozen=True)
class PlanAsked:
    """What is asked on top of a scenario; a missing value leaves the scenario's own.

    ``start`` holds the rows of an earlier plan: the new one keeps its hubs and is ready at once.
    """

    keep: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    cycle: str | None = None
    target: int | None = None
    alternatives: int | None = None
    new_hubs: int | None = None
    start: pd.DataFrame | None = None
    insist: tuple[str, ...] = ()  # sites: what does it cost to have each
    spare: tuple[str, ...] = ()  # municipalities: what does it cost to open nothing there
    trade_off: str | None = None  # "minutes:municipalities"
    steps: int | None = None  # how many plans the front of it has at most
    quick: bool = False  # no other plans and no repairs
    fair: bool = False  # the plan that puts the worst municipality first, beside it
    no_regret: int | None = None  # so many draws of what is not certain
    firm: bool = False  # how much may change before the plan does
    events: tuple[str, ...] = ()  # "UT03 sluit 2027-07-01"
    periods: tuple[str, ...] = ()  # "2028-11-01=4000": they replace those of the scenario
    coverage_min: float | None = None  # most places within so many minutes, beside it
    coverage_of: tuple[str, ...] = ()  # of which kinds of facility; empty: school and GP
    worst_trip: bool = False  # the plan whose longest trip is shortest, beside it

    def by_id(self, sites: pd.DataFrame) -> "PlanAsked":
        """Return the same with the ids of the sites that are asked for by name."""
        names = set(sites["name"].str.casefold())

        def ids(asked: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(
                site_named(sites, one) if one.casefold() in names else one for one in asked
            )

        return replace(
            self, keep=ids(self.keep), without=ids(self.without), insist=ids(self.insist)
        )

    def of(self, scenario: Scenario) -> PlanParams:
        """Return the scenario's settings with what is asked here."""
        params = scenario.plan
        if self.new_hubs is not None:
            hubs = params.hubs.model_copy(update={"new_most": self.new_hubs})
            params = params.model_copy(update={"hubs": hubs})
        if self.periods:
            params = params.model_copy(update={"periods": read_periods(self.periods)})
        count = 0 if self.quick and self.alternatives is None else self.alternatives
        return asked_of(params, self.keep, self.without, self.target, count)


@dataclass(frozen=True, eq=False)
class Planned:
    """A run with its plan: as the solver left it, and as readers see it (also in the run)."""

    inputs: Inputs
    result: RunResult
    plan: PlanResult
    shown: PlanTables


def plan(
    scenario_path: Path | None,
    asked: PlanAsked,
    out: Path,
    *,
    edition: Edition = "openbaar",
    earlier: Path | None = None,
    limit_s: float | None = None,
    progress: Progress = silent,
    inputs: Inputs | None = None,
) -> tuple[Planned, Written]:
    """Run a scenario, make its plan and write it to ``out``; Ctrl-C keeps the best plan so far.

    ``inputs`` are those of the scenario where they were read already.

    Raises
    ------
    OpvangkaartError
        What is asked cannot be together: it says which demands meet, and nothing is written.
    """
    if earlier is not None:
        asked = replace(asked, start=read_plan(earlier))
    with stopper(limit_s) as stop:
        planned = plan_run(
            scenario_path, asked, edition=edition, stop=stop, progress=progress, inputs=inputs
        )
        if planned.plan.conflict is not None:
            raise OpvangkaartError(planned.plan.conflict.said)
        return planned, write_plan(planned, out, progress)


def plan_tables(
    inputs: Inputs,
    result: RunResult,
    params: PlanParams | None = None,
    engine: TravelEngine | None = None,
) -> Tables:
    """Return what a plan is made from: only what the edition of the run may show."""
    layers = result.layers
    params = params or result.scenario.plan
    active = active_hubs(layers.hubs)
    new_hubs = new_hubs_of(layers, active, params)
    trips: pd.DataFrame = result.hub_travel
    if new_hubs is not None:
        engine = engine or engine_for(inputs.scenario, inputs.base_dir, result.sites)
        modes = tuple(params.hubs.limits_min)
        reach = reach_of(inputs.scenario)
        more = hub_travel(result.sites, new_hubs, engine, modes=modes, reach=reach)
        trips = pd.concat([trips, more], ignore_index=True)
    return Tables(
        sites=result.sites,
        ranking=result.ranking,
        hubs=layers.hubs,
        municipalities=layers.municipalities,
        hub_travel=trips,
        kern_load=result.kern_load,
        existing=existing_places(
            ledger_of(layers, inputs.scenario.ledger, result.edition), params.on
        ),
        judgement=inputs.scenario.judgement,
        new_hubs=new_hubs,
        rules=rules_of(result.judgement, result.scenario.mothers),
    )


def new_hubs_of(layers: Layers, active: pd.DataFrame, params: PlanParams) -> pd.DataFrame | None:
    """Return where a new hub may open, by the settings; nothing where none is allowed."""
    if not params.hubs.new_most:
        return None
    own = own_municipalities(layers.municipalities)["gm_code"]
    allowed = set(params.hubs.new_in) or set(own)
    if strange := sorted(allowed - set(own)):
        raise InputFileError(
            "plan.hubs.new_in names {strange}: no such municipality; use the code of one in the "
            "area",
            strange=strange[0],
        )
    return new_hub_candidates(layers.kernen[layers.kernen["gm_code"].isin(allowed)], active)


def plan_run(
    scenario_path: Path | None,
    asked: PlanAsked | None = None,
    *,
    edition: Edition = "openbaar",
    sites_file: Path | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Progress = silent,
    inputs: Inputs | None = None,
) -> Planned:
    """Run a scenario and make its plan; the run carries the plan for pages and exports.

    ``sites_file`` takes the place of the scenario's own sites.
    """
    asked = asked or PlanAsked()
    if asked.no_regret is not None:
        check_draws(asked.no_regret)
    read = partial(read_inputs, cycle=asked.cycle, target=asked.target, progress=progress)
    inputs = inputs or read(scenario_path, sites_file=sites_file)
    # What cannot be is said at once, not after the travel times.
    visible = visible_sites(inputs.sites, edition).sites
    asked = asked.by_id(visible)
    params = _checked_params(asked, inputs, visible)
    spared = [municipality_code(name, inputs.layers) for name in asked.spare]
    pair = None if asked.trade_off is None else objectives(asked.trade_off)
    steps = checked_steps(asked.steps, asked.trade_off)
    beside = checked_beside(
        params, asked.coverage_min, asked.coverage_of, is_worst_trip=asked.worst_trip
    )
    events = asked_events(asked, inputs, visible, params, edition)
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
        progress=partial(_reached, progress),
    )
    plan = make(start_rows=asked.start)
    wished = partial(wishes_of, insist=asked.insist, spare=spared, stop=stop, tell=progress)
    wishes = wished(plan)
    if (better := better_start(plan, wishes)) is not None:
        plan = make(start_rows=better, effort=PLAN_EFFORT)
        wishes = wished(plan)
    scene = scene_of(inputs, result, tables, plan.params)
    told = followed(events, scene, plan, stop=stop, progress=progress)
    draws, firm = how_sure(tables, plan, asked.no_regret, stop, progress, firm=asked.firm)
    shown = shown_plan(
        plan,
        after_plan(inputs, result, plan, engine),
        new_hubs=tables.new_hubs,
        metric_crs=result.scenario.area.metric_crs,
        municipalities=result.layers.municipalities,
        wishes=wishes,
        events=told,
        fair=_fairest(asked, plan, stop, progress),
        periods=in_periods(beside, scene, stop=stop, progress=progress),
        reach=reached(beside, result, plan, stop=stop, progress=progress),
        no_regret=draws,
        firm=firm,
        trade_off=weighed(plan, pair, steps=steps, stop=stop, tell=progress),
    )
    # The ledger beside a plan is held against the plan's own target.
    ledger = result.ledger
    if plan.params.target != inputs.scenario.plan.target:
        ledger = ledger_tables(
            inputs.scenario, result.layers, edition=edition, target=plan.params.target
        )
    return Planned(inputs, replace(result, plan=shown, ledger=ledger), plan, shown)


def _reached(progress: Progress, step: Step) -> None:
    """Tell what a stage of the solver reached."""
    progress(Reached(f"plan maken: {step.words}", value=step.value, bound=step.bound))


def _fairest(
    asked: PlanAsked, plan: PlanResult, stop: Callable[[], bool] | None, progress: Progress
) -> FairAnswer | None:
    if not asked.fair:
        return None
    progress("het eerlijkste plan zoeken")
    return fairest(plan, stop=stop)


def _checked_params(asked: PlanAsked, inputs: Inputs, visible: pd.DataFrame) -> PlanParams:
    """Return the settings with what is asked; refuse what names something that is not there."""
    params = asked.of(inputs.scenario)
    check_sites(visible, params)
    check_sites(visible, params.model_copy(update={"keep": asked.insist}), word="insist")
    check_rooms(inputs.layers.hubs, params)
    own = own_municipalities(inputs.layers.municipalities)["gm_code"]
    check_agreements(params, own, inputs.layers.hubs)
    return params


def asked_events(
    asked: PlanAsked, inputs: Inputs, visible: pd.DataFrame, params: PlanParams, edition: Edition
) -> tuple[Event, ...] | None:
    """Return the events asked, held against what exists; None where nobody asked for any."""
    if not asked.events:
        return None
    rows = ledger_of(inputs.layers, inputs.scenario.ledger, edition)
    names = names_by(visible, "site_id") | names_by(rows.dropna(subset="name"), "hub_id")
    events = read_events(asked.events, names)
    first, last = horizon(params)
    ids = visible["site_id"].tolist()
    check_events(events, rows, ids, first=first, last=last, names=names)
    return events


def after_plan(
    inputs: Inputs, result: RunResult, plan: PlanResult, engine: TravelEngine
) -> AfterPlan:
    """Return what follows from the plan: periods, moves, bonus, flow-on and grants."""
    layers, params = result.layers, shown_ledger(inputs.scenario.ledger, result.edition)
    minutes = flow_minutes(
        plan.rows, result.sites, layers.kernen, layers.municipalities, engine, params.flow
    )
    return what_follows(
        plan.rows,
        plan.hubs,
        layers.municipalities,
        minutes,
        params,
        plan=plan.params,
        ledger_rows=ledger_of(layers, params, result.edition),
        outside=elsewhere(plan.agreements, plan.name).outside,
    )


def write_plan(planned: Planned, out: Path, progress: Progress = silent) -> Written:
    """Write the plan on pages and as tables; ``plan.parquet`` holds its rows, for ``compare``."""
    return write_with_rows(planned.inputs, planned.result, planned.plan.rows, out, progress)


def write_with_rows(
    inputs: Inputs, result: RunResult, rows: pd.DataFrame | None, out: Path, progress: Progress
) -> Written:
    """Write a run that holds a plan, and the plan's rows in a file of their own; None: no file."""
    drawn = _with_plan_file(result, rows)
    pages = counting(drawn, page_count(result) + 1, "pagina's tekenen", progress)
    log = [*inputs.notes, *edition_notes(inputs, result.edition)]
    return write_outputs(
        result, out, pages=pages, rejected=inputs.rejected, log=log, tell=heard().said
    )


def _with_plan_file(result: RunResult, rows: pd.DataFrame | None) -> Iterator[tuple[str, bytes]]:
    yield from render_pages(result)
    if rows is not None:
        name = edition_name("plan", ".parquet", result.edition)
        yield name, plan_parquet_bytes(result, rows)


@dataclass(frozen=True, eq=False)
class NamedPlan:
    """The rows of a plan, and the names of its sites and of what they lean on, by their ids."""

    rows: pd.DataFrame
    names: dict[str, str]


def read_plan(path: Path) -> pd.DataFrame:
    """Read the rows of a plan that ``write_plan`` wrote; see ``read_named_plan``."""
    return read_named_plan(path).rows


def read_named_plan(path: Path) -> NamedPlan:
    """Read the rows of a plan that ``write_plan`` wrote, with the names in it.

    Raises
    ------
    InputFileError
        The file is not there, or is no plan.
    """
    if not path.is_file():
        raise InputFileError(
            "plan {path} does not exist; give a plan.parquet that `opvangkaart plan` wrote",
            path=path,
        )
    with reading(path.name, say("give a plan.parquet of `opvangkaart plan`")):
        table = pd.read_parquet(path).drop(columns="geometry", errors="ignore")
        rows = table.drop(columns=list(NAMED.values()), errors="ignore")
        if "local_min" not in rows:  # written before plans told it
            rows.insert(list(rows).index("cluster_id"), "local_min", float("nan"))
        names: dict[str, str] = {}
        for ident, name in NAMED.items():
            if name in table:  # a plan of an earlier version has no names
                known = table[[ident, name]].dropna()
                names |= dict(zip(known[ident], known[name], strict=True))
        return NamedPlan(pd.DataFrame(PlanRows.validate(rows)), names)
