"""Write site profiles, council annexes and pictures of a run."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from maps.documents.documents import render_documents
from maps.exports.gate import Written, write_documents
from opvangkaart.runs.inputs import Inputs, Progress, read_inputs, silent
from opvangkaart.runs.named import municipality_code
from opvangkaart.runs.run import evaluate
from sites.tables.schemas import Edition


def documents(
    scenario_path: Path | None,
    out: Path,
    *,
    edition: Edition = "openbaar",
    municipalities: Sequence[str] = (),
    site_ids: Sequence[str] = (),
    cycle: str | None = None,
    progress: Progress = silent,
) -> tuple[Inputs, Written]:
    """Run a scenario and write its documents and pictures to ``out`` through the export gate."""
    inputs = read_inputs(scenario_path, cycle=cycle, progress=progress)
    codes = [municipality_code(name, inputs.layers) for name in municipalities]
    result = evaluate(inputs, edition=edition, progress=progress)

    def told() -> Iterator[tuple[str, bytes]]:
        for name, content in render_documents(
            result, municipalities=codes or None, sites=site_ids or None
        ):
            progress(name)
            yield name, content

    return inputs, write_documents(result, out, told())
