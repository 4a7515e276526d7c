"""Find every day on which regular places in use change: by an event, or by their own dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sites.base.dutch import counted, number
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


def day_words(people: int, homeless: int, opened: int, unsupported: int, went: int) -> str:
    """Say what a day does: who loses a place, what opens, what loses its mother location.

    >>> day_words(1, 1, 0, 0, 0)
    '1 bewoner verliest een plek en vindt geen andere.'
    >>> day_words(496, 0, 2, 1, 0)
    '496 bewoners verliezen een plek en vinden een andere. 2 nieuwe locaties. \
1 locatie raakt de moederlocatie kwijt en gaat niet dicht.'
    >>> day_words(496, 1, 0, 3, 1)
    '496 bewoners verliezen een plek: 495 vinden een andere, 1 niet. \
3 locaties raken de moederlocatie kwijt; 1 daarvan gaat dicht.'
    """
    said = ["Niemand verliest een plek."]
    if people:
        said = [f"{counted(people, 'bewoner verliest', 'bewoners verliezen')} een plek"]
        finds, found = ("vindt" if people == 1 else "vinden"), people - homeless
        if homeless in (0, people):
            said[0] += f" en {finds} {'geen andere' if homeless else 'een andere'}."
        else:
            said[0] += f": {counted(found, 'vindt', 'vinden')} een andere, {number(homeless)} niet."
    if opened:
        said.append(f"{counted(opened, 'nieuwe locatie', 'nieuwe locaties')}.")
    if unsupported:
        lose = counted(unsupported, "locatie raakt", "locaties raken")
        goes, none = ("gaat" if unsupported == 1 else "gaan"), "" if went else "niet "
        end = f"; {counted(went, 'daarvan gaat', 'daarvan gaan')} dicht"
        end = f" en {goes} {none}dicht" if went in (0, unsupported) else end
        said.append(f"{lose} de moederlocatie kwijt{end}.")
    return " ".join(said)
