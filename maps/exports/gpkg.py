"""Write the run as geodata: GeoPackage with a QGIS style, GeoJSON and GeoParquet.

The GeoPackage holds metres in the scenario's metric CRS; GeoJSON and GeoParquet hold degrees
(EPSG:4326), as their standards ask. Same run, same bytes: GDAL's clock is set to the scenario's
reference date.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from maps.exports.geo_layers import geo_layers, site_layer, titles_of
from maps.exports.plan_geo import GeoLayer
from maps.exports.qgis import shown_plan, styles
from sites.base.errors import ExportError
from sites.settings.scenario import Scenario
from sites.tables.results import RunResult

#: Features that are made at the same time, some 10 kB each.
_AT_ONCE: Final = 2_000


def write_gpkg(result: RunResult, path: Path, layers: tuple[GeoLayer, ...] | None = None) -> None:
    """Write sites, hubs, places, municipalities, clusters, kernen and a plan, with their styles.

    ``layers`` are ``geo_layers(result)``, for a caller that made them already.
    """
    layers = geo_layers(result) if layers is None else layers
    drawn = styles(layers, shown_plan(result))
    write_layers(path, layers, drawn, result.scenario)


def write_layers(
    path: Path, layers: Iterable[GeoLayer], drawn: Mapping[str, str], scenario: Scenario
) -> None:
    """Write layers with a style each, in the scenario's metric CRS and under its day."""
    crs = scenario.area.metric_crs
    stamp = f"{scenario.reference_date.isoformat()}T00:00:00.000Z"
    path.unlink(missing_ok=True)  # GDAL would add to what is there
    layers = tuple(layers)
    tables = [(layer.name, layer.table.to_crs(crs)) for layer in layers]
    try:
        with _gdal_clock(stamp):
            for name, table in tables:
                table.rename_geometry("geom").to_file(
                    path,
                    layer=name,
                    driver="GPKG",
                    engine="pyogrio",
                    GEOMETRY_NAME="geom",
                    VERSION="1.2",
                )
        _add_styles(path, drawn, stamp)
        _add_titles(path, layers)
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


def write_geojson(result: RunResult, path: Path, sites: gpd.GeoDataFrame | None = None) -> None:
    """Write the sites as GeoJSON; see ``geojson_parts``."""
    with path.open("wb") as file:
        file.writelines(geojson_parts(result, sites))


def geojson_parts(result: RunResult, sites: gpd.GeoDataFrame | None = None) -> Iterator[bytes]:
    """Yield the sites as GeoJSON (RFC 7946): degrees to six decimals (0.1 m), unknown is null.

    ``sites`` is ``site_layer(result)``, for a caller that made it already; so below. In parts: a
    long list is half a gigabyte of features, of which none is needed twice. One feature a line: a
    person can read the file, and versions of it can be compared.
    """
    layer = site_layer(result) if sites is None else sites
    yield b'{"type":"FeatureCollection","features":['
    for start in range(0, len(layer), _AT_ONCE):
        features = _features(layer.iloc[start : start + _AT_ONCE])
        lines = ",".join(f"\n{_json(feature)}" for feature in features)
        yield f"{',' if start else ''}{lines}".encode()
    yield b"]}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _features(layer: gpd.GeoDataFrame) -> Iterator[dict[str, object]]:
    names = [name for name in layer.columns if name != "geometry"]
    columns = [[_plain(value) for value in layer[name].tolist()] for name in names]
    for point, *row in zip(layer.geometry, *columns, strict=True):
        yield {
            "type": "Feature",
            "id": row[names.index("site_id")],
            "geometry": {
                "type": "Point",
                "coordinates": [round(point.x, 6), round(point.y, 6)],
            },
            "properties": dict(zip(names, row, strict=True)),
        }


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


def _add_styles(path: Path, drawn: Mapping[str, str], stamp: str) -> None:
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
        for layer, qml in drawn.items():
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


def _add_titles(path: Path, layers: Iterable[GeoLayer]) -> None:
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
        for layer in layers:
            db.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, name, title)"
                " VALUES (?, ?, ?, ?)",
                [(layer.name, name, words, words) for name, words in titles_of(layer).items()],
            )
        db.commit()
        db.execute("VACUUM")
    finally:
        db.close()
