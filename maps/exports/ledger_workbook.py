"""Write the ledger down for a policy adviser: a workbook, and its rows as CSV and Parquet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from maps.exports.csv_nl import csv_bytes
from maps.exports.schemas import LedgerSheet, LedgerTownDaysSheet
from maps.exports.xlsx import TableSheet, table_book_bytes
from sites.base.dutch import long_day
from sites.ledger.rows import counter_words
from sites.ledger.tables import known_only
from sites.tables import ledger
from sites.tables.columns import headings

#: The columns of a row in the order a reader wants them.
_ROWS: Final = (
    "hub_id", "name", "gemeente", "counter", "counted", "places", "so_far", "from_date",
    "until_date", "note", "source", "confidence", "status", "gm_code",
)  # fmt: skip
#: Which table stands on which sheet, in order, and the schema that names its columns.
_SHEETS: Final = {
    "Stand": ("ledger_totals", ledger.LedgerTotals),
    "Regels": ("ledger", LedgerSheet),
    "Per gemeente": ("ledger_towns", ledger.LedgerTowns),
    "Per dag": ("ledger_days", ledger.LedgerDays),
    "Per dag en gemeente": ("ledger_town_days", LedgerTownDaysSheet),
    "Aandelen": ("ledger_shares", ledger.LedgerShares),
    "Twee tranches": ("ledger_tranches", ledger.LedgerTranches),
    "Afspraken": ("ledger_deals", ledger.LedgerDeals),
    "Na de afspraken": ("ledger_agreements", ledger.LedgerAgreements),
    "Druk": ("ledger_pressure", ledger.LedgerPressure),
    "Bonus": ("ledger_bonus", ledger.LedgerBonus),
    "Woningprojecten": ("ledger_grants", ledger.LedgerGrants),
}


def render_ledger(tables: Mapping[str, Any], *, title: str) -> Iterator[tuple[str, bytes]]:
    """Draw the tables of ``sites.ledger.tables.ledger_extras`` as files: name and bytes.

    The rows that count on the day go into the CSV and Parquet too; the Parquet keeps the machine
    names. No clock: the same ledger gives the same bytes.
    """
    towns = tables["ledger_shares"]
    names = dict(zip(towns["gm_code"], towns["name"], strict=True))
    rows = _rows(tables["ledger"], names)
    yield "telling.xlsx", _book(tables, rows, names, title)
    yield "telling.csv", csv_bytes(_read(rows, names), headings(LedgerSheet))
    memory = io.BytesIO()
    tables["ledger"].to_parquet(memory, index=False)
    yield "telling.parquet", memory.getvalue()


def _book(
    tables: Mapping[str, Any], rows: pd.DataFrame, names: Mapping[str, str], title: str
) -> bytes:
    day = date.fromisoformat(tables["ledger_on"])
    guide = [
        f"Wat telt op {long_day(day)}: {title}",
        "Concept, geen besluit.",
        *tables["ledger_notes"],
        "Alle andere tellers staan apart: zij zitten nooit in het reguliere totaal.",
        "Een lege cel betekent: onbekend. Onbekend is geen nul.",
        "Per dag: de stand geldt vanaf die dag tot de volgende dag in de tabel.",
    ]
    found = {**tables, "ledger": rows}
    sheets = {
        sheet: TableSheet(_read(found[name], names, tables["ledger_recorded"]), schema)
        for sheet, (name, schema) in _SHEETS.items()
    }
    return table_book_bytes(sheets, guide, subject="Concept, geen besluit.", day=day)


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
