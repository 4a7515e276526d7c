"""Decide what an edition may show, before anything is computed from it.

An edition is a closed circle of readers: ``openbaar`` (everyone) < ``raad`` (college and council) <
``intern`` (the team). A run is computed from the visible sites only, so ranks, quintiles and
sums follow. What is left out appears as one provincial total at most, and only where that total
names nobody: the rules are those of statistical disclosure control (Hundepool et al., Handbook on
Statistical Disclosure Control, chapter 4: a minimum frequency, dominance, and rounding).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame

from sites.base.dutch import counted, number
from sites.base.errors import ExportError
from sites.settings.scenario import LayersParams, Scenario, SitesParams
from sites.tables.minors import NOT_PUBLIC, is_for_minors
from sites.tables.schemas import CONFIDENTIALITY, Edition, Sites

#: A total over fewer sites than this would name one of them.
MIN_SITES: Final = 3
#: A site that holds more than this share of a total can be read off it.
MAX_SHARE: Final = 0.75
#: Totals are rounded, so that a rerun with one more site does not give that site away.
ROUND_TO: Final = 10
#: The origins of layers that come with the program: their file names tell nothing.
BUNDLED: Final = ("basisset", "gemodelleerd")
HIDDEN: Final = "niet getoond"


@dataclass(frozen=True)
class Visible:
    """The sites an edition may show, and what it may say about the others.

    ``withheld_places`` is rounded to tens; None where the total would give a site away.
    """

    sites: DataFrame[Sites]
    withheld_sites: int
    withheld_places: int | None


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

    The total of the others is given only if it is safe for every reader: who reads ``raad`` also
    has ``openbaar`` and may subtract, so the total of each narrower circle must be safe too.

    >>> table = pd.DataFrame({"confidentiality": ["openbaar", "intern"], "places": [40, 60]})
    >>> seen = visible_sites(table, "openbaar")
    >>> len(seen.sites), seen.withheld_sites, seen.withheld_places
    (1, 1, None)
    """
    level = sites["confidentiality"].map(CONFIDENTIALITY.index).to_numpy()
    own_level = len(allowed(edition)) - 1
    shown = level <= own_level
    places = sites["places"].to_numpy(dtype=np.float64, na_value=np.nan)
    circles = [places[level > wider] for wider in range(own_level, len(CONFIDENTIALITY))]
    safe = all(_is_safe(circle) for circle in circles if len(circle))
    return Visible(
        sites=sites[shown].reset_index(drop=True),
        withheld_sites=int((~shown).sum()),
        withheld_places=_rounded(circles[0]) if safe else None,
    )


def _is_safe(places: NDArray[np.float64]) -> bool:
    known = places[~np.isnan(places)]
    return len(known) >= MIN_SITES and bool(known.max() <= MAX_SHARE * known.sum())


def _rounded(places: NDArray[np.float64]) -> int:
    return round(float(np.nansum(places)) / ROUND_TO) * ROUND_TO


def withheld_sentence(sites: int, places: int | None) -> str:
    """Tell a reader of a page what was left out, or nothing where nothing was.

    >>> withheld_sentence(12, 640)
    '12 locaties zijn weggelaten, samen ongeveer 640 plekken.'
    >>> withheld_sentence(2, None)
    'Enkele locaties zijn weggelaten. Het aantal plekken tonen we niet.'
    """
    if not sites:
        return ""
    if sites < MIN_SITES:
        return "Enkele locaties zijn weggelaten. Het aantal plekken tonen we niet."
    left_out = f"{counted(sites, 'locatie is', 'locaties zijn')} weggelaten"
    if places is None:
        return f"{left_out}. Het aantal plekken tonen we niet."
    return f"{left_out}, samen ongeveer {number(places)} plekken."


def withheld_notice(sites: pd.DataFrame, edition: Edition) -> str:
    """Tell the one who runs the program what was left out and how to see it; "" if nothing was.

    For the screen only: it counts exactly, so it never goes into a file that is handed out.

    >>> table = pd.DataFrame({"confidentiality": ["openbaar", "intern", "raad"]})
    >>> withheld_notice(table, "openbaar")
    '2 van 3 locaties weggelaten (intern en raad): --edition intern'
    >>> withheld_notice(table, "intern")
    ''
    """
    hidden = sites.loc[~sites["confidentiality"].isin(allowed(edition)), "confidentiality"]
    if hidden.empty:
        return ""
    kinds = sorted(set(hidden))
    needed = max(kinds, key=CONFIDENTIALITY.index)
    return (
        f"{number(len(hidden))} van {number(len(sites))} locaties weggelaten "
        f"({' en '.join(kinds)}): --edition {needed}"
    )


def shown_scenario(scenario: Scenario, edition: Edition, minors: Collection[str] = ()) -> Scenario:
    """Return the scenario that an edition may print; below ``intern`` without any input path.

    Nor does it name the sites that a plan keeps or leaves out, or what was entered for minors:
    they may be confidential. ``minors`` are the ids of locations for minors: what was entered of
    the others who live there loses its name and source.
    The fingerprint of the result is safe too: one over the true paths would confirm a guess.
    """
    if allowed(edition) == CONFIDENTIALITY:
        return scenario
    plan = scenario.plan.model_copy(update={"keep": (), "without": ()})
    entries = scenario.ledger.entries
    told = {entry.id for entry in entries if is_for_minors(entry.counter)} | set(minors)
    hidden = {"name": None, "source": NOT_PUBLIC}
    kept = tuple(
        entry.model_copy(update=hidden) if entry.id in told else entry
        for entry in entries
        if not is_for_minors(entry.counter)
    )
    ledger = scenario.ledger.model_copy(update={"entries": kept})
    return scenario.model_copy(
        update={"sites": SitesParams(), "layers": LayersParams(), "plan": plan, "ledger": ledger}
    )


def shown_info(info: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Return the layer table that an edition may print, below ``intern`` without a user's names.

    The candidates' own file and other files marked "eigen" lose name, digest and row count: the
    digest of a confidential file confirms a guess at its content, and the count tells how many
    sites were left out. Published files lose only their name on this user's disk.
    """
    if allowed(edition) == CONFIDENTIALITY:
        return info.copy()
    table = info.copy()
    own = (table["origin"] == "eigen") | _about_sites(table["layer"])
    named = ~table["origin"].isin(BUNDLED)
    table.loc[own | named, "file_name"] = HIDDEN
    table.loc[own, ["sha256", "licence"]] = HIDDEN
    table.loc[own, "source"] = "eigen gegevens van de gebruiker"
    table.loc[own, "rows"] = 0
    return table


def _about_sites(layers: Sequence[str] | pd.Series) -> pd.Series:
    names = pd.Series(layers).astype(str).str.lower()
    return names.isin(("sites", "candidates", "kandidaten", "locaties"))
