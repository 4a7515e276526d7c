"""Answer one travel question: the shell around the engines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from geodata.layers import read_layers
from opvangkaart.runs.engines import engine_for, no_timetable
from opvangkaart.runs.named import point
from opvangkaart.runs.scenario_file import read_scenario
from sites.base import dutch
from sites.base.errors import SiteError, TravelError
from sites.base.nearest import nearest
from sites.base.projection import to_metric
from sites.settings.scenario import Mode, Scenario
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
        raise no_timetable()
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415 - loads numba
    from sites.travel.transit.journey import window_report  # noqa: PLC0415

    assert isinstance(engine, TransitEngine)  # noqa: S101 - the only engine with this mode
    named = scenario.transit.windows
    if window is not None and window not in named:
        raise TravelError(
            "no window {window!r}; choose from {named}",
            window=window,
            named=", ".join(named),
        )
    asked = None if window is None else named[window].window()
    return window_report(
        engine, one.points, other.points, asked, origin_name=one.name, place_name=other.name
    )
