"""Tell from OpenStreetMap's tags what is drawn under the sites: water, roads, rail, built-up area.

One table of tags serves an extract (.osm.pbf), a table with tags as columns (QuickOSM, ogr2ogr,
Geofabrik's ``fclass``) and what Overpass answers.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.files.files import check_pbf
from geodata.files.osm import is_deleted, read_deleted
from geodata.files.vector import read_vector
from geodata.readers.borders import has_kind, shapes_of, within_reach
from geodata.readers.interface import ReadContext, Reading
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import LONLAT
from sites.settings.scenario import LayerFile


class Rule(NamedTuple):
    """A tag, what it is drawn as, and whether it is drawn as a surface or as a line."""

    key: str
    words: tuple[str, ...]
    kind: str
    surface: bool


#: The first rule that fits counts.
RULES: Final = (
    Rule("natural", ("water",), "water", surface=True),
    Rule("waterway", ("riverbank",), "water", surface=True),
    Rule("landuse", ("reservoir", "basin"), "water", surface=True),
    Rule("waterway", ("river", "canal"), "water", surface=False),
    Rule("highway", ("motorway", "trunk", "primary"), "wegen", surface=False),
    Rule("railway", ("rail", "light_rail"), "spoor", surface=False),
    Rule("landuse", ("residential", "commercial", "retail", "industrial"), "bebouwing",
         surface=True),
)  # fmt: skip
#: Geofabrik writes the value alone, and "residential" for a street as well: the shape decides.
VALUE: Final = "fclass"
KEYS: Final = tuple(dict.fromkeys(rule.key for rule in RULES))
#: Sidings tell a reader nothing, and what runs under the ground is not seen.
_SIDINGS: Final = ("yard", "siding", "spur", "crossover")
_ABOVE: Final = ("", "no")
_READ: Final = (*KEYS, "service", "tunnel", "name")
_SURFACE, _LEAST = 2, 2
#: Degrees around the area that a map of a gemeente at its edge still shows: about 10 km.
_RING: Final = 0.12


def read_osm_ground(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read what is drawn under the sites, of an extract or of a table made from one."""
    if path.suffix == ".pbf":
        table = read_extract(path)
    else:
        raw = read_vector(path, file.layer)
        told = has_kind(raw) or bool(file.categories)
        table = shapes_of(raw, file, path.name) if told else ground_of(raw, path.name)
    return Reading(within_reach(table, path, ctx, ring=_RING))


def has_tags(columns: pd.Index) -> bool:
    """Say whether a table carries tags of OpenStreetMap that tell what is drawn.

    >>> has_tags(pd.Index(["osm_id", "highway"])), has_tags(pd.Index(["naam"]))
    (True, False)
    """
    return bool({*KEYS, VALUE} & set(columns))


def ground_kinds(table: gpd.GeoDataFrame) -> pd.Series:
    """Return what each row is drawn as; None for what is not drawn.

    >>> line = shapely.LineString([(5, 52), (5.1, 52)])
    >>> rows = {"highway": ["primary", "path", None], "railway": [None, None, "rail"]}
    >>> ground_kinds(gpd.GeoDataFrame(rows, geometry=[line] * 3)).tolist()
    ['wegen', None, 'spoor']
    """
    surface = shapely.get_dimensions(table.geometry.to_numpy()) == _SURFACE
    found = np.full(len(table), None, dtype=object)
    for rule in reversed(RULES):
        found[_has(table, rule) & (surface == rule.surface)] = rule.kind
    hidden = (found == "spoor") & _texts(table, "service").isin(_SIDINGS).to_numpy()
    under = np.isin(found.astype(str), ("water", "spoor"))
    hidden |= under & ~_texts(table, "tunnel").isin(_ABOVE).to_numpy()
    found[hidden] = None
    return pd.Series(found, index=table.index, dtype=object)


def _has(table: gpd.GeoDataFrame, rule: Rule) -> NDArray[np.bool_]:
    has = _texts(table, rule.key).isin(rule.words) | _texts(table, VALUE).isin(rule.words)
    return has.to_numpy()


def _texts(table: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return a column as text; empty where there is none."""
    if name not in table.columns:
        return pd.Series("", index=table.index)
    column: pd.Series = table[name].astype(object)
    return column.where(column.notna(), "").astype(str)


def ground_of(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return name, kind and shape (EPSG:4326) of what is drawn of a table with tags."""
    kinds = ground_kinds(table)
    kept = table[kinds.notna()]
    if kept.empty:
        raise InputFileError(
            "{name} holds no water, main road, railway or built-up area; take an extract of the "
            "area, or give a column kind",
            name=name,
        )
    shapes = shapely.make_valid(shapely.force_2d(kept.to_crs(LONLAT).geometry.to_numpy()))
    return gpd.GeoDataFrame(
        {"name": _texts(kept, "name").to_numpy(), "kind": kinds[kept.index].to_numpy(dtype=str)},
        geometry=shapes, crs=LONLAT,
    )  # fmt: skip


def read_extract(path: Path) -> gpd.GeoDataFrame:
    """Return name, kind and shape of what an .osm.pbf holds to draw under the sites."""
    import osmium  # noqa: PLC0415 - only the readers of extracts need it

    if path.suffix == ".pbf":
        check_pbf(path)
    pairs = [(rule.key, value) for rule in RULES for value in rule.words]
    rows: list[dict[str, Any]] = []
    with reading(path.name, say("download the extract again")):
        gone = read_deleted(path)
        shape = osmium.geom.WKBFactory()
        tagged = osmium.filter.TagFilter(*pairs)
        for thing in osmium.FileProcessor(str(path)).with_areas(tagged).with_filter(tagged):
            drawn = None if is_deleted(thing, gone) else _drawn(thing, shape)
            if drawn is not None:
                rows.append({key: thing.tags.get(key) for key in _READ} | {"geometry": drawn})
    raw = gpd.GeoDataFrame(rows, columns=[*_READ, "geometry"], geometry="geometry", crs=LONLAT)
    return ground_of(raw, path.name)


def _drawn(thing: Any, shape: Any) -> shapely.Geometry | None:  # noqa: ANN401 - osmium has no common type
    """Return an area as a surface and a way as a line; None without two known points."""
    if thing.is_area():
        return shapely.from_wkb(bytes.fromhex(shape.create_multipolygon(thing)))
    if not thing.is_way():
        return None
    spots = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
    return shapely.LineString(spots) if len(set(spots)) >= _LEAST else None
