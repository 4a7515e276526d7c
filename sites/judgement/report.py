"""Turn answers into rows, lines and plain data for the terminal, JSON and one page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sites.base.abbreviations import written_out
from sites.base.dutch import distance, minutes, number, scored, share
from sites.base.errors import SiteError
from sites.base.nearest import nearest
from sites.base.verdicts import CANNOT, OPEN, STATE_WORDS, VERDICTS
from sites.judgement.leaning.point import LeanAnswer
from sites.settings.scenario import Scenario
from sites.tables.categories import category_words
from sites.tables.columns import columns, narrow
from sites.tables.judgement import Functions
from sites.tables.results import JudgementTables
from sites.tables.terminal import WhyRows

_MEASURED: Final[dict[str, Callable[[float], str]]] = {
    "min": minutes, "m": distance, "%": lambda value: f"{number(value)}%",
}  # fmt: skip
LEAN_HEADINGS: Final = narrow(Functions, "function", "answer", "state")
#: What is said of a function, as a page has it.
_STATE: Final = dict(zip(STATE_WORDS, ("nee", "onbekend", "ja, als", "ja"), strict=True))
WHY_HEADINGS: Final = narrow(WhyRows, *columns(WhyRows))


def lean_rows(answer: LeanAnswer) -> list[tuple[str, str, str]]:
    """Return the functions of an answer as rows under ``LEAN_HEADINGS``."""
    ways = all_ways(pd.DataFrame(answer.functions, columns=["answer", "others"]))
    return [
        (f["function"], way, _STATE[f["state"]])
        for f, way in zip(answer.functions, ways, strict=True)
    ]


def all_ways(functions: pd.DataFrame) -> pd.Series:
    """Return per row of ``Functions`` where it is met first, and where else it could be.

    >>> all_ways(pd.DataFrame({"answer": ["hier", "daar"], "others": [None, "ginds"]})).tolist()
    ['hier', 'daar; ook mogelijk: ginds']
    """
    said: pd.Series = functions["answer"].astype(object)
    others = functions["others"].fillna("")
    return said.where(others == "", said + "; ook mogelijk: " + others)


def is_said(whole: str, text: str) -> bool:
    """Return whether every part of a text stands in another already.

    >>> is_said("Kan niet leunen. Geen moederlocatie dichtbij.", "geen moederlocatie dichtbij")
    True
    >>> is_said("Kan leunen, als COA ruimte bevestigt.", "COA bevestigt ruimte; de school ook")
    False
    """
    return all(part.lower() in whole.lower() for part in text.split("; "))


def reason_line(answer: LeanAnswer) -> str:
    """Return the line with the reason, and nothing where the verdict's sentence says it already."""
    reason = str(answer.verdict["reason"])
    return "" if is_said(str(answer.verdict["sentence"]), reason) else f"Reden: {reason}."


def lean_lines(answer: LeanAnswer) -> list[str]:
    """Return the verdict, its reason and what would flip it, as Dutch lines."""
    verdict = answer.verdict
    others = [flip for flip in answer.flips if flip != verdict["flip"]]
    lines = [
        str(verdict["sentence"]),
        *([reason] if (reason := reason_line(answer)) else []),
        *([f"Plaats: {answer.place}."] if answer.place else []),
        *([answer.term] if answer.term else []),
        *([f"Maat en schaal: {answer.load}"] if answer.load else []),
        f"Hoe sterk: {verdict['strength_note']}",
        str(verdict["known"]),
        f"Te bevestigen: {_to_confirm(verdict)}.",
        f"Wat het oordeel beter maakt: {_flip_of(verdict)}.",
    ]
    if others:
        lines.append(f"Ook mogelijk: {'; of '.join(others)}.")
    if answer.school:
        lines.append(answer.school)
    lines += [str(verdict["norm_note"]), *answer.looked_at]
    told = [*lines, *(text for row in lean_rows(answer) for text in row)]
    return [*lines, written_out(told)]


def _to_confirm(verdict: dict[str, object]) -> str:
    """Return what must be confirmed; where a site cannot lean that comes later, and is not nothing.

    >>> _to_confirm({"verdict": "Kan niet leunen", "confirm": None})
    'nog niet aan de orde; eerst moet het oordeel beter worden'
    >>> _to_confirm({"verdict": "Kan leunen", "confirm": None})
    'niets'
    """
    if confirm := verdict["confirm"]:
        return str(confirm)
    if verdict["verdict"] in (VERDICTS[CANNOT], VERDICTS[OPEN]):
        return "nog niet aan de orde; eerst moet het oordeel beter worden"
    return "niets"


def _flip_of(verdict: dict[str, object]) -> str:
    """Return the smallest change; where it is all that was just told, say so."""
    flip = str(verdict["flip"])
    is_told = flip.replace(" bevestigt: ", ": ") == verdict["confirm"]
    return "alles wat hierboven te bevestigen is" if is_told else flip


def lean_json(answer: LeanAnswer) -> dict[str, object]:
    """Return the whole answer as data that JSON can hold."""
    return {
        "site_id": answer.site_id,
        "places": answer.places,
        "gemeente": answer.gemeente,
        "verdict": dict(answer.verdict),
        "functions": [dict(function) for function in answer.functions],
        "flips": list(answer.flips),
        "school": answer.school or None,
        "looked_at": list(answer.looked_at),
        "place": answer.place or None,
        "term": answer.term or None,
        "load": answer.load or None,
    }


def site_answer(
    judgement: JudgementTables, sites: pd.DataFrame, site_id: str, *, gemeente_names: dict[str, str]
) -> LeanAnswer:
    """Return the answer about a site of a run (``lean --site``); its levers are the headline only.

    Raises
    ------
    SiteError
        The site does not exist; the message offers the nearest ids.
    """
    site_id = site_named(sites, site_id)
    verdict = judgement.verdicts.set_index("site_id", drop=False).loc[site_id]
    functions = judgement.functions[judgement.functions["site_id"] == site_id]
    row = sites.set_index("site_id").loc[site_id]
    return LeanAnswer(
        site_id=site_id,
        places=0 if pd.isna(row["places"]) else int(row["places"]),
        gemeente=gemeente_names.get(str(row["gm_code"]), "onbekend"),
        verdict={
            str(key): None if pd.isna(value) else _item(value) for key, value in verdict.items()
        },
        functions=tuple(
            {str(key): "" if pd.isna(value) else str(value) for key, value in record.items()}
            for record in functions.drop(columns="site_id").to_dict("records")
        ),
        flips=(str(verdict["flip"]),),
    )


def _item(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def site_named(sites: pd.DataFrame, wanted: str) -> str:
    """Return the id of the site with this id or name; capitals do not count in a name.

    Raises
    ------
    SiteError
        No site is called so, or several are: it offers the nearest ids, or theirs.

    >>> sites = pd.DataFrame({"site_id": ["Z-001", "Z-002"], "name": ["Zoekgebied bij A 1", "B"]})
    >>> site_named(sites, "Z-001"), site_named(sites, "zoekgebied bij a 1")
    ('Z-001', 'Z-001')
    >>> site_named(sites, "Z-01")
    Traceback (most recent call last):
        ...
    sites.base.errors.SiteError: site 'Z-01' does not exist; nearest ids: Z-001, Z-002
    """
    ids = sites["site_id"].astype(str).tolist()
    if wanted in ids:
        return wanted
    asked = " ".join(wanted.casefold().split())
    called = [
        site_id
        for site_id, name in zip(ids, sites["name"], strict=True)
        if " ".join(str(name).casefold().split()) == asked
    ]
    if len(called) > 1:
        raise SiteError(
            "{count} sites are called {name!r}; choose an id: {ids}",
            count=len(called), name=wanted, ids=tuple(called[:5]),
        )  # fmt: skip
    if not called:
        near = nearest(wanted, ids, count=3, cutoff=0.0)
        raise SiteError(
            "site {site_id!r} does not exist; nearest ids: {near}",
            site_id=wanted,
            near=", ".join(near),
        )
    return called[0]


@dataclass(frozen=True)
class Why:
    """Why a site ranks where it does: rows under ``WHY_HEADINGS`` and Dutch lines."""

    site_id: str
    rows: tuple[tuple[str, str, str, str, str, str], ...]
    lines: tuple[str, ...]


def why_site(
    site_id: str,
    *,
    sites: pd.DataFrame,
    scores: pd.DataFrame,
    ranking: pd.DataFrame,
    scenario: Scenario,
    trust: pd.DataFrame | None = None,
    between: str | None = None,
) -> Why:
    """Explain one rank: every part with its measure, value, weight, contribution and norm.

    The contributions add up to the score times the share of the weights that is known.
    ``between`` holds the range of the score where a position is not exact.

    Raises
    ------
    SiteError
        The site does not exist; the message offers the nearest ids.
    """
    site_id = site_named(sites, site_id)
    criteria = {criterion.id: criterion for criterion in scenario.criteria}
    mine = scores[scores["site_id"] == site_id]
    rows = []
    for part in mine.to_dict("records"):
        criterion = criteria[str(part["criterion"])]
        label = criterion.label
        if len(criterion.categories) > 1:
            label = f"{label}: {category_words(str(part['category'])).lower()}"
        raw, unit = float(part["raw"]), str(part["unit"])
        measured = _MEASURED[unit](raw)
        if np.isnan(raw):
            measured = "geen route" if part["value"] == 0 and unit != "%" else "onbekend"
        good, poor = number(criterion.curve.good), number(criterion.curve.poor)
        norm = f"{good} tot {poor}{'%' if unit == '%' else f' {unit}'} ({criterion.source})"
        value, contribution = float(part["value"]), float(part["contribution"])
        rows.append(
            (
                *(label, measured, number(value, 2), share(float(part["weight"]))),
                *(number(contribution, 3), norm),
            )
        )
    labels = {key: criterion.label for key, criterion in criteria.items()}
    name = str(sites.set_index("site_id")["name"].loc[site_id])
    lines = _why_lines(site_id, name, ranking, mine, labels, trust, between)
    return Why(site_id, tuple(rows), lines)


def _why_lines(
    site_id: str,
    name: str,
    ranking: pd.DataFrame,
    mine: pd.DataFrame,
    labels: dict[str, str],
    trust: pd.DataFrame | None,
    between: str | None,
) -> tuple[str, ...]:
    rank = ranking[ranking["site_id"] == site_id].iloc[0]
    if pd.isna(rank["rank"]):
        reason = (
            "er is geen score" if pd.isna(rank["score"]) else "de gemeente is niet zeker bekend"
        )
        first = f"{name} ({site_id}) heeft geen rang: {reason}."
    else:
        first = (
            f"{name} ({site_id}) staat op plaats {number(rank['rank'])} van "
            f"{number(ranking['rank'].notna().sum())} met score {scored(rank['score'], between)}; "
            f"die rust op {share(float(rank['known_share']))} van de gewichten."
        )
    per = mine.groupby("criterion", sort=False)[["weight", "contribution"]].sum(min_count=1)
    lost = (per["weight"] - per["contribution"]).dropna()
    lines = [first]
    if len(lost) and float(lost.max()) > 0:
        worst, best = str(lost.idxmax()), str(per["contribution"].idxmax())
        lines.append(
            f"Het meest draagt bij: {labels[best].lower()} "
            f"({number(float(per['contribution'].max()), 3)}). Het meest kost: "
            f"{labels[worst].lower()} ({number(float(lost.max()), 3)} minder dan mogelijk)."
        )
    if trust is None:
        lines.append("Hoe vast deze rang staat: niet berekend.")
    else:
        told = trust[trust["site_id"] == site_id]["sentence"]
        lines.append(told.iloc[0] if len(told) else "Hoe vast deze rang staat: niet berekend.")
    return tuple(lines)
