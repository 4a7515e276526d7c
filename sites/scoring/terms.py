"""Let the longer term go first where all else is equal, and say so (R18)."""

from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import number
from sites.base.terms import term_years


def terms_of(sites: pd.DataFrame, on: date) -> NDArray[np.float64]:
    """Return how many years each site lasts from ``on``, infinite without an end."""
    if sites["until_date"].isna().all():
        return np.full(len(sites), np.inf)
    pairs = zip(sites["from_date"], sites["until_date"], strict=True)
    return np.array([term_years(start, until, on) for start, until in pairs], dtype=np.float64)


def term_codes(terms: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return 0 for the longest term, 1 for the next, and so on; equal terms are equal.

    >>> term_codes(np.array([5.0, np.inf, 5.0, 1.0])).tolist()
    [1, 0, 1, 2]
    """
    found: NDArray[np.int64] = np.unique(-terms, return_inverse=True)[1]
    return found


def tie_reasons(ranking: pd.DataFrame, sites: pd.DataFrame, on: date) -> pd.Series:
    """Return by site_id why it stands above or below another site with the very same score.

    Only sites whose term decided have a reason.
    """
    table = ranking[["site_id", "score", "rank"]].merge(
        sites[["site_id", "name"]].assign(term=terms_of(sites, on)), on="site_id"
    )
    table = table[table["rank"].notna()].sort_values("rank")
    differ = table.groupby("score")["term"].transform("nunique") > 1
    said: dict[str, str] = {}
    for _, alike in table[differ].groupby("score"):
        rows = alike.to_dict("records")
        for above, below in pairwise(rows):
            if above["term"] != below["term"]:
                longer = f"een looptijd van {_years(above['term'])} tegen {_years(below['term'])}"
                said.setdefault(
                    str(above["site_id"]),
                    f"Even hoge score als {below['name']}; staat erboven door de langere "
                    f"looptijd: {longer}. Wie langer blijft, verhuist minder.",
                )
                said.setdefault(
                    str(below["site_id"]),
                    f"Even hoge score als {above['name']}; staat eronder door de kortere "
                    f"looptijd: {longer}. Wie langer blijft, verhuist minder.",
                )
    return pd.Series(said, dtype="object")


def _years(term: float) -> str:
    return "geen einddatum" if np.isinf(term) else f"{number(term, 1)} jaar"
