"""Say in which municipality a point lies, and admit it where the borders cannot tell.

A border decides as far as it is true: an official one alone, a generalised one (the bundled ones:
CBS/Kadaster, some tens of metres) for every point more than 50 m from it. A simplified border is
only drawn, and never decides.
"""

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sites.tables.schemas import positions

Floats = NDArray[np.float64]
COLUMNS = ("gm_code", "gm_certain", "gm_candidates", "kern")
#: How far the true border may run from the given one, in metres.
BORDER_ACCURACY_M: Final = {"officieel": 0.0, "gegeneraliseerd": 50.0}


def assign_gemeente(
    easting: Floats,
    northing: Floats,
    municipalities: gpd.GeoDataFrame,
    kernen: pd.DataFrame,
    *,
    metric_crs: str,
) -> pd.DataFrame:
    """Return gm_code, gm_certain, gm_candidates and kern, one row per point, in order.

    ``gm_code`` is that of the polygon; on the line between two it is the lowest code, and just
    outside every polygon, nearer than the border is true, it is the nearest one. Within that
    distance of a border (exactly it counts) ``gm_certain`` is False and ``gm_candidates`` names
    all that the point may lie in ("GM0307|GM0308"), so that a page of each can show it; at the
    outer border that may be one. Farther outside there is no municipality.
    """
    points = np.column_stack([easting, northing]).astype(np.float64)
    usable = np.flatnonzero(np.isfinite(points).all(axis=1))
    pairs = _near(points[usable], municipalities, metric_crs)
    inner = pairs.drop_duplicates("point")  # its own polygon, or else the nearest
    doubtful = inner["edge_m"].le(inner["accuracy_m"]) & inner["accuracy_m"].gt(0)
    asked = pairs[pairs["point"].isin(inner.loc[doubtful, "point"])]
    named = asked.sort_values(["point", "code"]).groupby("point")["code"].agg("|".join)
    rows = usable[inner["point"].to_numpy(dtype=np.int64)]
    table = pd.DataFrame(
        {"gm_code": None, "gm_certain": False, "gm_candidates": None},
        index=pd.RangeIndex(len(points)),
        dtype=object,
    )
    table.loc[rows, "gm_code"] = inner["code"].to_numpy(dtype=object)
    table.loc[rows, "gm_certain"] = ~doubtful.to_numpy()
    maybe = named.reindex(inner["point"]).where(doubtful.to_numpy(), None)
    table.loc[rows, "gm_candidates"] = maybe.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "gm_code": _text(table["gm_code"]),
            "gm_certain": table["gm_certain"].astype(bool),
            "gm_candidates": _text(table["gm_candidates"]),
            "kern": _text(_take(kernen["kern"], _nearest(points, kernen))),
        }
    )


def _near(points: Floats, municipalities: gpd.GeoDataFrame, metric_crs: str) -> pd.DataFrame:
    """Return the municipalities that each point lies in or may lie in, its own first.

    Columns: point, code, accuracy_m, and edge_m: how far the point is from that border.
    """
    accuracy = municipalities["border_quality"].map(BORDER_ACCURACY_M)
    table = municipalities[accuracy.notna()].sort_values("gm_code", kind="stable")
    shapes = table.geometry.to_crs(metric_crs).to_numpy()
    accuracy_m = accuracy.loc[table.index].to_numpy(dtype=np.float64)
    shapely.prepare(shapes)
    spots = shapely.points(points)
    most_m = float(accuracy_m.max(initial=0.0))
    found = shapely.STRtree(shapes).query(spots, predicate="dwithin", distance=most_m)
    point, row = found
    away_m = shapely.distance(spots[point], shapes[row])
    edge_m = shapely.distance(spots[point], shapely.boundary(shapes)[row])
    pairs = pd.DataFrame(
        {
            "point": point,
            "code": table["gm_code"].to_numpy(dtype=object)[row],
            "accuracy_m": accuracy_m[row],
            "away_m": away_m,
            "edge_m": edge_m,
        }
    )
    pairs = pairs[pairs["away_m"] <= pairs["accuracy_m"]]
    return pairs.sort_values(["point", "away_m", "code"], ignore_index=True)


def _nearest(points: Floats, kernen: pd.DataFrame) -> NDArray[np.int64]:
    """Return the row of each point's nearest kern, -1 without one; a tie goes to the first row."""
    row = np.full(len(points), -1, dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(points).all(axis=1))
    if kernen.empty or not len(usable):
        return row
    # Two neighbours are enough to see a tie, and the tree breaks it in no stated order.
    dist, found = cKDTree(positions(kernen)).query(points[usable], k=[1, 2])
    tied = (dist[:, 0] == dist[:, 1]) & (found[:, 1] < len(kernen))
    row[usable] = np.where(tied, found.min(axis=1), found[:, 0])
    return row


def _take(column: pd.Series, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    values = np.full(len(column) + 1, None, dtype=object)
    values[:-1] = column.to_numpy(dtype=object)
    taken: NDArray[np.object_] = values[rows]  # -1 takes the None at the end
    return taken


def _text(values: object) -> pd.Series:
    return pd.Series(values, dtype="str")
