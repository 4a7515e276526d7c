"""Gather what a reader may open under the plan: repairs, other plans, weighing, notes."""

from typing import Final

import pandas as pd

from maps.base.blocks import PAPER_ROWS, Fold, Grid, Row, shown, shown_share, whole
from maps.content.plan_agreements import agreements_fold
from maps.content.plan_answers import costs_fold, fairness_fold
from maps.content.plan_events import events_fold
from maps.content.plan_front import front_fold
from maps.content.plan_lookup import PlanBook
from maps.content.plan_parts import after_folds, wishes
from maps.content.plan_periods import periods_fold, reach_fold
from maps.content.plan_sure import firm_fold, no_regret_fold, sure_words
from maps.content.plan_views import MOTHER
from sites.base.dutch import UNKNOWN, counted, gap_percent, listed
from sites.tables.columns import short
from sites.tables.plan import PlanAlternatives, PlanParts, PlanRepairs

_NAMED: Final = 3
_PROVEN: Final = "bewezen optimaal binnen dit model"


def plan_folds(book: PlanBook, gm_code: str | None) -> tuple[Fold, ...]:
    """Return the folded parts of one page's plan, in reading order; none where nothing is known."""
    makers = (
        events_fold,
        periods_fold,
        reach_fold,
        fairness_fold,
        costs_fold,
        no_regret_fold,
        firm_fold,
        _repairs,
        _alternatives,
        _parts,
        wishes,
        agreements_fold,
        front_fold,
    )
    before = (make(book, gm_code) for make in makers)
    folds = (*before, *after_folds(book, gm_code), _notes(book, gm_code))
    return tuple(fold for fold in folds if fold is not None)


def _repairs(book: PlanBook, gm_code: str | None) -> Fold | None:
    rows = book.rows(book.plan.repairs)
    own = {row["site_id"] for row in book.here(book.best, gm_code)}
    own |= {row["hub_id"] for row in book.here(book.best, gm_code)}
    own |= {hub for hub, code in book.hub_towns.items() if code == gm_code}
    mine = [row for row in rows if gm_code is None or row["lost"] in own]
    if not mine:
        return None
    sites = sum(row["kind"] == "locatie" for row in mine)  # they come first
    return Fold(
        "Als een locatie of moederlocatie wegvalt",
        (
            (
                "De andere locaties blijven waar ze zijn. Voor wat wegvalt, is het beste herstel "
                "gezocht."
            ),
        ),
        (
            Grid(
                "Herstel per locatie en moederlocatie",
                short(PlanRepairs, "lost", "places_lost", "words", "status"),
                tuple(_repair(book, row) for row in mine),
                numeric=(1,),
                wide=(3,),
                screen=(3,),
                paper_rows=min(sites, PAPER_ROWS),
            ),
        ),
        paper=gm_code is not None and sites > 0,
    )


def words_of_sites(book: PlanBook) -> dict[str, str]:
    """Return per site of the best plan how sure it is, and what happens when it falls away."""
    sure, repairs = sure_words(book), repair_words(book)
    return {
        site: " ".join(filter(None, (sure.get(site), repairs.get(site))))
        for site in (*repairs, *sure)
    }


def repair_words(book: PlanBook) -> dict[str, str]:
    """Return per site of the best plan what happens when it falls away; none where nobody asked."""
    found = {}
    for row in book.rows(book.plan.repairs):
        if row["kind"] == "locatie":
            lost, _, said, _ = _repair(book, row)
            found[str(row["lost"])] = (
                f"Valt {lost} weg, dan {_fewer(int(row['places_lost']))} minder. {said}"
            )
    return found


def _fewer(places: int) -> str:
    return counted(places, "plek", "plekken").join(("is er " if places == 1 else "zijn er ", ""))


def _repair(book: PlanBook, row: Row) -> tuple[str, ...]:
    if row["kind"] == "locatie":
        lost = book.site(row["lost"])
    else:
        lost = f"{book.hub(row['lost'])} {str(row['kind']).removeprefix(MOTHER + ' ')}"
        lost = lost.replace(" vol", " zit vol")
    opened = [ident for ident in str(row["opened"] or "").split("|") if ident]
    said = str(row["words"])
    if 0 < len(opened) <= _NAMED:
        said += f" Nieuw: {listed([book.site(ident) for ident in opened])}."
    return lost, whole(row["places_lost"]), said, _sure(row)


def _sure(row: Row) -> str:
    status, gap = str(row["status"]), row["gap"]
    if pd.isna(gap) or status == _PROVEN or float(gap) == float("inf"):
        return status
    return f"{status} (gat {gap_percent(float(gap))})"


def _alternatives(book: PlanBook, gm_code: str | None) -> Fold | None:
    rows = book.rows(book.plan.alternatives)
    if not rows:
        return None
    where = "In het hele plan" if gm_code is None else f"In {book.town(gm_code)}"
    lines = []
    for row in rows:
        here = book.here(str(row["plan"]), gm_code)
        places = counted(sum(r["places"] for r in here), "plek", "plekken")
        lines.append(
            (
                str(row["called"]),
                shown_share(PlanAlternatives, "distance", row["distance"]),
                shown_share(PlanAlternatives, "differs", row["differs"]),
                f"{places} {book.sites(here)}" if here else "niets",
            )
        )
    return Fold(
        "Andere plannen naast elkaar",
        ("Een ander plan is bijna even goed en kiest voor een deel andere locaties.",),
        (
            Grid(
                "Vergeleken met het beste plan",
                (*short(PlanAlternatives, "called", "distance", "differs"), where),
                tuple(lines),
                numeric=(1, 2),
            ),
        ),
    )


def _parts(book: PlanBook, _: str | None) -> Fold | None:
    rows = [row for row in book.rows(book.plan.parts) if row["raw"] or row["contribution"]]
    if not rows:
        return None
    lines = [
        (
            f"{row['label']} ({row['unit']})",
            shown(PlanParts, "raw", row["raw"]),
            UNKNOWN if row["weight"] is None else _weight(float(row["weight"])),
            shown(PlanParts, "contribution", row["contribution"]),
        )
        for row in rows
    ]
    total = sum(float(row["contribution"]) for row in rows)
    return Fold(
        "Waarop het plan is gewogen",
        (
            (
                "Het plan zoekt de hoogste som. Een min telt af. De gewichten zijn een keuze: "
                "andere gewichten geven een ander plan."
            ),
        ),
        (
            Grid(
                f"Onderdelen: {book.called.get(book.best, book.best)}",
                short(PlanParts, "label", "raw", "weight", "contribution"),
                (*lines, ("Samen", "", "", shown(PlanParts, "contribution", total))),
                numeric=(1, 2, 3),
                total=True,
            ),
        ),
    )


def _weight(weight: float) -> str:
    text = shown(PlanParts, "weight", weight).rstrip("0")
    return text.removesuffix(",")


def _notes(book: PlanBook, gm_code: str | None) -> Fold | None:
    # They are about the whole plan: on paper they stand with the whole area.
    notes, whole_area = (*book.plan.notes, *book.plan.after.notes), gm_code is None
    return Fold("Aannames en opmerkingen bij het plan", notes, paper=whole_area) if notes else None
