"""Read and check all that a run needs: settings, layers, sites, and what people entered."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame

from geodata.files.basisset import sha256
from geodata.layers import read_layers
from geodata.readers.candidates import MAX_SITES, read_candidates
from geodata.readers.entered import Entered as EnteredTable
from geodata.readers.entered import read_facts, read_notes
from geodata.readers.slots import with_store
from opvangkaart.runs.cycles import with_cycle
from opvangkaart.runs.named import postcodes_of
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.errors import ScenarioError, SiteError
from sites.base.messages import Message, say, say_counted
from sites.judgement.judge import Entered
from sites.scoring.scout import search_cells
from sites.settings.scenario import Scenario
from sites.tables.editions import allowed
from sites.tables.results import Layers
from sites.tables.schemas import CONFIDENTIALITY, Edition, Sites

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
    notes: tuple[Message | str, ...]
    facts: pd.DataFrame | None = None
    sheets: pd.DataFrame | None = None


def read_inputs(
    scenario_path: Path | None = None,
    *,
    sites_file: Path | None = None,
    layer: str | None = None,
    cycle: str | None = None,
    target: int | None = None,
    places: int | None = None,
    most_sites: int = MAX_SITES,
    progress: Progress = silent,
) -> Inputs:
    """Read and check everything a run needs; ``sites_file`` overrides the scenario's sites.

    ``layer`` names the layer or sheet of that file; without it the scenario's word holds. A list of
    more than ``most_sites`` rows is refused.
    ``cycle`` and ``target`` override what is asked, ``places`` what a search cell is reckoned with.
    """
    scenario, base_dir = read_scenario(scenario_path)
    if places is not None:
        most = scenario.judgement.leaning.max_places
        if not 1 <= places <= most:
            raise ScenarioError(
                "{places} places cannot be asked of a search cell; give 1 to {most}",
                places=places, most=most,
            )  # fmt: skip
        scout = scenario.scout.model_copy(update={"places": places})
        scenario = scenario.model_copy(update={"scout": scout})
    if sites_file is not None:
        scenario = with_sites_file(scenario, sites_file, layer=layer)
    return read_layers_and_sites(
        scenario, base_dir, cycle=cycle, target=target, most_sites=most_sites, progress=progress
    )


def with_sites_file(scenario: Scenario, file: Path, *, layer: str | None = None) -> Scenario:
    """Return the scenario with its sites from another file; without a ``layer`` its own holds."""
    own = scenario.sites.model_copy(
        update={
            "path": str(file.absolute()),
            "layer": scenario.sites.layer if layer is None else layer,
        }
    )
    return scenario.model_copy(update={"sites": own})


def read_layers_and_sites(
    scenario: Scenario,
    base_dir: Path,
    *,
    cycle: str | None = None,
    target: int | None = None,
    most_sites: int = MAX_SITES,
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
        return Inputs(scenario, base_dir, layers, cells, None, layers.told)
    progress("locaties lezen")
    path = base_dir / scenario.sites.path
    postcodes = postcodes_of(scenario, base_dir)
    found = read_candidates(path, scenario, layers, postcodes, most=most_sites)
    layers = replace(layers, info=_with_own(layers.info, "locaties", path, len(found.sites)))
    inputs = Inputs(
        scenario,
        base_dir,
        layers,
        found.sites,
        found.rejected.assign(file=path.name),
        (*layers.told, *found.notes),
    )
    return _with_entered(inputs)


def _with_entered(inputs: Inputs) -> Inputs:
    """Read what people entered about the sites; rows about sites that are not used are told."""
    asked = inputs.scenario.sites
    facts = _read_about(inputs, "feiten", asked.facts, read_facts)
    sheets = _read_about(facts.inputs, "notities", asked.notes, read_notes)
    return replace(sheets.inputs, facts=facts.table, sheets=sheets.table)


@dataclass(frozen=True)
class _About:
    """What the run reads so far, and one entered table; None without a file."""

    inputs: Inputs
    table: pd.DataFrame | None = None


def _read_about(
    inputs: Inputs, layer: str, name: str | None, read: Callable[[Path], EnteredTable]
) -> _About:
    """Read one entered table into the run: its rows, what was rejected, and where it came from."""
    if name is None:
        return _About(inputs)
    path = inputs.base_dir / name
    found = read(path)
    unknown = ~found.frame["site_id"].isin(inputs.sites["site_id"])
    lost = pd.DataFrame(
        {
            "row": found.frame.index[unknown],
            "column": "site_id",
            "value": found.frame.loc[unknown, "site_id"].astype("str").str.slice(0, 60).to_numpy(),
            "reason": say("no site that is used has this id"),
        }
    )
    rejected = pd.concat([found.rejected, lost], ignore_index=True).assign(file=path.name)
    table = found.frame[~unknown].reset_index(drop=True)
    if table.empty:
        raise SiteError(
            "{file}: none of its {count} rows is about a site of this run (first: row {row}, "
            "{column} {value!r} {reason}); correct them or leave the file out",
            file=path.name, count=len(rejected), **rejected.iloc[0].drop("file"),
        )  # fmt: skip
    before = inputs.rejected
    both = rejected if before is None else pd.concat([before, rejected], ignore_index=True)
    if len(rejected):
        told = say_counted(
            "{file}: {count} row not used, see the list",
            "{file}: {count} rows not used, see the list",
            count=int(rejected["row"].nunique()), file=path.name,
        )  # fmt: skip
        inputs = replace(inputs, rejected=both, notes=(*inputs.notes, told))
    notes = (*inputs.notes, *(say("{file}: {words}", file=path.name, words=n) for n in found.notes))
    info = _with_own(inputs.layers.info, layer, path, len(table))
    layers = replace(inputs.layers, info=info)
    return _About(replace(inputs, layers=layers, notes=notes), table)


def entered_about(inputs: Inputs, site_ids: pd.Series, edition: Edition) -> Entered:
    """Return what was entered about these sites, as far as an edition may tell it."""

    def about(table: pd.DataFrame | None) -> pd.DataFrame | None:
        if table is None:
            return None
        shown = table["confidentiality"].isin(allowed(edition))
        return table[shown & table["site_id"].isin(site_ids)]

    facts = about(inputs.facts)
    return Entered(
        facts=None if facts is None else facts.drop(columns="confidentiality"),
        notes=about(inputs.sheets),
    )


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


def own_edition(inputs: Inputs) -> Edition:
    """Return the widest edition that shows every site: what a screen of one's own is computed for.

    Where all sites are public, a screen then says what the public pages say; places for minors,
    say, weigh in an intern run only.
    """
    closed = inputs.sites["confidentiality"].map(CONFIDENTIALITY.index)
    return CONFIDENTIALITY[int(closed.max())] if len(closed) else CONFIDENTIALITY[0]
