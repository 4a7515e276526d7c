"""Tell the one who runs it which entered words an edition holds, and which it leaves out.

For the screen and for ``intern/`` only: it names and counts exactly.
"""

from collections.abc import Iterator

import pandas as pd

from opvangkaart.runs.inputs import Inputs
from sites.base.messages import Message, say_counted
from sites.settings.ledger import Agreement, Entry, LedgerParams, Project
from sites.tables.editions import ENTERED, allowed
from sites.tables.minors import is_for_minors
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: So many of what is shown are named.
NAMED = 5


def edition_notes(inputs: Inputs, edition: Edition) -> Iterator[Message]:
    """Say of facts, notes and ledger what an edition leaves out, and warn of what it shows."""
    asked = inputs.scenario.sites
    for name, table in ((asked.facts, inputs.facts), (asked.notes, inputs.sheets)):
        if name is not None and table is not None:
            yield from _of(name, table["site_id"], table["confidentiality"], edition)
    yield from ledger_notes(inputs.scenario.ledger, edition)


def ledger_notes(params: LedgerParams, edition: Edition) -> Iterator[Message]:
    """Say the same of what was entered in the ledger.

    >>> entry = {"id": "hotel", "counter": "cno", "gm_code": "GM0344"}
    >>> params = LedgerParams.model_validate({"entries": [entry]})
    >>> [str(note)[:54] for note in ledger_notes(params, "raad")]
    ['ledger.entries: 1 left out of the edition raad; see it']
    >>> list(ledger_notes(params, "intern"))
    []
    """
    for name in ENTERED:
        rows = getattr(params, name)
        ids = pd.Series([_id(one) for one in rows], dtype="object")
        levels = pd.Series([one.confidentiality for one in rows], dtype="object")
        yield from _of(f"ledger.{name}", ids, levels, edition)


def _id(one: Entry | Agreement | Project) -> str | None:
    """Return the id, but for minors: no lower edition shows it, and so no line about one."""
    return None if isinstance(one, Entry) and is_for_minors(one.counter) else one.id


def _of(what: str, ids: pd.Series, levels: pd.Series, edition: Edition) -> Iterator[Message]:
    if edition == CONFIDENTIALITY[-1]:
        return
    shown = levels.isin(allowed(edition))
    if hidden := int((~shown).sum()):
        yield say_counted(
            "{what}: {count} left out of the edition {edition}; see it with --edition {needed}, or "
            "write in its confidentiality who may read it",
            "{what}: {count} left out of the edition {edition}; see them with --edition {needed}, "
            "or write in their confidentiality who may read them",
            count=hidden, what=what, edition=edition,
            needed=max(levels, key=CONFIDENTIALITY.index),
        )  # fmt: skip
    told = ids[shown].dropna().astype(str)
    if entered := len(told):
        named = tuple(dict.fromkeys(told))
        yield say_counted(
            "{what}: the edition {edition} shows {count} that was entered ({names}{more}); check "
            "that all its readers may see it",
            "{what}: the edition {edition} shows {count} that were entered ({names}{more}); check "
            "that all its readers may see them",
            count=entered, what=what, edition=edition, names=named[:NAMED],
            more=", …" if len(named) > NAMED else "",
        )  # fmt: skip
