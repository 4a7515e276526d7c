"""Answer one travel question: the shell around the engines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np

from geodata.layers import read_layers
from maps.base import words
from opvangkaart.runs.engines import engine_for, no_timetable, on_ebike
from opvangkaart.runs.named import point
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.surroundings import counted_of
from sites.base import dutch
from sites.base.departure import DepartureWindow
from sites.base.errors import SiteError, TravelError
from sites.base.nearest import nearest
from sites.base.projection import to_metric
from sites.settings.scenario import Mode, Scenario
from sites.tables.results import Layers
from sites.travel.isochrone import isochrone, reach_of_all
from sites.travel.protocol import NOT_CONNECTED, Points, TravelEngine

#: The trips a question can be about, in Dutch.
Ride = Literal["walk", "bike", "ebike", "car", "ov", "ebike+ov"]
MODE_WORDS: dict[Ride, str] = {
    "walk": "lopen",
    "bike": "fietsen",
    "ebike": "op de e-fiets",
    "car": "rijden",
    "ov": "openbaar vervoer",
    "ebike+ov": "e-fiets en openbaar vervoer",
}


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
    crs, text = scenario.area.metric_crs, text.strip()
    if "," in text:
        lon, lat = point(text)
        west, south, east, north = scenario.area.bounds
        if not (west <= lon <= east and south <= lat <= north):
            raise SiteError(
                "point {value} lies outside {country}; write LON,LAT in that order",
                value=text,
                country=scenario.area.country,
            )
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
        raise SiteError(
            "no place {value!r}; nearest names: {names}",
            value=text,
            names=names,
        )
    name, row = known[key]
    easting, northing = (np.array([float(row[side])]) for side in ("easting", "northing"))
    return Spot(name, Points(np.array([name]), easting, northing))


def travel_lines(
    scenario_path: Path | None, start: str, goal: str, *, mode: Ride, window: str | None = None
) -> tuple[str, ...]:
    """Return the answer to one travel question as Dutch lines.

    Raises
    ------
    SiteError, TravelError
        A place that is not known, a mode or a window that the scenario does not have.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    scenario, mode_asked = ridden(scenario, mode)
    engine = engine_for(scenario, base_dir)
    one, other = spot_of(start, scenario, layers), spot_of(goal, scenario, layers)
    window_of(scenario, window)  # a name that does not exist is a fault whatever the mode
    if mode_asked == "ov":
        return _by_transit(engine, scenario, one, other, window)
    return _direct(engine, one, other, mode_asked, MODE_WORDS[mode])


def ridden(scenario: Scenario, ride: Ride) -> tuple[Scenario, Mode]:
    """Return the scenario and the mode that a trip asks for: an e-bike is a setting of both."""
    if ride == "ebike":
        return on_ebike(scenario), "bike"
    if ride == "ebike+ov":
        transit = scenario.transit.model_copy(update={"first_leg": "ebike"})
        return scenario.model_copy(update={"transit": transit}), "ov"
    return scenario, ride


def _direct(
    engine: TravelEngine, one: Spot, other: Spot, mode: Mode, words: str
) -> tuple[str, ...]:
    near = engine.nearest(one.points, other.points, mode=mode)
    title = f"Van {one.name} naar {other.name}, {words}:"
    if near.place[0, 0] < 0:
        off = near.reach[0] == NOT_CONNECTED
        why = "niet aangesloten op het netwerk" if off else "geen route"
        return (title, f"{why}.", _source(engine, mode))
    minutes = float(near.travel_min[0, 0])
    back = engine.matrix(one.points, other.points, mode=mode, direction="from_place")[0, 0]
    return (
        title,
        f"{dutch.minutes(minutes)}, {dutch.distance(float(near.dist_m[0, 0]))}.",
        f"Terug: {dutch.minutes(float(back))}.",
        _source(engine, mode),
    )


def _source(engine: TravelEngine, mode: Mode) -> str:
    """Name what the minutes of a mode rest on: a timetable says nothing of a trip by car."""
    beneath = engine if mode == "ov" else getattr(engine, "base", engine)
    return f"Bron: {beneath.label}."


def window_of(scenario: Scenario, window: str | None) -> DepartureWindow | None:
    """Return a window by its name in the scenario; None where none was named."""
    named = scenario.transit.windows
    if window is not None and window not in named:
        raise TravelError(
            "no window {window!r}; choose from {named}",
            window=window,
            named=", ".join(named),
        )
    return None if window is None else named[window].window()


def reached_lines(
    scenario_path: Path | None, start: str, within_min: float, *, mode: Ride,
    window: str | None = None, out: Path | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Return what is reached from a point within the minutes; write the area where asked.

    Raises
    ------
    SiteError, TravelError
        A place that is not known, minutes that no trip takes, a mode the scenario does not have.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    scenario, asked = ridden(scenario, mode)
    engine = engine_for(scenario, base_dir)
    if asked not in engine.modes():
        raise no_timetable()
    spot, when = spot_of(start, scenario, layers), window_of(scenario, window)
    found = reach_of_all(
        engine, spot.points, counted_of(layers.kernen, layers.places), (within_min,),
        mode=asked, direction="to_place", window=when,
    )[0, 0]  # fmt: skip
    title = f"Binnen {dutch.minutes(within_min)} vanaf {spot.name}, {MODE_WORDS[mode]}:"
    if np.isnan(found).any():
        return (title, "niet aangesloten op het netwerk.", _source(engine, asked))
    people, places = words.reached(*found)
    lines = [title, f"{people} (geteld op het midden van de kern).", f"{places}."]
    if out is not None:
        shape = isochrone(engine, spot.points, within_min, mode=asked, window=when)
        area = gpd.GeoDataFrame(
            {"vanaf": [spot.name], "minuten": [within_min], "vervoer": [MODE_WORDS[mode]]},
            geometry=[shape], crs=scenario.area.metric_crs,
        ).to_crs("EPSG:4326")  # fmt: skip
        from maps.exports.named_file import write_named  # noqa: PLC0415 - loads filelock

        write_named(out, area.to_json().encode(), ".geojson", ".json")
        lines.append(f"Vlak: {out.name}.")
    return (*lines, _source(engine, asked))


def _by_transit(
    engine: TravelEngine, scenario: Scenario, one: Spot, other: Spot, window: str | None
) -> tuple[str, ...]:
    if "ov" not in engine.modes():
        raise no_timetable()
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415 - loads numba
    from sites.travel.transit.journey import window_report  # noqa: PLC0415

    assert isinstance(engine, TransitEngine)  # noqa: S101 - the only engine with this mode
    asked = window_of(scenario, window)
    return window_report(
        engine, one.points, other.points, asked, origin_name=one.name, place_name=other.name
    )
