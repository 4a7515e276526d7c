"""Write the team's list as the workbook it came from: its headings, its units, nothing lost."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pandas as pd
import sqlalchemy as sql

from geodata.files.coordinates import coordinate_columns
from geodata.files.swap import write_whole
from geodata.readers.initiatives import ALIASES, CODE, POINT, VERSION
from maps.exports.team_list import team_list_bytes
from opvangkaart.dossier.model import COPY, lists
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.projection import to_metric
from sites.progress.list_out import as_list, heading_of_field
from sites.progress.state import state_now
from sites.tables.aliases import heading_of

#: Metres to the millimetre: back in degrees that is the point that it came from.
_DECIMALS: Final = 3
_PLACED: Final = (*POINT, "accuracy_m")


def write_list(
    dossier: Dossier, path: Path, *, like: str | None = None, scenario_path: Path | None = None
) -> int:
    """Write the list as a workbook, under the headings of a list that came in, and count the rows.

    ``like`` names that list; without it the one that came in last is followed, and without any
    the standard headings are used. A point that the list had no columns for gets them, and a list
    in metres gets its points in the metres of ``scenario_path``.
    """
    state, headings = _standing(dossier), _headings(dossier, like)
    known = {name: found for name, theirs in ALIASES.items()
             if (found := heading_of(headings, theirs)) is not None}  # fmt: skip
    pair = coordinate_columns(pd.DataFrame(columns=headings))
    if pair is not None:
        known |= dict(zip(POINT, pair[:2], strict=True))
        if pair[2] != "degrees":
            state = _in_metres(state, read_scenario(scenario_path)[0].area.metric_crs)
    if headings:
        more = {name: heading_of_field(name) for name in _PLACED
                if name not in known and state[name].notna().any()}  # fmt: skip
        known, headings = known | more, [*headings, *more.values()]
    last = read_table(dossier, "notes").groupby("initiative")["text"].last()
    notes = {str(row_id): str(text) for row_id, text in last.items()}
    table = as_list(state, headings, known, notes, (CODE, VERSION))
    book = team_list_bytes(
        table, title=f"Initiatieven ({dossier.name})", day=datetime.now(UTC).date(),
        locked=(CODE, VERSION),
    )  # fmt: skip
    write_whole(path, book)
    return len(table)


def _in_metres(state: pd.DataFrame, metric_crs: str) -> pd.DataFrame:
    easting, northing = to_metric(state["lon"], state["lat"], metric_crs)
    return state.assign(lon=easting.round(_DECIMALS), lat=northing.round(_DECIMALS))


def _headings(dossier: Dossier, like: str | None) -> list[str]:
    wanted = sql.select(lists.c.headings).where(~lists.c.name.startswith(COPY))
    wanted = wanted.order_by(lists.c.at.desc()).limit(1)
    if like is not None:
        wanted = wanted.where(lists.c.name == like)
    with dossier.reading() as connection:
        found = connection.execute(wanted).scalar()
    return [] if found is None else [str(heading) for heading in json.loads(found)]


def _standing(dossier: Dossier) -> pd.DataFrame:
    state = state_now(read_changes(dossier))
    versions = read_table(dossier, "initiatives").set_index("row_id")["version"]
    return state.assign(version=versions.reindex(state["row_id"]).to_numpy())
