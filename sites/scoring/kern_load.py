"""Say how many places a kern carries, what it carries already, and what it has room for.

No norm exists: places per 1,000 inhabitants is a calculation value ("rekenwaarde, door PRT vast te
stellen"). Verdicts and plans read the same table, so a plan opens nothing where a page says full.
"""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame
from scipy.spatial import cKDTree

from sites.settings.base import Curve
from sites.settings.judgement import LoadParams
from sites.tables.kern_load import KernLoad
from sites.tables.schemas import positions

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
_PER: Final = 1000.0
_TIE_M: Final = 1e-6  # two kernen this near in distance may tie
_EXACT: Final = 1e-9  # a share of inhabitants must not round down by a last binary digit


def carried_places(inhabitants: Floats, curve: Curve) -> Floats:
    """Return how many places these inhabitants carry; NaN where they are unknown or none.

    That is the middle of the curve, where its value is one half.

    >>> carried_places(np.array([3000.0, 0.0]), Curve(good=10, poor=30)).tolist()
    [60.0, nan]
    """
    return np.where(inhabitants > 0, inhabitants * curve.middle / _PER, np.nan)


def room_left(carries: Floats, existing: Floats) -> Floats:
    """Return the largest whole number of places that still fits; NaN where nothing is known.

    >>> room_left(np.array([60.0, 60.0, np.nan]), np.array([25.0, 99.0, 0.0])).tolist()
    [35.0, 0.0, nan]
    """
    room: Floats = np.maximum(np.floor(carries - existing + _EXACT), 0.0)
    return room


def kern_load(hubs: pd.DataFrame, kernen: pd.DataFrame, params: LoadParams) -> DataFrame[KernLoad]:
    """Return what every kern carries and has room for (``KernLoad``), in the order of ``kernen``.

    Reception counts where its status is one of ``params.present`` and its places are known, in
    the kern of its own gemeente that is nearest; see ``kern_of_hubs``.
    """
    there = present_hubs(hubs, params)
    at = kern_of_hubs(there, kernen)
    placed = at >= 0
    places = there["places"].to_numpy(dtype=np.float64)
    existing = np.bincount(at[placed], places[placed], minlength=len(kernen)).astype(np.float64)
    people = kernen["population"].to_numpy(dtype=np.float64)
    # The least counts for a kern without inhabitants too, hence fmax: it passes over NaN.
    carries = np.fmax(carried_places(people, params.kern), float(params.kern_least))
    return DataFrame[KernLoad](
        kernen[["gm_code", "kern", "easting", "northing", "population"]]
        .reset_index(drop=True)
        .assign(existing=existing, carries=carries, room=room_left(carries, existing))
    )


def present_hubs(hubs: pd.DataFrame, params: LoadParams) -> pd.DataFrame:
    """Return the reception that is there now; plans, closed ones and unknown places are not."""
    there: pd.DataFrame = hubs[hubs["status"].isin(params.present) & hubs["places"].notna()]
    return there


def kern_of_hubs(hubs: pd.DataFrame, kernen: pd.DataFrame) -> Rows:
    """Return the row of each location's kern: the nearest in its own gemeente, -1 for none.

    A location in a gemeente without a kern here (outside the area) has none; one whose gemeente
    is not known gets the nearest of all.
    """
    at = np.full(len(hubs), -1, dtype=np.int64)
    codes = hubs["gm_code"].astype(object).to_numpy()
    of_kern = kernen["gm_code"].to_numpy(dtype=object)
    for code in pd.unique(codes):
        own = np.flatnonzero((codes == code) if isinstance(code, str) else pd.isna(codes))
        near = np.flatnonzero(of_kern == code) if isinstance(code, str) else np.arange(len(kernen))
        if len(near):
            at[own] = near[_nearest(hubs.iloc[own], kernen.iloc[near])]
    return at


def kern_of_sites(sites: pd.DataFrame, table: pd.DataFrame) -> Rows:
    """Return the row of each site's kern: the one it names in its own gemeente, else the nearest.

    A table without any kern gives -1.

    >>> table = pd.DataFrame({"gm_code": ["GM0001", "GM0002"], "kern": "Vuren"})
    >>> table = table.assign(easting=[0.0, 9000.0], northing=0.0)
    >>> site = pd.DataFrame({"gm_code": ["GM0002"], "kern": ["Vuren"]})
    >>> kern_of_sites(site.assign(easting=10.0, northing=0.0), table).tolist()
    [1]
    """
    if table.empty:
        return np.full(len(sites), -1, dtype=np.int64)
    known = pd.MultiIndex.from_frame(table[["gm_code", "kern"]].astype("str"))
    named = known.get_indexer(pd.MultiIndex.from_frame(sites[["gm_code", "kern"]].astype("str")))
    at: Rows = np.asarray(named, dtype=np.int64)
    alone = np.flatnonzero(at < 0)
    at[alone] = _nearest(sites.iloc[alone], table)
    return at


def _nearest(points: pd.DataFrame, kernen: pd.DataFrame) -> Rows:
    """Return the row of the kern nearest to each point; a tie goes to the first row."""
    one, other = positions(points), positions(kernen)
    tree, least = cKDTree(other), min(2, len(other))
    dist_m, rows = (np.reshape(part, (len(one), least)) for part in tree.query(one, k=least))
    # The tree takes any of those that tie: only where two do, all of them are looked at again.
    for at in np.flatnonzero(dist_m[:, -1] - dist_m[:, 0] < _TIE_M) if least > 1 else ():
        tied = np.sort(tree.query_ball_point(one[at], dist_m[at, 0] + _TIE_M))
        rows[at, 0] = tied[np.hypot(*(other[tied] - one[at]).T).argmin()]
    return rows[:, 0].astype(np.int64)
