"""Gather what a reader may open under the ledger: the rows, the shares, the agreements."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from maps.base import words
from maps.base.blocks import Fold, Grid, Row, entered, whole
from maps.content.ledger_lookup import COUNTERS, LedgerBook
from maps.content.ledger_parts import later_folds
from sites.base.dutch import UNKNOWN, counted, long_day, number
from sites.tables.columns import short
from sites.tables.ledger import (
    LedgerAgreements,
    LedgerCounted,
    LedgerDeals,
    LedgerPending,
    LedgerShares,
)
from sites.tables.tasks import OFFICIAL, LedgerToRealise


def ledger_folds(book: LedgerBook, gm_code: str | None) -> tuple[Fold, ...]:
    """Return the folded parts of one page, in reading order."""
    makers = (_rows, _pending, _to_realise, _shares, _agreements, _deals)
    first = (fold for make in makers if (fold := make(book, gm_code)) is not None)
    return (*first, *later_folds(book, gm_code))


def _rows(book: LedgerBook, gm_code: str | None) -> Fold | None:
    rows = [r for r in book.rows(book.ledger.rows) if gm_code in (None, r["gm_code"])]
    if not rows:
        return None
    order = {key: i for i, key in enumerate(COUNTERS)}
    rows.sort(key=lambda r: (order.get(str(r["counter"]), 9), str(r["name"]), str(r["from_date"])))
    lines = tuple(_row(row) for row in rows)
    heads = short(LedgerCounted, "name", "counted", "places", "from_date", "note")
    day = long_day(date.fromisoformat(book.on))
    return Fold(
        f"Rij voor rij: {counted(len(rows), 'regel', 'regels')} op {day}",
        (f"Elke regel is één locatie met één termijn. {UNKNOWN.capitalize()} is geen nul.",),
        (Grid("Waar de tellers uit bestaan", heads, lines, numeric=(2,), fixed=(3,)),),
    )


def _row(row: Row) -> tuple[str, ...]:
    since, until = row["from_date"], row["until_date"]
    kind = COUNTERS.get(str(row["counter"]), str(row["counter"]))
    term = f"{words.iso_day(since)} tot {words.iso_day(until)}" if since or until else UNKNOWN
    said = "; bron: ".join(str(text) for text in (row["note"], row["source"]) if text)
    return str(row["name"]), f"{kind}, {row['counted']}", whole(row["places"]), term, said


def _shares(book: LedgerBook, gm_code: str | None) -> Fold | None:
    rows = [r for r in book.rows(book.ledger.shares) if gm_code in (None, r["gm_code"])]
    if not rows:
        return None
    keys = ("population_share", "own_share", *reversed(OFFICIAL))
    if all(row[key] is None for row in rows for key in keys):
        return None  # nobody asked anything of this area, nor gave its key
    of = "" if book.target is None else f" in de {number(book.target)} plekken"
    lines = [(str(row["name"]), *(_share(row[key], key) for key in keys)) for row in rows]
    if gm_code is None:
        sums = (_share(_sum(rows, key), key) for key in keys)
        lines.append(("Samen", *sums))
    return Fold(
        "Aandeel op verschillende manieren",
        (
            (
                "Geen van deze is dé waarheid: de gemeenten spreken samen af wat eerlijk is. "
                "Naar inwoners is berekend; een opgave is door iemand genoemd of vastgesteld."
            ),
        ),
        (
            Grid(
                f"Aandeel{of}",
                short(LedgerShares, "name", *keys),
                tuple(lines),
                numeric=tuple(range(1, 1 + len(keys))),
                total=gm_code is None,
            ),
        ),
    )


def _share(value: int | None, key: str) -> str:
    return whole(value) if key in OFFICIAL[1:] else entered(value)


def _sum(rows: Sequence[Row], key: str) -> int | None:
    known = [int(row[key]) for row in rows if row[key] is not None]
    return sum(known) if known else None


def _pending(book: LedgerBook, gm_code: str | None) -> Fold | None:
    """Return what is planned or talked of and does not count on the day."""
    rows = [r for r in book.rows(book.ledger.pending) if gm_code in (None, r["gm_code"])]
    if not rows:
        return None
    lines = tuple(
        (
            str(row["name"]),
            f"{COUNTERS.get(str(row['counter']), str(row['counter']))}, {row['standing']}",
            whole(row["places"]),
            words.iso_day(row["from_date"]),
            "; bron: ".join(str(text) for text in (row["note"], row["source"]) if text),
        )
        for row in rows
    )
    return Fold(
        f"Telt nog niet mee: {counted(len(rows), 'regel', 'regels')}",
        (
            (
                "Een plan telt pas als er een besluit is en een begindag, en pas vanaf die dag. "
                "Wat in onderzoek is, staat alleen hier."
            ),
        ),
        (
            Grid(
                "Wat nog niet meetelt",
                short(LedgerPending, "name", "standing", "places", "from_date", "note"),
                lines,
                numeric=(2,),
                fixed=(3,),
            ),
        ),
    )


def _to_realise(book: LedgerBook, gm_code: str | None) -> Fold | None:
    """Return what is asked of each municipality, what is in use and what is still to come."""
    rows = [r for r in book.rows(book.ledger.to_realise) if gm_code in (None, r["gm_code"])]
    if not rows:
        return None
    keys = ("existing", "task", "computed")
    lines = tuple(
        (
            str(row["name"]),
            *(whole(row[key]) for key in keys),
            str(row["rests_on"]),
            whole(row["to_realise"]),
        )
        for row in rows
    )
    said = [
        (
            "Nog te realiseren is de opgave min de reguliere plekken in gebruik. Zonder opgave "
            "geldt het berekende aandeel."
        )
    ]
    if gm_code is None:
        said.append(
            f"De gemeenten tellen niet op tot het cijfer van {book.region}: sommige doen al meer "
            "dan hun aandeel."
        )
    grid = Grid(
        f"Doel: {book.ledger.target_words}",
        short(LedgerToRealise, "name", *keys, "rests_on", "to_realise"),
        lines,
        numeric=(1, 2, 3, 5),
    )
    return Fold("Nog te realiseren per gemeente", tuple(said), (grid,))


def _agreements(book: LedgerBook, gm_code: str | None) -> Fold | None:
    rows = [
        row
        for row in book.rows(book.ledger.agreements)
        if gm_code in (None, row["gm_code"]) and row["agreements"]
    ]
    if not rows:
        return None
    after = any(row["share_after"] is not None for row in rows)
    lines = tuple(
        (
            str(row["name"]),
            _signed(row["places"]),
            *((whole(row["share_after"]),) if after else ()),
            _signed(row["statushouders_per_year"]),
            str(row["agreements"]).replace("|", ", "),
        )
        for row in rows
    )
    shown = ("name", "places", *(("share_after",) if after else ()), "statushouders_per_year")
    heads = short(LedgerAgreements, *shown, "agreements")
    numeric = tuple(range(1, len(heads) - 1))
    return Fold(
        "Afspraken tussen gemeenten: wat zij veranderen",
        ("Een afspraak verschuift een taak; er verdwijnt geen taak.",),
        (Grid("Meer (+) of minder (-) dan het eigen aandeel", heads, lines, numeric),),
    )


def _deals(book: LedgerBook, gm_code: str | None) -> Fold | None:
    """Return the register: what is agreed, between whom and until when (R14)."""
    rows = [
        row for row in book.rows(book.ledger.deals) if gm_code in (None, row["taker"], row["giver"])
    ]
    if not rows:
        return None
    lines = tuple(
        (
            str(row["id"]),
            f"{row['taker_name']} neemt over van {row['giver_name']}",
            whole(row["places"]),
            whole(row["statushouders_per_year"]),
            f"{words.iso_day(row['from_date'])} tot {words.iso_day(row['until_date'])}"
            + ("" if row["in_force"] else " (geldt nu niet)"),
            str(row["note"] or ""),
        )
        for row in rows
    )
    told = ("id", "taker_name", "places", "statushouders_per_year", "from_date", "note")
    heads = short(LedgerDeals, *told)
    return Fold(
        "Afspraken tussen gemeenten: het register",
        ("In ruil voor plekken neemt de andere gemeente statushouders over.",),
        (Grid("Afspraken", heads, lines, numeric=(2, 3)),),
    )


def _signed(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    amount = int(value or 0)
    return f"+{number(amount)}" if amount > 0 else number(amount)
