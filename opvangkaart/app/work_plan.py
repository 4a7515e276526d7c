"""Work about plans, in a process of its own: make one, look at kernen, lay bids side by side."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opvangkaart.app.jobs.child import Task
from opvangkaart.app.jobs.errors import JobStopped
from opvangkaart.runs.bid import BidsBeside, bids_beside, several_beside, write_bids
from opvangkaart.runs.own_list import SITES_FILE, write_own_sites
from opvangkaart.runs.plan import PlanAsked, plan_run, read_plan
from opvangkaart.runs.plan_screen import ROWS_FILE, plan_data, shown, write_rows
from opvangkaart.runs.villages import villages
from sites.base.errors import OpvangkaartError
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: Where the papers of two bids stand, in the folder of their job.
PAPERS = "a4"
#: Where the sites come from: those of the scenario, or the team's own list.
SOURCES = {"scenario": "alle zoekgebieden", "lijst": "onze lijst"}


def make(task: Task) -> Mapping[str, Any]:
    """Make the plan that was asked for; a stop keeps the best."""
    asked = task.question
    start = task.folder.parent / asked["from"] / ROWS_FILE if asked.get("from") else None
    planned = plan_run(
        _scenario(asked),
        PlanAsked(
            keep=tuple(asked["keep"]), without=tuple(asked["without"]),
            spare=tuple(asked["spare"]), events=tuple(asked["events"]), target=asked["target"],
            alternatives=asked["alternatives"], new_hubs=asked["new_hubs"], fair=asked["fair"],
            quick=asked["quick"], start=None if start is None else read_plan(start),
        ),
        edition="intern", sites_file=_own_list(task), stop=task.stop, progress=task.progress,
    )  # fmt: skip
    if planned.plan.conflict is not None:
        raise OpvangkaartError(planned.plan.conflict.said)
    if planned.plan.solved is None or planned.plan.solved.chosen is None:
        raise JobStopped
    task.progress("uitkomst bewaren")
    write_rows(planned, task.folder)
    return plan_data(planned)


def kernen(task: Task) -> Mapping[str, Any]:
    """Say which kernen of a municipality can take so many places."""
    asked = task.question
    told = villages(
        _scenario(asked), municipalities=(asked["gemeente"],), places=asked["places"],
        count=asked["count"], progress=task.progress,
    )  # fmt: skip
    return {"parts": shown(told)}


def beside(task: Task) -> Mapping[str, Any]:
    """Lay two bids, two plans or two parts of the team's list side by side."""
    asked = task.question
    found = _files(task) if asked["how"] == "bestanden" else _listed(task)
    task.progress("A4 maken")
    written = write_bids(found, task.folder / PAPERS)
    return {
        "edition": _edition(task),
        "files": sorted(written.files),
        "one": {"name": found.sides[0].name, "source": found.sides[0].source},
        "other": {"name": found.sides[1].name, "source": found.sides[1].source},
        "lines": [
            {name: row[name] for name in ("pillar", "subject", "one", "other", "differs", "source")}
            for row in found.lines.to_dict("records")
        ],
    }


def _files(task: Task) -> BidsBeside:
    paths = []
    for label, text in zip("ab", task.question["texts"], strict=True):
        path = task.folder / f"bod-{label}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return bids_beside(
        *paths, scenario_path=_scenario(task.question), edition=_edition(task),
        progress=task.progress,
    )  # fmt: skip


def _listed(task: Task) -> BidsBeside:
    return several_beside(
        *task.question["sides"], scenario_path=_scenario(task.question),
        sites_file=_own_list(task), edition=_edition(task), progress=task.progress,
    )  # fmt: skip


def _scenario(asked: Mapping[str, Any]) -> Path | None:
    return Path(asked["scenario"]) if asked["scenario"] else None


def _own_list(task: Task) -> Path | None:
    """Write the team's list as it stands now, where that is asked for."""
    if task.question["source"] != "lijst":
        return None
    path: Path = task.folder / SITES_FILE
    write_own_sites(task.question["place"], path)
    return path


def _edition(task: Task) -> Edition:
    """Return for whom the papers are; work of before there was a choice is the team's own."""
    edition: Edition = task.question.get("edition", CONFIDENTIALITY[-1])
    return edition
