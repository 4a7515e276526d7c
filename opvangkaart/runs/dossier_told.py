"""What a screen tells of a dossier: what a copy would do, and what is past its date."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from opvangkaart.dossier.merge import Looked
from opvangkaart.dossier.retention import Past, rules_of
from opvangkaart.dossier.store import Dossier
from opvangkaart.language.speech import heard
from opvangkaart.runs.told import Alarm
from sites.base import dutch
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.progress.entry import Value
from sites.progress.merge import BOTH, Part
from sites.tables.dossier import SUBJECTS, facts

#: What the tables of a dossier are called, one row of each.
KIND_WORDS = {
    "initiatives": "initiatief", "phases": "fase", "obstacles": "belemmering of kans",
    "notes": "notitie", "decisions": "besluit", "documents": "stuk", "agreements": "afspraak",
    "answers": "antwoord", "results": "bewaard antwoord", "retention": "bewaartermijn",
}  # fmt: skip


def merge_lines(looked: Looked) -> Iterator[str | Message]:
    """Say what a copy does, row by row; what both sides changed asks for attention."""
    for part in looked.parts:
        for is_wrong, told in part_lines(part):
            line = say("{kind} {name}: {what}", kind=KIND_WORDS[part.kind], name=part.name or "-",
                       what=told)  # fmt: skip
            yield Alarm(heard().said(line)) if is_wrong else line
    counts: dict[str, int] = {}
    for part in looked.parts:
        counts[part.what] = counts.get(part.what, 0) + 1
    told_counts = tuple(
        say("{what}: {count}", what=what, count=count) for what, count in counts.items()
    )
    yield say("rows: {parts}", parts=told_counts) if told_counts else say("nothing new in the copy")


def part_lines(part: Part) -> Iterator[tuple[bool, Message | str]]:
    """Say what happens to one row, and whether someone must choose."""
    known = facts(part.kind)
    for name, clash in part.clashes.items():
        yield True, say(
            "{field} was {base}, the dossier says {theirs}, the copy says {yours}",
            field=known[name].heading, base=_shown(clash.base), theirs=_shown(clash.theirs),
            yours=_shown(clash.yours),
        )  # fmt: skip
    if part.what == BOTH and part.is_gone is True:
        yield True, say("the copy took it off the list, and here it was changed")
    elif part.what == BOTH and part.is_gone is False:
        yield True, say("it was taken off the list here, and changed in the copy")
    elif part.what != BOTH:
        yield False, part.what


def _shown(value: Value) -> str:
    return dutch.UNKNOWN if value is None else str(value)


def terms_of(texts: Sequence[str]) -> dict[str, int | None]:
    """Return how many months each subject is kept, from "subject=months"; 0 is no term.

    Raises
    ------
    OpvangkaartError
        A subject that is none, or no whole number of months.

    >>> terms_of(["notities=24", "bewaarde antwoorden=0"])
    {'notities': 24, 'bewaarde antwoorden': None}
    """
    terms: dict[str, int | None] = {}
    for text in texts:
        subject, _, months = (part.strip() for part in text.rpartition("="))
        if subject not in SUBJECTS or not re.fullmatch("[0-9]+", months):
            raise OpvangkaartError(
                "--keep {text!r} is not known; write subject=months with one of {subjects}",
                text=text, subjects=SUBJECTS,
            )  # fmt: skip
        terms[subject] = int(months[:6]) or None
    return terms


def retention_lines(dossier: Dossier, past: Sequence[Past]) -> Iterator[str | Message]:
    """Say which terms there are, and what is past its date."""
    rules = rules_of(dossier)
    for subject in SUBJECTS:
        if subject in rules:
            yield say("{subject}: {months} months", subject=subject, months=rules[subject].months)
    if not rules:
        yield say("no term was set; everything is kept")
    for one in past:
        yield say(
            "past its date: {subject}, {name} ({day})", subject=one.subject, name=one.name,
            day=dutch.day(date.fromisoformat(one.day)),
        )  # fmt: skip
    if rules and not past:
        yield say("nothing is past its date")
