"""Fetch layers, or read a layer that somebody brought, in a process of its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opvangkaart.app.jobs.child import Task
from opvangkaart.runs.data_told import fetch_told, import_told


def fetch(task: Task) -> Mapping[str, Any]:
    """Fetch layers of an area; one that fails keeps its old content, and the others go on."""
    asked = task.question
    return fetch_told(
        list(asked["layers"]), str(asked["area"]), Path(str(asked["store"])),
        accept_loss=bool(asked["accept_loss"]),
        settings=None if asked["settings"] is None else Path(str(asked["settings"])),
        progress=task.progress,
    )  # fmt: skip


def bring(task: Task) -> Mapping[str, Any]:
    """Read a file as a layer; what was stored stays where the file will not do."""
    asked = task.question
    lines = import_told(
        str(asked["layer"]), Path(str(asked["file"])), Path(str(asked["store"])),
        scenario_path=None if asked["scenario"] is None else Path(str(asked["scenario"])),
        source=str(asked["source"]), licence=str(asked["licence"]), data_date=str(asked["date"]),
        progress=task.progress,
    )  # fmt: skip
    return {"lines": lines}
