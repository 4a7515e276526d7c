"""Sneller of niet? Two stored timetables side by side, from every kern to its mother location."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.files.swap import write_whole
from geodata.layers import read_layers
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.travel import window_of
from sites.base import dutch
from sites.base.errors import TravelError
from sites.settings.scenario import LayerFile, Scenario
from sites.tables.columns import headings
from sites.tables.filters import active_hubs
from sites.tables.transit import Faster
from sites.travel.protocol import Points
from sites.travel.transit.compare import faster_or_not
from sites.travel.transit.engine import TransitEngine, WindowTimes

#: How the table and the map are called in the folder that was asked for.
TABLE, MAP = "sneller_of_niet.csv", "sneller_of_niet.geojson"
_ORDER = ("sneller", "langzamer", "gelijk", "nieuw", "vervallen", "geen reis")


def faster_lines(
    scenario_path: Path | None, before: Path, after: Path, *, window: str | None = None,
    out: Path | None = None,
) -> tuple[str, ...]:  # fmt: skip
    """Return how many kernen gain and lose; write a table and a map of differences where asked.

    Raises
    ------
    TravelError, InputFileError
        A folder that holds no timetable, a window the scenario does not have, no mother location.
    """
    scenario, base_dir = read_scenario(scenario_path)
    layers = read_layers(scenario, base_dir)
    hubs, kernen = active_hubs(layers.hubs), layers.kernen
    if hubs.empty or kernen.empty:
        raise TravelError("no kern or no mother location to travel to; see the scenario's layers")
    homes, goals = Points.of(kernen, "kern"), Points.of(hubs, "hub_id")
    asked = window_of(scenario, window)

    def told(folder: Path) -> tuple[WindowTimes, str]:
        engine = _over(scenario, base_dir, folder)
        return engine.window_times(homes, goals, asked), engine.label

    (old, old_label), (new, new_label) = told(before), told(after)
    table = faster_or_not(old, new, homes, goals).rename(columns={"origin_id": "kern"})
    counts = table["verdict"].value_counts()
    lines = [f"Van {dutch.counted(len(table), 'kern', 'kernen')} naar de dichtstbijzijnde locatie:"]
    lines += [f"{word}: {dutch.number(int(counts[word]))}" for word in _ORDER if word in counts]
    middle = float(np.nanmedian(table["difference_min"])) if table["difference_min"].any() else 0.0
    lines.append(f"Middelste verschil: {dutch.number(round(middle, 1))} min.")
    if out is not None:
        lines.append(f"Tabel en kaart: {', '.join(_write(table, kernen, scenario, out))}.")
    return (*lines, f"Nu: {old_label}.", f"Straks: {new_label}.")


def _over(scenario: Scenario, base_dir: Path, folder: Path) -> TransitEngine:
    layer = LayerFile(path=str(folder.resolve()), reader="gtfs")
    held = scenario.layers.model_copy(update={"transit": (layer,)})
    engine = engine_for(scenario.model_copy(update={"layers": held}), base_dir)
    assert isinstance(engine, TransitEngine)  # noqa: S101 - the layer was just given
    return engine


def _write(
    table: pd.DataFrame, kernen: pd.DataFrame, scenario: Scenario, out: Path
) -> tuple[str, str]:
    """Write one row per kern, as CSV and as points on a map."""
    out.mkdir(parents=True, exist_ok=True)
    shown = Faster.validate(table).rename(columns=headings(Faster)).round(1)
    csv = shown.to_csv(index=False, sep=";", decimal=",")
    write_whole(out / TABLE, b"\xef\xbb\xbf" + csv.encode())
    spots = gpd.points_from_xy(kernen["easting"], kernen["northing"])
    layer = gpd.GeoDataFrame(shown, geometry=spots, crs=scenario.area.metric_crs)
    write_whole(out / MAP, layer.to_crs("EPSG:4326").to_json().encode())
    return TABLE, MAP
