"""Lay the team's list out as sites, alone or with the scenario that a run takes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from geodata.files.swap import write_whole
from maps.exports.csv_nl import csv_bytes
from opvangkaart.dossier.read import read_changes
from opvangkaart.dossier.store import Dossier, open_dossier
from opvangkaart.runs.scenario_file import BUNDLED, read_scenario
from opvangkaart.runs.settings import moved_text
from sites.base.errors import SiteError
from sites.base.messages import Message, say_counted
from sites.progress.list_out import as_sites, without_gaps
from sites.progress.state import state_now
from sites.tables.dossier import STOPPED
from sites.tables.editions import allowed, shown_scenario
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: The files of a list as a scenario; run, plan and documents take the second.
SITES_FILE, SCENARIO_FILE = "initiatieven.csv", "initiatieven.toml"


@contextmanager
def reading(place: str) -> Iterator[Dossier]:
    """Give a dossier to read, and let go of it."""
    dossier = open_dossier(place, read_only=True)
    try:
        yield dossier
    finally:
        dossier.close()


def own_sites(dossier: Dossier, edition: Edition = CONFIDENTIALITY[-1]) -> pd.DataFrame:
    """Return the initiatives that go on and have a place, as a list of sites of an edition.

    The team's own edition has the numbers of the list; no other may.
    """
    sites = as_sites(state_now(read_changes(dossier)))
    return sites if edition == CONFIDENTIALITY[-1] else without_gaps(sites)


def write_sites(dossier: Dossier, path: Path) -> int:
    """Write the initiatives as a list of sites, and return how many there are: none is no fault."""
    sites = own_sites(dossier)
    write_whole(path, csv_bytes(sites, {}))
    return len(sites)


def write_own_sites(place: str, path: Path) -> int:
    """Write the initiatives of a dossier as sites, and return how many there are.

    Raises
    ------
    SiteError
        None of them has a place.
    """
    with reading(place) as dossier:
        count = write_sites(dossier, path)
    if count == 0:
        raise SiteError(
            "no initiative on the list has a point, postcode or kern; fill one of these"
        )
    return count


def scenario_files(
    sites: pd.DataFrame, scenario_path: Path | None, out: Path,
    edition: Edition = CONFIDENTIALITY[-1],
) -> Mapping[str, bytes]:  # fmt: skip
    """Return the sites that an edition may show, with the settings that it may know, by file name.

    Files that the settings name are named as they must read in ``out``. A run in any edition can be
    made of them, so the sites are numbered as ``without_gaps`` does and not as the list is.

    Raises
    ------
    SiteError
        The edition may show none of the sites.
    """
    numbered = without_gaps(sites)
    shown = numbered[numbered["vertrouwelijkheid"].isin(allowed(edition))]
    if shown.empty:
        raise SiteError("the edition {edition} has no initiative with a place", edition=edition)
    scenario, base = read_scenario(scenario_path)
    if edition == CONFIDENTIALITY[-1]:
        text = moved_text((scenario_path or BUNDLED).read_text(encoding="utf-8-sig"), base, out)
        document = tomlkit.parse(text)
    else:
        document = tomlkit.parse(tomlkit.dumps(_plain(shown_scenario(scenario, edition))))
    document["sites"] = {"path": SITES_FILE}
    return {SITES_FILE: csv_bytes(shown, {}), SCENARIO_FILE: tomlkit.dumps(document).encode()}


def _plain(settings: Any) -> Any:  # noqa: ANN401 - a model, and what stands in it
    """Return settings as a TOML file holds them: lists for tuples, and nothing for None."""
    if hasattr(settings, "model_dump"):
        return _plain(settings.model_dump(exclude_none=True))
    if isinstance(settings, Mapping):
        return {str(key): _plain(value) for key, value in settings.items()}
    if isinstance(settings, list | tuple):
        return [_plain(value) for value in settings]
    return settings if isinstance(settings, date | str | int | float | bool) else str(settings)


def write_scenario(
    dossier: Dossier, folder: Path, scenario_path: Path | None = None
) -> Iterator[Message]:
    """Write the initiatives as sites with a scenario beside them, and say what was left out.

    ``scenario_path`` has the settings in force; the bundled ones without it.
    """
    sites, state = own_sites(dossier), state_now(read_changes(dossier))
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in scenario_files(sites, scenario_path, folder).items():
        write_whole(folder / name, content)
    yield say_counted("{count} site written", "{count} sites written", count=len(sites))
    stopped = int((state["phase"] == STOPPED).sum())
    if stopped:
        yield say_counted("{count} that stopped is left out", "{count} that stopped are left out",
                          count=stopped)  # fmt: skip
    if placeless := len(state) - stopped - len(sites):
        yield say_counted(
            "{count} has no point, postcode or kern and is left out; fill one of these",
            "{count} have no point, postcode or kern and are left out; fill one of these",
            count=placeless,
        )
