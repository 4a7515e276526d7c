"""Count who and what lies within some minutes of mother locations and sites, and draw the areas."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pandera.typing import DataFrame

from maps.base.words import SEARCH_CELL
from sites.settings.scenario import Direction, Mode, Scenario
from sites.tables.columns import Table
from sites.tables.filters import active_hubs
from sites.tables.networks import ReachTables
from sites.tables.reach import SiteAreas, SiteReach
from sites.tables.results import Layers
from sites.tables.streets import Isochrones
from sites.travel.isochrone import Counted, isochrone, reach_of_all
from sites.travel.protocol import Points, TravelEngine

#: The steps at which the areas of mother locations are drawn, in minutes.
ISOCHRONE_MIN: Final = (15.0, 30.0, 45.0)
#: Within how long the surroundings of a site are counted: near by, and by public transport, of
#: which 15 minutes are little more than the walk to a stop.
SITE_MIN: Final = 15.0
OV_MIN: Final = 30.0
#: Areas are drawn for so many of the best sites of each gemeente, more than a page can hold; by
#: public transport so many of all sites are counted and drawn.
BEST_OF_TOWN: Final = 25
BEST: Final = 10
#: Each thread has room of its own for searches: as large as the network.
_THREADS: Final = min(cpu_count() or 1, 4)
#: So many areas are drawn before they are turned into degrees.
_TURNED: Final = 256
#: A hole no larger than this is the inside of a block, and not drawn; edges are this exact. A page
#: draws them 45 m exact at best, and to the metre an area takes ten times as much memory.
_BLOCK_M2: Final = 90_000.0
_EXACT_M: Final = 10.0
_FIGURES: Final = ("people", "kernen", "places", "modelled")
_DEGREES: Final = "EPSG:4326"


def points_or_none(table: pd.DataFrame, ids: str) -> Points:
    """Return the points of a table; of an empty one none, whatever its columns hold.

    >>> len(points_or_none(pd.DataFrame(), "place_id"))
    0
    """
    return Points.of(table, ids) if len(table) else Points(np.array([], str), *np.zeros((2, 0)))


def counted_of(kernen: pd.DataFrame, places: pd.DataFrame) -> Counted:
    """Return what is counted: people, kernen, places that exist, and those that are modelled.

    >>> kernen = pd.DataFrame({"kern": ["Zeist"], "population": [900], "easting": 0, "northing": 0})
    >>> places = pd.DataFrame({"place_id": ["a", "b"], "easting": 0, "northing": 0,
    ...                        "origin": ["OSM", "gemodelleerd"]})
    >>> [(points.ids.tolist(), weights) for points, weights in counted_of(kernen, places)[1:]]
    [(['Zeist'], None), (['a'], None), (['b'], None)]
    """
    homes = points_or_none(kernen, "kern")
    people = kernen["population"].to_numpy(np.float64)
    modelled = (places["origin"] == "gemodelleerd").to_numpy(dtype=bool)
    real, made = (points_or_none(places[rows], "place_id") for rows in (~modelled, modelled))
    return ((homes, people), (homes, None), (real, None), (made, None))


def hub_areas(engine: TravelEngine, scenario: Scenario, layers: Layers) -> gpd.GeoDataFrame:
    """Return the areas around the active mother locations, and who and what lies in each.

    From such an area one comes to the mother location; by public transport it is the other way
    round: where one comes from it.
    """
    hubs = active_hubs(layers.hubs)
    asked: list[tuple[Mode, Sequence[float]]] = []
    if scenario.mothers.mode != "ov":
        asked.append((scenario.mothers.mode, ISOCHRONE_MIN))
    if "ov" in engine.modes():
        asked.append(("ov", ISOCHRONE_MIN[1:]))
    rows = [
        _counts(engine, hubs, "hub_id", layers, limits, mode, _to_point(mode))
        for mode, limits in asked
    ]
    table = pd.concat(rows, ignore_index=True)
    drawn = _drawn(engine, hubs, table, scenario.area.metric_crs)
    return held(Isochrones, drawn[~drawn.geometry.is_empty])


def reach_tables(
    engine: TravelEngine, scenario: Scenario, layers: Layers, sites: pd.DataFrame,
    ranking: pd.DataFrame,
) -> ReachTables | None:  # fmt: skip
    """Return who and what each site reaches, and the areas of the best; None without a site."""
    if sites.empty:
        return None
    near: Mode = "bike" if scenario.mothers.mode == "ov" else scenario.mothers.mode
    within = _counts(engine, sites, "site_id", layers, (SITE_MIN,), near, "to_place")
    order = sites[["site_id", "gm_code", "kind"]].merge(
        ranking[["site_id", "rank"]], on="site_id", how="left"
    )
    order = order.sort_values(["rank", "site_id"])  # without a rank stands last
    parts = []
    if scenario.engine == "streets":
        is_best = order.groupby("gm_code", dropna=False).cumcount() < BEST_OF_TOWN
        kept = order.loc[is_best | (order["kind"] != SEARCH_CELL), "site_id"]
        parts.append(within[within["site_id"].isin(kept)])
    if "ov" in engine.modes():
        best = sites[sites["site_id"].isin(order["site_id"].head(BEST))]
        by_ov = _counts(engine, best, "site_id", layers, (OV_MIN,), "ov", "to_place")
        within = pd.concat([within, by_ov], ignore_index=True)
        parts.append(by_ov)
    asked = pd.concat(parts, ignore_index=True) if parts else within.head(0)
    drawn = _drawn(engine, sites, asked, scenario.area.metric_crs).drop(columns=[*_FIGURES])
    return ReachTables(
        within=DataFrame[SiteReach](within),
        areas=held(SiteAreas, drawn[~drawn.geometry.is_empty]),
    )


def _to_point(mode: Mode) -> Direction:
    """Return which trips count around a mother location: to it, but by a timetable from it."""
    return "to_place" if mode == "ov" else "from_place"


def _counts(
    engine: TravelEngine, table: pd.DataFrame, ids: str, layers: Layers, limits: Sequence[float],
    mode: Mode, direction: Direction,
) -> pd.DataFrame:  # fmt: skip
    """Return a row per point and limit with its figures."""
    figures = reach_of_all(
        engine,
        Points.of(table, ids),
        counted_of(layers.kernen, layers.places),
        limits,
        mode=mode,
        direction=direction,
    ).reshape(-1, len(_FIGURES))
    return pd.DataFrame(
        {
            ids: np.repeat(table[ids].to_numpy(dtype=str), len(limits)),
            "mode": mode,
            "minutes": np.tile(np.asarray(limits, np.float64), len(table)),
            **dict(zip(_FIGURES, figures.T, strict=True)),
        }
    )


def _drawn(
    engine: TravelEngine, table: pd.DataFrame, asked: pd.DataFrame, crs: str
) -> gpd.GeoDataFrame:
    """Return the rows that were asked with the area of each as maps draw it, in degrees."""
    ids = str(asked.columns[0])
    points = Points.of(table, ids)
    row_of = {name: row for row, name in enumerate(points.ids.tolist())}

    def area(name: str, mode: Mode, minutes: float) -> shapely.Geometry:
        row = [row_of[name]]
        one = Points(points.ids[row], points.easting[row], points.northing[row])
        shape = isochrone(
            engine, one, minutes, mode=mode, direction=_outward(ids, mode), block_m2=_BLOCK_M2
        )
        return shapely.simplify(shape, _EXACT_M)

    # Nearly all of it is joining shapes, and shapely lets go of the interpreter for that. Shapes of
    # a country are large: they are turned into degrees some at a time, so that none is there twice.
    parts = [gpd.GeoSeries([], crs=_DEGREES)]
    with ThreadPoolExecutor(1 if (asked["mode"] == "ov").any() else _THREADS) as pool:
        for start in range(0, len(asked), _TURNED):
            some = asked.iloc[start : start + _TURNED]
            drawn = list(pool.map(area, some[ids], some["mode"], some["minutes"]))
            parts.append(gpd.GeoSeries(drawn, crs=crs).to_crs(_DEGREES))
    return gpd.GeoDataFrame(asked, geometry=pd.concat(parts).to_numpy(), crs=_DEGREES)


def _outward(ids: str, mode: Mode) -> Direction:
    """Return the direction of an area: residents go out from their site, and to a mother."""
    return "to_place" if ids == "hub_id" and mode != "ov" else "from_place"


def held(schema: type[Table], layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return shapes after holding them to their schema, as the plain table that pandera knows."""
    schema.validate(pd.DataFrame(layer))
    return layer
