"""Say why sites go up or down when settings change: which criterion moves each most."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.judgement.judge import Scored
from sites.tables.before_after import RankMoves

#: Of two that push alike, the one that a site's own points changed by goes first.
_OWN: Final = 1e-6


def rank_moves(one: Scored, other: Scored) -> DataFrame[RankMoves]:
    """Return the sites that have a rank in both runs, with what moved each, in the later order.

    A rank is a place among others. So a criterion counts by what it gives a site more than it
    gives the sites on average: when all gain alike, none goes up by it. ``moved`` is how many
    places a site goes up; ``criterion`` is the one that moved it most that way, missing where it
    stays. ``gain`` is what that criterion gives it, ``mean_gain`` what it gives on average, both in
    points of the score.
    """
    ranks = one.ranking[["site_id", "rank", "score"]].merge(
        other.ranking[["site_id", "rank", "score"]], on="site_id", suffixes=("_one", "_other")
    )
    ranks = ranks.dropna(subset=["rank_one", "rank_other"]).reset_index(drop=True)
    gains = gains_of(one.scores, other.scores, pd.Index(ranks["site_id"]))
    moved = (ranks["rank_one"] - ranks["rank_other"]).astype("Int64")
    reasons = reasons_of(gains, moved.tolist()).reset_index(drop=True)
    names = other.sites.set_index("site_id")["name"]
    named = ranks.assign(name=ranks["site_id"].map(names), moved=moved)
    table = pd.concat([named, reasons], axis="columns")
    table = table.sort_values("rank_other", ignore_index=True)
    return DataFrame[RankMoves](table[list(RankMoves.to_schema().columns)])


def gains_of(one: pd.DataFrame, other: pd.DataFrame, site_ids: pd.Index) -> pd.DataFrame:
    """Return what each criterion gives each site more than before, in points of its score.

    The score of a site rests on the weights that are known of it, so its points do too.

    >>> one = pd.DataFrame({"site_id": ["a", "a"], "criterion": ["x", "y"], "weight": [0.5, 0.5],
    ...                     "contribution": [0.5, 0.0]})
    >>> other = one.assign(weight=[0.2, 0.8], contribution=[0.2, 0.0])
    >>> gains_of(one, other, pd.Index(["a"])).round(3).to_dict("records")
    [{'x': -0.3, 'y': 0.0}]
    """
    before, after = (_points(table, site_ids) for table in (one, other))
    criteria = after.columns.union(before.columns, sort=False)
    both = (side.reindex(columns=criteria, fill_value=0.0) for side in (after, before))
    later, earlier = both
    return later - earlier


def _points(scores: pd.DataFrame, site_ids: pd.Index) -> pd.DataFrame:
    told = scores[scores["contribution"].notna()]
    known = told["weight"].groupby(told["site_id"]).transform("sum")
    points = told.assign(points=told["contribution"] / known)
    wide = points.pivot_table(
        index="site_id", columns="criterion", values="points", aggfunc="sum", sort=False
    )
    return wide.reindex(site_ids).fillna(0.0)


def reasons_of(gains: pd.DataFrame, moved: Sequence[int]) -> pd.DataFrame:
    """Return per site the criterion that pushed it most the way it went, and by how much.

    >>> gains = pd.DataFrame({"x": [0.2, 0.0], "y": [0.1, 0.1]}, index=["a", "b"])
    >>> reasons_of(gains, [1, -1])["criterion"].tolist()
    ['x', 'x']
    """
    mean, columns = gains.mean(), ["criterion", "gain", "mean_gain"]
    push = (gains - mean + _OWN * gains).to_numpy()
    if not push.size:
        return pd.DataFrame(index=gains.index, columns=columns)
    way = np.asarray(moved)
    at = np.where(way > 0, push.argmax(axis=1), push.argmin(axis=1))
    rows = np.arange(len(gains))
    found = pd.DataFrame({
        "criterion": gains.columns.to_numpy()[at], "gain": gains.to_numpy()[rows, at],
        "mean_gain": mean.to_numpy()[at],
    }, index=gains.index)  # fmt: skip
    found.loc[way == 0, columns] = np.nan
    return found
