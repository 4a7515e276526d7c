"""Gather a page's story: its headline, three figures and one bar, for every plan to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from maps.base import words
from maps.base.blocks import FULL, Figure, whole, widths
from maps.content.ledger_lookup import REGULAR, LedgerBook, state_at
from maps.content.plan_views import PlanView, open_on
from maps.content.story import (
    Asked,
    Away,
    Found,
    area_sentence,
    asked_sentence,
    chosen_of,
    found_sentence,
    headline,
    later_sentence,
    now_sentence,
    plan_sentence,
)
from sites.base.apportion import to_realise
from sites.base.dutch import UNKNOWN, number
from sites.plan.agreements import Elsewhere

_ROOM: Final = 1.04


@dataclass(frozen=True)
class Strip:
    """One bar: its parts (class, percentage), and its marks (class, percentage of the width)."""

    parts: tuple[tuple[str, float], ...]
    marks: tuple[tuple[str, float], ...]
    text: str

    @property
    def is_drawn(self) -> bool:
        """Tell whether there is a bar at all: an empty one would say "nothing yet".

        >>> Strip((), (), "Wat in gebruik is, is onbekend.").is_drawn
        False
        """
        return bool(self.parts or self.marks)


@dataclass(frozen=True)
class StoryView:
    """What the page says while one plan, or none, is shown on its map."""

    rest: str
    figure: Figure
    bar: Strip


@dataclass(frozen=True)
class Story:
    """The top of a page. ``views`` go as the choices of the map; ``without`` is no plan."""

    name: str
    first: str
    asked: Figure
    now: Figure
    views: tuple[StoryView, ...]
    without: StoryView
    start: StoryView


@dataclass(frozen=True)
class Standing:
    """What is asked of a page's area and what it has, on the day of the ledger."""

    asked: Asked
    existing: int | None
    end: str | None = None
    ending: int = 0
    left: int = 0  # what exists on the day of that end
    at_least: bool = False  # of some location in use nobody knows the places

    def at_most(self, places: int | None) -> str:
        """Write what is lacking: at most so much, where what is in use may be more.

        >>> Standing(Asked(9), 4, at_least=True).at_most(5), Standing(Asked(9), 4).at_most(5)
        ('hoogstens 5', '5')
        """
        return f"hoogstens {number(places)}" if self.at_least and places else whole(places)


def standing_of(book: LedgerBook | None, gm_code: str | None) -> Standing:
    """Return the ledger's own figures of one page; without a ledger all are unknown."""
    if book is None:
        return Standing(Asked(None), None)
    end = _next_end(book, gm_code)
    is_silent = REGULAR in book.silent  # no source has any place in use: unknown, not zero
    if gm_code is None:
        asked = Asked(book.target, "", book.target or 0)
        existing, _, _, unknown = book.totals[REGULAR]
        return Standing(asked, existing, *end, at_least=unknown > 0 or is_silent)
    row = next((r for r in book.rows(book.ledger.to_realise) if r["gm_code"] == gm_code), None)
    if row is None:
        return Standing(Asked(None), None, *end)
    counts = state_at(book.town_days.get(gm_code, {}), book.on).get(REGULAR)
    return Standing(_asked(book, row), int(row["existing"]), *end,
                    at_least=is_silent or (counts is not None and counts[3] > 0))  # fmt: skip


def _asked(book: LedgerBook, row: dict[Any, Any]) -> Asked:
    kind = str(row["rests_on"])
    if row["task"] is None:
        amount = None if row["computed"] is None else int(row["computed"])
        return Asked(amount, kind, book.target or 0)
    amount, code = int(row["task"]), row["gm_code"]
    for task in book.rows(book.ledger.tasks):
        if (task["gm_code"], task["kind"], task["official"]) == (code, kind, amount):
            told = str(task["regime"]), str(task["source"]), task["date"]
            return Asked(amount, kind, book.target or 0, *told)
    return Asked(amount, kind, book.target or 0)  # a task that no register names: without a source


def _next_end(book: LedgerBook, gm_code: str | None) -> tuple[str | None, int, int]:
    """Return the first day on which regular places in use end, how many, and how many are left.

    What opens by then is among those that are left, as in the periods of a plan.
    """
    rows = [
        r
        for r in book.rows(book.ledger.rows)
        if gm_code in (None, r["gm_code"])
        and (r["counter"], r["counted"]) == (REGULAR, "bestaand")
        and r["until_date"]
        and r["places"]
        and str(r["until_date"]) > book.on
    ]
    if not rows:
        return None, 0, 0
    end = min(str(r["until_date"]) for r in rows)
    ending = sum(int(r["places"]) for r in rows if str(r["until_date"]) == end)
    days = book.area_days if gm_code is None else book.town_days.get(gm_code, {})
    if end in days:
        return end, ending, state_at(days, end)[REGULAR][0]
    # Past the days that the ledger follows (``ledger.last_day``) it knows of nothing that opens.
    held = sum(int(r["places"]) for r in book.rows(book.ledger.rows)
               if gm_code in (None, r["gm_code"]) and r["places"]
               and (r["counter"], r["counted"]) == (REGULAR, "bestaand"))  # fmt: skip
    return end, ending, held - ending


def story_of(
    name: str,
    gm_code: str | None,
    standing: Standing,
    views: Sequence[PlanView],
    sites: pd.DataFrame,
    found: Found,
    *,
    best: Elsewhere | None,
    start: PlanView | None,
) -> Story:
    """Return the story of one page; ``start`` is the choice that it opens with.

    ``best`` is what the best plan has at partners and by agreements; None where there is no plan.
    """
    asked, existing = standing.asked, standing.existing
    at = sites.set_index("site_id")
    told = tuple(
        _view(name, gm_code, standing, _chosen(view, at), found, view.away, view.rows)
        for view in views
    )
    # Where the best plan has no site here, the page opens with what that means.
    empty = best if start is None else None
    without = _view(name, gm_code, standing, None, found, empty)
    opens = None if start is None else views.index(start)
    if gm_code is None and existing is not None and asked.amount is not None:
        first = area_sentence(name, asked.amount, existing, at_least=standing.at_least)
    else:
        first = asked_sentence(name, asked)
    return Story(
        name=name[:1].upper() + name[1:],
        first=first,
        asked=_asked_figure(asked, is_area=gm_code is None),
        now=now_figure(standing),
        views=told,
        without=without,
        start=without if opens is None else told[opens],
    )


def _chosen(view: PlanView, sites: pd.DataFrame) -> Any:  # noqa: ANN401 - see ``Chosen``
    rows = view.rows
    here = sites.reindex(rows["site_id"])
    kernen = [None if pd.isna(kern) else str(kern) for kern in here["kern"]]
    cells = (here["kind"] == words.SEARCH_CELL).tolist()
    return chosen_of([int(p) for p in rows["places"]], here["name"].astype(str).tolist(), kernen,
                     cells)  # fmt: skip


def _view(
    name: str, gm_code: str | None, standing: Standing, chosen: Any, found: Found,  # noqa: ANN401
    elsewhere: Elsewhere | None, rows: pd.DataFrame | None = None,
) -> StoryView:  # fmt: skip
    """Return what the page says of one plan, with the ``rows`` that it has on this page.

    ``elsewhere`` is None where no plan is shown.
    """
    asked, existing = standing.asked, standing.existing
    shows_plan = elsewhere is not None
    away = Away(0 if elsewhere is None else elsewhere.counts(gm_code), gm_code is None)
    now = ""
    if existing is not None and (gm_code is not None or asked.amount is None):
        now = now_sentence(name, asked, existing, at_least=standing.at_least)
    if shows_plan:
        last = plan_sentence(name, asked, existing or 0, chosen, away,
                             at_least=standing.at_least)  # fmt: skip
        if existing and asked.amount is not None and existing < asked.amount:
            least = "ten minste " if standing.at_least else ""
            now = f"Nu zijn er {least}{number(existing)}." if gm_code else ""
    else:
        last = found_sentence(found)
    planned = 0 if chosen is None else chosen.places
    later = ""
    if standing.end is not None and existing is not None:
        # A site of the plan counts on the days on which it is open, as in the plan's periods.
        then = 0 if rows is None else int(open_on(rows, standing.end)["places"].sum())
        later = later_sentence(asked, standing.left, then + away.counts, standing.end,
                               standing.ending, at_least=standing.at_least)  # fmt: skip
    _, rest = headline("-", now, last, later)
    return StoryView(rest, third_figure(standing, planned, away, shows_plan=shows_plan),
                     strip_of(standing, planned, away))  # fmt: skip


def _asked_figure(asked: Asked, *, is_area: bool) -> Figure:
    if is_area:
        return Figure("Doel", whole(asked.amount), "hele gebied")
    if asked.is_official:
        return Figure("Opgave", whole(asked.amount), asked.kind)
    # That it is no legal task stands in the headline just above.
    return Figure("Aandeel", whole(asked.amount), "" if asked.amount is None else asked.kind)


def now_figure(standing: Standing) -> Figure:
    """Return what is in use, and until when."""
    if standing.existing is None:
        return Figure("Nu in gebruik", UNKNOWN)
    if standing.at_least and not standing.existing:
        return Figure("Nu in gebruik", UNKNOWN)
    note = "geen einddag bekend" if standing.existing else ""
    if standing.end:
        note = f"{number(standing.ending)} tot {words.iso_day(standing.end)}"
    more = " of meer" if standing.at_least else ""
    return Figure("Nu in gebruik", f"{number(standing.existing)}{more}", note)


def third_figure(standing: Standing, planned: int, away: Away, *, shows_plan: bool) -> Figure:
    """Return what is still to be realised, or what a plan finds of it."""
    asked, existing = standing.asked.amount, standing.existing
    rest = None if asked is None or existing is None else to_realise(asked, existing)
    if not shows_plan:
        return Figure("Nog te realiseren", standing.at_most(rest), "")
    left = None
    if asked is not None and existing is not None:
        left = to_realise(asked, existing + planned + away.counts)
    told = f"nog niet gevonden: {standing.at_most(left)}"
    if away.counts:
        where = "bij partners" if away.is_partner else "via afspraken"
        told = f"{where}: {number(away.counts)}; {told}"
    return Figure("In dit plan", whole(planned), told)


def strip_of(standing: Standing, planned: int, away: Away) -> Strip:
    """Return the bar under the figures, with what it says.

    Where nobody knows what is asked, there is no whole to fill: then there are words and no bar.
    """
    asked, existing = standing.asked.amount, standing.existing or 0
    ending, there = min(existing, standing.ending), max(0, away.counts)
    full = _ROOM * max(1, asked or 0, existing + planned + there)
    parts = widths(
        (("bestaand", existing - ending), ("eindigt", ending), ("nieuw", planned),
         ("elders", there)), full,
    )  # fmt: skip
    marks, said = [], []
    if standing.existing is None or (standing.at_least and not standing.existing):
        said.append("Wat in gebruik is, is onbekend.")
    if asked is not None:
        marks.append(("streep", round(FULL * asked / full, 2)))
        what = "opgave" if standing.asked.is_official else "aandeel"
        what = what if standing.asked.kind else "doel"
        said.append(f"Streep: {what} {number(asked)}.")
    if away.counts:
        said.append(f"{away.words}.")
    if standing.end and ending:
        marks.append(("einde", round(FULL * (existing - ending) / full, 2)))
        said.append(f"Op {words.iso_day(standing.end)} stoppen er {number(ending)}.")
    return Strip(*((), ()) if asked is None else (parts, tuple(marks)), " ".join(said))
