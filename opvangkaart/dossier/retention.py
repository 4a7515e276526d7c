"""Keep no longer than the team set: show what is past its date, and take it out when told to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd
import sqlalchemy as sql

from opvangkaart.dossier.bytes import forget_bytes
from opvangkaart.dossier.edit import Batch, Editor
from opvangkaart.dossier.erase import GAP
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.model import changes
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from sites.progress.days import local_days
from sites.progress.entry import as_json
from sites.progress.state import latest_phase
from sites.tables.dossier import (
    HANGING,
    OLD_ANSWERS,
    OLD_DOCUMENTS,
    OLD_NOTES,
    OLD_SOLVED,
    OLD_STOPPED,
    OPEN_STATES,
    STOPPED,
    SUBJECTS,
    facts,
)

#: What stays of something that was taken out: it says nothing of whom or where exactly.
_STAYS: Final = frozenset({"initiative", "gemeente"})


@dataclass(frozen=True)
class Rule:
    """How many months one subject is kept, and the version of that rule."""

    row_id: str
    version: int
    months: int


@dataclass(frozen=True)
class Past:
    """Something past its date: a row, the day it is counted from, and what to call it."""

    subject: str
    kind: str
    row_id: str
    version: int
    day: str
    name: str


def rules_of(dossier: Dossier) -> dict[str, Rule]:
    """Return the terms that the team set, by subject; what has none is kept."""
    table = read_table(dossier, "retention")
    return {
        str(row["subject"]): Rule(str(row["row_id"]), int(row["version"]), int(row["months"]))
        for row in table.to_dict("records")
    }


def set_rule(editor: Editor, subject: str, months: int | None) -> None:
    """Set how long a subject is kept; None takes the term away.

    Raises
    ------
    EntryError
        A subject that is none, or a number of months that will not do.
    """
    with editor.together(alone=True) as batch:
        found = rules_of(batch.dossier).get(subject)
        if months is None:
            if found is not None:
                batch.remove("retention", found.row_id, version=found.version)
        elif found is None:  # its code is its subject, in every copy
            batch.add("retention", {"subject": subject, "months": months}, row_id=subject)
        else:
            batch.edit("retention", found.row_id, {"months": months}, version=found.version)


def before(today: str, months: int) -> str:
    """Return the day so many months ago; what is older is past its date.

    >>> before("2027-03-31", 1), before("2027-01-15", 12)
    ('2027-02-28', '2026-01-15')
    """
    day = pd.Timestamp(date.fromisoformat(today)) - pd.DateOffset(months=months)
    return day.date().isoformat()


def past_date(dossier: Dossier, today: str) -> list[Past]:
    """Return what is past its date on a day, the oldest first."""
    with dossier.moment() as still:
        rules = rules_of(still)
        dated = _dated(still) if rules else []
    found = []
    for one in dated:
        rule = rules.get(one.subject)
        if rule is not None and one.day < before(today, rule.months):
            found.append(one)
    return sorted(found, key=lambda one: (one.day, SUBJECTS.index(one.subject), one.row_id))


def _dated(dossier: Dossier) -> list[Past]:
    """Return all that a term can be set for, with the day that it is counted from."""
    initiatives = read_table(dossier, "initiatives").astype(object)
    names = dict(zip(initiatives["row_id"], initiatives["name"], strict=True))
    versions = dict(zip(initiatives["row_id"], initiatives["version"], strict=True))
    log = read_changes(dossier)
    touched = local_days(log["at"]).groupby([log["kind"], log["row_id"]]).max().to_dict()
    last = latest_phase(read_table(dossier, "phases"))
    stopped = last[last["phase"] == STOPPED]["day"].astype(object)
    gone = {str(row_id): str(day) for row_id, day in stopped.items()}
    found = [
        Past(OLD_STOPPED, "initiatives", row_id, int(versions[row_id]), day, names[row_id])
        for row_id, day in gone.items() if row_id in names
    ]  # fmt: skip
    for kind, subject in (("notes", OLD_NOTES), ("answers", OLD_ANSWERS), ("results", OLD_ANSWERS),
                          ("documents", OLD_DOCUMENTS), ("obstacles", OLD_SOLVED)):  # fmt: skip
        for row in read_table(dossier, kind).astype(object).to_dict("records"):
            if kind == "obstacles" and row["status"] in OPEN_STATES:
                continue
            changed = touched[kind, row["row_id"]]
            day = row.get("day")
            counted_from = changed if day is None or pd.isna(day) else str(day)
            name = str(names.get(row.get("initiative"), row.get("title", "")))
            found.append(
                Past(subject, kind, row["row_id"], int(row["version"]), counted_from, name)
            )
    return found


def remove_past(
    editor: Editor, chosen: Collection[str], *, reason: str, today: str
) -> Mapping[str, int]:
    """Take out what is past its date and was chosen, from every version, and count by subject.

    Numbers, days and phases stay in the log, so that a report of an earlier day still counts
    right; words do not. Day and reason stay.

    Raises
    ------
    DossierError
        Something is not past its date, someone changed it meanwhile, or no reason was given.
    """
    if not reason.strip():
        raise DossierError("say why it is taken out; the reason stays in the log")
    with editor.together(alone=True) as batch:
        past = [one for one in past_date(batch.dossier, today) if one.row_id in chosen]
        if len(past) != len(set(chosen)):
            raise DossierError(
                "{count} of the rows are not past their date (any more); look again",
                count=len(set(chosen)) - len(past),
            )  # fmt: skip
        counted = _take_out(batch, past)
        for subject, count in counted.items():
            batch.note_erased(f"bewaartermijn {subject} ({count}): {reason.strip()}")
    forget_bytes(editor.dossier)
    return counted


def _take_out(batch: Batch, past: Sequence[Past]) -> dict[str, int]:
    """Take rows off the list and their words out of the log, and count them by subject."""
    counted: dict[str, int] = {}
    gone = {one.row_id for one in past if one.kind == "initiatives"}
    owner = {
        (kind, str(row["row_id"])): row["initiative"]
        for kind in HANGING for row in read_table(batch.dossier, kind).to_dict("records")
    }  # fmt: skip
    for one in past:
        counted[one.subject] = counted.get(one.subject, 0) + 1
        if one.kind == "initiatives":
            hanging = _hanging(batch.dossier, one.row_id)
            batch.remove(one.kind, one.row_id, version=one.version)
            _blank(batch, [("initiatives", one.row_id), *hanging])
    for one in past:
        if one.kind != "initiatives" and owner.get((one.kind, one.row_id)) not in gone:
            batch.remove(one.kind, one.row_id, version=one.version)
            _blank(batch, [(one.kind, one.row_id)])
    return counted


def _hanging(dossier: Dossier, initiative: str) -> list[tuple[str, str]]:
    """Return every row that ever hung on an initiative, also what was taken off before."""
    log = read_changes(dossier)
    own = log[(log["field"] == "initiative") & (log["new"] == as_json(initiative))]
    pairs = own[["kind", "row_id"]].drop_duplicates().itertuples(index=False)
    return [(str(kind), str(row_id)) for kind, row_id in pairs if kind in HANGING]


def _blank(batch: Batch, rows: Sequence[tuple[str, str]]) -> None:
    """Leave a gap in the log where free words of these rows stood."""
    for kind, row_id in rows:
        words = [name for name, fact in facts(kind).items()
                 if fact.kind == "text" and not fact.choices and name not in _STAYS]  # fmt: skip
        own = (changes.c.kind == kind, changes.c.row_id == row_id, changes.c.field.in_(words))
        for side in (changes.c.old, changes.c.new):
            filled = changes.update().where(*own, side.is_not(sql.null()))
            batch.connection.execute(filled.values({side.name: as_json(GAP)}))
