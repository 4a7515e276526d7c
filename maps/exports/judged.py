"""What was judged of each site, as columns beside its rank."""

from functools import lru_cache

import pandas as pd

from sites.base.dutch import score_between
from sites.base.verdicts import GROUPS
from sites.scoring.scoring import score_ends
from sites.tables.results import RunResult


def judged_columns(result: RunResult, ids: pd.Series) -> pd.DataFrame:
    """Return what was judged of each site, missing where nothing was."""
    columns = ["group", "flag", "head", "verdict", "strength"]
    if result.judgement is None:
        return pd.DataFrame(None, index=range(len(ids)), columns=columns, dtype=object)
    order = result.judgement.order.set_index("site_id")[["group", "flag", "head"]]
    verdicts = result.judgement.verdicts.set_index("site_id")[["verdict", "strength"]]
    return order.join(verdicts).reindex(ids).reset_index(drop=True)


def score_ranges(result: RunResult, ids: pd.Series) -> pd.Series:
    """Return between which scores a site stands, where a position is not exact; else missing."""
    return _ranges(result).reindex(ids).reset_index(drop=True)


@lru_cache(maxsize=1)  # seven sheets and layers of one run ask for the very same
def _ranges(result: RunResult) -> pd.Series:
    ends = score_ends(result.scores, result.travel, result.scenario)
    texts = [score_between(*pair) or None for pair in zip(ends["low"], ends["high"], strict=True)]
    return pd.Series(texts, index=ends.index, dtype="object")


def in_list_order(table: pd.DataFrame) -> pd.DataFrame:
    """Return sites as the list has them: group, rank, then ``site_id``; what is missing last."""
    place = table["group"].map({name: code for code, name in enumerate(GROUPS)})
    order = table.assign(place=place.fillna(len(GROUPS)))
    rows = order.sort_values(["place", "rank", "site_id"], na_position="last").index
    return table.loc[rows].reset_index(drop=True)
