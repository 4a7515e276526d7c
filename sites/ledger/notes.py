"""Say in plain Dutch what a state of the ledger rests on, and what is not in it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sites.base.dutch import counted, day, listed, number
from sites.ledger.rows import counter_words
from sites.settings.ledger import REGULAR, LedgerParams

_SOON: Final = timedelta(days=365)


def total_notes(regular: int, on: date, target: int, params: LedgerParams) -> list[str]:
    """Compare the regular total with the derived one and with the target."""
    text = f"Op {day(on)}: {number(regular)} reguliere plekken in gebruik"
    if derived := params.derived_existing:
        more = "meer" if regular >= derived else "minder"
        text += (
            f", {number(abs(regular - derived))} {more} dan de {number(derived)} die volgt uit "
            f"{params.derived_from}"
        )
    left = target - regular
    if left > 0:
        goal = f"nog {counted(left, 'plek', 'plekken')} te gaan"
    else:
        goal = "gehaald" + (f", {counted(-left, 'plek', 'plekken')} meer" if left else "")
    return [f"{text}.", f"Doel {number(target)}: {goal}."]


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
