"""Gather the later tables of the ledger: pressure, tranches, bonus, projects; one spec each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from maps.base.blocks import Fold, Grid, whole
from maps.content.ledger_lookup import COUNTERS, LedgerBook, Row
from sites.base.dutch import UNKNOWN, number

NOT_ENTERED: Final = "niet ingevoerd"


@dataclass(frozen=True)
class _Spec:
    """A table of the ledger: its words, and per column its header and how a cell is written."""

    table: str
    title: str
    intro: str
    caption: str
    columns: tuple[tuple[str, str, str], ...]  # column, header, "text", "count", "euro" ...


_SPECS: Final = (
    _Spec(
        "ledger_tranches",
        "In één keer of in twee tranches",
        "De verdeling in twee stappen telt op tot hetzelfde aantal; afronden kan een plek "
        "verschuiven.",
        "Plekken per gemeente",
        (("name", "Gemeente", "text"), ("once", "In één keer", "count"),
         ("tranche_1", "Eerste tranche", "count"), ("tranche_2", "Tweede tranche", "count"),
         ("difference", "Verschil", "count")),
    ),
    _Spec(
        "ledger_bonus",
        "Bonus en terugbetalen",
        "Een bonus voor plekken die er niet komen, moet terug. De opmerkingen zeggen of dit een "
        "toezegging is of een rekenvoorbeeld.",
        "Bonus per gemeente",
        (("name", "Gemeente", "text"), ("promised", "Toegezegd", "entered"),
         ("realised", "Gerealiseerd", "entered"), ("bonus_eur", "Bonus", "euro"),
         ("claw_back_eur", "Terug te betalen", "euro")),
    ),
    _Spec(
        "ledger_grants",
        "Woningprojecten en hun bedragen",
        "Bedragen voor grote woningen en voor verbouwen, met de index van het prijspeil.",
        "Projecten",
        (("name", "Project", "text"), ("large_dwellings", "Grote woningen", "count"),
         ("dwellings", "Woningen", "count"), ("rebuild_eur", "Verbouw", "euro"),
         ("dwelling_eur", "Woningen (bedrag)", "euro"), ("total_eur", "Samen", "euro")),
    ),
)  # fmt: skip


def later_folds(book: LedgerBook, gm_code: str | None) -> tuple[Fold, ...]:
    """Return the folds of one page: pressure first, then each table that says something here."""
    folds = [_pressure(book, gm_code), *(_fold(book, spec, gm_code) for spec in _SPECS)]
    return tuple(fold for fold in folds if fold is not None)


def _here(book: LedgerBook, table: str, gm_code: str | None) -> list[Row]:
    rows = book.rows(table)
    return [r for r in rows if gm_code in (None, r.get("gm_code"), r.get("id"))]


def _fold(book: LedgerBook, spec: _Spec, gm_code: str | None) -> Fold | None:
    rows = _here(book, spec.table, gm_code)
    if not rows:
        return None
    lines = [tuple(_cell(row.get(key), kind) for key, _, kind in spec.columns) for row in rows]
    summed = len(rows) > 1
    if summed:
        lines.append(("Samen", *(_total(rows, key, kind) for key, _, kind in spec.columns[1:])))
    grid = Grid(
        spec.caption,
        tuple(head for _, head, _ in spec.columns),
        tuple(lines),
        numeric=tuple(range(1, len(spec.columns))),
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
    known = [float(row[key]) for row in rows if row.get(key) is not None]
    return _cell(sum(known) if known else None, kind)


def _pressure(book: LedgerBook, gm_code: str | None) -> Fold | None:
    """Return what each municipality does already, all counters side by side (R26)."""
    rows = _here(book, "ledger_pressure", gm_code)
    if not rows:
        return None
    counters = [key for key in COUNTERS if key in rows[0]]
    lines = tuple(
        (
            str(row["name"]),
            *(whole(row[key]) for key in counters),
            whole(row["together"]) + (" of meer" if row.get("incomplete") else ""),
            UNKNOWN if row["per_1000"] is None else number(float(row["per_1000"]), 1),
        )
        for row in rows
    )
    heads = ("Gemeente", *(COUNTERS[key] for key in counters), "Samen", "Per 1.000 inwoners")
    return Fold(
        "Wat een gemeente nu al doet",
        ("Alle tellers naast elkaar, in gebruik. Samen is geen doel: elke taak staat apart.",),
        (Grid("Druk per gemeente", heads, lines, numeric=tuple(range(1, len(heads)))),),
    )
