"""Work out in a process of its own what other settings do to the ranking."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opvangkaart.app.jobs.child import Task
from opvangkaart.runs.own_list import write_own_sites
from opvangkaart.runs.scenario_file import read_scenario, scenario_from
from opvangkaart.runs.settings_told import moves_told

#: What can be compared: the team's own list, or the sites and search cells of the scenario.
LIST, CELLS = WHATS = ("lijst", "zoekgebieden")


def compare(task: Task) -> Mapping[str, Any]:
    """Rank with the settings in force and with the draft, and tell what moves and why."""
    asked = task.question
    source = None if asked["scenario"] is None else Path(str(asked["scenario"]))
    before, base = read_scenario(source)
    after = scenario_from(str(asked["draft"]), str(asked["name"]))
    sites_file = None
    if asked["what"] == LIST:
        sites_file = task.folder / "initiatieven.csv"
        write_own_sites(str(asked["place"]), sites_file)
    return moves_told(
        (before, base), (after, Path(str(asked["folder"]))), sites_file=sites_file,
        progress=task.progress,
    )  # fmt: skip
