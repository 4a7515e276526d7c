"""Read GeoJSON, GeoPackage and GeoParquet; say which feature is broken and where."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geodata.files.files import check_geopackage, check_parquet, read_json
from sites.base.errors import InputFileError
from sites.base.projection import LONLAT

VECTOR: Final = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet")
#: Every format in which a table of points is read.
TABLES: Final = (".csv", ".xlsx", *VECTOR)


def read_vector(path: Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Return the features with the file's own CRS; heights are dropped.

    Raises
    ------
    InputFileError
        Not the format its extension says, several layers and none named, no CRS, no features,
        a coordinate that is not finite, or a geometry that cannot be built.
    """
    suffix = path.suffix.lower()
    if suffix in {".geojson", ".json"}:
        table = _geojson(path)
    elif suffix == ".gpkg":
        table = _geopackage(path, layer)
    else:
        table = _geoparquet(path)
    if table.empty:
        raise InputFileError(
            "{file} holds no features; export the layer again",
            file=path.name,
        )
    if table.crs is None:
        raise InputFileError(
            "{file} does not say its CRS; export it again with EPSG:28992 or EPSG:4326",
            file=path.name,
        )
    _refuse_placeless(table.crs, path.name)
    _refuse_infinite(table, path.name)
    return table.set_geometry(shapely.force_2d(table.geometry.to_numpy()), crs=table.crs)


def _refuse_placeless(crs: CRS, name: str) -> None:
    """Refuse a CRS from which no place on earth follows: local, undefined, or unknown to PROJ."""
    if not _has_place(crs):
        raise InputFileError(
            "{name}: its CRS ({crs}) is no place on earth; export it again with "
            "EPSG:28992 or EPSG:4326",
            name=name,
            crs=crs.name[:40],
        )


def _has_place(crs: CRS) -> bool:
    try:
        Transformer.from_crs(crs, LONLAT)
    except Exception:  # noqa: BLE001 - PROJ raises several kinds, and each means the same here
        return False
    return bool(crs.is_geographic or crs.is_projected or crs.is_bound)


def _geojson(path: Path) -> gpd.GeoDataFrame:
    content = read_json(path)
    geometry, rows = [], []
    for number, feature in enumerate(content["features"], start=1):
        try:
            shape = shapely.geometry.shape(feature["geometry"]) if feature["geometry"] else None
            rows.append(dict(feature.get("properties") or {}))
        except Exception as error:  # noqa: BLE001 - each kind of nonsense raises its own
            words = " ".join(str(error).split())[:80]
            raise InputFileError(
                "{file}, feature {number}: broken geometry ({words}); repair it",
                file=path.name,
                number=number,
                words=words,
            ) from None
        geometry.append(shape)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=geometry, crs=_geojson_crs(content, path))


def _geojson_crs(content: dict[str, Any], path: Path) -> CRS:
    """Return the CRS of the old ``crs`` member, else WGS84 (RFC 7946)."""
    member = content.get("crs")
    if not member:
        return CRS(LONLAT)
    name = str((member.get("properties") or {}).get("name", "")) if isinstance(member, dict) else ""
    if "CRS84" in name:
        return CRS(LONLAT)
    found = re.search(r"EPSG:(?:[0-9.]*:)?([0-9]{4,6})$", name)
    try:
        return CRS.from_epsg(int(found.group(1)) if found else 0)
    except CRSError:
        raise InputFileError(
            "{file}: CRS {name!r} is not known; export it as EPSG:4326",
            file=path.name,
            name=name[:60],
        ) from None


def _geopackage(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    import pyogrio  # noqa: PLC0415 - GDAL is loaded only for the one format that needs it

    check_geopackage(path)
    try:
        layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if layer is None and len(layers) > 1:
            names = ", ".join(layers)
            raise InputFileError(
                "{file} has {layers_count} layers ({names}); name one with layer = ...",
                file=path.name,
                layers_count=len(layers),
                names=names,
            )
        if layer is not None and layer not in layers:
            raise InputFileError(
                "{file} has no layer {layer!r}; it has {layers}",
                file=path.name,
                layer=layer,
                layers=", ".join(layers),
            )
        if not layers:
            raise InputFileError(
                "{file} holds no layer with shapes",
                file=path.name,
            )
        return pyogrio.read_dataframe(path, layer=layer or layers[0])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError):
        raise InputFileError(
            "{file} is damaged or cut short; export it again as .gpkg",
            file=path.name,
        ) from None


def _geoparquet(path: Path) -> gpd.GeoDataFrame:
    check_parquet(path)
    try:
        table = gpd.read_parquet(path)
        for column in table.select_dtypes("str"):
            table[column].to_numpy(dtype=object)  # text that is not UTF-8 shows itself only here
    except Exception as error:  # noqa: BLE001 - arrow, geopandas and PROJ each raise their own
        words = " ".join(str(error).split())[:100]
        raise InputFileError(
            "{file} is not GeoParquet ({words}); write it with geopandas or QGIS",
            file=path.name,
            words=words,
        ) from None
    return table


def _refuse_infinite(table: gpd.GeoDataFrame, name: str) -> None:
    shapes = table.geometry.to_numpy()
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    # An empty point is how GeoPackage and GeoParquet write NaN: it stays, without a position.
    if len(broken):
        raise InputFileError(
            "{name}, feature {broken}: a coordinate is not a finite number "
            "({broken_count} features); give it or leave the feature out",
            name=name,
            broken=broken[0] + 1,
            broken_count=len(broken),
        )


def valid_polygons(
    table: gpd.GeoDataFrame, name: str, label: str | None = None
) -> gpd.GeoDataFrame:
    """Return the table if every geometry is a whole, valid polygon; else say which is broken.

    >>> bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])  # its border crosses itself
    >>> wijken = gpd.GeoDataFrame({"naam": ["A"]}, geometry=[bow])
    >>> valid_polygons(wijken, "wijken.gpkg", "naam")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: wijken.gpkg, feature 1 (A) is a broken polygon: ...
    """
    shapes = table.geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    wrong_kind = ~absent & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    invalid = ~absent & ~wrong_kind & ~shapely.is_valid(shapes)
    for fault, words in (
        (absent, "has no shape"),
        (wrong_kind, "is not a polygon"),
        (invalid, "is a broken polygon"),
    ):  # fmt: skip
        if fault.any():
            row = int(np.flatnonzero(fault)[0])
            who = f" ({table[label].iloc[row]})" if label else ""
            why = f": {shapely.is_valid_reason(shapes[row])}" if fault is invalid else ""
            raise InputFileError(
                "{name}, feature {row}{who} {words}{why} ({fault} in all); repair it (QGIS: "
                "Geometrieën repareren)",
                name=name,
                row=row + 1,
                who=who,
                words=words,
                why=why,
                fault=int(fault.sum()),
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
        hint = "lon and lat are swapped" if swapped else "check its CRS"
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
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the attributes as text, the positions as lon and lat, and what to report.

    >>> square = gpd.GeoDataFrame({"naam": ["A"]}, geometry=[shapely.box(5, 52, 6, 53)], crs=4326)
    >>> text, points, notes = attributes_and_points(square, None)
    >>> points.to_dict("list"), notes
    ({'lon': ['5.5'], 'lat': ['52.5']}, ['1 shapes are no points: a point on each is used'])
    """
    notes = []
    geometry = shapes.geometry.to_numpy()
    # A point without coordinates is as much a position as none at all: its row is refused.
    geometry = np.where(shapely.is_empty(geometry), None, geometry)
    not_points = ~shapely.is_missing(geometry) & (shapely.get_type_id(geometry) != 0)
    if not_points.any():
        notes.append(f"{int(not_points.sum())} shapes are no points: a point on each is used")
        geometry = np.where(not_points, shapely.point_on_surface(geometry), geometry)
    table = gpd.GeoSeries(geometry, crs=crs or shapes.crs)
    if not crs and not table.crs.equals(LONLAT):
        notes.append(f"coordinates in {table.crs.to_string()}, as the file says")
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
