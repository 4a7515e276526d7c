"""Prepare shapes for drawing: simplify without tearing borders, clip, write as whole numbers.

Shapes leave this module as ``Ring`` lists: flat tuples of whole numbers, first point absolute and
the others as steps, in units of 1e-5 degree (about a metre). That is a quarter of GeoJSON.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

UNITS: Final = 100_000  # per degree
_DEGREE_M: Final = 111_320.0  # along a meridian
#: What is drawn of a travel-time area is this exact, if the page has room for it.
AREA_M: Final = 45.0
_POINT: Final = 2  # a ring of two numbers is a single point: nothing to draw
Floats = NDArray[np.float64]
Ring = tuple[int, ...]  # lat, lon, dlat, dlon, ...


@dataclass(frozen=True)
class Box:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    def grown(self, part: float) -> "Box":
        """Return the box with ``part`` of its size added on every side.

        >>> Box(5.0, 52.0, 6.0, 53.0).grown(0.5)
        Box(west=4.5, south=51.5, east=6.5, north=53.5)
        """
        dx, dy = (self.east - self.west) * part, (self.north - self.south) * part
        return Box(self.west - dx, self.south - dy, self.east + dx, self.north + dy)

    def shape(self) -> BaseGeometry:
        """Return the box as a polygon.

        >>> Box(5.0, 52.0, 6.0, 54.0).shape().area
        2.0
        """
        return shapely.box(self.west, self.south, self.east, self.north)

    def holds(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Return which points lie inside.

        >>> Box(5, 52, 6, 53).holds(np.array([5.0, 6.1]), np.array([52.5, 52.5])).tolist()
        [True, False]
        """
        inside_ew = (lon >= self.west) & (lon <= self.east)
        return np.asarray(inside_ew & (lat >= self.south) & (lat <= self.north))


def box_of(shapes: Iterable[BaseGeometry]) -> Box:
    """Return the box around shapes.

    >>> box_of([shapely.box(0, 1, 2, 3), shapely.Point(5, 0)])
    Box(west=0.0, south=0.0, east=5.0, north=3.0)
    """
    return Box(*(float(edge) for edge in shapely.total_bounds(np.array(list(shapes)))))


def simplified_cover(shapes: gpd.GeoSeries, tolerance_m: float) -> gpd.GeoSeries:
    """Simplify polygons that share borders so that no gaps or overlaps appear.

    Shapes that do not fit together (gaps and overlaps in the source) are simplified all the same:
    GEOS then treats the edges that do not match as outer borders.

    >>> left = shapely.Polygon([(0, 0), (1, 0), (1.001, 0.5), (1, 1), (0, 1)])
    >>> right = shapely.Polygon([(2, 0), (2, 1), (1, 1), (1.001, 0.5), (1, 0)])
    >>> one, other = simplified_cover(gpd.GeoSeries([left, right]), 5000.0)
    >>> len(one.exterior.coords), one.intersection(other).area  # both lost the same bend
    (5, 0.0)
    """
    if shapes.empty:
        return shapes
    done = shapely.coverage_simplify(shapes.to_numpy(), tolerance_m / _DEGREE_M)
    return gpd.GeoSeries(done, index=shapes.index, crs=shapes.crs)


def near(shapes: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    """Return the rows that touch the box, in their order.

    >>> spots = gpd.points_from_xy([9, 5], [52, 52])
    >>> towns = gpd.GeoDataFrame({"naam": ["A", "B"]}, geometry=spots)
    >>> near(towns, Box(4, 51, 6, 53))["naam"].tolist()
    ['B']
    """
    hits = shapes.sindex.query(box.shape(), predicate="intersects", sort=True)
    return shapes.iloc[hits]


def clipped(shapes: Iterable[BaseGeometry], box: Box) -> list[BaseGeometry]:
    """Cut shapes to a box; what lies outside is left out.

    >>> whole, away = shapely.box(0, 0, 4, 4), shapely.box(9, 9, 10, 10)
    >>> [shape.area for shape in clipped([whole, away], Box(2, 2, 6, 6))]
    [4.0]
    """
    cut = [shapely.clip_by_rect(s, box.west, box.south, box.east, box.north) for s in shapes]
    return [shape for shape in cut if not shape.is_empty]


def simplified(shapes: Iterable[BaseGeometry], tolerance_m: float) -> list[BaseGeometry]:
    """Simplify shapes one by one; for water, roads and built-up area, which share no borders.

    >>> bent = shapely.LineString([(5.0, 52.0), (5.5, 52.000001), (6.0, 52.0)])
    >>> [len(line.coords) for line in simplified([bent, shapely.LineString()], 5.0)]
    [2]
    """
    done = shapely.simplify(np.array(list(shapes), dtype=object), tolerance_m / _DEGREE_M)
    return [shape for shape in done if shape is not None and not shape.is_empty]


def parts_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the simple polygons or lines of any shape.

    >>> spot, line = shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])
    >>> inside = shapely.GeometryCollection([shapely.MultiLineString([line, line])])
    >>> [part.geom_type for part in parts_of(shapely.GeometryCollection([spot, inside]))]
    ['LineString', 'LineString']
    """
    pieces = list(shapely.get_parts(shape))
    if any(hasattr(piece, "geoms") for piece in pieces):  # collections hold collections
        pieces = [inner for piece in pieces for inner in parts_of(piece)]
    return [p for p in pieces if p.geom_type in ("Polygon", "LineString", "LinearRing")]


def rings(shape: BaseGeometry) -> tuple[Ring, ...]:
    """Return every outline of a shape: outer rings, holes and lines.

    >>> rings(shapely.LineString([(5.0, 52.0), (5.00002, 52.00001)]))
    ((5200000, 500000, 1, 2),)
    """
    found: list[Ring] = []
    for part in parts_of(shape):
        lines = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        drawn = (steps(shapely.get_coordinates(line)) for line in lines)
        found.extend(ring for ring in drawn if len(ring) > _POINT)
    return tuple(found)


def outline(shape: BaseGeometry, tolerance_m: float) -> tuple[Ring, ...]:
    """Return every outline of one simplified shape.

    >>> outline(shapely.LineString([(5, 52), (5.5, 52.000001), (6, 52)]), 5.0)
    ((5200000, 500000, 0, 100000),)
    """
    return tuple(ring for piece in simplified([shape], tolerance_m) for ring in rings(piece))


def line_rings(lines: Iterable[BaseGeometry]) -> tuple[Ring, ...]:
    """Return what ``rings`` does of each of many lines, at once: the streets of a gemeente.

    >>> lines = shapely.linestrings([[(5, 52), (5.00002, 52.00001)], [(6, 53), (6.000001, 53)]])
    >>> line_rings(lines)
    ((5200000, 500000, 1, 2),)
    """
    parts = shapely.get_parts(np.array(list(lines), dtype=object))
    lon_lat, of = shapely.get_coordinates(parts, return_index=True)
    units = np.rint(lon_lat[:, ::-1] * UNITS).astype(np.int64)
    moves = np.diff(units, axis=0, prepend=0)
    first = np.diff(of, prepend=-1) > 0
    moves[first] = units[first]
    kept = first | moves.any(axis=1)
    numbers = moves[kept].ravel().tolist()
    ends = 2 * np.append(np.flatnonzero(first[kept]), kept.sum())
    drawn = (tuple(numbers[a:b]) for a, b in pairwise(ends.tolist()))
    return tuple(ring for ring in drawn if len(ring) > _POINT)


def steps(lon_lat: Floats) -> Ring:
    """Return points as whole-number steps; repeated points fall away.

    >>> steps(np.array([[5.0, 52.0], [5.0, 52.0], [5.00001, 51.99998]]))  # lat first, then moves
    (5200000, 500000, -2, 1)
    """
    units = np.rint(lon_lat[:, ::-1] * UNITS).astype(np.int64)
    moves = np.diff(units, axis=0, prepend=0)
    keep = np.append(True, moves[1:].any(axis=1))
    return tuple(moves[keep].ravel().tolist())


def mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return Web Mercator metres (EPSG:3857), the projection that Leaflet draws in.

    >>> [round(float(v[0])) for v in mercator(np.array([5.0]), np.array([52.0]))]
    [556597, 6800125]
    """
    radius = 6378137.0
    east = radius * np.radians(lon)
    north = radius * np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))
    return east, north
