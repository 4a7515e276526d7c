"""Say in plain Dutch what a state of the ledger rests on, and what is not in it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from sites.base.apportion import records
from sites.base.dutch import aside, counted, day, listed, moment, number
from sites.ledger.rows import counter_words
from sites.settings.ledger import REGULAR, LedgerParams

_SOON: Final = timedelta(days=365)


def total_notes(
    regular: int, on: date, target: int | None, params: LedgerParams, words: str | None = None
) -> list[str]:
    """Compare the regular total with the derived one and with the target, named by ``words``."""
    text = f"Op {day(on)}: {number(regular)} reguliere plekken in gebruik"
    if derived := params.derived_existing:
        more = "meer" if regular >= derived else "minder"
        text += (
            f", {number(abs(regular - derived))} {more} dan de {number(derived)} die volgen uit "
            f"{params.derived_from}"
        )
    if target is None:
        return [f"{text}."]
    left = target - regular
    if left > 0:
        goal = f"nog te realiseren {counted(left, 'plek', 'plekken')}"
    else:
        goal = "gehaald" + (f", {counted(-left, 'plek', 'plekken')} meer" if left else "")
    return [f"{text}.", f"Doel {words or number(target)}: {goal}."]


def ending_words(rows: pd.DataFrame, on: date) -> str:
    """Say how many of the regular places in use end, and when; nothing where none has an end.

    >>> rows = pd.DataFrame({"counter": "regulier", "counted": "bestaand", "places": [400, 300],
    ...     "until_date": ["2028-05-01", "2028-12-31"]})
    >>> ending_words(rows, date(2026, 11, 1))
    'Daarvan stoppen er 400 op 1-5-2028 en 300 op 31-12-2028.'
    """
    used = rows[(rows["counter"] == REGULAR) & (rows["counted"] == "bestaand")]
    used = used[used["until_date"].notna() & used["places"].notna()]
    ends = used.groupby("until_date")["places"].sum().sort_index()
    told = [
        f"{number(int(places))} op {day(date.fromisoformat(str(end)))}"
        for end, places in ends.items()
        if str(end) > on.isoformat() and places
    ]
    return f"Daarvan stoppen er {listed(told)}." if told else ""


def kinds_words(rows: pd.DataFrame) -> str:
    """Say what the places in use of all kinds add up to; nothing where there is one kind or none.

    >>> rows = pd.DataFrame({"counter": ["regulier", "noodopvang"], "counted": "bestaand",
    ...     "places": [890, 420]})
    >>> kinds_words(rows)
    'Van alle soorten opvang samen 1.310: 890 regulier en 420 noodopvang.'
    """
    used = rows[(rows["counted"] == "bestaand") & rows["places"].notna()]
    held = {str(c): int(n) for c, n in used.groupby("counter")["places"].sum().items() if n}
    if len(held) <= (REGULAR in held):
        return ""
    order = sorted(held, key=lambda counter: (counter != REGULAR, -held[counter], counter))
    told = [f"{number(held[counter])} {counter_words(counter)}" for counter in order]
    return f"Van alle soorten opvang samen {number(sum(held.values()))}: {listed(told)}."


def pending_notes(pending: pd.DataFrame) -> list[str]:
    """Say what is planned or talked of and does not count on the day, one line per standing.

    >>> pending_notes(pd.DataFrame({"standing": ["in onderzoek"], "name": ["AZC"],
    ...     "counter": ["regulier"], "places": [None], "from_date": [None]}))
    ['In onderzoek, telt niet mee: AZC (aantal onbekend).']
    """
    notes = []
    for standing, rows in pending.groupby("standing", sort=True):
        words = str(standing)
        told = [_pending_words(row) for row in records(rows)]
        notes.append(f"{words[:1].upper()}{words[1:]}, telt niet mee: {listed(told)}.")
    return notes


def _pending_words(row: dict[str, Any]) -> str:
    places = row["places"]
    said = ["aantal onbekend" if pd.isna(places) else counted(int(places), "plek", "plekken")]
    if row["counter"] != REGULAR:
        said.append(counter_words(row["counter"]))
    if isinstance(row["from_date"], str):
        said.append(f"vanaf {moment(row['from_date'])}")
    return aside(str(row["name"]), ", ".join(said))


def row_notes(live: pd.DataFrame, on: date) -> list[str]:
    """Say what the regular total rests on: rows without a start, rows that soon end, no number."""
    used = live[(live["counter"] == REGULAR) & (live["counted"] == "bestaand")]
    used = used[used["places"].notna()]
    notes = []
    if undated := int(used.loc[used["from_date"].isna(), "places"].sum()):
        notes.append(
            f"Van {counted(undated, 'plek', 'plekken')} staat geen begindatum in de bron. "
            "Die tellen op elke dag mee, met het laatst bekende aantal."
        )
    soon = used[used["until_date"].fillna("9999-12-31") < (on + _SOON).isoformat()]
    if len(soon):
        ends = [
            f"{name} ({counted(int(places), 'plek', 'plekken')} tot {day(date.fromisoformat(end))})"
            for name, places, end in zip(
                soon["name"], soon["places"], soon["until_date"], strict=True
            )
        ]
        notes.append(f"Binnen een jaar stopt: {listed(ends)}.")
    if unknown := int(live["places"].isna().sum()):
        notes.append(
            f"Van {counted(unknown, 'regel', 'regels')} is het aantal plekken onbekend: "
            "die tellen niet mee."
        )
    return notes


def outside_notes(rows: pd.DataFrame, inside: pd.DataFrame) -> list[str]:
    """Say what lies outside the area or has no municipality.

    >>> rows = pd.DataFrame({"gm_code": ["GM0307", "GM0999", None]})
    >>> outside_notes(rows, rows.head(1))[1]
    'Buiten het gebied, en daarom niet geteld: 1 regel.'
    >>> outside_notes(rows.head(1), rows.head(1))
    []
    """
    notes = []
    if lost := int(rows["gm_code"].isna().sum()):
        notes.append(f"Zonder gemeente, en daarom niet geteld: {counted(lost, 'regel', 'regels')}.")
    if away := len(rows) - len(inside) - lost:
        notes.append(
            f"Buiten het gebied, en daarom niet geteld: {counted(away, 'regel', 'regels')}."
        )
    return notes


def unrecorded_notes(counters: Sequence[str], recorded: Sequence[str]) -> list[str]:
    """Say about which counters the ledger knows nothing: that is unknown, and not 0.

    >>> unrecorded_notes(["regulier"], ["regulier"])
    []
    >>> unrecorded_notes(["regulier", "amv"], ["regulier"])
    ['Wat in gebruik is voor minderjarigen (amv) staat niet in de bron: dat is onbekend, geen nul.']
    """
    missing = [counter_words(counter) for counter in counters if counter not in recorded]
    if not missing:
        return []
    words = listed(missing)
    return [f"Wat in gebruik is voor {words} staat niet in de bron: dat is onbekend, geen nul."]
