"""Hold sites against hard conditions, apart from any score: passed, failed or unknown.

COA's figures for property come from norms.csv. A failed knock-out is never a low score, and an
unknown one is never a pass.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from sites.base.dutch import counted, listed, number
from sites.base.errors import SiteError
from sites.settings.judgement import KnockoutParams

Row = dict[Hashable, Any]
Scalar = Any  # a cell: text, number, truth or nothing

OUTCOMES: Final = ("voldoet", "valt af", "onbekend")
#: Said of a demand on which the area brings no figure.
_NO_NORM: Final = "het gebied heeft hiervoor geen norm"
_TEAM: Final = "toets van het team"
_DAYS_PER_YEAR: Final = 365.25

#: Facts a user may give per site; every column may be absent and every cell empty.
FACTS: Final = (
    "gfa_m2",
    "plot_ha",
    "is_new_build",
    "term_years",
    "owner_is_willing",
    "zoning_fits",
    "in_nature",
)


@dataclass(frozen=True)
class Fact:
    """What is known of one site; None is unknown."""

    places: float | None
    gfa_m2: float | None
    plot_ha: float | None
    is_new_build: bool | None
    term_years: float | None
    owner_is_willing: bool | None
    zoning_fits: bool | None
    in_nature: bool | None


Answer = tuple[bool | None, str]


def knockout_table(
    sites: pd.DataFrame, facts: pd.DataFrame | None, *, params: KnockoutParams
) -> pd.DataFrame:
    """Return one row per site and knock-out (``Knockouts``).

    Without ``term_years`` the term is read from ``from_date`` and ``until_date`` of the site.

    Raises
    ------
    SiteError
        A fact about a site that does not exist, or a column that is none of the known facts.
    """
    known = _checked(sites, facts)
    rows = []
    for site in sites.sort_values("site_id").to_dict("records"):
        fact = _fact(site, known.get(str(site["site_id"]), {}))
        for name, test, source in TESTS:
            passed, reason = test(fact, params) if source or params.source else (None, _NO_NORM)
            outcome = "onbekend" if passed is None else OUTCOMES[0 if passed else 1]
            rows.append(
                (str(site["site_id"]), name, outcome, reason, source or params.source or _NO_NORM)
            )
    return pd.DataFrame(rows, columns=["site_id", "knockout", "outcome", "reason", "source"])


def failed_words(knockouts: pd.DataFrame, site_ids: pd.Series) -> list[str]:
    """Return per site which hard demands it fails, in a sentence; empty where it fails none.

    >>> table = pd.DataFrame({"site_id": ["a", "a"], "knockout": ["termijn", "natuur"],
    ...                       "outcome": ["valt af", "valt af"]})
    >>> failed_words(table, pd.Series(["a", "b"]))
    ['Valt af op 2 harde eisen: termijn en natuur.', '']
    """
    failed = knockouts[knockouts["outcome"] == OUTCOMES[1]]
    names = failed.groupby("site_id")["knockout"].agg(list).to_dict()
    return [_failed(names.get(site_id, [])) for site_id in site_ids]


def _failed(names: list[str]) -> str:
    if not names:
        return ""
    return f"Valt af op {counted(len(names), 'harde eis', 'harde eisen')}: {listed(names)}."


def _checked(sites: pd.DataFrame, facts: pd.DataFrame | None) -> dict[str, Row]:
    if facts is None:
        return {}
    if stray := sorted(set(facts.columns) - {"site_id", *FACTS}):
        raise SiteError(
            "facts hold an unknown column {stray}; known are {facts}",
            stray=stray[0],
            facts=", ".join(FACTS),
        )
    lost = sorted(set(facts["site_id"].astype(str)) - set(sites["site_id"].astype(str)))
    if lost:
        raise SiteError(
            "facts name {lost_count} sites that do not exist (first: {lost}); correct the id",
            lost_count=len(lost),
            lost=lost[0],
        )
    return {str(row["site_id"]): row for row in facts.to_dict("records")}


def _fact(site: Row, facts: Row) -> Fact:
    def amount(value: Scalar) -> float | None:
        return None if value is None or pd.isna(value) else float(str(value))

    def claim(name: str) -> bool | None:
        value = facts.get(name)
        return None if value is None or pd.isna(value) else bool(value)

    term = amount(facts.get("term_years"))
    return Fact(
        places=amount(site.get("places")),
        gfa_m2=amount(facts.get("gfa_m2")),
        plot_ha=amount(facts.get("plot_ha")),
        is_new_build=claim("is_new_build"),
        term_years=_years(site) if term is None else term,
        owner_is_willing=claim("owner_is_willing"),
        zoning_fits=claim("zoning_fits"),
        in_nature=claim("in_nature"),
    )


def _years(site: Row) -> float | None:
    ends = [site.get("from_date"), site.get("until_date")]
    if any(end is None or pd.isna(end) for end in ends):
        return None
    start, end = (date.fromisoformat(str(value)) for value in ends)
    return float(np.round((end - start).days / _DAYS_PER_YEAR, 2))


def _area(fact: Fact, params: KnockoutParams) -> Answer:
    if fact.places is None or fact.gfa_m2 is None:
        return None, "oppervlakte of aantal plekken is niet bekend"
    needed = fact.places * params.gfa_per_place_m2
    if fact.places >= params.small_places:
        needed = max(needed, params.small_gfa_m2)
    return fact.gfa_m2 >= needed, f"{number(fact.gfa_m2)} m², nodig is {number(needed)} m²"


def _plot(fact: Fact, params: KnockoutParams) -> Answer:
    if fact.is_new_build is False:
        return True, "geen nieuwbouw, dus geen eis aan het perceel"
    if fact.is_new_build is None or fact.plot_ha is None:
        return None, "niet bekend of het nieuwbouw is, of hoe groot het perceel is"
    text = f"{number(fact.plot_ha, 1)} ha, nodig is meer dan {number(params.plot_ha)} ha"
    return fact.plot_ha > params.plot_ha, text


def _term(fact: Fact, params: KnockoutParams) -> Answer:
    if fact.term_years is None:
        return None, "de termijn is niet bekend"
    text = f"{number(fact.term_years, 1)} jaar, nodig is {number(params.term_years, 1)} jaar"
    if fact.term_years >= params.durable_years:
        text = f"{text}; lang genoeg om als duurzame plek mee te tellen"
    return fact.term_years >= params.term_years, text


def term_words(years: float | None, params: KnockoutParams) -> str:
    """Return the demand on the term in one sentence; empty where no term was given.

    >>> term_words(5, KnockoutParams())
    'Termijn: voldoet; 5,0 jaar, nodig is 0,5 jaar; lang genoeg om als duurzame plek mee te tellen.'

    Raises
    ------
    SiteError
        The number of years is not above 0.
    """
    if years is None:
        return ""
    if not 0 < years < float("inf"):
        raise SiteError("{years:g} years is not possible; give a number above 0", years=years)
    if not params.source:
        return f"Termijn: {number(years, 1)} jaar; {_NO_NORM}."
    fact = Fact(**(dict.fromkeys(Fact.__annotations__) | {"term_years": years}))
    passed, text = _term(fact, params)
    return f"Termijn: {OUTCOMES[0 if passed else 1]}; {text}."


def _claim(
    name: str, yes: str, no: str, unknown: str, *, good: bool = True
) -> Callable[..., Answer]:
    def test(fact: Fact, _params: KnockoutParams) -> Answer:
        value: bool | None = getattr(fact, name)
        if value is None:
            return None, unknown
        return value is good, yes if value else no

    return test


#: Knock-out as readers see it, its test, and whose figure it is (None: of the settings).
TESTS: Final[tuple[tuple[str, Callable[[Fact, KnockoutParams], Answer], str | None], ...]] = (
    ("oppervlakte per plek", _area, None),
    ("perceel bij nieuwbouw", _plot, None),
    ("termijn", _term, None),
    (
        "eigenaar",
        _claim(
            "owner_is_willing",
            "de eigenaar wil meewerken",
            "de eigenaar wil niet meewerken",
            "niet bekend of de eigenaar wil meewerken",
        ),
        _TEAM,
    ),
    (
        "bestemming",
        _claim(
            "zoning_fits",
            "past in het omgevingsplan of met een tijdelijke vergunning",
            "past niet in het omgevingsplan",
            "niet bekend of het past in het omgevingsplan",
        ),
        _TEAM,
    ),
    (
        "natuur",
        _claim(
            "in_nature",
            "ligt in Natuurnetwerk Nederland of Natura 2000",
            "ligt niet in Natuurnetwerk Nederland of Natura 2000",
            "niet bekend of het in beschermde natuur ligt",
            good=False,
        ),
        _TEAM,
    ),
)
