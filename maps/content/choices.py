"""Choose the few sites that answer a page's question, and say of each what a council asks first.

The script makes the very same cards for other weights and plans (``maps/assets/js/26_choices.js``).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from maps.content.plan_views import TEAM, PlanView
from maps.content.sites import Part, SiteBook, ranked_rows
from sites.base.dutch import counted, minutes, number, score
from sites.judgement.order import LEANS, NO_FIT
from sites.settings.scenario import Criterion

CARDS: Final = 5
#: The strip is so many steps wide; a step is the smallest difference it draws.
STEPS: Final = 1000
_UNJUDGED: Final = -1
#: How the verdict reads before the mother location's name.
_LEANS: Final = {
    "ok": "Kan leunen op",
    "als": "Kan leunen op",
    "deels": "Kan gedeeltelijk leunen op",
    "onbekend": "Onbekend of dit kan leunen op",
    "niet": "Kan niet leunen op",
}


@dataclass(frozen=True)
class Card:
    """One choice. ``strip`` has per criterion where it starts, how wide and how full it is.

    A criterion of which nothing is known is -1 full.
    """

    site_id: str
    mark: str
    name: str
    score: str
    leans: str
    needs: str
    strip: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Choices:
    """The cards of a page, with what is to be said of them all."""

    title: str
    note: str
    #: What every card would say of what must still be arranged: said once, above them.
    shared: str
    reception: str
    reception_items: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, eq=False)
class Deck:
    """What cards are made of: the page's sites and what each of them leans on."""

    table: pd.DataFrame
    book: SiteBook
    criteria: Sequence[Criterion]
    hub_names: Mapping[str, str]
    mode: str
    reception: str  # who runs the reception, by name


def choices_of(deck: Deck, rows: Sequence[int], view: PlanView | None) -> Choices:
    """Return the cards of a page; ``rows`` are its sites' rows in the book, in their order.

    With a plan its sites come first, by their letter; else the best of the first group that has
    sites. A page says so where none of them can lean.
    """
    table = deck.table
    if view is not None:
        chosen = sorted(
            view.letters, key=lambda site: (len(view.letters[site]), view.letters[site])
        )
        here = set(view.rows["site_id"])
        chosen = [site for site in chosen if site in here]
        at = [int(np.flatnonzero(table["site_id"] == site)[0]) for site in chosen]
        note, title = more_words(len(at)), "De keuzes in dit plan"
    else:
        ranked, group = ranked_rows(table), table["group"].to_numpy(dtype=np.int64)
        at = ranked[group[ranked] == group[ranked[:1]]].tolist()
        title = "De beste keuzes"
        note = group_words(None if not at else int(table["group"].iloc[at[0]]))
    at = at[:CARDS]
    cards = tuple(_card(deck, row, rows[row], place, view) for place, row in enumerate(at))
    note = " ".join(filter(None, (note, tie_words([card.score for card in cards]))))
    asked = [_text(deck, "choice.reception", rows[row]) for row in at]
    items = tuple(asked[0].split("|")) if asked and asked[0] else ()
    shared = shared_words([card.needs for card in cards])
    if shared:
        cards = tuple(replace(card, needs="") for card in cards)
    return Choices(title, note, shared, reception_words(deck.reception, asked), items, cards)


def shared_words(needs: Sequence[str]) -> str:
    """Say once what holds for every choice; nothing where they differ, or where there is but one.

    >>> shared_words(["Te bevestigen: COA en basisschool."] * 2)
    'Te bevestigen: COA en basisschool (bij alle keuzes).'
    >>> shared_words(["Te bevestigen: COA."]), shared_words(["Te bevestigen: COA.", "Niets."])
    ('', '')
    """
    if len(needs) < 2 or len(set(needs)) > 1:  # noqa: PLR2004 - one card speaks for itself
        return ""
    return f"{needs[0].removesuffix('.')} (bij alle keuzes)."


def tie_words(scores: Sequence[str]) -> str:
    """Say that the order of the cards says nothing where their scores are the same; nothing else.

    >>> tie_words(["0,74"] * 3), tie_words(["0,74"]), tie_words(["0,74", "0,73"])
    ('Deze 3 hebben dezelfde score: de volgorde zegt hier niets.', '', '')
    """
    if len(scores) < 2 or len(set(scores)) > 1:  # noqa: PLR2004 - one card has no order
        return ""
    return f"Deze {number(len(scores))} hebben dezelfde score: de volgorde zegt hier niets."


def more_words(count: int) -> str:
    """Say how many sites of a plan have no card.

    >>> more_words(5), more_words(7)
    ('', 'Het plan heeft hier nog 2 andere locaties: zie de ranglijst.')
    """
    if (left := count - CARDS) <= 0:
        return ""
    others = counted(left, "andere locatie", "andere locaties")
    return f"Het plan heeft hier nog {others}: zie de ranglijst."


def group_words(group: int | None) -> str:
    """Say what the cards are the best of, where that is not the group that fits and leans.

    >>> group_words(0), group_words(3)
    ('', 'Geen locatie past en kan leunen.')
    """
    if group is None:
        return "Er is hier geen locatie met een rangnummer."
    if group == _UNJUDGED:
        return "Of een locatie kan leunen, is niet berekend."
    if group == LEANS:
        return ""
    return "Geen locatie past en kan leunen."  # why stands on each card


def reception_words(authority: str, asked: Sequence[str]) -> str:
    """Say of what choices the list under the cards is: of all of them, or of the first.

    >>> reception_words("COA", ["30 uur"] * 2), reception_words("COA", [])
    ('COA moet nog bevestigen:', '')
    >>> reception_words("COA", ["30 uur", "40 uur"])
    'COA moet voor de eerste keuze nog bevestigen:'
    """
    if not asked or not asked[0]:
        return ""
    which = "" if len(set(asked)) == 1 else "voor de eerste keuze "
    return f"{authority[:1].upper()}{authority[1:]} moet {which}nog bevestigen:"


def _card(deck: Deck, row: int, book_row: int, place: int, view: PlanView | None) -> Card:
    site = deck.table.iloc[row]
    site_id = str(site["site_id"])
    flag = _text(deck, "order.flag", book_row)
    if flag and view is not None:
        flag = fit_words(flag, _planned(view, site_id), site["places"])
    return Card(
        site_id=site_id,
        mark=number(place + 1) if view is None else view.letters[site_id],
        name=str(site["name"]),
        score=score(site["score"]),
        leans=_leans(deck, site) if view is None else _in_plan(deck, view, site_id),
        needs=flag or _text(deck, "choice.needs", book_row) or "Oordeel niet berekend.",
        strip=strip_of(deck.criteria, deck.book.parts, deck.book.value[book_row].tolist()),
    )


def _text(deck: Deck, name: str, book_row: int) -> str:
    column = deck.book.texts.get(name)
    return "" if column is None or column[book_row] is None else str(column[book_row])


def _leans(deck: Deck, site: Any) -> str:  # noqa: ANN401 - a row of the table
    hub = deck.hub_names.get(str(site["mother_hub_id"]))
    if hub is None:
        return "Geen moederlocatie binnen bereik."
    trip = f"{minutes(site['mother_travel_min'])} {deck.mode}".strip()
    return f"{_LEANS[str(site['state'])]} {short_name(hub)}, {trip}."


def fit_words(flag: str, places: int, whole: Any) -> str:  # noqa: ANN401 - a cell of the table
    """Say why a site does not fit as a whole, where a plan takes a part of its places.

    >>> fit_words("Past niet: geen ruimte meer in deze kern.", 30, 60)
    'In dit plan met 30 plekken. De hele locatie past niet: geen ruimte meer in deze kern.'
    >>> fit_words("Past niet: geen ruimte meer in deze kern.", 60, 60)
    'Past niet: geen ruimte meer in deze kern.'
    """
    if not pd.isna(whole) and places >= whole:
        return flag
    why = flag.removeprefix(NO_FIT)
    words = counted(places, "plek", "plekken")
    return f"In dit plan met {words}. De hele locatie past niet: {why}"


def _planned(view: PlanView, site_id: str) -> int:
    return int(view.rows.loc[view.rows["site_id"] == site_id, "places"].iloc[0])


def _in_plan(deck: Deck, view: PlanView, site_id: str) -> str:
    row = view.rows[view.rows["site_id"] == site_id].iloc[0]
    places = counted(int(row["places"]), "plek", "plekken")
    hub = deck.hub_names.get(str(row["hub_id"]))
    if hub is None:
        return f"{places}, staat op zichzelf."
    by = "mobiel team van" if row["leaning"] == TEAM else "leunt op"
    return f"{places}, {by} {short_name(hub)}, {minutes(row['travel_min'])}."


def short_name(hub: str) -> str:
    """Return a name without what stands between brackets.

    >>> short_name("AZC Utrecht (Plan Einstein Haydn)")
    'AZC Utrecht'
    """
    return hub.split(" (", maxsplit=1)[0]


def strip_of(
    criteria: Sequence[Criterion], parts: Sequence[Part], values: Sequence[float]
) -> tuple[tuple[int, int, int], ...]:
    """Return per criterion its start, width (weight) and fill (value x weight), in steps.

    >>> two = [Criterion.model_construct(weight=weight) for weight in (3.0, 1.0)]
    >>> parts = [Part(0, "a", "A", None, "m", 1), Part(1, "b", "B", None, "m", 1)]
    >>> strip_of(two, parts, [0.5, math.nan])
    ((0, 750, 375), (750, 250, -1))
    """
    total = sum(criterion.weight for criterion in criteria)
    found, at = [], 0.0
    for c, criterion in enumerate(criteria):
        share = criterion.weight / total if total > 0 else 0.0
        own = (v for part, v in zip(parts, values, strict=True) if part.criterion == c)
        known = [value for value in own if not math.isnan(value)]
        start, end = _step(at), _step(at + share)
        fill = -1
        if known:
            mean = sum(known) / len(known)
            fill = math.floor((end - start) * mean + 0.5)
        found.append((start, end - start, fill))
        at += share
    return tuple(found)


def _step(share: float) -> int:
    return math.floor(share * STEPS + 0.5)
