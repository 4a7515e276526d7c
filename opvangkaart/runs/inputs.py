"""Read and check all that a run needs: settings, layers, sites, and what people entered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame

from geodata.files.basisset import sha256
from geodata.layers import read_layers
from geodata.readers.candidates import read_candidates
from geodata.readers.entered import read_facts, read_notes
from geodata.readers.slots import with_store
from opvangkaart.runs.cycles import with_cycle
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.errors import SiteError
from sites.judgement.judge import Entered
from sites.scoring.scout import search_cells
from sites.settings.scenario import Scenario
from sites.tables.results import Layers
from sites.tables.schemas import Sites

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class Inputs:
    """All that a run reads, checked; ``rejected`` rows and ``notes`` never leave the team."""

    scenario: Scenario
    base_dir: Path
    layers: Layers
    sites: DataFrame[Sites]
    rejected: pd.DataFrame | None
    notes: tuple[str, ...]
    facts: pd.DataFrame | None = None
    sheets: pd.DataFrame | None = None


def read_inputs(
    scenario_path: Path | None = None,
    *,
    sites_file: Path | None = None,
    layer: str | None = None,
    cycle: str | None = None,
    target: int | None = None,
    progress: Progress = silent,
) -> Inputs:
    """Read and check everything a run needs; ``sites_file`` overrides the scenario's sites.

    ``layer`` names the layer or sheet of that file; without it the scenario's word holds.
    ``cycle`` and ``target`` override what is asked.
    """
    scenario, base_dir = read_scenario(scenario_path)
    if sites_file is not None:
        own = scenario.sites.model_copy(
            update={
                "path": str(sites_file.resolve()),
                "layer": scenario.sites.layer if layer is None else layer,
            }
        )
        scenario = scenario.model_copy(update={"sites": own})
    return read_layers_and_sites(scenario, base_dir, cycle=cycle, target=target, progress=progress)


def read_layers_and_sites(
    scenario: Scenario,
    base_dir: Path,
    *,
    cycle: str | None = None,
    target: int | None = None,
    progress: Progress = silent,
) -> Inputs:
    """Read and check the layers and the sites (or scout them) of a scenario."""
    progress("lagen lezen en controleren")
    scenario = with_store(scenario, base_dir)
    layers = read_layers(scenario, base_dir)
    scenario = with_cycle(scenario, layers.municipalities, cycle=cycle, target=target)
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
    asked = inputs.scenario.sites
    facts, info = _read_about(inputs, inputs.layers.info, "feiten", asked.facts, read_facts)
    sheets, info = _read_about(inputs, info, "notities", asked.notes, read_notes)
    layers = replace(inputs.layers, info=info)
    return replace(inputs, layers=layers, facts=facts, sheets=sheets)


def _read_about(
    inputs: Inputs,
    info: pd.DataFrame,
    layer: str,
    name: str | None,
    read: Callable[[Path], pd.DataFrame],
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """Return one entered table, or None without a file, and the layers with it among them."""
    if name is None:
        return None, info
    path = inputs.base_dir / name
    table = read(path)
    if lost := sorted(set(table["site_id"].astype(str)) - set(inputs.sites["site_id"])):
        raise SiteError(
            "{name} names {lost_count} sites that do not exist (first: {lost}); correct it",
            name=name,
            lost_count=len(lost),
            lost=lost[0],
        )
    return table, _with_own(info, layer, path, len(table))


def entered_about(inputs: Inputs, site_ids: pd.Series) -> Entered:
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
