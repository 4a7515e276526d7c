"""Read GeoJSON, GeoPackage and GeoParquet; say which feature is broken and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.files.crs import geojson_crs, placed_crs
from geodata.files.files import read_json
from geodata.files.geopackage import read_geopackage
from geodata.files.geoparquet import read_geoparquet
from geodata.files.limits import too_many
from sites.base.boundary import each, reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say, say_counted
from sites.base.projection import LONLAT
from sites.settings import netherlands

VECTOR: Final = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet")
#: Every format in which a table of points is read.
TABLES: Final = (".csv", ".xlsx", *VECTOR)


#: What a feature is called by its file outside the columns: a key column, or a member ``id``.
FEATURE_ID: Final = "feature_id"


@dataclass(frozen=True)
class Features:
    """What a file holds: attributes and shapes, flat and in its own CRS.

    A shape that cannot be built or lies nowhere is missing; ``broken`` tells why, by row from 0.
    The column ``feature_id`` is there where the file names its features outside the columns.
    """

    table: gpd.GeoDataFrame
    broken: Mapping[int, Message]
    notes: tuple[Message, ...] = ()


def read_vector(
    path: Path, layer: str | None = None, *, prefer: str | None = None
) -> gpd.GeoDataFrame:
    """Return the features with the file's own CRS, whole or not at all; heights are dropped.

    ``prefer`` names the layer to take where a file holds several and none is asked for.

    Raises
    ------
    InputFileError
        Not the format its extension says, several layers and none named, no CRS, no features,
        a coordinate that is not finite, or a geometry that cannot be built.
    """
    found = read_features(path, layer, prefer=prefer)
    if found.broken:
        raise _first_broken(found.broken, path.name)
    return found.table.drop(columns=FEATURE_ID, errors="ignore")


def read_features(path: Path, layer: str | None = None, *, prefer: str | None = None) -> Features:
    """Return the features of a file, those with a broken shape marked rather than refused.

    Raises
    ------
    InputFileError
        The file as a whole cannot be read.
    """
    suffix = path.suffix.lower()
    broken: dict[int, Message] = {}
    notes: list[Message] = []
    if suffix in {".geojson", ".json"}:
        table, broken, notes = _geojson(path)
    elif suffix == ".gpkg":
        table = _with_ids(read_geopackage(path, layer, prefer))
    else:
        table = _with_ids(read_geoparquet(path))
    if table.empty:
        raise InputFileError("{file} holds no features; export the layer again", file=path.name)
    placed = placed_crs(table.crs, path.name)
    shapes, infinite = _finite(shapely.force_2d(table.geometry.to_numpy()))
    table = table.set_geometry(shapes).set_crs(placed.crs, allow_override=True)
    told = (placed.note,) if placed.note else ()
    broken = {**infinite, **broken}
    if len(broken) == len(table):
        raise _first_broken(broken, path.name)
    return Features(table, broken, (*notes, *told))


def _first_broken(broken: Mapping[int, Message], name: str) -> InputFileError:
    row = min(broken)
    return InputFileError(
        "{file}, feature {row}: {why} ({count} features); repair it or leave it out",
        file=name, row=row + 1, why=broken[row], count=len(broken),
    )  # fmt: skip


def _with_ids(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with a named index as a column of text, unless that name is taken."""
    named = table.index.name is not None and table.index.nlevels == 1
    if named and FEATURE_ID not in table.columns:
        table[FEATURE_ID] = table.index.astype("str")
    return table.reset_index(drop=True)


def _geojson(path: Path) -> tuple[gpd.GeoDataFrame, dict[int, Message], list[Message]]:
    content, is_mended = read_json(path)
    features = content["features"]
    too_many(path.name, rows=len(features))
    rows, _ = each(_attributes, features)
    shapes, broken = each(_shape, features)
    table = pd.DataFrame([row or {} for row in rows], index=pd.RangeIndex(len(rows)))
    ids = [_feature_id(feature) for feature in features]
    if any(ids) and FEATURE_ID not in table.columns:
        table[FEATURE_ID] = pd.Series(ids, dtype="str")
    with reading(path.name, say("export it again as GeoJSON")):
        found = gpd.GeoDataFrame(table, geometry=shapes, crs=geojson_crs(content, path.name))
    notes = [say("letters that are half of a pair are replaced by a mark")] if is_mended else []
    return found, dict.fromkeys(broken, say("its shape is broken")), notes


def _attributes(feature: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    # A member named geometry would take the place of the shape.
    held = dict(feature.get("properties") or {})
    return {"geometry_" if key == "geometry" else key: value for key, value in held.items()}


def _shape(feature: Any) -> Any:  # noqa: ANN401 - any JSON in, a shapely geometry out
    geometry = feature.get("geometry")
    return None if geometry is None else shapely.geometry.shape(geometry)


def _feature_id(feature: Any) -> str | None:  # noqa: ANN401 - any JSON
    """Return the member ``id``: text or a number, as RFC 7946 has it."""
    given = feature.get("id") if isinstance(feature, dict) else None
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    known = isinstance(given, str | int | float) and not isinstance(given, bool)
    return str(given) if known and given != "" else None


def _finite(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], dict[int, Message]]:
    """Return the shapes without those that have an infinite coordinate, and why by row."""
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    # An empty point is how GeoPackage and GeoParquet write NaN: it stays, without a position.
    kept = shapes.copy()
    kept[broken] = None
    return kept, dict.fromkeys(broken.tolist(), say("a coordinate is not a finite number"))


def valid_polygons(
    table: gpd.GeoDataFrame, name: str, label: str | None = None
) -> gpd.GeoDataFrame:
    """Return the table if every geometry is a whole, valid polygon; else say which is broken.

    >>> bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])  # its border crosses itself
    >>> wijken = gpd.GeoDataFrame({"naam": ["A"]}, geometry=[bow])
    >>> valid_polygons(wijken, "wijken.gpkg", "naam")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: wijken.gpkg, feature 1 (A) is a broken polygon ...
    """
    shapes = table.geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    wrong_kind = ~absent & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    invalid = ~absent & ~wrong_kind & ~shapely.is_valid(shapes)
    for fault, words in (
        (absent, say("has no shape")),
        (wrong_kind, say("is not a polygon")),
        (invalid, say("is a broken polygon")),
    ):  # fmt: skip
        if fault.any():
            row = int(np.flatnonzero(fault)[0])
            told = words
            if fault is invalid:
                why = shapely.is_valid_reason(shapes[row])
                told = say("{words} (technical: {why})", words=words, why=why)
            where = say("feature {row}", row=row + 1)
            if label:
                where = say("feature {row} ({who})", row=row + 1, who=table[label].iloc[row])
            raise InputFileError(
                "{name}, {where} {words} ({count} in all); repair it (QGIS: Geometrieën repareren)",
                name=name,
                where=where,
                words=told,
                count=int(fault.sum()),
            )
    return table


def refuse_elsewhere(
    table: gpd.GeoDataFrame, name: str, bounds: tuple[float, float, float, float], country: str
) -> None:
    """Refuse a layer (EPSG:4326) that lies outside the country's box, axes swapped included.

    >>> table = gpd.GeoDataFrame(geometry=[shapely.Point(52.1, 5.1)], crs=4326)
    >>> box = (3.2, 50.7, 7.3, 53.6)
    >>> refuse_elsewhere(table, "wijken.gpkg", box, "Nederland")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: wijken.gpkg lies at lon 52.1..52.1, lat 5.1..5.1, ...
    """
    west, south, east, north = table.total_bounds
    if west > bounds[2] or east < bounds[0] or south > bounds[3] or north < bounds[1]:
        swapped = bounds[0] <= south <= bounds[2] and bounds[1] <= west <= bounds[3]
        if bounds == netherlands.BOUNDS:
            hint = say("lon and lat are swapped") if swapped else say("check its CRS")
        else:  # the scenario says where the area lies, and may be wrong itself
            hint = (
                say("lon and lat are swapped, here or in area.bounds")
                if swapped
                else say("check its CRS, or area.bounds in the scenario")
            )
        raise InputFileError(
            "{name} lies at lon {west:.4g}..{east:.4g}, lat {south:.4g}..{north:.4g}, "
            "outside {country}; {hint}",
            name=name,
            west=west,
            east=east,
            south=south,
            north=north,
            country=country,
            hint=hint,
        )


def attributes_and_points(
    shapes: gpd.GeoDataFrame, crs: str | None
) -> tuple[pd.DataFrame, pd.DataFrame, list[Message]]:
    """Return the attributes as text, the positions as lon and lat, and what to report.

    >>> square = gpd.GeoDataFrame({"naam": ["A"]}, geometry=[shapely.box(5, 52, 6, 53)], crs=4326)
    >>> text, points, notes = attributes_and_points(square, None)
    >>> points.to_dict("list"), str(notes[0])
    ({'lon': ['5.5'], 'lat': ['52.5']}, '1 shape is no point: a point on it is used')
    """
    notes = []
    geometry = shapes.geometry.to_numpy()
    # A point without coordinates is as much a position as none at all: its row is refused.
    geometry = np.where(shapely.is_empty(geometry), None, geometry)
    not_points = ~shapely.is_missing(geometry) & (shapely.get_type_id(geometry) != 0)
    if not_points.any():
        notes.append(
            say_counted(
                "{count} shape is no point: a point on it is used",
                "{count} shapes are no points: a point on each is used",
                count=int(not_points.sum()),
            )
        )
        geometry = np.where(not_points, shapely.point_on_surface(geometry), geometry)
    table = gpd.GeoSeries(geometry, crs=crs or shapes.crs)
    if not crs and not table.crs.equals(LONLAT):
        notes.append(say("coordinates in {crs}, as the file says", crs=table.crs.to_string()))
        table = table.to_crs(LONLAT)
    first, second = shapely.get_x(table.to_numpy()), shapely.get_y(table.to_numpy())
    names = ("x", "y") if crs else ("lon", "lat")
    points = pd.DataFrame({n: _repr(v) for n, v in zip(names, (first, second), strict=True)})
    attributes = pd.DataFrame(shapes.drop(columns=shapes.geometry.name)).reset_index(drop=True)
    return attributes.apply(_as_text), points, notes


def _repr(values: NDArray[np.float64]) -> pd.Series:
    text = pd.Series(values).map(repr, na_action="ignore")
    return text.astype("str").where(np.isfinite(values))


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_float_dtype(column):
        known = column.dropna()
        whole = (known.mod(1).eq(0) & known.abs().lt(2**53)).all()
        column = column.astype("Int64") if whole else column
    text = column.astype("str").str.strip()
    return text.where(column.notna() & (text != ""))
