"""Say per kern what it can do: its best site or cell, what fits there, and what is missing.

Everything is read from what the run judged: the best of a kern is the first of its sites in the
list, so a row here never says anything else than the profile of that site.
"""

from typing import Final

import numpy as np
import pandas as pd

from sites.base.dutch import UNKNOWN, listed
from sites.base.errors import ScenarioError
from sites.base.verdicts import GROUPS, STATE_WORDS
from sites.judgement.arrays import floats, whole
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import JudgementTables, Layers
from sites.tables.sitesheet import SiteSheet

_NO, _OPEN = STATE_WORDS[:2]
_BY_TEAM: Final = "mobiel team"  # a way of ``Functions``
_OF_VERDICT: Final = ("hub_id", "hub_name", "travel_min", "verdict", "strength")


def village_table(
    judged: JudgementTables, sites: pd.DataFrame, ranking: pd.DataFrame, layers: Layers
) -> pd.DataFrame:
    """Return a row per kern of the area, by gemeente, best first (``Villages``).

    A site belongs to the kern it lies nearest to, and only where its gemeente is certain.
    """
    own = own_municipalities(layers.municipalities)
    kernen = layers.kernen[layers.kernen["gm_code"].isin(own["gm_code"])]
    kernen = kernen.drop_duplicates(["gm_code", "kern"]).reset_index(drop=True)
    best = _best_of(judged.order, sites)
    keys = pd.MultiIndex.from_frame(kernen[["gm_code", "kern"]])
    found = best.reindex(keys).reset_index(drop=True)
    ids = found["site_id"].astype(object).where(found["site_id"].notna(), None)
    verdicts = judged.verdicts.set_index("site_id").reindex(ids).reset_index(drop=True)
    table = pd.DataFrame(
        {
            "kern": kernen["kern"],
            "gm_code": kernen["gm_code"],
            "gemeente": kernen["gm_code"].map(names_by(own, "gm_code")),
            "population": kernen["population"],
            "best_id": ids,
            "best": ids.map(names_by(sites, "site_id")),
            "group": found["group"],
            "rank": ids.map(ranking.set_index("site_id")["rank"]),
            "fits_places": ids.map(judged.load.set_index("site_id")["fits_places"]),
            **{name: verdicts[name] for name in _OF_VERDICT},
            "hub_outside": _outside(verdicts["hub_id"], layers.hubs, own),
            **_functions(judged.functions, ids),
            **_additions(judged.sheets, ids),
        }
    )
    table["rank"], table["fits_places"] = (whole(floats(table[c])) for c in ("rank", "fits_places"))
    order = table.assign(place=found["place"]).sort_values(
        ["gemeente", "place", "kern"], na_position="last"
    )
    return order.drop(columns="place").reset_index(drop=True)


def best_villages(table: pd.DataFrame, *, count: int | None = None) -> pd.DataFrame:
    """Return the kernen in the order of the list, best first; with a ``count`` the first so many.

    Kernen where no site or cell lies come last, and never among the first so many.

    Raises
    ------
    ScenarioError
        The count is not above 0.
    """
    if count is not None and count < 1:
        raise ScenarioError("{count} villages cannot be listed; ask for 1 or more", count=count)
    group = table["group"].map({name: code for code, name in enumerate(GROUPS)})
    ordered = table.assign(place=group).sort_values(["place", "rank", "kern"], na_position="last")
    ordered = ordered.drop(columns="place").reset_index(drop=True)
    return ordered if count is None else ordered[ordered["best_id"].notna()].head(count)


def sure_and_open(sure: str | None, unsure: str | None) -> str:
    """Join what is known with what nobody can tell.

    >>> sure_and_open("Sport en spel", None), sure_and_open("speeltuin", "bibliotheek")
    ('Sport en spel', 'speeltuin; onbekend: bibliotheek')
    >>> sure_and_open(None, None)
    'geen'
    """
    parts = [sure, f"{UNKNOWN}: {unsure}" if unsure else None]
    return "; ".join(part for part in parts if part) or "geen"


def _best_of(order: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return per gemeente and kern the first site in the list, with its place there."""
    known = sites[["site_id", "gm_code", "gm_certain", "kern"]]
    table = order.assign(place=np.arange(len(order))).merge(known, on="site_id")
    table = table[table["gm_certain"].astype(bool) & table["kern"].notna()]
    first = table.sort_values("place").drop_duplicates(["gm_code", "kern"])
    return first.set_index(["gm_code", "kern"])[["site_id", "group", "place"]]


def _outside(hub_id: pd.Series, hubs: pd.DataFrame, own: pd.DataFrame) -> pd.Series:
    """Tell whether a mother location lies outside the area; missing where there is none."""
    where = hub_id.map(hubs.set_index("hub_id")["gm_code"])
    is_out = (~where.isin(own["gm_code"])).astype("boolean")
    return is_out.where(where.notna())


def _functions(functions: pd.DataFrame, ids: pd.Series) -> dict[str, pd.Series]:
    """Return which functions of the best places lie outside their norm, and which are unknown."""
    asked = functions[functions["site_id"].isin(ids.dropna())]

    def those(column: str, word: str) -> pd.Series:
        rows = asked[asked[column] == word]
        names = rows.groupby("site_id")["function"].agg(lambda labels: listed(list(labels)))
        return ids.map(names)

    return {
        "by_team": those("way", _BY_TEAM),
        "missing": those("state", _NO),
        "open_functions": those("state", _OPEN),
    }


def _additions(sheets: dict[str, SiteSheet], ids: pd.Series) -> dict[str, pd.Series]:
    """Return what a place could add to its surroundings, and what nobody can tell."""

    def those(field: str) -> pd.Series:
        lists = [() if site is None else getattr(sheets[site], field) for site in ids]
        return pd.Series([listed(list(words)) or None for words in lists], dtype=object)

    return {"could_add": those("could_add"), "could_add_open": those("could_add_open")}
