"""Write a plan that was asked for as a scenario: ``opvangkaart plan`` makes it again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from geodata.files.swap import write_whole
from maps.base.names import slug
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.own_list import SCENARIO_FILE, SITES_FILE, own_sites, scenario_files
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario, scenario_from
from opvangkaart.runs.settings import moved_text
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.plan.request import check_sites
from sites.progress.list_out import without_gaps
from sites.settings.plan import PlanParams

#: What is asked beside a scenario, and as which option of the command.
_OPTIONS = (("spare", "--spare"), ("events", "--event"))
#: What names sites by their numbers.
_SITES = ("keep", "without")


def save_plan_scenario(
    dossier: Dossier, asked: Mapping[str, Any], title: str, folder: Path,
    scenario_path: Path | None = None,
) -> Path:  # fmt: skip
    """Write a scenario with what a plan was asked, and the team's list beside it where it is of it.

    ``asked`` is what ``PlanQuestion.asked`` gives. A name that is taken gets a number behind it.

    Raises
    ------
    OpvangkaartError
        The list has no initiative with a place, or no longer one that was asked for; or the folder
        cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = free_name(folder, slug(title))
        content = _content(dossier, asked, title, path, scenario_path)
        scenario_from(content[path.name].decode(), path.name)
        for name, text in content.items():
            write_whole(folder / name, text)
    except OSError as error:
        raise OpvangkaartError(
            "{file} cannot be written ({why}); nothing was kept",
            file=folder.name, why=because(error),
        ) from error  # fmt: skip
    return path


def _content(
    dossier: Dossier, asked: Mapping[str, Any], title: str, path: Path, scenario_path: Path | None
) -> dict[str, bytes]:
    """Return the files of a plan by name, the sites first."""
    files: dict[str, bytes] = {}
    named = {name: list(asked[name]) for name in _SITES}
    if asked["source"] == "lijst":
        sites = own_sites(dossier)
        named = _renumbered(asked, sites)
        made = scenario_files(sites, scenario_path, path.parent)
        document = tomlkit.parse(made[SCENARIO_FILE].decode())
        document["sites"] = {"path": f"{path.stem}.csv"}
        files[f"{path.stem}.csv"] = made[SITES_FILE]
    else:
        base = read_scenario(scenario_path)[1]
        text = (scenario_path or BUNDLED).read_text(encoding="utf-8-sig")
        document = tomlkit.parse(moved_text(text, base, path.parent))
    document["title"] = title
    plan: Any = document.setdefault("plan", tomlkit.table())
    plan.update(named)
    if asked["target"] is not None:
        plan["target"] = asked["target"]
    count = 0 if asked["quick"] and asked["alternatives"] is None else asked["alternatives"]
    for table, key, value in (
        ("alternatives", "count", count), ("hubs", "new_most", asked["new_hubs"]),
    ):  # fmt: skip
        if value is not None:
            plan.setdefault(table, tomlkit.table())[key] = value
    head = "".join(f"# {line}\n" for line in _told(asked, path.name))
    return files | {path.name: f"{head}\n{tomlkit.dumps(document)}".encode()}


def _renumbered(asked: Mapping[str, Any], sites: pd.DataFrame) -> dict[str, list[str]]:
    """Return what is kept and left out, by the numbers that a scenario gives the sites of a list.

    >>> sites = pd.DataFrame({"id": ["I2", "I4"], "vertrouwelijkheid": ["intern", "raad"],
    ...                       "vanaf": None, "tot": None})
    >>> _renumbered({"keep": ["I4"], "without": ["I2"]}, sites)
    {'keep': ['I1'], 'without': ['I2']}
    """
    wanted = {name: tuple(asked[name]) for name in _SITES}
    own = sites.rename(columns={"id": "site_id", "vanaf": "from_date", "tot": "until_date"})
    check_sites(own, PlanParams(**wanted))
    now = dict(zip(sites["id"], without_gaps(sites)["id"].sort_index(), strict=True))
    return {name: [now[one] for one in ids] for name, ids in wanted.items()}


def _told(asked: Mapping[str, Any], name: str) -> list[str]:
    """Return how the plan is made again, for who opens the file.

    >>> _told({"spare": ["Zeist"], "events": (), "fair": True, "quick": False}, "plan.toml")[1]
    'opvangkaart plan plan.toml --spare "Zeist" --fair'
    """
    parts = [f'{option} "{one}"' for key, option in _OPTIONS for one in asked[key]]
    parts += [f"--{name}" for name in ("fair", "quick") if asked[name]]
    return ["Een plan dat in de werkbank is gevraagd. Zo maakt u het opnieuw:",
            " ".join([f"opvangkaart plan {name}", *parts])]  # fmt: skip


def free_name(folder: Path, stem: str) -> Path:
    """Return a name for a scenario that nothing has yet."""
    count, path = 1, folder / f"{stem}.toml"
    while path.exists():
        count += 1
        path = folder / f"{stem}-{count}.toml"
    return path
