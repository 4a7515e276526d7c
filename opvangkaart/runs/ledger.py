"""Keep the ledger of a scenario: reception table and entries in, tables out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geodata.layers import read_layers
from geodata.readers.slots import with_store
from maps.exports.folder import fresh_folder
from maps.exports.ledger_workbook import render_ledger
from opvangkaart.runs.cycles import asked_of, with_cycle
from opvangkaart.runs.inputs import Progress, silent
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.stock import ledger_of
from sites.base.errors import ScenarioError
from sites.ledger.tables import check_codes, whole_ledger
from sites.settings.scenario import Scenario
from sites.tables.editions import shown_ledger
from sites.tables.minors import shown_layers
from sites.tables.results import Layers, LedgerTables
from sites.tables.schemas import Edition


def ledger_tables(
    scenario: Scenario,
    layers: Layers,
    *,
    edition: Edition = "openbaar",
    on: date | None = None,
    target: int | None = None,
    without: Sequence[str] = (),
    target_words: str | None = None,
) -> LedgerTables:
    """Return the tables of a scenario's ledger; day and target are the scenario's unless given."""
    # A fault is told in every edition, also in what this one leaves out.
    rows = ledger_of(layers, scenario.ledger, edition)
    check_codes(scenario.ledger, layers.municipalities)
    params = shown_ledger(scenario.ledger, edition)
    return whole_ledger(
        rows,
        layers.municipalities,
        params,
        on or scenario.reference_date,
        scenario.plan.target if target is None else target,
        share=scenario.plan.share,
        asked=asked_of(scenario, layers.municipalities),
        without=without,
        target_words=target_words,
    )


def read_ledger(
    scenario_path: Path | None,
    *,
    edition: Edition = "openbaar",
    cycle: str | None = None,
    target: int | None = None,
) -> tuple[Scenario, Layers]:
    """Read what the ledger needs of a scenario: no candidate site is looked at.

    Raises
    ------
    ScenarioError
        The scenario or a layer cannot be read.
    """
    scenario, base_dir = read_scenario(scenario_path)
    scenario = with_store(scenario, base_dir)
    layers = read_layers(scenario, base_dir)
    if layers.municipalities.empty:
        raise ScenarioError("the area has no municipality; give layers.municipalities")
    scenario = with_cycle(scenario, layers.municipalities, cycle=cycle, target=target)
    return scenario, shown_layers(layers, edition)


@dataclass(frozen=True, eq=False)
class Kept:
    """A ledger as it was asked: the settings that it rests on, its tables, the files written."""

    settings: Scenario
    tables: LedgerTables
    files: tuple[str, ...] = ()


def ledger(
    scenario_path: Path | None = None,
    out: Path | None = None,
    *,
    edition: Edition = "openbaar",
    on: date | None = None,
    cycle: str | None = None,
    target: int | None = None,
    without: Sequence[str] = (),
    first_tranche: int | None = None,
    progress: Progress = silent,
) -> Kept:
    """Read a scenario and keep its ledger; with ``out`` also write its tables there."""
    progress("lagen lezen en controleren")
    settings, layers = read_ledger(scenario_path, edition=edition, cycle=cycle, target=target)
    if first_tranche is not None:
        changed = settings.ledger.model_copy(update={"first_tranche": first_tranche})
        settings = settings.model_copy(update={"ledger": changed})
    tables = ledger_tables(settings, layers, edition=edition, on=on, without=without)
    return Kept(settings, tables, () if out is None else write_ledger(settings, tables, out))


def write_ledger(scenario: Scenario, tables: LedgerTables, out: Path) -> tuple[str, ...]:
    """Write the tables to a folder, all of it or nothing; return the names of the files.

    Raises
    ------
    ExportError
        ``out`` holds files that are not ours, or cannot be written; it is then as it was.
    """
    with fresh_folder(out) as folder:
        names = []
        for name, content in render_ledger(tables, title=scenario.area.name):
            (folder / name).write_bytes(content)
            names.append(name)
    return tuple(names)
