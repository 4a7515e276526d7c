"""Write the ledger down for a policy adviser: a workbook, and its rows as CSV and Parquet."""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from maps.exports.csv_nl import csv_bytes
from maps.exports.xlsx import table_book_bytes
from sites.base.dutch import long_day
from sites.ledger.rows import COUNTER_WORDS, counter_words
from sites.ledger.tables import known_only

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
#: Which table stands on which sheet, in order.
_SHEETS: Final = {
    "Stand": "ledger_totals",
    "Regels": "ledger",
    "Per gemeente": "ledger_towns",
    "Per dag": "ledger_days",
    "Per dag en gemeente": "ledger_town_days",
    "Aandelen": "ledger_shares",
    "Twee tranches": "ledger_tranches",
    "Afspraken": "ledger_deals",
    "Na de afspraken": "ledger_agreements",
    "Druk": "ledger_pressure",
    "Bonus": "ledger_bonus",
    "Woningprojecten": "ledger_grants",
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
    yield "telling.csv", csv_bytes(_read(rows, names), LEDGER_HEADERS)
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
        sheet: (_read(found[name], names, tables["ledger_recorded"]), LEDGER_HEADERS)
        for sheet, name in _SHEETS.items()
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
