"""Put the tables of tiles together again: the rows and their order are those of one piece."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from opvangkaart.runs.local import Local
from sites.settings.scenario import Scenario
from sites.tables.answers import Travel
from sites.tables.hub_travel import HubTravel
from sites.travel.access import questions
from sites.travel.hub_travel import trips_asked
from sites.travel.protocol import TravelEngine


def joined(
    trips: Sequence[pd.DataFrame], travel: Sequence[pd.DataFrame], site_ids: pd.Series,
    scenario: Scenario, engine: TravelEngine,
) -> Local:  # fmt: skip
    """Return the local tables of all sites, in the order of one piece."""
    by_mode = [f"{mode} {direction}" for mode, direction in trips_asked(engine)]
    by_question = [f"{asked.category} {asked.mode}" for asked in questions(scenario)]
    return Local(
        DataFrame[HubTravel](in_order(trips, ("mode", "direction"), by_mode, site_ids)),
        DataFrame[Travel](in_order(travel, ("category", "mode"), by_question, site_ids)),
    )


def in_order(
    parts: Sequence[pd.DataFrame], keys: tuple[str, str], order: Sequence[str], site_ids: pd.Series
) -> pd.DataFrame:
    """Return rows by group, then by site, then as they stood.

    >>> part = pd.DataFrame({"a": ["p", "q"], "b": ["x", "x"], "site_id": ["s", "s"]})
    >>> other = part.assign(site_id="r")
    >>> told = in_order([part, other], ("a", "b"), ["q x", "p x"], pd.Series(["r", "s"]))
    >>> told["a"].str.cat(told["site_id"]).tolist()
    ['qr', 'qs', 'pr', 'ps']
    """
    table = pd.concat(parts, ignore_index=True)
    if table.empty:
        return table
    group = pd.Index(order).get_indexer(pd.Index(table[keys[0]] + " " + table[keys[1]]))
    site = pd.Index(site_ids.astype(str)).get_indexer(pd.Index(table["site_id"].astype(str)))
    return table.iloc[np.lexsort((site, group))].reset_index(drop=True)
