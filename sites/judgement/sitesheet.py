"""Keep what people know of one site: care, obstacles, opportunities, history and support.

Support (draagvlak) is a judgement that people enter; it is empty until they do, and nothing here
computes it (R24).
"""

from collections.abc import Hashable
from datetime import date
from typing import Any, Final

import pandas as pd

from sites.base.errors import SiteError
from sites.settings.judgement import LeaningParams
from sites.settings.scenario import MotherParams
from sites.tables.schemas import CONFIDENTIALITY, Edition
from sites.tables.sitesheet import OPEN, SOLVED, Nearby, Note, SiteSheet, Step

Row = dict[Hashable, Any]
Scalar = Any  # a cell: text, number, truth or nothing

STATUSES: Final = ("idee", "studie", "raad", "overeengekomen", "gebouwd", "gesloten")
KINDS: Final = ("belemmering", "kans", "zorg", "draagvlak", "status")
NOTE_STATUSES: Final = (OPEN, "in behandeling", SOLVED)
COLUMNS: Final = ("site_id", "kind", "text", "owner", "status", "date")
MODELLED: Final = "gemodelleerd"  # the origin of a place that nobody counted

#: What a small site could add to a neighbourhood (annex, pillar 3), by category where data exist.
COULD_ADD: Final = {
    "playground": "kinderspeelplaats",
    "community_centre": "gemeenschapsruimte of buurthuis",
    "library": "ruimte voor scholing en lezen",
    "sports": "sport- en speelplek",
}


def site_sheets(
    sites: pd.DataFrame,
    travel: pd.DataFrame,
    notes: pd.DataFrame | None,
    *,
    params: LeaningParams,
    mothers: MotherParams,
    schools: dict[str, str] | None = None,
) -> dict[str, SiteSheet]:
    """Return a sheet per site; ``notes`` has the columns site_id, kind, text, owner, status, date.

    With a column confidentiality the sheet has that of its most closed note, else it is intern.

    ``schools`` holds the school norm in words by site. "Nearby" is what lies within the limit of
    its function; "could add" what does not, of the things the annex names. Of a layer that is
    modelled or absent nobody knows that.

    Raises
    ------
    SiteError
        A note of an unknown kind, status or site, a date that is none, or support entered twice.
    """
    by_site = _checked(sites, notes)
    limits: dict[tuple[str, str], float] = {
        (category, str(norm.mode)): norm.limit_min
        for norm in params.functions
        for category in norm.categories
    } | {("mother", str(mothers.mode)): mothers.limit_min}
    here = travel[(travel["direction"] == "to_place") & (travel["reach"] == "ok")]
    within, known = _near(here, limits), _counted(here)
    told = schools or {}
    return {
        site_id: _sheet(
            site_id,
            by_site.get(site_id, []),
            tuple(within.get(site_id, ())),
            known.get(site_id, frozenset()),
            told.get(site_id, ""),
        )
        for site_id in sites["site_id"].astype(str)
    }


def _counted(rows: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Return per site of which things the annex names somebody counted where they are.

    The nearest of a modelled layer is where one is expected; that none is near proves nothing.
    """
    rows = rows[rows["category"].isin(COULD_ADD) & (rows["place_origin"] != MODELLED)]
    found: dict[str, set[str]] = {}
    for site_id, category in zip(rows["site_id"].tolist(), rows["category"].tolist(), strict=True):
        found.setdefault(str(site_id), set()).add(category)
    return {site_id: frozenset(own) for site_id, own in found.items()}


def _near(rows: pd.DataFrame, limits: dict[tuple[str, str], float]) -> dict[str, list[Nearby]]:
    """Return per site what lies within the limit of its function, in the order of the rows."""
    found: dict[str, list[Nearby]] = {}
    columns = ("site_id", "category", "mode", "place_name", "travel_min")
    for site_id, category, mode, name, travel_min in zip(
        *(rows[column].tolist() for column in columns), strict=True
    ):
        if travel_min <= limits.get((category, mode), -1.0):
            near = Nearby(category, str(name), float(travel_min), mode)
            found.setdefault(str(site_id), []).append(near)
    return found


def _sheet(
    site_id: str,
    rows: list[Row],
    near: tuple[Nearby, ...],
    counted: frozenset[str],
    school: str,
) -> SiteSheet:
    def notes(kind: str) -> tuple[Note, ...]:
        return tuple(
            Note(str(row["text"]), _text(row["owner"]), _text(row["status"]) or OPEN, _day(row))
            for row in rows
            if row["kind"] == kind
        )

    def one(kind: str) -> str | None:
        texts = [str(row["text"]) for row in rows if row["kind"] == kind]
        if len(texts) > 1:
            raise SiteError(
                "site {site_id} has {kind} {texts_count} times; keep one",
                site_id=site_id,
                kind=kind,
                texts_count=len(texts),
            )
        return texts[0] if texts else None

    steps = [
        Step(str(row["status"]), date.fromisoformat(str(row["date"])))
        for row in rows
        if row["kind"] == "status"
    ]
    found = {place.category for place in near}
    return SiteSheet(
        site_id=site_id,
        care=one("zorg"),
        support=one("draagvlak"),
        obstacles=notes("belemmering"),
        opportunities=notes("kans"),
        history=tuple(sorted(steps, key=lambda step: (step.since, STATUSES.index(step.status)))),
        nearby=near,
        could_add=tuple(
            label
            for category, label in COULD_ADD.items()
            if category in counted and category not in found
        ),
        could_add_open=tuple(
            label for category, label in COULD_ADD.items() if category not in counted
        ),
        school=school,
        confidentiality=_most_closed(rows),
    )


def _most_closed(rows: list[Row]) -> Edition:
    """Return the confidentiality of the most closed row; one that says none is for the team."""
    said = (CONFIDENTIALITY.index(row.get("confidentiality") or "intern") for row in rows)
    return CONFIDENTIALITY[max(said, default=0)]


def _day(row: Row) -> date | None:
    text = _text(row["date"])
    return None if text is None else date.fromisoformat(text)


def _text(value: Scalar) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _checked(sites: pd.DataFrame, notes: pd.DataFrame | None) -> dict[str, list[Row]]:
    if notes is None:
        return {}
    if missing := [column for column in COLUMNS if column not in notes.columns]:
        raise SiteError(
            "notes lack the column {missing}; they need {columns}",
            missing=missing[0],
            columns=", ".join(COLUMNS),
        )
    known = set(sites["site_id"].astype(str))
    by_site: dict[str, list[Row]] = {}
    for number, row in enumerate(notes.to_dict("records"), start=2):
        _check_note(number, row, known)
        by_site.setdefault(str(row["site_id"]), []).append(row)
    return by_site


def _check_note(number: int, row: Row, known: set[str]) -> None:
    """Refuse one row; ``number`` is its line in a file with a heading."""
    if str(row["site_id"]) not in known:
        raise SiteError(
            "notes, row {number}: site {site_id} does not exist; correct the id",
            number=number,
            site_id=row["site_id"],
        )
    if row["kind"] not in KINDS:
        raise SiteError(
            "notes, row {number}: kind {kind!r} is not one of {kinds}",
            number=number,
            kind=row["kind"],
            kinds=", ".join(KINDS),
        )
    allowed = STATUSES if row["kind"] == "status" else NOTE_STATUSES
    status = _text(row["status"])
    if (status is not None or row["kind"] == "status") and status not in allowed:
        raise SiteError(
            "notes, row {number}: status {status!r} is not one of {allowed}",
            number=number,
            status=status,
            allowed=", ".join(allowed),
        )
    if row["kind"] == "status" or _text(row["date"]) is not None:
        try:
            date.fromisoformat(str(row["date"]))
        except ValueError:
            raise SiteError(
                "notes, row {number}: {date!r} is no date; write it as 2026-11-01",
                number=number,
                date=row["date"],
            ) from None
