"""Gather the later tables of the ledger: pressure, tranches, bonus, projects; one spec each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from maps.base.blocks import NOT_ENTERED, Fold, Grid, Row, shown, whole
from maps.content.ledger_lookup import COUNTERS, LedgerBook
from sites.base.dutch import UNKNOWN
from sites.tables.columns import Schema, heading, short
from sites.tables.ledger import LedgerBonus, LedgerGrants, LedgerPressure, LedgerTranches
from sites.tables.results import LedgerTables


@dataclass(frozen=True)
class _Spec:
    """A table of the ledger: its words, its schema, and how a cell of each column is written."""

    table: Callable[[LedgerTables], pd.DataFrame]
    schema: Schema
    title: str
    intro: str
    caption: str
    columns: tuple[tuple[str, str], ...]  # column, "text", "count", "euro" ...


_SPECS: Final = (
    _Spec(
        lambda ledger: ledger.tranches,
        LedgerTranches,
        "In één keer of in twee tranches",
        "De verdeling in twee stappen telt op tot hetzelfde aantal; afronden kan een plek "
        "verschuiven.",
        "Plekken per gemeente",
        (("name", "text"), ("once", "count"), ("tranche_1", "count"), ("tranche_2", "count"),
         ("difference", "count")),
    ),
    _Spec(
        lambda ledger: ledger.bonus,
        LedgerBonus,
        "Bonus en terugbetalen",
        "Een bonus voor plekken die er niet komen, moet terug. De opmerkingen zeggen of dit een "
        "toezegging is of een rekenvoorbeeld.",
        "Bonus per gemeente",
        (("name", "text"), ("promised", "entered"), ("reckoned", "count"), ("realised", "entered"),
         ("bonus_eur", "euro"), ("claw_back_eur", "euro")),
    ),
    _Spec(
        lambda ledger: ledger.grants,
        LedgerGrants,
        "Woningprojecten en hun bedragen",
        "Bedragen voor grote woningen en voor verbouwen, met de index van het prijspeil.",
        "Projecten",
        (("name", "text"), ("large_dwellings", "count"), ("dwellings", "count"),
         ("rebuild_eur", "euro"), ("dwelling_eur", "euro"), ("total_eur", "euro")),
    ),
)  # fmt: skip


_EITHER: Final = ("promised", "reckoned")


def later_folds(book: LedgerBook, gm_code: str | None) -> tuple[Fold, ...]:
    """Return the folds of one page: pressure first, then each table that says something here."""
    folds = [_pressure(book, gm_code), *(_fold(book, spec, gm_code) for spec in _SPECS)]
    return tuple(fold for fold in folds if fold is not None)


def _here(book: LedgerBook, table: pd.DataFrame, gm_code: str | None) -> list[Row]:
    rows = book.rows(table)
    return [r for r in rows if gm_code in (None, r.get("gm_code"), r.get("id"))]


def _fold(book: LedgerBook, spec: _Spec, gm_code: str | None) -> Fold | None:
    rows = _here(book, spec.table(book.ledger), gm_code)
    if not rows:
        return None
    # Promised, or reckoned as an example: a bonus has one of the two.
    columns = [
        (key, kind)
        for key, kind in spec.columns
        if key not in _EITHER or any(row[key] is not None for row in rows)
    ]
    lines = [tuple(_cell(row[key], kind) for key, kind in columns) for row in rows]
    summed = len(rows) > 1
    if summed:
        lines.append(("Samen", *(_total(rows, key, kind) for key, kind in columns[1:])))
    grid = Grid(
        spec.caption,
        short(spec.schema, *(key for key, _ in columns)),
        tuple(lines),
        numeric=tuple(range(1, len(columns))),
        total=summed,
    )
    return Fold(spec.title, (spec.intro,), (grid,))


def _cell(value: Any, kind: str) -> str:  # noqa: ANN401 - a cell of any table
    if kind == "text":
        return UNKNOWN if value is None else str(value)
    if value is None:
        return NOT_ENTERED if kind == "entered" else UNKNOWN
    return f"€ {whole(value)}" if kind == "euro" else whole(value)


def _total(rows: Sequence[Row], key: str, kind: str) -> str:
    known = [float(row[key]) for row in rows if row[key] is not None]
    return _cell(sum(known) if known else None, kind)


def _pressure(book: LedgerBook, gm_code: str | None) -> Fold | None:
    """Return what each municipality does already, all counters side by side (R26)."""
    rows = _here(book, book.ledger.pressure, gm_code)
    if not rows:
        return None
    counters = [key for key in COUNTERS if key in rows[0]]
    lines = tuple(
        (
            str(row["name"]),
            *(whole(row[key]) for key in counters),
            whole(row["together"]) + (" of meer" if row["incomplete"] else ""),
            shown(LedgerPressure, "per_1000", row["per_1000"]),
        )
        for row in rows
    )
    heads = tuple(heading(LedgerPressure, k) for k in ("name", *counters, "together", "per_1000"))
    return Fold(
        "Wat een gemeente nu al doet",
        ("Alle tellers naast elkaar, in gebruik. Samen is geen doel: elke taak staat apart.",),
        (Grid("Druk per gemeente", heads, lines, numeric=tuple(range(1, len(heads)))),),
    )
