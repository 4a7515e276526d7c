"""Write the ledger down for a policy adviser: a workbook, and its rows as CSV and Parquet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from maps.exports.csv_nl import csv_bytes
from maps.exports.tables import Sheet
from maps.exports.xlsx import table_book_bytes
from sites.base.dutch import long_day
from sites.ledger.rows import COUNTER_WORDS, counter_words
from sites.ledger.tables import known_only
from sites.tables.results import LedgerTables

#: The Dutch words of every column of the ledger's tables.
LEDGER_HEADERS: Final = {
    "hub_id": "Code",
    "name": "Naam",
    "gm_code": "Gemeentecode",
    "gemeente": "Gemeente",
    "counter": "Teller",
    "status": "Status",
    "counted": "Telt als",
    "places": "Plekken",
    "so_far": "Opgeteld",
    "from_date": "Vanaf",
    "until_date": "Tot (die dag telt niet meer)",
    "note": "Opmerking",
    "source": "Bron",
    "confidence": "Zekerheid",
    "on": "Vanaf",
    "existing": "In gebruik",
    "planned": "Gepland",
    "to_check": "Na te gaan",
    "unknown": "Regels zonder aantal",
    "population_share": "Naar inwoners",
    "own_share": "Eigen sleutel",
    "task": "Ingevulde opgave",
    "entered": "Opgave ingevuld",
    "once": "In één keer",
    "tranche_1": "Eerste tranche",
    "tranche_2": "Tweede tranche",
    "in_two": "Samen in twee tranches",
    "difference": "Verschil",
    "statushouders_per_year": "Statushouders per jaar",
    "agreements": "Afspraken",
    "share": "Aandeel",
    "share_after": "Aandeel na de afspraken",
    "housing_task": "Taak huisvesting statushouders per jaar",
    "housing_after": "Taak na de afspraken",
    "id": "Code",
    "kind": "Soort",
    "taker": "Code neemt plekken over",
    "taker_name": "Neemt plekken over",
    "giver": "Code van",
    "giver_name": "Van",
    "in_force": "Geldt op de peildatum",
    "together": "Samen",
    "per_1000": "Per 1.000 inwoners",
    "incomplete": "Onvolledig",
    "promised": "Toegezegd",
    "realised": "Gerealiseerd",
    "bonus_eur": "Bonus (euro)",
    "earned_eur": "Verdiend (euro)",
    "claw_back_eur": "Terug te betalen (euro)",
    "large_dwellings": "Woningen voor 6 personen en meer",
    "dwellings": "Woningen",
    "rebuild_eur": "Verbouw (euro)",
    "dwelling_eur": "Woningen (euro)",
    "total_eur": "Samen (euro)",
} | COUNTER_WORDS
#: The columns of a row in the order a reader wants them.
_ROWS: Final = (
    "hub_id", "name", "gemeente", "counter", "counted", "places", "so_far", "from_date",
    "until_date", "note", "source", "confidence", "status", "gm_code",
)  # fmt: skip


def render_ledger(ledger: LedgerTables, *, title: str) -> Iterator[tuple[str, bytes]]:
    """Draw a ledger as files: name and bytes.

    The rows that count on the day go into the CSV and Parquet too; the Parquet keeps the machine
    names. No clock: the same ledger gives the same bytes.
    """
    names = dict(zip(ledger.shares["gm_code"], ledger.shares["name"], strict=True))
    rows = _rows(ledger.rows, names)
    yield "telling.xlsx", _book(ledger, rows, names, title)
    yield "telling.csv", csv_bytes(_read(rows, names), LEDGER_HEADERS)
    memory = io.BytesIO()
    ledger.rows.to_parquet(memory, index=False)
    yield "telling.parquet", memory.getvalue()


def _book(ledger: LedgerTables, rows: pd.DataFrame, names: Mapping[str, str], title: str) -> bytes:
    guide = [
        f"Wat telt op {long_day(ledger.on)}: {title}",
        "Concept, geen besluit.",
        *ledger.notes,
        "Alle andere tellers staan apart: zij zitten nooit in het reguliere totaal.",
        "Een lege cel betekent: onbekend. Onbekend is geen nul.",
        "Per dag: de stand geldt vanaf die dag tot de volgende dag in de tabel.",
    ]
    sheets = [
        Sheet(name, title, _read(table, names, ledger.recorded), LEDGER_HEADERS)
        for name, title, table in _sheets(ledger, rows)
    ]
    return table_book_bytes(sheets, guide, subject="Concept, geen besluit.", day=ledger.on)


def _sheets(ledger: LedgerTables, rows: pd.DataFrame) -> tuple[tuple[str, str, pd.DataFrame], ...]:
    """Return which table stands on which sheet, in order."""
    return (
        ("ledger_totals", "Stand", ledger.totals),
        ("ledger", "Regels", rows),
        ("ledger_towns", "Per gemeente", ledger.towns),
        ("ledger_days", "Per dag", ledger.days),
        ("ledger_town_days", "Per dag en gemeente", ledger.town_days),
        ("ledger_shares", "Aandelen", ledger.shares),
        ("ledger_tranches", "Twee tranches", ledger.tranches),
        ("ledger_deals", "Afspraken", ledger.deals),
        ("ledger_agreements", "Na de afspraken", ledger.agreements),
        ("ledger_pressure", "Druk", ledger.pressure),
        ("ledger_bonus", "Bonus", ledger.bonus),
        ("ledger_grants", "Woningprojecten", ledger.grants),
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
