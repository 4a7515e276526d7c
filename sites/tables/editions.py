"""Decide what an edition may show, before anything is computed from it.

An edition is a closed circle of readers: ``openbaar`` (everyone) < ``raad`` (college and council) <
``intern`` (the team). A run is computed from the visible sites only, so ranks, sums and
sums follow. What is left out appears as one class of places for the whole area at most (see
``sites.tables.withheld``).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.errors import ExportError
from sites.base.messages import Message, say
from sites.settings.ledger import LedgerParams
from sites.settings.scenario import LayersParams, Scenario, SitesParams
from sites.tables.minors import NOT_PUBLIC, is_for_minors
from sites.tables.schemas import CONFIDENTIALITY, Edition, Sites
from sites.tables.withheld import Withheld, withheld_of

#: The origins of layers that come with the program: their file names tell nothing.
BUNDLED: Final = ("basisset", "gemodelleerd")
HIDDEN: Final = "niet getoond"
OWN_SOURCE: Final = "eigen gegevens van de gebruiker"
#: How OpenStreetMap asks to be named wherever its data are drawn or used.
OSM_CREDIT: Final = "\N{COPYRIGHT SIGN} OpenStreetMap-bijdragers"
_ODBL: Final = re.compile(r"ODbL|Open Database", re.IGNORECASE)
_BY_NAME: Final = re.compile(r"\bCC[ -]BY\b", re.IGNORECASE)
#: What an importer writes where nobody gave a source.
_UNNAMED: Final = "eigen bestand"
#: What people enter in the ledger with a confidentiality of its own.
ENTERED: Final = ("entries", "agreements", "projects")


@dataclass(frozen=True)
class Visible:
    """The sites an edition may show, and what it may say about the others."""

    sites: DataFrame[Sites]
    withheld: Withheld


def allowed(edition: Edition) -> tuple[str, ...]:
    """Return the confidentialities an edition may show.

    >>> allowed("raad")
    ('openbaar', 'raad')
    """
    if edition not in CONFIDENTIALITY:
        raise ExportError(
            "edition {edition!r} does not exist; choose one of {confidentiality}",
            edition=edition,
            confidentiality=", ".join(CONFIDENTIALITY),
        )
    return CONFIDENTIALITY[: CONFIDENTIALITY.index(edition) + 1]


def visible_sites(sites: DataFrame[Sites], edition: Edition) -> Visible:
    """Keep the sites that an edition may show, in their order; the caller's table is untouched.

    >>> table = pd.DataFrame({"confidentiality": ["openbaar", "intern"], "places": [40, 60]})
    >>> seen = visible_sites(table, "openbaar")
    >>> len(seen.sites), seen.withheld
    (1, Withheld(sites=1, places=None, unnumbered=0))
    """
    level = sites["confidentiality"].map(CONFIDENTIALITY.index).to_numpy(dtype=np.int64)
    own = len(allowed(edition)) - 1
    places = sites["places"].to_numpy(dtype=np.float64, na_value=np.nan)
    return Visible(
        sites=sites[level <= own].reset_index(drop=True),
        withheld=withheld_of(level, places, own),
    )


def withheld_notice(sites: pd.DataFrame, edition: Edition) -> Message | None:
    """Tell the one who runs the program what was left out and how to see it, if anything was.

    For the screen only: it counts exactly, so it never goes into a file that is handed out.

    >>> table = pd.DataFrame({"confidentiality": ["openbaar", "intern", "raad"]})
    >>> str(withheld_notice(table, "openbaar"))
    '2 of 3 sites left out (intern, raad): --edition intern'
    >>> withheld_notice(table, "intern") is None
    True
    """
    hidden = sites.loc[~sites["confidentiality"].isin(allowed(edition)), "confidentiality"]
    if hidden.empty:
        return None
    kinds = tuple(sorted(set(hidden)))
    return say(
        "{hidden} of {total} sites left out ({kinds}): --edition {needed}",
        hidden=len(hidden),
        total=len(sites),
        kinds=kinds,
        needed=max(kinds, key=CONFIDENTIALITY.index),
    )


def shown_ledger(params: LedgerParams, edition: Edition) -> LedgerParams:
    """Return the ledger's settings that an edition may be computed from.

    Entries, agreements and projects have a confidentiality of their own. A counter of the user's
    own goes with its entries: where all of them stay out, its name does too.

    >>> entry = {"id": "a", "counter": "cno", "places": 40, "gm_code": "GM0344"}
    >>> params = LedgerParams.model_validate({"entries": [entry]})
    >>> [len(shown_ledger(params, edition).entries) for edition in CONFIDENTIALITY]
    [0, 0, 1]
    """
    may = allowed(edition)
    kept = {
        name: tuple(one for one in getattr(params, name) if one.confidentiality in may)
        for name in ENTERED
    }
    hidden = {one.counter for one in params.entries} - {one.counter for one in kept["entries"]}
    counters = tuple(counter for counter in params.own_counters if counter not in hidden)
    return params.model_copy(update={**kept, "own_counters": counters})


def shown_scenario(scenario: Scenario, edition: Edition, minors: Collection[str] = ()) -> Scenario:
    """Return the scenario that an edition may print; below ``intern`` without any input path.

    Nor does it name the sites that a plan keeps or leaves out, what was entered for minors, or what
    of the ledger the edition may not show. ``minors`` are the ids of locations for minors: what was
    entered of the others who live there loses its name and source.
    The fingerprint of the result is safe too: one over the true paths would confirm a guess.
    """
    if allowed(edition) == CONFIDENTIALITY:
        return scenario
    plan = scenario.plan.model_copy(update={"keep": (), "without": ()})
    ledger = shown_ledger(scenario.ledger, edition)
    entries = ledger.entries
    told = {entry.id for entry in entries if is_for_minors(entry.counter)} | set(minors)
    hidden = {"name": None, "source": NOT_PUBLIC}
    kept = tuple(
        entry.model_copy(update=hidden) if entry.id in told else entry
        for entry in entries
        if not is_for_minors(entry.counter)
    )
    ledger = ledger.model_copy(update={"entries": kept})
    return scenario.model_copy(
        update={"sites": SitesParams(), "layers": LayersParams(), "plan": plan, "ledger": ledger}
    )


def shown_info(info: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Return the layer table that an edition may print, below ``intern`` without a user's names.

    The candidates' own file and other files marked "eigen" lose name, digest and row count: the
    digest of a confidential file confirms a guess at its content, and the count tells how many
    sites were left out. Published files lose only their name on this user's disk. What asks to be
    named by its licence is named in every edition: a page that draws it may not be shown without.
    """
    if allowed(edition) == CONFIDENTIALITY:
        return info.copy()
    table = info.copy()
    own = (table["origin"] == "eigen") | _about_sites(table["layer"])
    named = ~table["origin"].isin(BUNDLED)
    table.loc[own | named, "file_name"] = HIDDEN
    table.loc[own, "sha256"] = HIDDEN
    credit = _credit(info).where(own & ~_about_sites(table["layer"]))
    table.loc[own & credit.isna(), "licence"] = HIDDEN
    table.loc[own, "source"] = credit[own].fillna(OWN_SOURCE)
    table.loc[own, "rows"] = 0
    return table


def _credit(info: pd.DataFrame) -> pd.Series:
    """Return how a layer must be named by its licence; missing where none asks for it.

    OpenStreetMap is named in its own words, never in a user's; of another licence the maker's name
    is all there is, and a mere file name is none.
    """
    licence, source = (info[name].fillna("").astype(str) for name in ("licence", "source"))
    is_osm = licence.str.contains(_ODBL) | source.str.contains("OpenStreetMap", case=False)
    by_name = licence.str.contains(_BY_NAME) & ~source.str.startswith(_UNNAMED)
    return source.where(by_name).mask(is_osm, OSM_CREDIT)


def _about_sites(layers: Sequence[str] | pd.Series) -> pd.Series:
    names = pd.Series(layers).astype(str).str.lower()
    return names.isin(("sites", "candidates", "kandidaten", "locaties"))
