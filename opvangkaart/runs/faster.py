"""Sneller of niet? Two stored timetables, or two days of one, from every kern to its location."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.swap import write_whole
from geodata.gtfs.load import read_record
from geodata.layers import read_layers
from maps.exports.differences import write_faster
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.travel import window_of
from sites.base import dutch
from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.scenario import LayerFile, Scenario
from sites.tables.columns import headings
from sites.tables.filters import active_hubs
from sites.tables.transit import Faster
from sites.travel.protocol import Points
from sites.travel.transit.compare import faster_or_not
from sites.travel.transit.engine import WEEKDAYS, TransitEngine, WindowTimes
from sites.travel.transit.journey import clock

#: How the table and the maps are called in the folder that was asked for.
TABLE, MAP, LAYER = "sneller_of_niet.csv", "sneller_of_niet.geojson", "sneller_of_niet.gpkg"
_ORDER = ("sneller", "langzamer", "gelijk", "nieuw", "vervallen", "geen reis")


def faster_lines(
    scenario_path: Path | None, before: Path, after: Path | None = None, *,
    window: str | None = None, against: str | None = None, out: Path | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Return how many kernen gain and lose; write a table and a map of differences where asked.

    ``after`` is another timetable, ``against`` another window of it (the name in the scenario);
    without ``after`` two days, or two parts of a day, of one timetable are compared.

    Raises
    ------
    TravelError, InputFileError
        A folder that holds no timetable, a window the scenario does not have, no mother location.
    """
    if after is None and against in {None, window}:
        raise TravelError(
            "nothing to compare: give a second timetable, or another window with --against"
        )
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    hubs, kernen = active_hubs(layers.hubs), layers.kernen
    if hubs.empty or kernen.empty:
        raise TravelError("no kern or no mother location to travel to; see the scenario's layers")
    homes, goals = Points.of(kernen, "kern"), Points.of(hubs, "hub_id")

    def told(folder: Path, name: str | None) -> tuple[WindowTimes, str]:
        engine, asked = _over(scenario, base_dir, folder), window_of(scenario, name)
        times = engine.window_times(homes, goals, asked)
        return times, f"{_feeds(folder)}, {_when(engine, asked)}; {engine.label}"

    old, old_label = told(before, window)
    new, new_label = told(after or before, window if against is None else against)
    table = faster_or_not(old, new, homes, goals).rename(columns={"origin_id": "kern"})
    table = _named(table, hubs)
    lines = [f"Van {dutch.counted(len(table), 'kern', 'kernen')} naar de dichtstbijzijnde locatie:"]
    lines += _told(table, kernen["population"].to_numpy(np.float64))
    if out is not None:
        lines.append(f"Tabel en kaart: {', '.join(_write(table, kernen, scenario, out))}.")
    return (*lines, f"Nu: {old_label}.", f"Straks: {new_label}.")


def _named(table: pd.DataFrame, hubs: pd.DataFrame) -> pd.DataFrame:
    """Return the table with what people call each location."""
    name = dict(zip(hubs["hub_id"].astype(str), hubs["name"].astype(str), strict=True))
    ends = ("place_before", "place_after")
    return table.assign(**{end: table[end].map(name).astype(object) for end in ends})


def _told(table: pd.DataFrame, people: NDArray[np.float64]) -> list[str]:
    """Return how many kernen, and people, gain and lose, and the middle difference if any.

    >>> table = pd.DataFrame({"verdict": ["sneller", "gelijk"], "difference_min": [-4.0, 0.0]})
    >>> _told(table, np.array([1200.0, 900.0]))[1:]
    ['gelijk: 1 kern, 900 inwoners', 'Middelste verschil: 2 min sneller.']
    >>> _told(pd.DataFrame({"verdict": ["nieuw"], "difference_min": [np.nan]}), np.array([80.0]))
    ['nieuw: 1 kern, 80 inwoners']
    """
    lines = []
    for word in _ORDER:
        if (rows := (table["verdict"] == word).to_numpy()).any():
            many = dutch.counted(int(rows.sum()), "kern", "kernen")
            lines.append(f"{word}: {many}, {dutch.number(round(np.nansum(people[rows])))} inwoners")
    known = table["difference_min"].dropna()
    if len(known):
        middle = round(float(known.median()), 1)
        way = "" if not middle else " langzamer" if middle > 0 else " sneller"
        lines.append(f"Middelste verschil: {dutch.number(abs(middle))} min{way}.")
    return lines


def _feeds(folder: Path) -> str:
    """Return the files that a stored timetable was read from: two may be of the same week."""
    return " en ".join(str(feed["file_name"]) for feed in read_record(folder)["feeds"])


def _over(scenario: Scenario, base_dir: Path, folder: Path) -> TransitEngine:
    layer = LayerFile(path=str(folder.resolve()), reader="gtfs")
    held = scenario.layers.model_copy(update={"transit": (layer,)})
    engine = engine_for(scenario.model_copy(update={"layers": held}), base_dir)
    assert isinstance(engine, TransitEngine)  # noqa: S101 - the layer was just given
    return engine


def _when(engine: TransitEngine, asked: DepartureWindow | None) -> str:
    """Tell which departures are counted, and how many stops are served then."""
    window = asked or engine.params.default_window.window()
    table = engine.service_day(window.weekday).timetable
    stops = dutch.number(table.served_stops(window.from_min, window.until_min))
    return (
        f"{WEEKDAYS[window.weekday]} {clock(window.from_min)} tot {clock(window.until_min)}, "
        f"bediende haltes: {stops} van {dutch.number(len(table.stops))}"
    )


def _write(
    table: pd.DataFrame, kernen: pd.DataFrame, scenario: Scenario, out: Path
) -> tuple[str, ...]:
    """Write one row per kern: as CSV, and as points on a map, with a style for QGIS."""
    out.mkdir(parents=True, exist_ok=True)
    shown = Faster.validate(table).rename(columns=headings(Faster)).round(1)
    csv = shown.to_csv(index=False, sep=";", decimal=",")
    write_whole(out / TABLE, b"\xef\xbb\xbf" + csv.encode())
    spots = gpd.points_from_xy(kernen["easting"], kernen["northing"])
    layer = gpd.GeoDataFrame(shown, geometry=spots, crs=scenario.area.metric_crs)
    layer = layer.to_crs("EPSG:4326")
    write_whole(out / MAP, layer.to_json().encode())
    where = pd.DataFrame({"lon": layer.geometry.x, "lat": layer.geometry.y})
    write_faster(out / LAYER, table.round(1), where, scenario)
    return TABLE, MAP, LAYER
