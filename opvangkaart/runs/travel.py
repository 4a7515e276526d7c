"""Answer one travel question, and bring streets and timetables in: the shell around the engines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.layers import read_layers
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.scenario_file import read_scenario
from sites.base import dutch
from sites.base.errors import SiteError, TravelError
from sites.base.nearest import nearest
from sites.base.projection import to_metric
from sites.settings.scenario import Mode, Scenario
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers
from sites.travel.protocol import NOT_CONNECTED, Points, TravelEngine

MODE_WORDS = {"walk": "lopen", "bike": "fietsen", "car": "rijden", "ov": "openbaar vervoer"}


@dataclass(frozen=True)
class Spot:
    """One end of a trip."""

    name: str
    points: Points


def spot_of(text: str, scenario: Scenario, layers: Layers) -> Spot:
    """Return a point from "LON,LAT", a hub id or name, or the name of a kern.

    Raises
    ------
    SiteError
        None of these; the nearest names are offered.
    """
    crs = scenario.area.metric_crs
    if "," in text:
        try:
            lon, lat = (float(part) for part in text.split(","))
        except ValueError:
            msg = f"{text!r} is not a point; write LON,LAT in degrees, such as 5.12,52.09"
            raise SiteError(msg) from None
        west, south, east, north = scenario.area.bounds
        if not (west <= lon <= east and south <= lat <= north):
            msg = f"point {text} lies outside {scenario.area.country}; write LON,LAT in that order"
            raise SiteError(msg)
        easting, northing = to_metric([lon], [lat], crs)
        return Spot(text, Points(np.array(["punt"]), easting, northing))
    known: dict[str, tuple[str, Any]] = {}
    for row in layers.kernen.to_dict("records"):
        known.setdefault(str(row["kern"]).casefold(), (str(row["kern"]), row))
    for row in layers.hubs.to_dict("records"):
        known[str(row["name"]).casefold()] = (str(row["name"]), row)
        known[str(row["hub_id"]).casefold()] = (str(row["name"]), row)
    if (key := text.strip().casefold()) not in known:
        near = nearest(key, known, count=3, cutoff=0.4)
        names = ", ".join(known[k][0] for k in near) or "LON,LAT"
        msg = f"no place {text!r}; nearest names: {names}"
        raise SiteError(msg)
    name, row = known[key]
    easting, northing = (np.array([float(row[side])]) for side in ("easting", "northing"))
    return Spot(name, Points(np.array([name]), easting, northing))


def travel_lines(
    scenario_path: Path | None, start: str, goal: str, *, mode: Mode, window: str | None = None
) -> tuple[str, ...]:
    """Return the answer to one travel question as Dutch lines.

    Raises
    ------
    SiteError, TravelError
        A place that is not known, a mode or a window that the scenario does not have.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    engine = engine_for(scenario, base_dir)
    one, other = spot_of(start, scenario, layers), spot_of(goal, scenario, layers)
    if mode == "ov":
        return _by_transit(engine, scenario, one, other, window)
    near = engine.nearest(one.points, other.points, mode=mode)
    title = f"Van {one.name} naar {other.name}, {MODE_WORDS[mode]}:"
    if near.place[0, 0] < 0:
        off = near.reach[0] == NOT_CONNECTED
        why = "niet aangesloten op het netwerk" if off else "geen route"
        return (title, f"{why}.", f"Bron: {engine.label}.")
    minutes = float(near.travel_min[0, 0])
    back = engine.matrix(one.points, other.points, mode=mode, direction="from_place")[0, 0]
    return (
        title,
        f"{dutch.minutes(minutes)}, {dutch.distance(float(near.dist_m[0, 0]))}.",
        f"Terug: {dutch.minutes(float(back))}.",
        f"Bron: {engine.label}.",
    )


def _by_transit(
    engine: TravelEngine, scenario: Scenario, one: Spot, other: Spot, window: str | None
) -> tuple[str, ...]:
    if "ov" not in engine.modes():
        msg = (
            "this scenario has no timetable; run: opvangkaart data import transit FEED.zip, "
            "and name its folder under [[layers.transit]]"
        )
        raise TravelError(msg)
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415 - loads numba
    from sites.travel.transit.journey import window_report  # noqa: PLC0415

    assert isinstance(engine, TransitEngine)  # noqa: S101 - the only engine with this mode
    named = scenario.transit.windows
    if window is not None and window not in named:
        msg = f"no window {window!r}; choose from {', '.join(named)}"
        raise TravelError(msg)
    asked = None if window is None else named[window].window()
    return window_report(
        engine, one.points, other.points, asked, origin_name=one.name, place_name=other.name
    )


def area_of(layers: Layers, area: str | None) -> shapely.Geometry | None:
    """Return the polygon (EPSG:4326) to clip to: the scenario's own area, a file, or None for all.

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
    if path.suffix.lower() not in {".geojson", ".gpkg"} or not path.is_file():
        msg = f"--area {area} is not a .geojson or .gpkg file here; leave it out, or write alles"
        raise SiteError(msg)
    driver = "GeoJSON" if path.suffix.lower() == ".geojson" else "GPKG"
    shapes = gpd.read_file(path, allowed_drivers=[driver]).to_crs("EPSG:4326")
    return shapes.geometry.union_all()


def import_streets(
    scenario_path: Path | None, file: Path, out: Path, *, area: str | None, ring_m: float
) -> pd.DataFrame:
    """Build and store the street network of an extract; return what became of it per mode."""
    from geodata.streets.load import import_streets as build  # noqa: PLC0415 - loads numba

    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    clip = area_of(layers, area)
    name = "" if clip is None else (area or scenario.area.name)
    return build(file, out, scenario, clip, area_name=name, ring_m=ring_m).modes


def import_transit(
    scenario_path: Path | None,
    files: Sequence[Path],
    out: Path,
    *,
    area: str | None,
    ring_m: float,
    day: date | None,
) -> dict[str, Any]:
    """Read feeds, clip them to the area and to a week, store them; return the record."""
    from geodata.gtfs.calendar import days_to_import  # noqa: PLC0415
    from geodata.gtfs.load import feed_calendar  # noqa: PLC0415
    from geodata.gtfs.load import import_transit as build  # noqa: PLC0415

    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    clip = area_of(layers, area)
    if clip is None:
        msg = "a feed is clipped to an area: leave --area out, or name a polygon file"
        raise SiteError(msg)
    metric = gpd.GeoSeries([clip], crs="EPSG:4326").to_crs(scenario.area.metric_crs).iloc[0]
    days = days_to_import([feed_calendar(path) for path in files], scenario.reference_date, day)
    return build(
        files, out, area=metric, metric_crs=scenario.area.metric_crs, days=days, ring_m=ring_m
    )
