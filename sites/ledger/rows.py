"""Build the ledger's rows: what each reception location counts as, and from when until when.

The rows come from the terms of the basisset where these tell of a location, else from its kind;
what the user entered goes before both. An unknown number of places is a row that says so.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import LedgerError, records
from sites.base.messages import say
from sites.settings.ledger import CNO, COUNTERS, REGULAR, Entry
from sites.tables.ledger import LedgerRows

TO_CHECK: Final = "na te gaan"
#: What a reader sees a counter called; an own counter goes by its own name.
COUNTER_WORDS: Final = {
    REGULAR: "regulier",
    "amv": "minderjarigen (amv)",
    CNO: "crisisnoodopvang (CNO)",
    "noodopvang": "noodopvang",
    "oekraine": "Oekraïne",
    "statushouders": "statushouders",
}
#: The first pattern found in a location's kind decides; emergency goes before all else.
_KINDS: Final = (
    ("crisis", CNO),
    ("cno", CNO),
    ("noodopvang", "noodopvang"),
    ("amv", "amv"),
    ("oekra", "oekraine"),
    ("statushouder", "statushouders"),
    ("azc", REGULAR),
    ("asielzoekerscentrum", REGULAR),
    ("regulier", REGULAR),
    (r"\b[pc]ol\b", REGULAR),
    ("tijdelijk", "noodopvang"),
)


COLUMNS: Final = (
    "hub_id", "name", "gm_code", "counter", "status", "places", "decided", "from_date",
    "until_date", "note", "source", "confidence",
)  # fmt: skip


def counter_words(counter: str) -> str:
    """Return what a reader sees a counter called.

    >>> counter_words("cno"), counter_words("spoedzoekers")
    ('crisisnoodopvang (CNO)', 'spoedzoekers')
    """
    return COUNTER_WORDS.get(counter, counter)


def ledger_rows(
    hubs: pd.DataFrame,
    unplaced: pd.DataFrame | None,
    terms: pd.DataFrame | None,
    entries: Iterable[Entry] = (),
    *,
    counters: Sequence[str] = COUNTERS,
) -> DataFrame[LedgerRows]:
    """Build the rows; ``entries`` go before ``terms``, and these before the table itself.

    ``terms`` has hub_id, counter, status, places, from_date, until_date, note (and where known
    source, confidence); a location may have several. A location without terms counts by its kind,
    with no dates.

    Raises
    ------
    LedgerError
        A term for an unknown location, an unknown counter, a date that is not ISO, a term that
        ends before it starts, an entry of its own without a municipality.
    """
    columns = ["hub_id", "name", "gm_code", "kind", "status", "places", "source", "confidence"]
    known = pd.concat(
        [
            hubs.reindex(columns=columns),
            *([] if unplaced is None else [unplaced.reindex(columns=columns)]),
        ],
        ignore_index=True,
    )
    facts = {row["hub_id"]: row for row in records(known)}
    rows = [_entry(entry, facts.get(entry.id)) for entry in entries]
    told = {row["hub_id"] for row in rows}
    if terms is not None:
        rows += [_term(row, facts, counters) for row in records(terms) if row["hub_id"] not in told]
    told = {row["hub_id"] for row in rows}
    rows += [_by_kind(row) for key, row in facts.items() if key not in told]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table.sort_values(["hub_id", "counter", "from_date"], ignore_index=True, kind="stable")
    return DataFrame[LedgerRows](table)


def _entry(entry: Entry, fact: dict[str, Any] | None) -> dict[str, Any]:
    gm_code = entry.gm_code or (fact or {}).get("gm_code")
    if not isinstance(gm_code, str):
        no_place, no_town = say("it is no reception location"), say("its location has none")
        raise LedgerError(
            "ledger.entries {id} has no municipality ({why}); give it a gm_code",
            id=entry.id,
            why=no_place if fact is None else no_town,
        )
    return {
        "hub_id": entry.id,
        "name": entry.name or (fact or {}).get("name") or entry.id,
        "gm_code": gm_code,
        "counter": entry.counter,
        "status": entry.status,
        "places": entry.places,
        "decided": entry.decided,
        "from_date": None if entry.from_date is None else entry.from_date.isoformat(),
        "until_date": None if entry.until_date is None else entry.until_date.isoformat(),
        "note": entry.note,
        "source": entry.source,
        "confidence": None,
    }


def _term(
    row: dict[str, Any], facts: dict[str, dict[str, Any]], counters: Sequence[str]
) -> dict[str, Any]:
    hub_id = str(row["hub_id"])
    if hub_id not in facts:
        raise LedgerError(
            "term for {hub_id}: no such reception location; add it or remove the term",
            hub_id=hub_id,
        )
    if row["counter"] not in counters:
        raise LedgerError(
            "term of {hub_id}: unknown counter {counter!r}; use {counters}",
            hub_id=hub_id,
            counter=row["counter"],
            counters=", ".join(counters),
        )
    start, end = (_day(row.get(key), hub_id) for key in ("from_date", "until_date"))
    if start is not None and end is not None and end < start:
        raise LedgerError(
            "term of {hub_id} ends ({end}) before it starts ({start}); mend the dates",
            hub_id=hub_id,
            end=end,
            start=start,
        )
    fact = facts[hub_id]
    return {
        "hub_id": hub_id,
        "name": fact["name"],
        "gm_code": fact["gm_code"],
        "counter": row["counter"],
        "status": row["status"],
        "places": row["places"],
        "decided": _text(row.get("decided")),
        "from_date": None if start is None else start.isoformat(),
        "until_date": None if end is None else end.isoformat(),
        "note": _text(row.get("note")),
        "source": _text(row.get("source")) or fact["source"],
        "confidence": _text(row.get("confidence")) or fact["confidence"],
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: object, hub_id: str) -> date | None:
    if value is None or value != value or value is pd.NA:  # noqa: PLR0124 - NaN
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise LedgerError(
            "term of {hub_id}: {value!r} is not a date; write jjjj-mm-dd",
            hub_id=hub_id,
            value=value,
        ) from None


def _by_kind(fact: dict[str, Any]) -> dict[str, Any]:
    """Count a location by its kind; a kind that nobody knows is never counted as regular."""
    kind = str(fact["kind"]).lower()
    counter = next((name for word, name in _KINDS if re.search(word, kind)), None)
    words = {"in gebruik": "bestaand", "gepland": "gepland", "beëindigd": "beëindigd"}
    status = words.get(str(fact["status"]), TO_CHECK)
    note = "zonder termijn: telt elke dag"
    if counter is None:
        note = f"soort {str(fact['kind'])[:40]!r} is onbekend: na te gaan of dit regulier is"
        status = TO_CHECK if status == "bestaand" else status
    keep = ("hub_id", "name", "gm_code", "places", "source", "confidence")
    return {key: fact[key] for key in keep} | {
        "counter": counter or REGULAR,
        "status": status,
        "decided": None,
        "from_date": None,
        "until_date": None,
        "note": note,
    }
