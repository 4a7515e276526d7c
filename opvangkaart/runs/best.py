"""The best sites of a run, with what a reader wants to see of them."""

from typing import Any

import pandas as pd

from sites.tables.results import RunResult


def best_sites(result: RunResult, count: int = 10) -> pd.DataFrame:
    """Return the best ranked sites with what a reader wants to see of them."""
    table: Any = result.ranking.merge(result.sites, on="site_id").merge(
        result.mothers[["site_id", "answer", "hub_id", "travel_min"]], on="site_id"
    )
    table = table[table["rank"].notna()].sort_values(["rank", "site_id"]).head(count)
    names = result.layers.municipalities.set_index("gm_code")["name"]
    hubs = result.layers.hubs.set_index("hub_id")["name"]
    named: pd.DataFrame = table.assign(
        gemeente=table["gm_code"].map(names), mother=table["hub_id"].map(hubs)
    )
    return named.reset_index(drop=True)
