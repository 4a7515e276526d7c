"""Say which layers of geodata a run has: search cells as hexagons, sites as points, what is around.

Names and columns are those of programs and never change with the language; every layer carries the
Dutch headings that a GIS shows.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import geopandas as gpd
import h3
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps.base import words
from maps.exports import tables
from maps.exports.plan_geo import DEGREES, GeoLayer, plan_layers
from maps.exports.schemas import ClusterTable, MunicipalityTable, PlaceTable, SiteTable
from sites.tables.answers import Clusters
from sites.tables.columns import Schema, headings
from sites.tables.filters import own_municipalities
from sites.tables.results import RunResult
from sites.tables.schemas import Hubs, Kernen, Municipalities

#: What stands in metres too: a layer has its geometry.
_METRES: Final = ["easting", "northing"]


def geo_layers(result: RunResult, sites: gpd.GeoDataFrame | None = None) -> tuple[GeoLayer, ...]:
    """Return the layers in degrees, with plain columns every GIS can read.

    ``sites`` is ``site_layer(result)``, for a caller that made it already.
    """
    layers = result.layers
    hubs = layers.hubs.drop(columns=_METRES)
    # A location for minors is a postcode area to readers, never a point.
    hubs[["lon", "lat"]] = hubs[["lon", "lat"]].mask(hubs["is_amv"].astype(bool))
    own, around = _split(layers.municipalities)
    towns = tables.municipality_table(result)
    named = tables.cluster_rows(result)["gemeenten"]
    groups = result.clusters.assign(gemeenten=named)
    titles = headings(SiteTable) | tables.travel_headers(result)
    cells, others = _cells_and_sites(result, site_layer(result) if sites is None else sites)
    return (
        *plan_layers(result),
        _layer("moederlocaties", _points(_in_words(hubs)), Hubs),
        GeoLayer("locaties", others, titles),
        GeoLayer("zoekgebieden", cells, titles),
        GeoLayer("clusters", _points(groups), headings(Clusters) | headings(ClusterTable)),
        _layer("kernen", _points(_in_words(layers.kernen.drop(columns=_METRES))), Kernen),
        _layer("voorzieningen", _points(tables.place_table(result)), PlaceTable),
        _layer("gemeenten", _shaped(towns, list(own.geometry)), MunicipalityTable),
        _layer(
            "gemeenten_rondom",
            _shaped(around[["gm_code", "name", "border_quality"]], list(around.geometry)),
            Municipalities,
        ),
    )


def _layer(name: str, table: gpd.GeoDataFrame, schema: Schema) -> GeoLayer:
    return GeoLayer(name, table, headings(schema))


def _split(municipalities: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    own = own_municipalities(municipalities)
    return own, municipalities[~municipalities["gm_code"].isin(own["gm_code"])]


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    sure = table["confidence"].map(words.CONFIDENCE).fillna(table["confidence"])
    return table.assign(confidence=sure)


def site_layer(result: RunResult) -> gpd.GeoDataFrame:
    """Return the sites with ranks, minutes and places as one point layer in degrees."""
    table = tables.site_table(result).merge(tables.travel_wide(result), on="site_id")
    return _points(table.drop(columns=_METRES))


def _cells_and_sites(
    result: RunResult, layer: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the search cells as the areas that they are, and the other sites as points."""
    is_cell = (layer["kind"] == words.SEARCH_CELL).to_numpy()
    cells, others = (layer[rows].reset_index(drop=True) for rows in (is_cell, ~is_cell))
    ids = result.sites.set_index("site_id")["h3_cell"].reindex(cells["site_id"])
    return cells.set_geometry(cell_shapes(list(ids)), crs=DEGREES), others


def cell_shapes(cells: Sequence[str]) -> NDArray[np.object_]:
    """Return the hexagons of search cells in degrees, by their H3 ids.

    >>> shape = cell_shapes([h3.latlng_to_cell(52.1, 5.1, 8)])[0]
    >>> len(shape.exterior.coords), shape.contains(shapely.Point(5.1, 52.1))
    (7, True)
    """
    shapes = np.empty(len(cells), dtype=object)
    for row, cell in enumerate(cells):
        shapes[row] = shapely.Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
    return shapes


def _points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a point layer; a row without a position (a cluster of nothing) has no geometry."""
    spots = gpd.points_from_xy(table["lon"], table["lat"])
    known = table["lon"].notna().to_numpy() & table["lat"].notna().to_numpy()
    shapes = gpd.GeoSeries(spots, crs=DEGREES).where(pd.Series(known), None)
    return _shaped(table.drop(columns=["lon", "lat"]), list(shapes))


def _shaped(table: pd.DataFrame, shapes: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=shapes, crs=DEGREES)


def titles_of(layer: GeoLayer) -> Mapping[str, str]:
    """Return the Dutch headings of the columns that a layer has, in their order."""
    columns = layer.table.columns.drop("geometry")
    return {name: layer.headings[name] for name in columns if name in layer.headings}
