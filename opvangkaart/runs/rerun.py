"""Make an earlier run again from its record, or say which input is no longer the same."""

from pathlib import Path

from geodata.readers.slots import pins_of, with_store
from geodata.store.reproduce import read_record, require_same, verify
from maps.exports.gate import Written, write_outputs
from maps.page.render import render_pages
from opvangkaart.language.speech import heard
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs, Progress, read_layers_and_sites, silent
from opvangkaart.runs.local import IN_ONE_PIECE, Locally
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scenario_file import read_scenario, scenario_of
from sites.tables.editions import shown_info
from sites.tables.results import RunResult
from sites.tables.schemas import Edition


def rerun(
    record_path: Path, out: Path, *, scenario_path: Path | None = None,
    progress: Progress = silent, locally: Locally = IN_ONE_PIECE,
) -> tuple[Inputs, RunResult, Written]:  # fmt: skip
    """Make an earlier run again from its record, or name the input that is no longer the same.

    The settings come from ``scenario_path``, else from the record itself: a record of the
    edition ``intern`` names its files (from the working folder), one for others names none.

    Raises
    ------
    ReproduceError
        The record cannot be read, or an input, a version or a setting differs; nothing is written.
    """
    record = read_record(record_path)
    if scenario_path is None:
        scenario, base_dir = scenario_of(record["scenario"], record_path.name), Path()
    else:
        scenario, base_dir = read_scenario(scenario_path)
    scenario = with_store(scenario, base_dir, pins_of(record))
    inputs = read_layers_and_sites(scenario, base_dir, progress=progress)
    edition: Edition = record["editie"]
    result = evaluate(inputs, edition=edition, progress=progress, locally=locally)
    info = shown_info(result.layers.info, edition)
    require_same(
        verify(record, info=info, versions=result.versions, fingerprint=result.fingerprint)
    )
    log = [*inputs.notes, *edition_notes(inputs, edition), *locally.notes]
    written = write_outputs(
        result,
        out,
        pages=render_pages(result),
        rejected=inputs.rejected,
        log=log,
        tell=heard().said,
        tiles=locally.worked,
    )
    return inputs, result, written
