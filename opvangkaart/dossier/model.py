"""The dossier's tables in SQL, made from the schemas that name their fields."""

from typing import Any, Final

import sqlalchemy as sql
from sqlalchemy.types import TypeEngine

from sites.tables.dossier import TABLES, facts

#: Text of any length compares letter by letter, on both databases alike.
_TYPES: Final[dict[str, type[TypeEngine[Any]]]] = {
    "text": sql.Text,
    "day": sql.Text,
    "count": sql.Integer,
    "number": sql.Float,
}
metadata: Final = sql.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _table(kind: str) -> sql.Table:
    own: list[sql.Column[object]] = [
        sql.Column("row_id", sql.String(32), primary_key=True),
        sql.Column("version", sql.Integer, nullable=False),
    ]
    if kind == "initiatives":
        own.append(sql.Column("number", sql.Integer, nullable=False, unique=True))
    fields = [
        sql.Column(
            fact.name, _TYPES[fact.kind], nullable=fact.is_nullable, index=name == "initiative"
        )
        for name, fact in facts(kind).items()
    ]
    return sql.Table(kind, metadata, *own, *fields)


#: The tables that a team writes, by the name the log knows them by.
KINDS: Final = {kind: _table(kind) for kind in TABLES}

#: The log of every change; it only grows.
changes: Final = sql.Table(
    "changes", metadata,
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("at", sql.String(32), nullable=False),
    sql.Column("who", sql.String(32), nullable=False),
    sql.Column("action", sql.String(16), nullable=False),
    sql.Column("kind", sql.String(32), nullable=False),
    sql.Column("row_id", sql.String(32), nullable=False),
    sql.Column("version", sql.Integer, nullable=False),
    sql.Column("field", sql.String(32)),
    sql.Column("old", sql.Text),
    sql.Column("new", sql.Text),
    sql.Index("ix_changes_row", "kind", "row_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

#: The last number that was given out; a number never comes back.
counters: Final = sql.Table(
    "counters", metadata,
    sql.Column("name", sql.String(32), primary_key=True),
    sql.Column("value", sql.Integer, nullable=False),
)  # fmt: skip

#: Before the mark of a copy that was taken in, among the names of the lists.
COPY: Final = "kopie:"

#: The lists that came in: their headings, so that the same list goes out again.
lists: Final = sql.Table(
    "lists", metadata,
    sql.Column("name", sql.String(200), primary_key=True),
    sql.Column("at", sql.String(32), nullable=False),
    sql.Column("headings", sql.Text, nullable=False),
)  # fmt: skip
