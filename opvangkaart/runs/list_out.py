"""Take a team's list along: as the workbook it came from, for QGIS, or as a scenario for a run."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import shapely

from maps.base.names import edition_name
from maps.exports.list_geo import write_list_gpkg
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.own_list import write_scenario
from opvangkaart.runs.progress import Around
from opvangkaart.runs.team_list import write_list
from sites.progress.report import may_see, numbered_anew
from sites.progress.state import state_now
from sites.tables.progress import InitiativeLayer
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: What a list can be taken along as, by the word in an address.
KINDS = ("excel", "qgis", "scenario")
_POINT, _KERN = "punt", "midden van de kern"


def taken_along(
    dossier: Dossier,
    around: Around,
    kind: str,
    edition: Edition = CONFIDENTIALITY[-1],
    *,
    scenario_path: Path | None = None,
) -> tuple[str, bytes]:
    """Return the name and the bytes of a list in one of ``KINDS``.

    The workbook and the scenario are the team's own and hold all; what QGIS gets is of an edition.
    ``scenario_path`` has the settings in force.
    """
    with TemporaryDirectory(prefix="opvangkaart-") as made:
        folder = Path(made)
        if kind == "qgis":
            name = edition_name("initiatieven", ".gpkg", edition)
            write_geopackage(dossier, around, folder / name, edition=edition)
            return name, (folder / name).read_bytes()
        if kind == "excel":
            write_list(dossier, folder / "lijst.xlsx", scenario_path=scenario_path)
            return "lijst.xlsx", (folder / "lijst.xlsx").read_bytes()
        list(write_scenario(dossier, folder / "uit", scenario_path))
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted((folder / "uit").iterdir()):
                packed.write(path, path.name)
        return "scenario.zip", memory.getvalue()


def write_geopackage(
    dossier: Dossier, around: Around, path: Path, *, edition: Edition = CONFIDENTIALITY[-1]
) -> int:
    """Write the initiatives that an edition may show as a GeoPackage with styles; count them."""
    changes = read_changes(dossier)
    state = may_see(state_now(changes), changes, edition)
    if edition != CONFIDENTIALITY[-1]:
        state = numbered_anew(state, [state])
    points, position = _points(state, around)
    last = _last_verdicts(dossier)
    table = state.assign(
        position=position,
        verdict=state["row_id"].map(last["verdict"]).astype("str"),
        verdict_day=state["row_id"].map(last["day"]).astype("str"),
    )
    columns = list(InitiativeLayer.to_schema().columns)
    write_list_gpkg(table[columns], points, path, around.scenario, edition)
    return len(table)


def _last_verdicts(dossier: Dossier) -> pd.DataFrame:
    answers = read_table(dossier, "answers").sort_values(["day", "row_id"])
    return answers.groupby("initiative")[["verdict", "day"]].last()


def _points(state: pd.DataFrame, around: Around) -> tuple[gpd.GeoSeries, pd.Series]:
    """Return where each initiative is: its own point, else the middle of its kern, else nowhere."""
    kernen, home = around.layers.kernen, around.homes(state)
    middle = {
        (str(row["gm_code"]), str(row["kern"]).casefold()): (float(row["lon"]), float(row["lat"]))
        for row in kernen[["gm_code", "kern", "lon", "lat"]].astype(object).to_dict("records")
    }
    shapes: list[shapely.Point | None] = []
    position: list[str | None] = []
    for row in state.astype(object).to_dict("records"):
        kern = "" if pd.isna(row["kern"]) else str(row["kern"]).strip().casefold()
        spot = None if pd.isna(row["lon"]) else (float(row["lon"]), float(row["lat"]))
        about = middle.get((home.get(row["row_id"], ""), kern))
        shapes.append(None if (at := spot or about) is None else shapely.Point(at))
        position.append(_POINT if spot else _KERN if about else None)
    told = pd.Series(position, index=state.index, dtype=object).astype("str")
    return gpd.GeoSeries(shapes, index=state.index, crs="EPSG:4326"), told
