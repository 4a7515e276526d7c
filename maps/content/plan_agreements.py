"""Show what a plan agrees with others: which agreement, by whom, how many places, at what price."""

from typing import Final

import pandas as pd

from maps.base import words
from maps.base.blocks import Fold, Grid, Row, shown, whole
from maps.content.plan_lookup import PlanBook
from sites.base.dutch import listed
from sites.tables.columns import short
from sites.tables.plan_agreements import PlanAgreements, PlanStepAgreements

_SHOWN: Final = ("kind", "taker_name", "giver_name", "places", "most", "statushouders_per_year",
                 "points", "source")  # fmt: skip
_LATER: Final = ("from_date", "kind", "taker_name", "giver_name", "places",
                 "statushouders_per_year", "source")  # fmt: skip


def _is_about(row: Row, gm_code: str | None) -> bool:
    return gm_code is None or gm_code in (row["taker"], row["giver"])


def _other_plans(book: PlanBook, every: list[Row], best: list[Row]) -> list[str]:
    """Say of every other plan that agrees otherwise how many places it uses of what."""
    used = {row["id"]: row["places"] for row in best}
    said = []
    for plan in dict.fromkeys(str(row["plan"]) for row in every):
        own = [row for row in every if row["plan"] == plan]
        if plan == book.best or {row["id"]: row["places"] for row in own} == used:
            continue
        parts = [f"{whole(row['places'])} van {row['taker_name']}" for row in own if row["places"]]
        told = f"{listed(parts)}." if parts else "geen plekken."
        said.append(f"Ander plan, {book.called.get(plan, plan)}: {told}")
    return said


def later_agreements(
    book: PlanBook, table: pd.DataFrame | None, gm_code: str | None, *, when: str
) -> tuple[Grid, ...]:
    """Return what is used of agreements and partners in every period: by whom, and what for."""
    rows = [row for row in book.rows(table) if row["places"] and _is_about(row, gm_code)]
    if not rows:
        return ()
    return (
        Grid(
            f"Afspraken en partners, {when}",
            short(PlanStepAgreements, *_LATER),
            tuple(_later(row) for row in rows),
            numeric=(4, 5),
            fixed=(0,),
        ),
    )


def _later(row: Row) -> tuple[str, ...]:
    return (
        words.iso_day(row["from_date"]),
        str(row["kind"]),
        str(row["taker_name"]),
        "het geheel" if row["giver_name"] is None else str(row["giver_name"]),
        whole(row["places"]),
        shown(PlanStepAgreements, "statushouders_per_year", row["statushouders_per_year"]),
        str(row["source"]),
    )


def agreements_fold(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the agreements that a page is about; nothing where none is allowed."""
    every = [row for row in book.rows(book.plan.agreements) if _is_about(row, gm_code)]
    rows = [row for row in every if row["plan"] == book.best]
    if not rows:
        return None
    lines = tuple(
        (
            str(row["kind"]),
            str(row["taker_name"]),
            "het geheel" if row["giver_name"] is None else str(row["giver_name"]),
            whole(row["places"]),
            whole(row["most"]),
            shown(PlanAgreements, "statushouders_per_year", row["statushouders_per_year"]),
            shown(PlanAgreements, "points", row["points"]),
            str(row["source"]),
        )
        for row in rows
    )
    return Fold(
        "Afspraken met andere gemeenten en partners",
        (
            "Een afspraak maakt geen plek: de ene gemeente telt er meer, de ander evenveel minder.",
            *_other_plans(book, every, rows),
        ),
        (
            Grid(
                "Afspraken die het plan mocht gebruiken",
                short(PlanAgreements, *_SHOWN),
                lines,
                numeric=(3, 4, 5, 6),
            ),
        ),
    )
