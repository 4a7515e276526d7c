"""Make the products of an edition in a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opvangkaart.app.jobs.child import Task
from opvangkaart.runs.outgoing import Wanted, make


def make_output(task: Task) -> Mapping[str, Any]:
    """Make what was asked for; what only the team may know goes with the outcome of the job."""
    asked = task.question
    wanted = Wanted(
        asked["edition"], tuple(asked["parts"]), is_list=bool(asked["is_list"]),
        municipality=str(asked["municipality"]), day=str(asked["day"]),
    )  # fmt: skip
    source = None if asked["scenario"] is None else Path(str(asked["scenario"]))
    notes = make(
        str(asked["place"]), source, Path(str(asked["out"])), task.folder, wanted, task.progress
    )
    return {"edition": wanted.edition, "parts": list(wanted.parts), "notes": notes}
