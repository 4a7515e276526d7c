"""Bring in a file that was downloaded by hand: streets, a timetable, or any other layer."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.fetch.fetch import Outcome
from geodata.files.vector import VECTOR, read_vector, valid_polygons
from geodata.imports import import_layer
from geodata.layers import read_layers
from geodata.store.store import Store
from maps.base import words
from opvangkaart.runs.inputs import Progress, silent
from opvangkaart.runs.scenario_file import read_scenario
from sites.base import dutch
from sites.base.errors import OpvangkaartError, SiteError
from sites.base.messages import Message, unpacked
from sites.tables.columns import headings
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers
from sites.tables.streets import ImportedStreets

#: How far outside the area a network is kept, so that nothing at the border is cut off.
RING_M = {"streets": 10_000.0, "transit": 15_000.0}
#: What readers call the tables of a timetable.
FEED_WORDS: Final = {
    "stops": "haltes", "lines": "lijnen", "trips": "ritten", "calls": "stops onderweg",
    "services": "dagregelingen", "changes": "overstappen met een eigen tijd",
    "stays": "ritten waarin men blijft zitten",
}  # fmt: skip


def import_file(
    layer: str, files: Sequence[Path], store: Path, *, scenario_path: Path | None = None,
    licence: str | None = None, source: str | None = None, data_date: str | None = None,
    part: str | None = None,
) -> Outcome:  # fmt: skip
    """Store the one file as a layer; ``part`` is the layer of the file, where it has several.

    Raises
    ------
    OpvangkaartError
        There is more than one file.
    """
    return import_layer(
        layer, only(files, layer), Store(store),
        licence=licence, source=source, data_date=data_date, part=part,
        where=read_scenario(scenario_path)[0].area,
    )  # fmt: skip


def only(files: Sequence[Path], layer: str) -> Path:
    """Return the one file of a layer.

    Raises
    ------
    OpvangkaartError
        There are several.

    >>> only([Path("wijken.gpkg")], "wijken").name
    'wijken.gpkg'
    """
    if len(files) != 1:
        raise OpvangkaartError(
            "{files_count} files for {layer}; give one (only transit takes several feeds)",
            files_count=len(files),
            layer=layer,
        )
    return files[0]


def area_of(layers: Layers, area: str | None, part: str | None = None) -> shapely.Geometry | None:
    """Return the polygon (EPSG:4326) to clip to: the scenario's own area, a file, or None for all.

    ``part`` is the layer of that file, where it has several.

    Raises
    ------
    SiteError
        A file that cannot be read as polygons.
    """
    if area == "alles":
        return None
    if area is None:
        own = own_municipalities(layers.municipalities)
        return own.geometry.union_all()
    path = Path(area)
    if path.suffix.lower() not in VECTOR or not path.is_file():
        raise SiteError(
            "--area {area} is not a .geojson, .gpkg or .parquet file here; leave it out, or write "
            "alles",
            area=area,
        )
    shapes = valid_polygons(read_vector(path, part), path.name).to_crs("EPSG:4326")
    return shapes.geometry.union_all()


def import_streets(
    scenario_path: Path | None,
    files: Sequence[Path],
    out: Path,
    *,
    area: str | None = None,
    part: str | None = None,
    ring_m: float | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Build and store the street network of an extract; tell what became of it per mode."""
    from geodata.streets.load import import_streets as build  # noqa: PLC0415 - loads numba

    file = only(files, "streets")
    progress("straten lezen")
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    clip = area_of(layers, area, part)
    name = "" if clip is None else (area or scenario.area.name)
    ring_m = RING_M["streets"] if ring_m is None else ring_m
    modes = build(file, out, scenario, clip, area_name=name, ring_m=ring_m).modes
    return modes.assign(mode=modes["mode"].map(words.MODE)).rename(
        columns=headings(ImportedStreets)
    )


def import_transit(
    scenario_path: Path | None,
    files: Sequence[Path],
    out: Path,
    *,
    area: str | None = None,
    part: str | None = None,
    ring_m: float | None = None,
    day: date | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Read feeds, clip them to the area and to a week, store them; return the record."""
    from geodata.gtfs.calendar import days_to_import  # noqa: PLC0415
    from geodata.gtfs.load import feed_calendar  # noqa: PLC0415
    from geodata.gtfs.load import import_transit as build  # noqa: PLC0415

    progress("dienstregeling lezen")
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    clip = area_of(layers, area, part)
    if clip is None:
        raise SiteError("a feed is clipped to an area: leave --area out, or name a polygon file")
    metric = gpd.GeoSeries([clip], crs="EPSG:4326").to_crs(scenario.area.metric_crs).iloc[0]
    days = days_to_import([feed_calendar(path) for path in files], scenario.reference_date, day)
    ring_m = RING_M["transit"] if ring_m is None else ring_m
    return build(
        files, out, area=metric, metric_crs=scenario.area.metric_crs, days=days, ring_m=ring_m,
        timezone=scenario.area.clock,
    )  # fmt: skip


def feed_lines(record: Mapping[str, Any]) -> Iterator[str | Message]:
    """Tell how many rows of which table were kept, what was noted, and for which days.

    >>> record = {"rows": {"trips": 1200}, "notes": ["1 halte weg"], "days": ["2026-11-16"]}
    >>> [str(line) for line in feed_lines(record)]
    ['ritten: 1.200', '1 halte weg', 'Dagen: 16-11-2026']
    """
    for name, rows in record["rows"].items():
        yield f"{FEED_WORDS[name]}: {dutch.number(rows)}"
    yield from map(unpacked, record["notes"])
    yield f"Dagen: {', '.join(dutch.day(date.fromisoformat(day)) for day in record['days'])}"
