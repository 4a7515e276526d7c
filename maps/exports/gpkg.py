"""Write the run as geodata: GeoPackage with a QGIS style, GeoJSON and GeoParquet.

The GeoPackage holds metres in the scenario's metric CRS; GeoJSON and GeoParquet hold degrees
(EPSG:4326), as their standards ask. Same run, same bytes: GDAL's clock is set to the scenario's
reference date.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.base.style import CLASS_COLOURS, HUB, OUTLINE, UNKNOWN
from maps.exports import tables
from maps.exports.plan_geo import GeoLayer, plan_layers
from maps.exports.schemas import ClusterTable, MunicipalityTable, PlanSheet, SiteTable
from sites.base.errors import ExportError
from sites.base.score_classes import CLASSES
from sites.tables.columns import headings
from sites.tables.filters import own_municipalities
from sites.tables.results import RunResult
from sites.tables.schemas import Hubs, Kernen, Places

_DEGREES: Final = "EPSG:4326"


def write_gpkg(result: RunResult, path: Path, sites: gpd.GeoDataFrame | None = None) -> None:
    """Write sites, hubs, places, municipalities, clusters, kernen and a plan, with their styles.

    ``sites`` is ``site_layer(result)``, for a caller that made it already; so below.
    """
    crs = result.scenario.area.metric_crs
    stamp = f"{result.scenario.reference_date.isoformat()}T00:00:00.000Z"
    path.unlink(missing_ok=True)  # GDAL would add to what is there
    tables = [(layer.name, layer.table.to_crs(crs)) for layer in geo_layers(result, sites)]
    try:
        with _gdal_clock(stamp):
            for name, table in tables:
                table.rename_geometry("geom").to_file(
                    path, layer=name, driver="GPKG", engine="pyogrio", GEOMETRY_NAME="geom"
                )
        _add_styles(path, stamp)
        _add_titles(path)
    except (RuntimeError, sqlite3.Error) as error:  # what GDAL and SQLite say of a full disk
        words = " ".join(str(error).split())[:80]
        raise ExportError(
            "{file} cannot be written ({words}); make room, or choose another --out",
            file=path.name, words=words,
        ) from error  # fmt: skip


@contextmanager
def _gdal_clock(stamp: str) -> Iterator[None]:
    """Let GDAL write a fixed moment into the file instead of now."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def geo_layers(result: RunResult, sites: gpd.GeoDataFrame | None = None) -> tuple[GeoLayer, ...]:
    """Return the layers in degrees, with plain columns every GIS can read."""
    layers = result.layers
    hubs = layers.hubs.drop(columns=["easting", "northing"])
    # A location for minors is a postcode area to readers, never a point.
    hubs[["lon", "lat"]] = hubs[["lon", "lat"]].mask(hubs["is_amv"].astype(bool))
    own = layers.municipalities
    towns = gpd.GeoDataFrame(
        tables.municipality_table(result), geometry=_own_shapes(own), crs=_DEGREES
    )
    return (
        GeoLayer("locaties", site_layer(result) if sites is None else sites),
        GeoLayer("moederlocaties", _points(hubs)),
        GeoLayer("voorzieningen", _points(layers.places.drop(columns=["easting", "northing"]))),
        GeoLayer("gemeenten", towns),
        GeoLayer("clusters", _points(result.clusters)),
        GeoLayer("kernen", _points(layers.kernen.drop(columns=["easting", "northing"]))),
        *plan_layers(result),
    )


def _own_shapes(municipalities: gpd.GeoDataFrame) -> list[object]:
    own = own_municipalities(municipalities)
    return list(own.geometry)


def site_layer(result: RunResult) -> gpd.GeoDataFrame:
    """Return the sites with ranks, minutes and places as one point layer in degrees."""
    table = tables.site_table(result).merge(tables.travel_wide(result), on="site_id")
    return _points(table.drop(columns=["easting", "northing"]))


def _points(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a point layer; a row without a position (a cluster of nothing) has no geometry."""
    spots = gpd.points_from_xy(table["lon"], table["lat"])
    known = table["lon"].notna().to_numpy() & table["lat"].notna().to_numpy()
    shapes = gpd.GeoSeries(spots, crs=_DEGREES).where(pd.Series(known), None)
    plain = table.drop(columns=["lon", "lat"]).reset_index(drop=True)
    return gpd.GeoDataFrame(plain, geometry=shapes.to_numpy(), crs=_DEGREES)


def geojson_bytes(result: RunResult, sites: gpd.GeoDataFrame | None = None) -> bytes:
    """Return the sites as GeoJSON (RFC 7946): degrees to six decimals (0.1 m), unknown is null."""
    layer = site_layer(result) if sites is None else sites
    names = [name for name in layer.columns if name != "geometry"]
    columns = [[_plain(value) for value in layer[name].tolist()] for name in names]
    rows = zip(*columns, strict=True)
    features = [
        {
            "type": "Feature",
            "id": row[names.index("site_id")],
            "geometry": {
                "type": "Point",
                "coordinates": [round(point.x, 6), round(point.y, 6)],
            },
            "properties": dict(zip(names, row, strict=True)),
        }
        for point, row in zip(layer.geometry, rows, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    # One feature a line: a person can read the file, and versions of it can be compared.
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace('{"type":"Feature",', '\n{"type":"Feature",').encode("utf-8")


def _plain(value: object) -> object:
    unknown = value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
    return None if unknown else value


def write_geoparquet(result: RunResult, path: Path, sites: gpd.GeoDataFrame | None = None) -> None:
    """Write the sites as GeoParquet in degrees."""
    layer = site_layer(result) if sites is None else sites
    layer.to_parquet(path, index=False, compression="zstd")


_STYLE_TABLE: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)
"""


def _add_styles(path: Path, stamp: str) -> None:
    """Add QGIS's own table of default styles; QGIS applies them when the layer is opened."""
    db = sqlite3.connect(path)
    try:
        db.execute(_STYLE_TABLE)
        db.execute(
            "INSERT INTO gpkg_contents"
            " (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (stamp,),
        )
        drawn = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
        for layer, qml in ((layer, qml) for layer, qml in styles().items() if layer in drawn):
            db.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
                " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description,"
                " owner, update_time) VALUES ('', '', ?, 'geom', 'opvangkaart', ?, '', 1,"
                " 'Stijl van opvangkaart', '', ?)",
                (layer, qml, stamp),
            )
        db.commit()
        db.execute("VACUUM")  # free pages would carry what SQLite happened to leave there
    finally:
        db.close()


#: The table of the GeoPackage standard (its schema extension) that says what a column is called.
_TITLE_TABLE: Final = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name))
"""
_SCHEMA_EXTENSION: Final = "http://www.geopackage.org/spec/#extension_schema"
_SCHEMAS: Final = {
    "locaties": SiteTable, "moederlocaties": Hubs, "voorzieningen": Places,
    "gemeenten": MunicipalityTable, "clusters": ClusterTable, "kernen": Kernen,
    "plan_locaties": PlanSheet,
}  # fmt: skip


def _add_titles(path: Path) -> None:
    """Give columns the headings that sheets have: a GIS shows them, the names stay for programs."""
    db = sqlite3.connect(path)
    try:
        db.execute(_TITLE_TABLE)
        db.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT,"
            " extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL)"
        )
        db.execute(
            "INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', ?,"
            " 'read-write')", (_SCHEMA_EXTENSION,),
        )  # fmt: skip
        drawn = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
        for layer, schema in _SCHEMAS.items():
            if layer not in drawn:
                continue
            held = {row[1] for row in db.execute(f'PRAGMA table_info("{layer}")')}
            db.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title)"
                " VALUES (?, ?, ?, ?)",
                [(layer, name, words, words) for name, words in headings(schema).items()
                 if name in held],
            )  # fmt: skip
        db.commit()
        db.execute("VACUUM")
    finally:
        db.close()


def styles() -> dict[str, str]:
    """Return the QGIS style (QML) of each layer that has one.

    >>> sorted(styles())[:2], all(text.startswith("<!DOCTYPE qgis") for text in styles().values())
    (['gemeenten', 'locaties'], True)
    """
    classes = [*zip(CLASSES, CLASS_COLOURS, (5.0, 4.2, 3.5, 2.9, 2.4), strict=True)]
    env = Environment(
        loader=PackageLoader("maps", "qgis"), autoescape=True, undefined=StrictUndefined
    )
    return {
        "locaties": env.get_template("sites.qml").render(classes=classes, unknown=UNKNOWN),
        "moederlocaties": env.get_template("points.qml").render(
            shape="diamond", fill=HUB, size=5, label="name"
        ),
        "voorzieningen": env.get_template("points.qml").render(
            shape="circle", fill="#8c8c8c", size=1.4, label=""
        ),
        "plan_locaties": env.get_template("points.qml").render(
            shape="square", fill=CLASS_COLOURS[1], size=4, label="places"
        ),
        "plan_spaken": env.get_template("lines.qml").render(ink=OUTLINE),
        "gemeenten": env.get_template("borders.qml").render(label="name"),
    }
