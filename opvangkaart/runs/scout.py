"""Look for places where no one has a site yet: search cells over the whole area."""

from pathlib import Path

from opvangkaart.runs.inputs import Progress, read_inputs, silent
from opvangkaart.runs.run import evaluate
from sites.base.errors import ScenarioError
from sites.tables.results import RunResult


def scout(scenario_path: Path | None = None, *, progress: Progress = silent) -> RunResult:
    """Compute a run over the search cells of a scenario.

    Raises
    ------
    ScenarioError
        The scenario names a file with sites; with one there is nothing to look for.
    """
    inputs = read_inputs(scenario_path, progress=progress)
    if inputs.scenario.sites.path is not None:
        raise ScenarioError(
            "this scenario names a sites file; scout looks without one: remove [sites] path"
        )
    return evaluate(inputs, progress=progress)
