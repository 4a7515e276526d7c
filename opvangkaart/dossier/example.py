"""The rows that a first dossier begins with: made up, called so, and gone with one click."""

from typing import Final

import sqlalchemy as sql

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.model import KINDS, changes, counters, lists
from opvangkaart.dossier.store import Dossier
from sites.tables.dossier import HANGING, NEW

#: How the name of an example begins; a row with another name is the team's own.
PREFIX: Final = "Voorbeeld: "
#: The bundled list.
LIST: Final = "voorbeeld.csv"
#: Who the log says an example is of.
BY: Final = "voorbeeld"


def examples(dossier: Dossier) -> list[str]:
    """Return the codes of the examples that are still in a dossier.

    A row that someone gave another name is no example any more, and neither is a row that someone
    added under such a name.
    """
    table = KINDS["initiatives"]
    added = sql.select(changes.c.row_id).where(
        changes.c.kind == "initiatives", changes.c.action == NEW, changes.c.who == BY
    )
    wanted = sql.select(table.c.row_id).where(
        table.c.name.startswith(PREFIX, autoescape=True), table.c.row_id.in_(added)
    )
    with dossier.reading() as connection:
        return list(connection.execute(wanted.order_by(table.c.number)).scalars())


def take_examples_away(editor: Editor) -> int:
    """Take the examples and their log out of a dossier, and return how many there were.

    They were never the team's: no figure of progress may count them. One line stays in the log,
    that they were taken away.
    """
    with editor.together(alone=True) as batch:
        gone = examples(batch.dossier)
        if not gone:
            return 0
        batch.note_erased("voorbeelden weggehaald")
        for kind in (*HANGING, "initiatives"):
            table = KINDS[kind]
            mine: sql.ColumnElement[bool] = table.c.row_id.in_(gone)
            if kind != "initiatives":
                mine = table.c.initiative.in_(gone)
            rows = list(batch.connection.execute(sql.select(table.c.row_id).where(mine)).scalars())
            logged = changes.delete().where(changes.c.kind == kind, changes.c.row_id.in_(rows))
            batch.connection.execute(logged)
            batch.connection.execute(table.delete().where(mine))
        batch.connection.execute(lists.delete().where(lists.c.name == LIST))
        mine = counters.c.name == "initiatives"
        left = sql.select(sql.func.count()).select_from(KINDS["initiatives"])
        if batch.connection.execute(left).scalar() == 0:  # the team's own first row is number 1
            batch.connection.execute(counters.delete().where(mine))
    return len(gone)
