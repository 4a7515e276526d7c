"""Take in a copy of a dossier that someone else worked in: all of it, or nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sql
from pandera.typing import DataFrame

from opvangkaart.dossier.edit import Batch, Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.incoming import YOURS
from opvangkaart.dossier.model import COPY, lists
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from sites.progress.merge import ADDED, BOTH, Part, mark, parts, shared
from sites.tables.dossier import TABLES, Changes

#: Stands for the whole row, where one side took it off and the other changed it.
WHOLE = "rij"


@dataclass(frozen=True, eq=False)
class Looked:
    """A copy that was laid beside the dossier: what it would do, and its whole log."""

    parts: Sequence[Part]
    log: DataFrame[Changes]


def look_at_copy(dossier: Dossier, copy: Dossier) -> Looked:
    """Return what a copy would do; nothing is written.

    Raises
    ------
    DossierError
        The other dossier is no copy of this one: their logs begin otherwise.
    """
    mine, theirs = read_changes(dossier), read_changes(copy)
    if len(mine) and len(theirs) and not shared(mine, theirs):
        raise DossierError(
            "{copy} is no copy of {file}: the two have no change in common; write its list as a "
            "workbook and import that",
            copy=copy.name, file=dossier.name,
        )  # fmt: skip
    return Looked(_parts_now(dossier, theirs), theirs)


def _parts_now(dossier: Dossier, copy: DataFrame[Changes]) -> list[Part]:
    with dossier.moment() as still:
        return parts(read_changes(still), copy, _taken_in(still, copy))


def _taken_in(dossier: Dossier, copy: DataFrame[Changes]) -> int:
    """Return how many lines of a copy were taken in before."""
    with dossier.reading() as connection:
        kept = connection.execute(sql.select(lists.c.name, lists.c.headings)).all()
    counts = [(name, int(json.loads(text)[0])) for name, text in kept if name.startswith(COPY)]
    return max(
        (count for name, count in counts if name == f"{COPY}{mark(copy.head(count))}"), default=0
    )


def clashes_of(found: Looked) -> list[tuple[Part, str]]:
    """Return every field, or whole row, in which a person must choose.

    >>> part = Part("notes", "a", BOTH, "Hal", is_gone=True)
    >>> [name for _, name in clashes_of(Looked([part], log=None))]
    ['rij']
    """
    asked: list[tuple[Part, str]] = []
    for part in found.parts:
        if part.what == BOTH:
            asked += [(part, name) for name in part.clashes or (WHOLE,)]
    return asked


def merge(
    editor: Editor, found: Looked, *, choices: Mapping[tuple[str, str], str] | None = None
) -> dict[str, int]:
    """Write what a copy changed, in one go, and count the rows by what happens.

    ``choices`` says for a row and a field (or ``WHOLE``) whose side stays, where both changed it.
    A copy that was merged before adds nothing.

    Raises
    ------
    DossierError
        A clash nobody chose in, or a row that someone changed since the look.
    """
    chosen = choices or {}
    open_ones = [one for one in clashes_of(found) if (one[0].row_id, one[1]) not in chosen]
    if open_ones:
        raise DossierError(
            "{count} things were changed on both sides (first: {name}); choose which stays",
            count=len(open_ones), name=open_ones[0][0].name or open_ones[0][0].kind,
        )  # fmt: skip
    counted: dict[str, int] = {}
    with editor.together(alone=True) as batch:
        if _parts_now(batch.dossier, found.log) != list(found.parts):
            raise DossierError("{file} was changed since you looked; look again",
                               file=editor.dossier.name)  # fmt: skip
        versions = {
            kind: read_table(batch.dossier, kind).set_index("row_id")["version"].to_dict()
            for kind in TABLES
        }
        for part in found.parts:
            counted[part.what] = counted.get(part.what, 0) + 1
            _take(batch, part, chosen, int(versions[part.kind].get(part.row_id, 0)))
        if len(found.log):
            batch.keep_list(f"{COPY}{mark(found.log)}", [str(len(found.log))])
    return counted


def _take(batch: Batch, part: Part, chosen: Mapping[tuple[str, str], str], version: int) -> None:
    """Write one part; what hangs on an initiative that is off the list stays out with it."""
    is_ours = part.what != BOTH or chosen.get((part.row_id, WHOLE)) == YOURS
    if part.what == ADDED or part.is_gone is False:
        owner = part.fields.get("initiative")
        if is_ours and (owner is None or batch.is_there("initiatives", str(owner))):
            batch.add(part.kind, part.fields, row_id=part.row_id)
    elif part.is_gone is True:
        if is_ours and batch.is_there(part.kind, part.row_id):
            batch.remove(part.kind, part.row_id, version=version)
    else:
        fields = dict(part.fields) | {
            name: clash.yours for name, clash in part.clashes.items()
            if chosen[part.row_id, name] == YOURS
        }  # fmt: skip
        batch.edit(part.kind, part.row_id, fields, version=version)
