"""Write the ledger down for a policy adviser: a workbook, and its rows as CSV and Parquet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from maps.exports.csv_nl import csv_bytes
from maps.exports.schemas import LedgerSheet, LedgerTownDaysSheet
from maps.exports.tables import Sheet
from maps.exports.xlsx import table_book_bytes
from sites.base.dutch import long_day
from sites.ledger.rows import counter_words
from sites.ledger.tables import known_only
from sites.tables import ledger, tasks
from sites.tables.columns import headings
from sites.tables.filters import names_by
from sites.tables.results import LedgerTables

#: The columns of a row in the order a reader wants them.
_ROWS: Final = (
    "hub_id", "name", "gemeente", "counter", "counted", "places", "so_far", "from_date",
    "until_date", "note", "source", "confidence", "status", "gm_code",
)  # fmt: skip


def render_ledger(told: LedgerTables, *, title: str) -> Iterator[tuple[str, bytes]]:
    """Draw a ledger as files: name and bytes.

    The rows that count on the day go into the CSV and Parquet too; the Parquet keeps the machine
    names. No clock: the same ledger gives the same bytes.
    """
    names = names_by(told.shares, "gm_code")
    rows = _rows(told.rows, names)
    yield "telling.xlsx", _book(told, rows, names, title)
    yield "telling.csv", csv_bytes(_read(rows, names), headings(LedgerSheet))
    memory = io.BytesIO()
    told.rows.to_parquet(memory, index=False)
    yield "telling.parquet", memory.getvalue()


def _book(told: LedgerTables, rows: pd.DataFrame, names: Mapping[str, str], title: str) -> bytes:
    guide = [
        f"Wat telt op {long_day(told.on)}: {title}",
        "Concept, geen besluit.",
        *told.notes,
        "Alle andere tellers staan apart: zij zitten nooit in het reguliere totaal.",
        "Een lege cel betekent: onbekend. Onbekend is geen nul.",
        "Per dag: de stand geldt vanaf die dag tot de volgende dag in de tabel.",
    ]
    sheets = [
        replace(sheet, table=_read(sheet.table, names, told.recorded))
        for sheet in _sheets(told, rows)
    ]
    return table_book_bytes(sheets, guide, subject="Concept, geen besluit.", day=told.on)


def _sheets(told: LedgerTables, rows: pd.DataFrame) -> tuple[Sheet, ...]:
    """Return which table stands on which sheet, in order, and the schema that names its columns."""
    return (
        Sheet("totals", "Stand", told.totals, ledger.LedgerTotals),
        Sheet("rows", "Regels", rows, LedgerSheet),
        Sheet("towns", "Per gemeente", told.towns, ledger.LedgerTowns),
        Sheet("to_realise", "Nog te realiseren", told.to_realise, tasks.LedgerToRealise),
        Sheet("tasks", "Opgaven", told.tasks, tasks.LedgerTasks),
        Sheet("pending", "Telt nog niet", told.pending, ledger.LedgerPending),
        Sheet("days", "Per dag", told.days, ledger.LedgerDays),
        Sheet("town_days", "Per dag en gemeente", told.town_days, LedgerTownDaysSheet),
        Sheet("shares", "Aandelen", told.shares, ledger.LedgerShares),
        Sheet("tranches", "Twee tranches", told.tranches, ledger.LedgerTranches),
        Sheet("deals", "Afspraken", told.deals, ledger.LedgerDeals),
        Sheet("agreements", "Na de afspraken", told.agreements, ledger.LedgerAgreements),
        Sheet("pressure", "Druk", told.pressure, ledger.LedgerPressure),
        Sheet("bonus", "Bonus", told.bonus, ledger.LedgerBonus),
        Sheet("grants", "Woningprojecten", told.grants, ledger.LedgerGrants),
    )


def _rows(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows with a running total of the regular places in use, these first."""
    used = (rows["counter"] == "regulier") & (rows["counted"] == "bestaand")
    table = pd.concat([rows[used], rows[~used]], ignore_index=True)
    first = table.index < int(used.sum())
    table["so_far"] = table["places"].where(first).cumsum()
    table["gemeente"] = table["gm_code"].map(names)
    return table[list(_ROWS)]


def _read(
    table: pd.DataFrame, names: Mapping[str, str], recorded: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a table as a reader wants it: counters in words, municipalities by name."""
    out = table.copy()
    if {"existing", "unknown"} <= set(out):
        out = known_only(out, recorded)
    if "counter" in out:
        out["counter"] = out["counter"].map(counter_words)
    if "gm_code" in out and "name" not in out:
        order = list(out.columns)
        order.insert(order.index("gm_code") + 1, "gemeente")
        out["gemeente"] = out["gm_code"].map(names)
        out = out[order]
    return out
