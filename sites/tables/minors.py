"""Shield reception for unaccompanied minors (amv) in every edition below ``intern``.

What is left is a postcode area: no name, no source, no number of a location, and so no total of
them either. The stock of the other counters never holds a place for minors.
"""

import re
from dataclasses import replace
from typing import Final

import pandas as pd

from sites.tables.results import Layers
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: What a location for minors is called; a postcode area may follow.
MINORS: Final = "Opvang voor minderjarigen (amv)"
NOT_PUBLIC: Final = "niet openbaar"
_ROOMS: Final = ("room_school", "room_gza", "room_guidance_hours")


def is_for_minors(counter: str) -> bool:
    """Return whether a counter is of minors; an own counter is where its name says so.

    >>> is_for_minors("amv"), is_for_minors("amv 16 en 17 jaar"), is_for_minors("regulier")
    (True, True, False)
    """
    return re.search(r"\bamv\b", counter, re.IGNORECASE) is not None


def shown_layers(layers: Layers, edition: Edition) -> Layers:
    """Return the layers that an edition may be computed from."""
    if edition == CONFIDENTIALITY[-1]:
        return layers
    return replace(layers, hubs=_shown(layers.hubs), hubs_unplaced=_shown(layers.hubs_unplaced))


def _shown(hubs: pd.DataFrame) -> pd.DataFrame:
    amv = _of_minors(hubs)
    numbers = [name for name in ("places", *_ROOMS) if name in hubs]
    shown = hubs.copy()
    shown[numbers] = hubs[numbers].mask(amv)
    shown["source"] = hubs["source"].mask(amv, NOT_PUBLIC)
    return shown


def hubs_for_minors(layers: Layers) -> set[str]:
    """Return the ids of the reception locations where minors live."""
    tables = (layers.hubs, layers.hubs_unplaced)
    return {str(code) for hubs in tables for code in hubs.loc[_of_minors(hubs), "hub_id"]}


def _of_minors(hubs: pd.DataFrame) -> pd.Series:
    """Return which locations are for minors; a table without that column has it in their names."""
    if "is_amv" in hubs:
        return hubs["is_amv"].astype(bool)
    return hubs["name"].str.startswith(MINORS, na=False).astype(bool)


def shown_rows(
    rows: pd.DataFrame, layers: Layers, towns: pd.DataFrame, edition: Edition
) -> pd.DataFrame:
    """Return the ledger's rows that an edition may show; ``layers`` tell which are for minors.

    At a location for minors the rows of other counters keep their number and their note, and lose
    their source.
    """
    known = {*layers.hubs["hub_id"], *layers.hubs_unplaced["hub_id"]}
    minors = hubs_for_minors(layers)
    amv = rows["counter"].map(is_for_minors).astype(bool)
    beside = rows["hub_id"].isin(minors) & ~amv
    shown = rows.copy()
    shown.loc[beside, "name"] = rows.loc[beside, "name"].str.replace(MINORS, "Opvang", regex=False)
    if edition == CONFIDENTIALITY[-1]:
        return shown
    own = amv & ~rows["hub_id"].isin(known)
    named = beside & ~rows["name"].astype(str).str.startswith(MINORS)
    names = towns.set_index("gm_code")["name"]
    town = rows["gm_code"].map(names).fillna("gemeente onzeker")
    shielded = rows["name"].astype(str).str.startswith(MINORS) & ~own
    shown["name"] = shown["name"].where(~amv | shielded, MINORS + ", " + town)
    shown["name"] = shown["name"].where(~named, "Opvang, " + town)
    order = own.cumsum().astype(str)
    shown["hub_id"] = shown["hub_id"].where(~own, "amv-" + order)
    shown["places"] = shown["places"].mask(amv)
    shown["note"] = shown["note"].mask(amv, NOT_PUBLIC)
    shown["source"] = shown["source"].mask(amv | beside, NOT_PUBLIC)
    return shown
