"""Score the sites of a user's own file."""

from pathlib import Path

from maps.exports.gate import Written
from opvangkaart.runs.inputs import Inputs, Progress, own_edition, read_inputs, silent
from opvangkaart.runs.run import evaluate, run
from sites.tables.results import RunResult
from sites.tables.schemas import Edition


def score(
    file: Path,
    scenario_path: Path | None = None,
    out: Path | None = None,
    *,
    layer: str | None = None,
    edition: Edition = "openbaar",
    cycle: str | None = None,
    progress: Progress = silent,
) -> tuple[Inputs, RunResult, Written | None]:
    """Score the sites of a file; with ``out`` also write what the edition may show of them.

    ``layer`` names the layer or sheet, where the file has several.
    """
    if out is not None:
        return run(
            scenario_path,
            out,
            edition=edition,
            sites_file=file,
            layer=layer,
            cycle=cycle,
            progress=progress,
        )
    inputs = read_inputs(
        scenario_path, sites_file=file, layer=layer, cycle=cycle, progress=progress
    )
    # Your own screen shows your own sites; only what is written has an edition.
    return inputs, evaluate(inputs, edition=own_edition(inputs), progress=progress), None
