"""Generalise what lies under the sites: built-up area, water, roads and rail, to fit a page."""

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.content.shapes import Box, Ring, clipped, near, parts_of, rings, simplified
from sites.base.projection import LONLAT
from sites.tables.results import BaseShapes, RunResult

#: The layers of the ground, from the bottom up.
GROUND: Final = ("bebouwing", "water", "wegen", "spoor")
#: Characters that the ground takes in a page; with the borders it stays under 60 kB.
GROUND_MAX: Final = 40_000
#: Streets that are drawn as main roads where no layer of roads is given.
MAIN_ROADS: Final = ("snelweg", "hoofdweg", "motorway", "trunk", "primary")
_WORST_M: Final = 2_000.0
_DEGREE_M: Final = 111_320.0
#: Blocks of houses closer than this are drawn as one built-up area.
_CLOSE_M: Final = 60.0
_SURFACE: Final = 2


@dataclass(frozen=True)
class Shape:
    """A drawn-only layer: one of ``GROUND``, or a class of streets."""

    name: str
    filled: tuple[Ring, ...]
    lines: tuple[Ring, ...]


def ground_of(result: RunResult) -> BaseShapes:
    """Return what lies under the sites: the layers given for it, else those that say the same.

    Water that no cell may lie on and the main ones of the streets are drawn too.
    """
    base, exclusions = result.layers.base, result.layers.exclusions
    if base.water is None and exclusions is not None:
        water = exclusions[exclusions["kind"] == "water"]
        base = base if water.empty else replace(base, water=water)
    if base.roads is None and result.streets is not None:
        lines = result.streets.lines
        main = lines[lines["class"].isin(MAIN_ROADS)]
        base = base if main.empty else replace(base, roads=main)
    return merged(base)


def merged(base: BaseShapes) -> BaseShapes:
    """Return the ground in few pieces: roads joined end to end, blocks of houses grown together.

    A map of roads comes as thousands of short ways. One by one they weigh much, and the shortest
    would fall away first: a road with holes.
    """
    return BaseShapes(
        water=_in_few(base.water),
        roads=_in_few(base.roads),
        built_up=_in_few(base.built_up, close=_CLOSE_M / _DEGREE_M),
        rail=_in_few(base.rail),
    )


def _in_few(layer: gpd.GeoDataFrame | None, close: float = 0.0) -> gpd.GeoDataFrame | None:
    if layer is None:
        return None
    parts = [part for shape in layer.geometry for part in parts_of(shape)]
    surface = [part for part in parts if shapely.get_dimensions(part) == _SURFACE]
    lines = [part for part in parts if shapely.get_dimensions(part) < _SURFACE]
    joined = [shapely.line_merge(shapely.MultiLineString(lines))]
    whole = shapely.union_all(surface)
    joined.append(whole.buffer(close).buffer(-close) if close else whole)
    few = [part for shape in joined for part in parts_of(shape)]
    return gpd.GeoDataFrame(geometry=few, crs=LONLAT)


def ground_shapes(base: BaseShapes, around: Box, tolerance_m: float) -> tuple[Shape, ...]:
    """Return the ground's layers, each time coarser until all together fit the page."""
    layers = zip(GROUND, (base.built_up, base.water, base.roads, base.rail), strict=True)
    seen = {
        name: clipped(near(layer, around).geometry, around)
        for name, layer in layers
        if layer is not None
    }
    while True:
        found = tuple(
            _shape(name, _generalised(pieces, tolerance_m)) for name, pieces in seen.items()
        )
        if _weight(found) <= GROUND_MAX or tolerance_m > _WORST_M:
            return found
        tolerance_m *= 1.6


def _generalised(pieces: list[BaseGeometry], tolerance_m: float) -> list[BaseGeometry]:
    """Return shapes simplified, without parts and holes too small to be seen at that tolerance."""
    least = 2 * tolerance_m / _DEGREE_M
    parts = _seen([part for piece in pieces for part in parts_of(piece)], least)
    whole = [
        shapely.Polygon(part.exterior, _seen(list(part.interiors), least))
        if isinstance(part, shapely.Polygon) else part
        for part in parts
    ]  # fmt: skip
    return simplified(whole, tolerance_m)


def _seen(shapes: list[BaseGeometry], least: float) -> list[BaseGeometry]:
    """Return the shapes that are as wide or as high as ``least`` degrees."""
    west, south, east, north = shapely.bounds(np.array(shapes, dtype=object)).reshape(-1, 4).T
    large = np.maximum(east - west, north - south) >= least
    return [shape for shape, kept in zip(shapes, large, strict=True) if kept]


def _weight(shapes: tuple[Shape, ...]) -> int:
    """Return how many characters the numbers of shapes take in a page."""
    return sum(
        len(str(step)) + 1 for s in shapes for ring in (*s.filled, *s.lines) for step in ring
    )


def _shape(name: str, pieces: list[BaseGeometry]) -> Shape:
    filled = [r for p in pieces if "Polygon" in p.geom_type for r in rings(p)]
    lines = [r for p in pieces if "Polygon" not in p.geom_type for r in rings(p)]
    return Shape(name, tuple(filled), tuple(lines))
