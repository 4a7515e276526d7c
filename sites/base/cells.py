"""Know the outline of a search cell: a hexagon of H3, as seen from its middle."""

from collections.abc import Sequence

import h3

_CORNERS = 6
Corner = tuple[float, float]


def cell_corners(cell: str) -> tuple[Corner, ...]:
    """Return the corners of a cell (lon, lat) in degrees, counted from its middle.

    Neighbours have the same corners within half a percent: those of one cell draw a whole area.

    >>> corners = cell_corners(h3.latlng_to_cell(52.1, 5.2, 8))
    >>> len(corners), abs(sum(lon for lon, _ in corners)) < 1e-4, max(corners)[0] < 0.01
    (6, True, True)
    """
    lat, lon = h3.cell_to_latlng(cell)
    return tuple((east - lon, north - lat) for north, east in h3.cell_to_boundary(cell))


def middle_cell(cells: Sequence[str]) -> str | None:
    """Return the cell nearest to the middle of several; None without a hexagon among them.

    >>> ring = sorted(h3.grid_disk(h3.latlng_to_cell(52.1, 5.2, 8), 2))
    >>> middle_cell(ring) == h3.latlng_to_cell(52.1, 5.2, 8), middle_cell([])
    (True, None)
    """
    hexagons = [cell for cell in cells if len(h3.cell_to_boundary(cell)) == _CORNERS]
    if not hexagons:
        return None
    at = [h3.cell_to_latlng(cell) for cell in hexagons]
    lat, lon = (sum(values) / len(at) for values in zip(*at, strict=True))
    away = [(spot[0] - lat) ** 2 + (spot[1] - lon) ** 2 for spot in at]
    return hexagons[away.index(min(away))]
