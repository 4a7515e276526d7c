"""Scan the area for places to look: hexagons (H3) within reach of a kern.

A search cell is a question and not a proposal: nobody has looked at a building or a plot.
"""

from typing import Any, Final

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandera.typing import DataFrame
from scipy.spatial import KDTree

from sites.base.errors import SiteError
from sites.base.projection import to_metric
from sites.scoring.facilities import kern_radius_m
from sites.scoring.gemeente import assign_gemeente
from sites.settings.scenario import Scenario
from sites.tables.filters import own_municipalities
from sites.tables.schemas import SEARCH_CELL, Sites, positions
from sites.travel.protocol import Floats

_DIGITS: Final = 4  # of the number in an id; more when there are more cells


def search_cells(
    *,
    municipalities: gpd.GeoDataFrame,
    kernen: pd.DataFrame,
    exclusions: gpd.GeoDataFrame | None,
    scenario: Scenario,
) -> DataFrame[Sites]:
    """Return the search cells of the area as candidates (``schemas.Sites``), ordered by H3 id.

    A cell counts when its centre lies in the area (the municipalities with role "gebied"), within
    a kern's own extent plus ``scenario.scout.reach_m``, and on no exclusion polygon (its border
    counts as in). Where polygon and nearest kern disagree the gemeente is uncertain: see
    ``sites.scoring.gemeente.assign_gemeente``. Ids number the cells in H3 order and say nothing
    else; a cell keeps its ``h3_cell`` when other settings give it another number.

    Raises
    ------
    SiteError
        No cell is left; the message says which settings to widen.
    """
    cells, lon, lat = _cells_in_area(municipalities, scenario)
    easting, northing = to_metric(lon, lat, scenario.area.metric_crs)
    kept = _within_reach(easting, northing, kernen, scenario.scout.reach_m)
    kept &= ~_excluded(lon, lat, exclusions)
    if not kept.any():
        raise SiteError(
            "no search cell is left of {cells_count} in the area; raise scout.reach_m or "
            "scout.resolution, or look at the exclusion layers",
            cells_count=len(cells),
        )
    table = pd.DataFrame(
        {
            "lon": lon[kept],
            "lat": lat[kept],
            "easting": easting[kept],
            "northing": northing[kept],
            "h3_cell": pd.array(cells[kept], dtype="str"),
        }
    )
    gemeente = assign_gemeente(
        table["easting"].to_numpy(dtype=np.float64),
        table["northing"].to_numpy(dtype=np.float64),
        municipalities,
        kernen,
        metric_crs=scenario.area.metric_crs,
    )
    return _named(table, gemeente.reset_index(drop=True), scenario)


def _cells_in_area(
    municipalities: gpd.GeoDataFrame, scenario: Scenario
) -> tuple[NDArray[np.str_], Floats, Floats]:
    """Return id, lon and lat of every cell whose centre lies in the area, ordered by id."""
    own = own_municipalities(municipalities)
    area = shapely.union_all(own.geometry.to_numpy())
    found: list[str] = []
    for part in shapely.get_parts(area):
        found += h3.geo_to_cells(part, scenario.scout.resolution)
    cells = np.unique(np.array(found, dtype=str))
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()]).reshape(-1, 2)
    lat, lon = centres.T
    return cells, lon, lat


def _within_reach(
    easting: Floats, northing: Floats, kernen: pd.DataFrame, reach_m: float
) -> NDArray[np.bool_]:
    near = np.zeros(len(easting), dtype=bool)
    if not len(easting) or kernen.empty:
        return near
    radius_m = kern_radius_m(kernen["population"]).to_numpy(dtype=np.float64) + reach_m
    tree = KDTree(np.column_stack([easting, northing]))
    for rows in tree.query_ball_point(positions(kernen), radius_m):
        near[rows] = True
    return near


def _excluded(lon: Floats, lat: Floats, exclusions: gpd.GeoDataFrame | None) -> NDArray[np.bool_]:
    out = np.zeros(len(lon), dtype=bool)
    if exclusions is not None and len(exclusions):
        shapes: Any = exclusions.geometry.to_numpy()
        rows, _ = shapely.STRtree(shapes).query(shapely.points(lon, lat), predicate="intersects")
        out[rows] = True
    return out


def _named(table: pd.DataFrame, gemeente: pd.DataFrame, scenario: Scenario) -> DataFrame[Sites]:
    """Give each cell an id (numbered over the area) and a name (numbered per kern)."""
    digits = max(_DIGITS, len(str(len(table))))
    kern = gemeente["kern"]
    number = (kern.groupby(kern, dropna=False).cumcount() + 1).astype("str")
    missing = pd.Series([None] * len(table), dtype="str")
    named = table.assign(
        site_id=[f"Z-{i:0{digits}d}" for i in range(1, len(table) + 1)],
        name="Zoekgebied bij " + kern.fillna("onbekende kern") + " " + number,
        kind=SEARCH_CELL,
        places=pd.array([scenario.scout.places] * len(table), dtype="Int64"),
        gm_code=gemeente["gm_code"],
        gm_certain=gemeente["gm_certain"].to_numpy(dtype=bool),
        gm_candidates=gemeente["gm_candidates"],
        kern=kern,
        confidentiality="openbaar",
        status=missing,
        target_groups=missing,
        from_date=missing,
        until_date=missing,
    )
    held = [column for column in Sites.to_schema().columns if column in named]
    return DataFrame[Sites](named[held])
