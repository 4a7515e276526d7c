"""Split the sites of a run into tiles of one or more gemeenten."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: What a tile of sites without a gemeente is called.
NOWHERE: Final = "zonder gemeente"


@dataclass(frozen=True, eq=False)
class Tile:
    """Some sites that are worked out together: their rows in the table of all sites, in order."""

    name: str
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.rows)


def split(sites: pd.DataFrame, count: int | None, names: dict[str, str]) -> tuple[Tile, ...]:
    """Return tiles that hold every site once; ``count`` None makes a tile of every gemeente.

    Gemeenten stay whole and neighbours stay together: they are joined along a Hilbert curve, so
    that every tile has about as many sites. There are never more tiles than gemeenten with sites.

    >>> sites = pd.DataFrame({"gm_code": ["a", "b", "a", "c"], "easting": [0.0, 9.0, 1.0, 90.0],
    ...                       "northing": [0.0, 0.0, 1.0, 90.0]})
    >>> [(tile.name, tile.rows.tolist()) for tile in split(sites, 2, {"c": "Soest"})]
    [('a', [0, 2]), ('b en 1 andere', [1, 3])]
    """
    code = sites["gm_code"].astype(object).where(sites["gm_code"].notna(), NOWHERE).to_numpy()
    towns, of_town = np.unique(code.astype(str), return_inverse=True)
    sizes = np.bincount(of_town, minlength=len(towns))
    order = _along_a_curve(sites, of_town, sizes)
    parts = len(towns) if count is None else min(count, len(towns))
    # A gemeente goes to the part in which the middle of its sites falls.
    middle = (np.cumsum(sizes[order]) - sizes[order] / 2) / max(1, len(sites))
    part_of = np.empty(len(towns), dtype=np.int64)
    part_of[order] = np.arange(len(towns)) if count is None else (middle * parts).astype(np.int64)
    of_site = part_of[of_town]
    tiles = []
    for part in np.unique(part_of).tolist():
        rows = np.flatnonzero(of_site == part)
        inside = towns[order][part_of[order] == part].tolist()
        first, others = names.get(inside[0], inside[0]), len(inside) - 1
        ending = f" en {others} andere" if others else ""
        tiles.append(Tile(f"{first}{ending}", rows))
    return tuple(tiles)


def _along_a_curve(
    sites: pd.DataFrame, of_town: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the gemeenten in an order that keeps neighbours together."""
    east, north = (
        np.bincount(of_town, sites[side].to_numpy(np.float64), len(sizes)) / np.maximum(sizes, 1)
        for side in ("easting", "northing")
    )
    along = gpd.GeoSeries(gpd.points_from_xy(east, north)).hilbert_distance()
    return np.argsort(along.to_numpy(), kind="stable").astype(np.int64)
