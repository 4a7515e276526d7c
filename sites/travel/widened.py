"""Widen lines to the area around them, with or without the insides of blocks."""

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

#: A corner is drawn as so many straight sides.
_QUARTER: Final = 3
Shapes = NDArray[np.object_]


def widened(lines: Shapes, width_m: float, *, block_m2: float = 0.0) -> shapely.Geometry:
    """Return the area within ``width_m`` of lines (metric CRS), without holes up to ``block_m2``.

    Of a town nearly all that is widened lies among its blocks, and none of it is seen where these
    are filled: then only the outline around them and the lines that lie loose are widened, in less
    than half the time. Corners may differ by a thirtieth of the width from those of every line
    widened by itself.

    >>> square = shapely.linestrings([[(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)]])
    >>> [round(widened(square, 10, block_m2=m2).area) for m2 in (0, 90_000)]
    [23900, 102300]
    """
    if block_m2 <= 0:  # part by part, then joined: buffering the whole at once takes longer
        return shapely.union_all(shapely.buffer(lines, width_m, quad_segs=_QUARTER))
    noded = shapely.get_parts(shapely.union_all(lines))
    filled = shapely.coverage_union_all(_filled(noded, width_m, block_m2))
    shapely.prepare(filled)
    # Lines meet at their ends alone, so that the middle tells of all. One along the edge of what
    # is filled may be told either way: it changes nothing.
    middle = shapely.get_coordinates(shapely.line_interpolate_point(noded, 0.5, normalized=True))
    loose = noded[~shapely.intersects_xy(filled, *middle.T)]
    strung = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(loose)))
    spots = lines[shapely.length(lines) == 0]  # noding drops them
    parts = np.concatenate([shapely.get_parts(filled), strung, spots])
    wide = shapely.union_all(shapely.buffer(parts, width_m, quad_segs=_QUARTER))
    return without_blocks(wide, block_m2)


def _filled(noded: Shapes, width_m: float, block_m2: float) -> Shapes:
    """Return the faces between lines of which no more than a block is left when these are wide."""
    faces = shapely.get_parts(shapely.polygonize(noded))
    left = np.where(shapely.area(faces) <= block_m2, 0.0, np.inf)
    wide = np.flatnonzero(left > 0)
    inner = shapely.buffer(faces[wide], -width_m, quad_segs=_QUARTER)
    parts, of = shapely.get_parts(inner, return_index=True)
    left[wide] = 0.0
    np.maximum.at(left, wide[of], shapely.area(parts))
    filled: Shapes = faces[left <= block_m2]
    return filled


def without_blocks(shape: shapely.Geometry, block_m2: float) -> shapely.Geometry:
    """Return an area (metric CRS) without its holes of at most ``block_m2``.

    >>> block, park = shapely.box(100, 100, 300, 300), shapely.box(1_000, 1_000, 2_000, 2_000)
    >>> area = shapely.box(0, 0, 3_000, 3_000) - block - park
    >>> [len(one.interiors) for one in (area, without_blocks(area, 90_000.0))]
    [2, 1]
    """
    lines, of = shapely.get_rings(shapely.get_parts(shape), return_index=True)
    rings = shapely.polygons(lines)
    is_hole = np.append(False, of[1:] == of[:-1])[: len(of)]
    kept = rings[is_hole & (shapely.area(rings) > block_m2)]
    outside = shapely.union_all(rings[~is_hole])
    if not len(kept):
        return outside
    return shapely.difference(outside, shapely.union_all(kept))
