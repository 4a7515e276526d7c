"""Shield reception for unaccompanied minors (amv) in every edition below ``intern``.

What is left is a postcode area: no name, no source, no number of a location, and so no total of
them either. The stock of the other counters never holds a place for minors.
"""

import re
from dataclasses import replace
from typing import Final

import pandas as pd

from sites.tables.results import Layers, RunResult
from sites.tables.schemas import CONFIDENTIALITY, Edition
from sites.tables.withheld import withheld_sentence

#: What a location for minors is called; a postcode area may follow.
MINORS: Final = "Opvang voor minderjarigen (amv)"
NOT_PUBLIC: Final = "niet openbaar"
#: Why the order of an edition may differ from that of the team.
NOT_COUNTED: Final = (
    "Plekken voor minderjarigen (amv) tellen in deze editie niet mee in maat en schaal: hun "
    "aantallen zijn niet openbaar. In de editie intern tellen ze wel; daar kunnen score, rang en "
    "wat er past anders zijn."
)
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


def left_out(result: RunResult) -> tuple[str, ...]:
    """Say what an edition leaves out: the sites it may not show, and places that do not count."""
    return tuple(filter(None, (withheld_sentence(result.withheld), not_counted(result))))


def not_counted(result: RunResult) -> str:
    """Say that a site's load leaves out the places for minors; "" where it does not.

    Their numbers weigh in the load of a kern and a gemeente, and so in score and rank. Counted
    here they would follow by subtraction; left out in every edition the load would not be true.
    """
    hubs, present = result.layers.hubs, result.scenario.judgement.load.present
    hidden = result.edition != CONFIDENTIALITY[-1] and "is_amv" in hubs
    here = hidden and bool((_of_minors(hubs) & hubs["status"].isin(present)).any())
    return NOT_COUNTED if here and not result.sites.empty else ""


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
