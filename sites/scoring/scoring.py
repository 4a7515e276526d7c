"""Turn minutes and metres into values 0..1, weigh them, and put the candidates in order.

Unknown is not zero: a part without a number has no value and no contribution, and a site's score
says on what share of the weights it rests.
"""

from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.errors import ScenarioError, SiteError
from sites.base.score_classes import score_classes
from sites.settings.scenario import Criterion, Curve, Scenario
from sites.tables.answers import Ranking, Scores
from sites.travel.protocol import NO_ROUTE, REACH_WORDS, Floats, Ints

_EXACT: Final = 9  # decimals of a score: less is noise of the order of adding
_READ: Final = ("site_id", "category", "mode", "reach", "travel_min", "dist_m")


def curve_value(raw: Floats, curve: Curve) -> Floats:
    """Return the value 0..1 of minutes or metres; unknown stays NaN.

    With t = (x - good) / (poor - good), held to 0..1, the value is 1 - t*t*(3 - 2*t).

    >>> curve_value(np.array([5.0, 20.0, 25.0, 99.0, np.nan]), Curve(good=10, poor=30)).tolist()
    [1.0, 0.5, 0.15625, 0.0, nan]
    """
    t = np.clip((raw - curve.good) / (curve.poor - curve.good), 0.0, 1.0)
    return np.clip(1.0 - t * t * (3.0 - 2.0 * t), 0.0, 1.0)


def score_table(
    travel: pd.DataFrame, scenario: Scenario, fit: pd.Series | None = None
) -> DataFrame[Scores]:
    """Return value, weight and contribution of every part of every site (``answers.Scores``).

    A criterion of several categories has as many equal parts. The weights are made to sum to 1
    per site. A unit of "m" reads ``dist_m``, and "min" ``travel_min``.

    - "geen route" is a known fact: raw missing, value 0.
    - "niet aangesloten" and "geen plaats" are unknown: raw, value and contribution missing.
    - a unit of "%" reads ``fit``: by site_id, what a site and the places that are there already
      take of what its tightest surroundings carry; missing where nobody knows.
    - ``beyond_edge`` keeps its value: the minutes are an upper bound, so the value a lower one.

    The rows stand per part in the scenario's order, and within it in the order of ``travel``.

    Raises
    ------
    ScenarioError
        ``travel`` lacks rows for a criterion: it was computed with another scenario.
    """
    total = sum(criterion.weight for criterion in scenario.criteria)
    site_count = travel["site_id"].nunique()
    here = travel.loc[travel["direction"] == "to_place", list(_READ)]
    parts = [
        _fit_part(here, criterion, total, fit)
        if criterion.unit == "%"
        else _part(here, criterion, category, total, site_count)
        for criterion in scenario.criteria
        for category in criterion.categories
    ]
    return DataFrame[Scores](pd.concat(parts, ignore_index=True))


def part_weight(criterion: Criterion, total: float) -> float:
    """Return what one part of a criterion weighs, of ``total``: the sum over all criteria."""
    return criterion.weight / total / len(criterion.categories)


def _part(
    travel: pd.DataFrame, criterion: Criterion, category: str, total: float, site_count: int
) -> pd.DataFrame:
    rows = travel[(travel["category"] == category) & (travel["mode"] == criterion.mode)]
    if len(rows) != site_count:
        raise ScenarioError(
            "travel holds {rows_count} of {site_count} rows for {category} by {mode}; "
            "compute travel with this scenario",
            rows_count=len(rows),
            site_count=site_count,
            category=category,
            mode=criterion.mode,
        )
    raw = rows["travel_min" if criterion.unit == "min" else "dist_m"].to_numpy(dtype=np.float64)
    no_route = (rows["reach"] == REACH_WORDS[NO_ROUTE]).to_numpy(dtype=bool)
    value = np.where(no_route, 0.0, curve_value(raw, criterion.curve))
    weight = part_weight(criterion, total)
    return pd.DataFrame(
        {
            "site_id": rows["site_id"].to_numpy(),
            "criterion": criterion.id,
            "category": category,
            "raw": np.where(no_route, np.nan, raw),
            "unit": criterion.unit,
            "value": value,
            "weight": weight,
            "contribution": weight * value,
        },
        columns=list(Scores.to_schema().columns),
    )


def _fit_part(
    travel: pd.DataFrame, criterion: Criterion, total: float, fit: pd.Series | None
) -> pd.DataFrame:
    if fit is None:
        raise ScenarioError(
            "criterion {id} asks how sites fit and nothing says so; compute the fit first",
            id=criterion.id,
        )
    ids = travel["site_id"].drop_duplicates()
    raw = fit.reindex(ids).to_numpy(dtype=np.float64)
    value, weight = curve_value(raw, criterion.curve), part_weight(criterion, total)
    return pd.DataFrame(
        {
            "site_id": ids.to_numpy(),
            "criterion": criterion.id,
            "category": criterion.categories[0],
            "raw": raw,
            "unit": criterion.unit,
            "value": value,
            "weight": weight,
            "contribution": weight * value,
        },
        columns=list(Scores.to_schema().columns),
    )


def rank_sites(
    scores: pd.DataFrame, sites: pd.DataFrame, terms: Floats | None = None
) -> DataFrame[Ranking]:
    """Return score, known share and ranks, in the order of ``sites`` (``answers.Ranking``).

    score = sum of contributions / sum of the weights that are known, rounded to 1e-9; missing
    where nothing is known. Only a site with a score and a certain gemeente is ranked; a tie goes
    to the longest of the ``terms`` (years, in the order of the sites), then to the lowest
    ``site_id``. Every score has its class.

    Raises
    ------
    SiteError
        ``scores`` and ``sites`` do not hold the same sites.
    """
    site_ids = pd.Index(sites["site_id"])
    at = site_ids.get_indexer(pd.Index(scores["site_id"]))
    if stray := int((at < 0).sum()) + len(site_ids) - len(np.unique(at[at >= 0])):
        raise SiteError(
            "{stray} sites or rows stand in only one of scores and sites; score these sites",
            stray=stray,
        )
    contribution = scores["contribution"].to_numpy(dtype=np.float64)
    weight = scores["weight"].to_numpy(dtype=np.float64)
    score, share = score_and_share(contribution, weight, site=at, site_count=len(sites))
    return ranking_of(score, share, sites, np.zeros(len(sites)) if terms is None else terms)


def ranking_of(
    score: Floats, share: Floats, sites: pd.DataFrame, terms: Floats
) -> DataFrame[Ranking]:
    """Return the ranks of sites by scores that are there already; see ``rank_sites``.

    ``score`` (NaN where there is none), ``share`` and ``terms`` are in the order of ``sites``.
    """
    rank, in_gemeente = _ranks(score, sites, terms)
    return DataFrame[Ranking](
        {
            "site_id": sites["site_id"].to_numpy(),
            "score": score,
            "known_share": share,
            "rank": _whole(rank),
            "rank_in_gemeente": _whole(in_gemeente),
            "score_class": _whole(score_classes(score)),
        }
    )


def score_and_share(
    contribution: Floats, weight: Floats, *, site: Ints, site_count: int
) -> tuple[Floats, Floats]:
    """Return score and known share of each site from its parts (row numbers in ``site``).

    >>> score_and_share(
    ...     np.array([0.3, np.nan]), np.array([0.6, 0.4]), site=np.array([0, 0]), site_count=1
    ... )
    (array([0.5]), array([0.6]))
    """
    known = ~np.isnan(contribution)
    sums = np.bincount(site[known], weights=contribution[known], minlength=site_count)
    share = np.bincount(site[known], weights=weight[known], minlength=site_count)
    score = np.full(site_count, np.nan)
    np.divide(sums, share, out=score, where=share > 0)
    return (
        np.clip(np.round(score, _EXACT), 0.0, 1.0),
        np.clip(np.round(share, _EXACT), 0.0, 1.0),
    )


def score_ends(scores: pd.DataFrame, travel: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return by site_id between which scores (low, high) a site stands, as far as positions tell.

    A mother location or a site whose place is not exact gives a range of minutes, hence of scores;
    where every place is exact both ends are the score itself. What is measured in metres or in %
    keeps its value. Missing where there is no score.
    """
    ids = pd.Index(scores["site_id"].drop_duplicates())
    at = ids.get_indexer(pd.Index(scores["site_id"]))
    weight = scores["weight"].to_numpy(dtype=np.float64)
    here = travel[travel["direction"] == "to_place"]
    minutes = {"low": "high_min", "high": "low_min"}  # more minutes, a lower score
    value = {end: scores["value"].to_numpy(dtype=np.float64).copy() for end in minutes}
    for criterion in scenario.criteria:
        if criterion.unit != "min":
            continue
        in_mode = here[(here["mode"] == criterion.mode).to_numpy(dtype=bool)]
        asked = (scores["criterion"] == criterion.id).to_numpy(dtype=bool)
        for category in criterion.categories:
            rows = in_mode[in_mode["category"] == category].set_index("site_id")
            part = np.flatnonzero(asked & (scores["category"] == category).to_numpy(dtype=bool))
            row = rows.index.get_indexer(pd.Index(scores["site_id"].iloc[part]))
            for end, column in minutes.items():
                moved = np.append(rows[column].to_numpy(dtype=np.float64), np.nan)[row]
                there = curve_value(moved, criterion.curve)
                # No route is a known 0 without a number; it stays what it is.
                value[end][part] = np.where(np.isnan(there), value[end][part], there)
    ends = {
        end: score_and_share(weight * value[end], weight, site=at, site_count=len(ids))[0]
        for end in minutes
    }
    return pd.DataFrame(ends, index=ids)


def _ranks(score: Floats, sites: pd.DataFrame, terms: Floats) -> tuple[Ints, Ints]:
    """Return the rank over all and within the gemeente; 0 is not ranked."""
    gemeente = sites["gm_code"]
    ranked = (
        ~np.isnan(score)
        & sites["gm_certain"].to_numpy(dtype=bool)
        & gemeente.notna().to_numpy(dtype=bool)
    )
    ids = sites["site_id"].to_numpy(dtype=str)
    order = np.lexsort((ids, -terms, -score))
    order = order[ranked[order]]
    rank, in_gemeente = np.zeros((2, len(sites)), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    best_first = gemeente.iloc[order]
    in_gemeente[order] = best_first.groupby(best_first.to_numpy()).cumcount().to_numpy() + 1
    return rank, in_gemeente


def _whole(numbers: Ints) -> pd.Series:
    """Return whole numbers in which 0 is missing."""
    return pd.Series(numbers, dtype="Int64").where(numbers > 0)
