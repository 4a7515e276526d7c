"""Lay a list beside a dossier, and take in what was approved: all of it, or nothing."""

from collections.abc import Mapping, Sequence

import pandas as pd
import sqlalchemy as sql

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.model import lists
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from sites.progress.entry import Value, from_json
from sites.progress.incoming import (
    CANNOT,
    CLASHES,
    PLACES_TEXT,
    SAME,
    Entry,
    Standing,
    Step,
    steps,
)
from sites.progress.replay import listed_at
from sites.progress.state import latest_phase
from sites.tables.dossier import facts

#: Whose value stays where both sides changed a field.
THEIRS, YOURS = "dossier", "lijst"


def preview(dossier: Dossier, entries: Sequence[Entry], name: str) -> list[Step]:
    """Return what each row of a list would do to the dossier; nothing is written."""
    with dossier.moment() as still:
        changes = read_changes(still)
        standing = _standing(still)
        bases = _versions(changes) | _last_time(still, changes, name)
    return steps(entries, standing, bases)


def take_in(
    editor: Editor, planned: Sequence[Step], name: str, headings: Sequence[str], *,
    day: str, choices: Mapping[tuple[int, str], str] | None = None,
) -> dict[str, int]:  # fmt: skip
    """Write what a preview showed, in one go, and count the rows per kind of change.

    ``choices`` says for a row and a field who is right where both sides changed it: ``THEIRS``
    leaves the dossier as it is. A row that cannot come in is left out and counted. ``day`` dates a
    phase or a note that has no day of its own.

    Raises
    ------
    DossierError
        A clash nobody chose in, or a row that someone changed since the preview.
    """
    chosen = choices or {}
    open_clashes = [
        (step.entry.row, name) for step in planned for name in step.clashes
        if (step.entry.row, name) not in chosen
    ]  # fmt: skip
    if open_clashes:
        raise DossierError(
            "{count} fields were changed on both sides (first: row {row}, {field}); choose which "
            "stays",
            count=len(open_clashes), row=open_clashes[0][0],
            field=facts("initiatives")[open_clashes[0][1]].heading,
        )  # fmt: skip
    counted: dict[str, int] = {}
    with editor.together(alone=True) as batch:
        if preview(batch.dossier, [step.entry for step in planned], name) != list(planned):
            raise DossierError("{file} was changed since you looked; look again",
                               file=editor.dossier.name)  # fmt: skip
        for step in planned:
            counted[step.action] = counted.get(step.action, 0) + 1
            if step.action in {CANNOT, SAME}:
                continue
            fields = _fields(step, chosen)
            if step.standing is None:
                row_id = batch.add("initiatives", fields)
            else:
                row_id = step.standing.row_id
                batch.edit("initiatives", row_id, fields, version=step.standing.version)
            if step.phase is not None:
                since = step.entry.phase_day or day
                batch.add("phases", {"initiative": row_id, "phase": step.phase, "day": since})
            if step.note is not None:
                batch.add("notes", {"initiative": row_id, "text": step.note, "day": day})
        batch.keep_list(name, headings)
    return counted


#: What is said of a field goes with it: words of a number, how inexact a point is.
_GOES_WITH = {"places_low": PLACES_TEXT, "places_high": PLACES_TEXT,
              "lon": "accuracy_m", "lat": "accuracy_m"}  # fmt: skip


def _fields(step: Step, chosen: Mapping[tuple[int, str], str]) -> dict[str, Value]:
    """Return what a row gives, with the list's side where that was chosen."""
    fields = dict(step.fields)
    for field, clash in step.clashes.items():
        if chosen[step.entry.row, field] == YOURS:
            fields[field] = clash.yours
            if (along := _GOES_WITH.get(field)) is not None:
                fields[along] = step.entry.fields.get(along)
    return fields


def needs_choice(planned: Sequence[Step]) -> list[Step]:
    """Return the rows in which a person must choose.

    >>> needs_choice([])
    []
    """
    return [step for step in planned if step.action == CLASHES]


def _standing(dossier: Dossier) -> list[Standing]:
    """Return the initiatives as they stand, with their latest phase and their notes."""
    table = read_table(dossier, "initiatives").astype(object)
    last = latest_phase(read_table(dossier, "phases"))
    notes = read_table(dossier, "notes").groupby("initiative")["text"].agg(tuple).to_dict()
    names = list(facts("initiatives"))
    return [
        Standing(
            row["row_id"], int(row["version"]),
            {name: None if pd.isna(row[name]) else row[name] for name in names},
            last["phase"].get(row["row_id"]), notes.get(row["row_id"], ()),
        )
        for row in table.to_dict("records")
    ]  # fmt: skip


def _versions(changes: pd.DataFrame) -> dict[tuple[str, int | None], dict[str, Value]]:
    """Return the fields of every initiative at every version it has had, from the log."""
    own = changes[changes["kind"] == "initiatives"]
    known: dict[tuple[str, int | None], dict[str, Value]] = {}
    latest: dict[str, dict[str, Value]] = {}
    columns = ["row_id", "version", "field", "new"]
    for row_id, version, field, new in own[columns].itertuples(index=False):
        fields = latest.setdefault(row_id, {})
        fields[field] = from_json(new)
        known[row_id, int(version)] = dict(fields)
    return known


def _last_time(
    dossier: Dossier, changes: pd.DataFrame, name: str
) -> dict[tuple[str, int | None], dict[str, Value]]:
    """Return the initiatives as they stood when a list of this name last came in."""
    with dossier.reading() as connection:
        at = connection.execute(sql.select(lists.c.at).where(lists.c.name == name)).scalar()
    if at is None:
        return {}
    then = listed_at(changes[changes["at"] <= at]).initiatives.astype(object)
    rows = then.where(then.notna(), None).to_dict("records")
    return {(str(row["row_id"]), None): {str(key): row[key] for key in row} for row in rows}
