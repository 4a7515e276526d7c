"""The best sites of a run, with what a reader wants to see of them."""

from typing import Any

import pandas as pd

from maps.base.words import mode_of
from sites.base.dutch import score_between
from sites.scoring.scoring import score_ends
from sites.tables.results import RunResult


def best_sites(
    result: RunResult, count: int = 10, only: frozenset[str] | None = None
) -> pd.DataFrame:
    """Return the first ranked sites of the list, group by group; see ``sites.judgement.order``.

    Of the sites named in ``only``, all without it.
    """
    table: Any = result.ranking.merge(result.sites, on="site_id").merge(
        result.mothers[["site_id", "hub_id", "travel_min"]], on="site_id"
    )
    if result.judgement is None:
        table = table.assign(group=None, flag=None, verdict=None, strength=None, place=0)
    else:
        order = result.judgement.order.assign(place=lambda rows: range(len(rows)))
        verdicts = result.judgement.verdicts[["site_id", "verdict", "strength"]]
        table = table.merge(order, on="site_id").merge(verdicts, on="site_id")
    ranked = table[table["rank"].notna()]
    if only is not None:
        ranked = ranked[ranked["site_id"].isin(only)]
    table = ranked.sort_values(["place", "rank", "site_id"]).head(count)
    names = result.layers.municipalities.set_index("gm_code")["name"]
    hubs = result.layers.hubs.set_index("hub_id")["name"]
    ends = score_ends(result.scores, result.travel, result.scenario).reindex(table["site_id"])
    between = [score_between(*pair) for pair in zip(ends["low"], ends["high"], strict=True)]
    named: pd.DataFrame = table.assign(
        between=between, gemeente=table["gm_code"].map(names), mother=table["hub_id"].map(hubs)
    )
    return named.reset_index(drop=True)


def trip_heading(result: RunResult) -> str:
    """Return what stands above the minutes to a mother location: how the scenario goes there."""
    return mode_of(result.scenario.mothers.mode)
