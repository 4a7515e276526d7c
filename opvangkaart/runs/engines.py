"""Choose the engine that a scenario asks for, and let the network say what only it knows."""

from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from maps.base import words
from opvangkaart.runs.surroundings import BEST, held, hub_areas
from sites.base.errors import ScenarioError, TravelError
from sites.base.second import second_opinion
from sites.settings.scenario import Scenario
from sites.tables.filters import active_hubs, own_municipalities
from sites.tables.networks import StreetTables, TransitTables
from sites.tables.results import Layers
from sites.tables.streets import Detours, StreetDoors, Streets
from sites.tables.transit import HubLines, HubTrips, StopsNear
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import Points, TravelEngine

if TYPE_CHECKING:
    from sites.travel.streets.network import StreetNetwork

_COUNTS = ("points", "moved", "not_connected", "loose_pieces")


def engine_for(
    scenario: Scenario, base_dir: Path, sites: pd.DataFrame | None = None
) -> TravelEngine:
    """Return the scenario's engine, after checking that a street network covers the sites.

    Heavy libraries are loaded by the engine that needs them: a straight line never pays for
    numba, streets never for a timetable.
    """
    engine = without_transit(scenario, base_dir, sites)
    return _with_transit(scenario, base_dir, engine, sites) if scenario.layers.transit else engine


def without_transit(scenario: Scenario, base_dir: Path, sites: pd.DataFrame | None) -> TravelEngine:
    """Return the engine that walks, cycles and drives: over streets, or in a straight line."""
    if scenario.engine != "streets":
        return CrowFly(scenario.travel)
    from geodata.streets.load import engine_for as street_engine  # noqa: PLC0415

    return street_engine(scenario, base_dir, sites)


def _with_transit(
    scenario: Scenario, base_dir: Path, base: TravelEngine, sites: pd.DataFrame | None
) -> TravelEngine:
    from geodata.gtfs.load import read_timetables  # noqa: PLC0415
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415

    if len(scenario.layers.transit) > 1:
        raise ScenarioError(
            "several [[layers.transit]]; import the feeds together into one folder and name that"
        )
    folder = base_dir / scenario.layers.transit[0].path
    if not folder.is_dir():
        raise ScenarioError(
            "transit {folder} is not a folder; run: opvangkaart data import transit "
            "FEED.zip and name the folder it prints",
            folder=folder.name,
        )
    timetables = read_timetables(folder, scenario.area.metric_crs, sites)
    ebike = None
    if scenario.transit.first_leg == "ebike":
        ebike = without_transit(on_ebike(scenario), base_dir, None)
    return TransitEngine(timetables, base, scenario.transit, ebike=ebike)


def on_ebike(scenario: Scenario) -> Scenario:
    """Return the scenario with e-bikes for bikes; an e-bike is never slower than a bike."""
    kmh = max(scenario.travel.ebike_kmh, scenario.travel.bike_kmh)
    travel = scenario.travel.model_copy(update={"bike_kmh": kmh})
    return scenario.model_copy(update={"travel": travel})


def no_timetable() -> TravelError:
    """Return the error for a trip by public transport in a scenario without a timetable."""
    return TravelError(
        "this scenario has no timetable; run: opvangkaart data import transit "
        "FEED.zip, and name its folder under [[layers.transit]]"
    )


def street_tables(
    engine: TravelEngine,
    scenario: Scenario,
    layers: Layers,
    sites: pd.DataFrame,
    rng: np.random.Generator,
) -> StreetTables | None:
    """Return what a street network adds to a run; None where travel is by straight line."""
    if scenario.engine != "streets":
        return None
    from geodata.streets.load import street_lines  # noqa: PLC0415
    from sites.travel.streets.network import StreetNetwork  # noqa: PLC0415
    from sites.travel.streets.trace import detour_factor  # noqa: PLC0415

    streets = getattr(engine, "base", engine)
    assert isinstance(streets, StreetNetwork)  # noqa: S101 - the scenario says so
    crs = scenario.area.metric_crs
    area = own_municipalities(layers.municipalities).to_crs(crs).union_all()
    assumed = {name: getattr(scenario.travel, f"{name}_detour") for name in streets.modes()}
    measured = {
        name: second_opinion(
            f"de omrijfactor ({words.MODE[name]})", partial(detour_factor, streets, name, rng), None
        )
        for name in streets.modes()
    }
    detours = pd.DataFrame(
        [
            (d.mode, assumed[d.mode], d.factor, d.low, d.high, d.trips)
            for d, _ in measured.values()
            if d is not None
        ],
        columns=["mode", "assumed", "measured", "low", "high", "trips"],
    )
    return StreetTables(
        isochrones=hub_areas(engine, scenario, layers),
        lines=held(Streets, street_lines(streets, area, crs)),
        detour=DataFrame[Detours](detours),
        doors=street_doors(streets, sites, layers),
        undecided=tuple(told for _, why in measured.values() for told in why),
    )


def street_doors(
    streets: "StreetNetwork", sites: pd.DataFrame, layers: Layers
) -> DataFrame[StreetDoors]:
    """Return per mode how many doors were moved to another street, and how much farther it lies."""
    tables = ((sites, "site_id"), (layers.places, "place_id"), (layers.hubs, "hub_id"))
    doors = [Points.of(table, name) for table, name in tables if len(table)]
    ids = np.concatenate([part.ids.astype(str) for part in doors])
    east, north = (
        np.concatenate([getattr(part, side) for part in doors]) for side in ("easting", "northing")
    )
    every = Points(ids, east, north)
    rows = [asdict(streets.snap_report(every, mode=mode)) for mode in streets.modes()]
    return DataFrame[StreetDoors](pd.DataFrame(rows).astype(dict.fromkeys(_COUNTS, "Int64")))


def transit_tables(
    engine: TravelEngine, sites: pd.DataFrame, ranking: pd.DataFrame, layers: Layers, crs: str
) -> TransitTables | None:
    """Return the trips by public transport of the best sites, and the lines that carry them.

    None without a timetable, and where there is no ranked site or no active mother.
    """
    if "ov" not in engine.modes():
        return None
    from sites.travel.transit.engine import TransitEngine  # noqa: PLC0415
    from sites.travel.transit.pages import hub_trips, stops_near  # noqa: PLC0415

    assert isinstance(engine, TransitEngine)  # noqa: S101 - the only engine with this mode
    order = ranking[ranking["rank"].notna()].sort_values(["rank", "site_id"]).head(BEST)
    best = sites[sites["site_id"].isin(order["site_id"])]
    active = active_hubs(layers.hubs)
    if best.empty or active.empty:
        return None
    doors = Points.of(best, "site_id")
    trips = hub_trips(engine, doors, Points.of(active, "hub_id"))
    carriers = gpd.GeoDataFrame(trips.shapes, geometry="geometry", crs=crs).to_crs("EPSG:4326")
    return TransitTables(
        trips=DataFrame[HubTrips](trips.table),
        lines=held(HubLines, carriers),
        stops=DataFrame[StopsNear](stops_near(engine, doors)),
    )
