"""One run, from a scenario to everything it hands out.

Read it top to bottom: scenario, checked layers, candidates, travel, scores, mothers, result.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geodata.files.basisset import sha256
from geodata.layers import read_layers
from geodata.readers.candidates import read_candidates
from geodata.readers.entered import read_facts, read_notes
from geodata.readers.slots import pins_of, with_store
from maps.exports.gate import Written, write_documents, write_outputs
from maps.page.render import render_pages
from opvangkaart.runs.engines import engine_for, street_tables, transit_tables
from opvangkaart.runs.ledger import ledger_tables
from opvangkaart.runs.scenario_file import read_scenario, scenario_of
from sites.base.errors import ScenarioError, SiteError
from sites.base.nearest import did_you_mean
from sites.judgement.judge import Entered, Scored, judge
from sites.scoring.kern_load import kern_load
from sites.scoring.mothers import cluster_table, mothers_table
from sites.scoring.scoring import rank_sites, score_table
from sites.scoring.scout import search_cells
from sites.settings.scenario import Scenario
from sites.tables.editions import shown_info, shown_scenario, visible_sites
from sites.tables.filters import own_municipalities
from sites.tables.results import Edition, JudgementTables, Layers, RunResult
from sites.travel.access import travel_table
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel

#: The packages whose version can change a number; a run records them.
RECORDED = ("opvangkaart", "geopandas", "h3", "numpy", "pandas", "scikit-learn", "scipy", "shapely")

#: Sites that are grouped pair by pair; a pair over the streets costs more than a straight line.
LINKED = {"crowfly": 2000, "streets": 300}

#: The draws of a run are the same on every machine.
SEED = 4793

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Inputs:
    """All that a run reads, checked; ``rejected`` rows and ``notes`` never leave the team."""

    scenario: Scenario
    base_dir: Path
    layers: Layers
    sites: pd.DataFrame
    rejected: pd.DataFrame | None
    notes: tuple[str, ...]
    facts: pd.DataFrame | None = None
    sheets: pd.DataFrame | None = None


def read_inputs(
    scenario_path: Path | None = None,
    *,
    sites_file: Path | None = None,
    progress: Progress = silent,
) -> Inputs:
    """Read and check everything a run needs; ``sites_file`` overrides the scenario's sites."""
    scenario, base_dir = read_scenario(scenario_path)
    if sites_file is not None:
        own = scenario.sites.model_copy(update={"path": str(sites_file.resolve())})
        scenario = scenario.model_copy(update={"sites": own})
    return read_layers_and_sites(scenario, base_dir, progress=progress)


def read_layers_and_sites(
    scenario: Scenario, base_dir: Path, *, progress: Progress = silent
) -> Inputs:
    """Read and check the layers and the sites (or scout them) of a scenario."""
    progress("lagen lezen en controleren")
    scenario = with_store(scenario, base_dir)
    layers = read_layers(scenario, base_dir)
    if scenario.sites.path is None:
        progress("zoekgebieden maken")
        cells = search_cells(
            municipalities=layers.municipalities,
            kernen=layers.kernen,
            exclusions=layers.exclusions,
            scenario=scenario,
        )
        return Inputs(scenario, base_dir, layers, cells, None, ())
    progress("locaties lezen")
    path = base_dir / scenario.sites.path
    found = read_candidates(path, scenario, layers)
    layers = replace(layers, info=_with_own(layers.info, "locaties", path, len(found.sites)))
    inputs = Inputs(scenario, base_dir, layers, found.sites, found.rejected, found.notes)
    return _with_entered(inputs)


def _with_entered(inputs: Inputs) -> Inputs:
    """Read what people entered about the sites, and refuse rows about sites that do not exist."""
    asked, known = inputs.scenario.sites, set(inputs.sites["site_id"])
    tables: dict[str, pd.DataFrame] = {}
    info = inputs.layers.info
    for layer, name, read in (
        ("feiten", asked.facts, read_facts),
        ("notities", asked.notes, read_notes),
    ):
        if name is None:
            continue
        path = inputs.base_dir / name
        tables[layer] = read(path)
        if lost := sorted(set(tables[layer]["site_id"].astype(str)) - known):
            msg = f"{name} names {len(lost)} sites that do not exist (first: {lost[0]}); correct it"
            raise SiteError(msg)
        info = _with_own(info, layer, path, len(tables[layer]))
    return replace(
        inputs,
        layers=replace(inputs.layers, info=info),
        facts=tables.get("feiten"),
        sheets=tables.get("notities"),
    )


def _entered(inputs: Inputs, site_ids: pd.Series) -> Entered:
    """Return what was entered about these sites; about the others an edition may not speak."""

    def about(table: pd.DataFrame | None) -> pd.DataFrame | None:
        return None if table is None else table[table["site_id"].isin(site_ids)]

    return Entered(facts=about(inputs.facts), notes=about(inputs.sheets))


def _with_own(info: pd.DataFrame, layer: str, path: Path, rows: int) -> pd.DataFrame:
    """Record a file of the user; editions below ``intern`` show neither its name nor digest."""
    row = {
        "layer": layer,
        "source": "eigen bestand",
        "licence": "eigen gegevens",
        "data_date": None,
        "origin": "eigen",
        "file_name": path.name,
        "sha256": sha256(path),
        "rows": rows,
    }
    return pd.concat([info, pd.DataFrame([row])], ignore_index=True)


def evaluate(
    inputs: Inputs, *, edition: Edition = "openbaar", progress: Progress = silent
) -> RunResult:
    """Compute a run from what its edition may show, and from nothing else."""
    scenario, layers = inputs.scenario, inputs.layers
    visible = visible_sites(inputs.sites, edition)
    engine = engine_for(scenario, inputs.base_dir, visible.sites)
    context = Context(layers, scenario, engine)
    progress("reistijden berekenen")
    trips = hub_travel(visible.sites, context.mothers, engine)
    travel = travel_table(visible.sites, trips, context, progress=progress)
    progress("scores en rangorde berekenen")
    scores = score_table(travel, scenario)
    ranking = rank_sites(scores, visible.sites)
    progress("moederlocaties en clusters bepalen")
    mothers, clusters = cluster_table(
        mothers_table(visible.sites, travel, layers.hubs, scenario),
        visible.sites,
        context,
        max_linked=LINKED[scenario.engine],
    )
    kernen = kern_load(layers.hubs, layers.kernen, scenario.judgement.load)
    scored = Scored(visible.sites, trips, travel, scores, ranking, mothers, kernen)
    judged = _judged(inputs, scored, context, progress)
    return RunResult(
        scenario=shown_scenario(scenario, edition),
        edition=edition,
        layers=layers,
        sites=visible.sites,
        travel=travel,
        scores=scores,
        ranking=ranking,
        mothers=mothers,
        clusters=clusters,
        fingerprint=fingerprint(scenario, layers, visible.sites, edition),
        engine_label=engine.label,
        versions={name: version(name) for name in RECORDED},
        withheld_sites=visible.withheld_sites,
        withheld_places=visible.withheld_places,
        hub_travel=trips,
        kern_load=kernen,
        judgement=judged,
        ledger=ledger_tables(scenario, layers),
        streets=street_tables(engine, scenario, layers, np.random.default_rng(SEED)),
        transit=transit_tables(engine, visible.sites, ranking, layers, scenario.area.metric_crs),
    )


def _judged(
    inputs: Inputs, scored: Scored, context: Context, progress: Progress
) -> JudgementTables | None:
    """Return the tables of the judgement; an edition that may show no site has none to judge."""
    if scored.sites.empty:
        return None
    progress("beoordelen: leunen, schaal en zekerheid van de rang")
    entered = _entered(inputs, scored.sites["site_id"])
    return judge(scored, context, rng=np.random.default_rng(SEED), entered=entered)


def fingerprint(scenario: Scenario, layers: Layers, sites: pd.DataFrame, edition: Edition) -> str:
    """Return a digest of settings, layers and sites, over what the edition may show of them.

    A digest that covered a hidden file or name could confirm a guess at it.
    """
    settings = shown_scenario(scenario, edition).model_dump_json()
    digests = "".join(shown_info(layers.info, edition)["sha256"])
    text = settings + digests + sites.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def compute(scenario_path: Path | None = None, *, edition: Edition = "openbaar") -> RunResult:
    """Read and compute a run without writing anything (notebooks, tests)."""
    return evaluate(read_inputs(scenario_path), edition=edition)


def run(
    scenario_path: Path | None,
    out: Path,
    *,
    edition: Edition = "openbaar",
    municipalities: Sequence[str] = (),
    sites_file: Path | None = None,
    progress: Progress = silent,
) -> tuple[Inputs, RunResult, Written]:
    """Run a scenario and write pages, tables and records to ``out`` through the export gate."""
    inputs = read_inputs(scenario_path, sites_file=sites_file, progress=progress)
    codes = [municipality_code(name, inputs.layers) for name in municipalities]
    result = evaluate(inputs, edition=edition, progress=progress)
    progress("pagina's tekenen")
    written = write_outputs(
        result,
        out,
        pages=render_pages(result, municipalities=codes or None),
        rejected=inputs.rejected,
        log=inputs.notes,
    )
    return inputs, result, written


def rerun(
    record_path: Path, out: Path, *, scenario_path: Path | None = None, progress: Progress = silent
) -> tuple[Inputs, RunResult, Written]:
    """Make an earlier run again from its record, or name the input that is no longer the same.

    The settings come from ``scenario_path``, else from the record itself: a record of the
    edition ``intern`` names its files (from the working folder), one for others names none.

    Raises
    ------
    ReproduceError
        The record cannot be read, or an input, a version or a setting differs; nothing is written.
    """
    from geodata.store.reproduce import read_record, require_same, verify  # noqa: PLC0415

    record = read_record(record_path)
    if scenario_path is None:
        scenario, base_dir = scenario_of(record["scenario"], record_path.name), Path()
    else:
        scenario, base_dir = read_scenario(scenario_path)
    scenario = with_store(scenario, base_dir, pins_of(record))
    inputs = read_layers_and_sites(scenario, base_dir, progress=progress)
    edition: Edition = record["editie"]
    result = evaluate(inputs, edition=edition, progress=progress)
    info = shown_info(result.layers.info, edition)
    require_same(
        verify(record, info=info, versions=result.versions, fingerprint=result.fingerprint)
    )
    written = write_outputs(
        result, out, pages=render_pages(result), rejected=inputs.rejected, log=inputs.notes
    )
    return inputs, result, written


def documents(
    scenario_path: Path | None,
    out: Path,
    *,
    edition: Edition = "openbaar",
    municipalities: Sequence[str] = (),
    site_ids: Sequence[str] = (),
    progress: Progress = silent,
) -> Written:
    """Run a scenario and write its documents and pictures to ``out`` through the export gate."""
    from maps.documents.documents import render_documents  # noqa: PLC0415 - loads typst and python-docx

    inputs = read_inputs(scenario_path, progress=progress)
    codes = [municipality_code(name, inputs.layers) for name in municipalities]
    result = evaluate(inputs, edition=edition, progress=progress)

    def told() -> Iterator[tuple[str, bytes]]:
        for name, content in render_documents(
            result, municipalities=codes or None, sites=site_ids or None
        ):
            progress(name)
            yield name, content

    return write_documents(result, out, told())


def municipality_code(name: str, layers: Layers) -> str:
    """Return the code of a municipality named by name or code; else say which was meant."""
    own = own_municipalities(layers.municipalities)
    wanted = name.strip().casefold()
    for code, official in zip(own["gm_code"], own["name"], strict=True):
        if wanted in (code.casefold(), official.casefold()):
            return str(code)
    choice = f"choose from {', '.join(own['name'])}"
    hint = did_you_mean(wanted, own["name"], choice, cutoff=0.4, spelled=str.casefold)
    msg = f"unknown municipality {name!r}; {hint}"
    raise ScenarioError(msg)


def best_sites(result: RunResult, count: int = 10) -> pd.DataFrame:
    """Return the best ranked sites with what a reader wants to see of them."""
    table: Any = result.ranking.merge(result.sites, on="site_id").merge(
        result.mothers[["site_id", "answer", "hub_id", "travel_min"]], on="site_id"
    )
    table = table[table["rank"].notna()].sort_values(["rank", "site_id"]).head(count)
    names = result.layers.municipalities.set_index("gm_code")["name"]
    hubs = result.layers.hubs.set_index("hub_id")["name"]
    named: pd.DataFrame = table.assign(
        gemeente=table["gm_code"].map(names), mother=table["hub_id"].map(hubs)
    )
    return named.reset_index(drop=True)
