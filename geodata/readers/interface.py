"""The one small interface of every importer: a file in, a table and its provenance out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geodata.files.basisset import sha256, sources
from geodata.store.where import import_command
from sites.base.boundary import reading
from sites.base.dutch import listed
from sites.base.messages import Message, say
from sites.settings.scenario import LayerFile, Scenario
from sites.tables.schemas import UnplacedHubs, empty


@dataclass(frozen=True)
class ReadContext:
    """What an importer may know besides its own file.

    ``municipalities`` and ``kernen`` are None while they are being read themselves; ``postcodes``
    (columns postcode, lon, lat) is None unless the scenario gives them.
    """

    scenario: Scenario
    municipalities: gpd.GeoDataFrame | None = None
    kernen: pd.DataFrame | None = None
    postcodes: pd.DataFrame | None = None

    @property
    def code_pattern(self) -> str:
        """Return what the code of a municipality looks like in this area."""
        return self.scenario.area.code_pattern

    @property
    def metric_crs(self) -> str:
        """Return the CRS in which distances are measured."""
        return self.scenario.area.metric_crs


@dataclass(frozen=True)
class Reading:
    """What an importer returns: the slot's table, and what it says of its file.

    ``replaces`` are the facility categories the file holds completely; ``notes`` are short English
    remarks for the maintainer's log ("12 masked counts"). ``unplaced`` holds reception locations
    without a position; ``told`` is what who made the file must know of how it was read ("2 hidden
    rows are read too"), and goes to the reader; ``opening`` their first day by hub_id;
    ``provinces`` (``Provinces``) where the file of municipalities says in which province each lies.
    """

    table: Any
    replaces: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    told: tuple[Message, ...] = ()
    unplaced: pd.DataFrame = field(default_factory=lambda: empty(UnplacedHubs))
    opening: dict[str, str] = field(default_factory=dict)
    data_date: str | None = None
    provinces: pd.DataFrame | None = None


Reader = Callable[[LayerFile, Path, ReadContext], Reading]


def source_of(file: LayerFile) -> str:
    """Return where a scenario's file comes from: its own words, else those of its importer."""
    words = sources()["reader"].get(file.reader, {})
    return str(file.source or words.get("source", "eigen bestand"))


def info_row(file: LayerFile, path: Path, layer: str, reading: Reading) -> dict[str, Any]:
    """Return the LayerInfo row of a scenario's file; the scenario's own words go first."""
    words = sources()["reader"].get(file.reader, {})
    return {
        "layer": layer,
        "source": source_of(file),
        "licence": file.licence or words.get("licence", "niet vermeld"),
        "data_date": file.data_date or reading.data_date,
        "origin": words.get("origin", "eigen"),
        "file_name": path.name,
        "sha256": sha256(path),
        "rows": len(reading.table) + len(reading.unplaced),
    }


def own_ratios(path: Path, rows: int) -> dict[str, Any]:
    """Return the LayerInfo row of facilities that are modelled by a table of the area's own."""
    return {
        "layer": "places",
        "source": "gemodelleerd uit inwoners per kern, met verhoudingen van het gebied zelf",
        "licence": "niet vermeld",
        "data_date": None,
        "origin": "gemodelleerd",
        "file_name": path.name,
        "sha256": sha256(path),
        "rows": rows,
    }


def timetable_row(file: LayerFile, record: Path) -> dict[str, Any]:
    """Return the LayerInfo row of a timetable: whose it is, as its own record tells."""
    again = import_command(record.parent, "transit", "FEED.zip")
    with reading(record.name, say("run: {command}", command=again)):
        told = json.loads(record.read_text(encoding="utf-8"))
        names = [str(feed["publisher"] or feed["file_name"]) for feed in told["feeds"]]
        days, trips = [str(day) for day in told["days"]], int(told["rows"]["trips"])
    said = file.source or f"dienstregeling van {listed(list(dict.fromkeys(names)))}"
    row = info_row(file.model_copy(update={"source": said}), record, "transit", Reading(()))
    return row | {"data_date": file.data_date or min(days, default=None), "rows": trips}
