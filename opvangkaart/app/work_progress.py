"""Make the pages and papers of all gemeenten in a process of its own."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maps.base.names import edition_name
from opvangkaart.app.jobs.child import Task
from opvangkaart.runs.own_list import reading
from opvangkaart.runs.progress import around_of, write_report


def everything(task: Task) -> Mapping[str, Any]:
    """Make every page and paper of an edition, and put them in one file."""
    asked = task.question
    task.progress("gemeenten lezen")
    around = around_of(None if asked["scenario"] is None else Path(asked["scenario"]))
    with reading(str(asked["place"])) as dossier:
        written = write_report(
            dossier, task.folder / "voortgang", around, day=asked["day"], since=asked["since"],
            edition=asked["edition"], progress=task.progress,
        )  # fmt: skip
    name = edition_name("voortgang", ".zip", asked["edition"])
    with zipfile.ZipFile(task.folder / name, "w", zipfile.ZIP_DEFLATED) as made:
        for file in written.files:
            made.write(written.out / file, file)
    size = (task.folder / name).stat().st_size
    return {"file": name, "count": len(written.files), "size": size, "edition": asked["edition"]}
