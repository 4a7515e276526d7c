"""Find every day on which regular places in use change: by an event, or by their own dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sites.ledger.state import REGULAR
from sites.outcome.events_asked import Event, held_on

TERM: Final = "looptijd eindigt"


@dataclass(frozen=True)
class Step:
    """One change of the regular places of one location on a day; ``asked`` is no end of a term."""

    on: date
    id: str
    kind: str
    asked: bool
    before: int  # places
    after: int
    is_outside: bool = False  # of the area: its places never counted, so none are lost


def hub_steps(
    rows: pd.DataFrame,
    events: Sequence[Event],
    first: date,
    last: date,
    gm_codes: Collection[str],
) -> list[Step]:
    """Return every change of regular places in use, asked or by its own dates.

    ``gm_codes`` are the municipalities of the area: what exists in others counts nowhere.
    """
    verbs = {(event.id, event.on): event.verb for event in events}
    regular = rows[(rows["counter"] == REGULAR) & (rows["status"] == "bestaand")]
    found = []
    for hub_id in sorted(set(regular["hub_id"].astype(str))):
        own = regular[regular["hub_id"] == hub_id]
        is_outside = not own["gm_code"].isin(gm_codes).any()
        texts = {*own["from_date"].dropna(), *own["until_date"].dropna()}
        for on in sorted(date.fromisoformat(text) for text in texts):
            if not first < on < last:
                continue
            eve = on - timedelta(days=1)
            before, after = held_on(rows, hub_id, eve), held_on(rows, hub_id, on)
            if before == after:
                continue
            verb = verbs.get((hub_id, on))
            kind = verb or (TERM if after < before else "groeit" if before else "opent")
            found.append(Step(on, hub_id, kind, verb is not None, before, after, is_outside))
    return sorted(found, key=lambda step: (step.on, step.id))
