"""Read a dossier: its rows, its log, and what it said at any moment."""

import json
from typing import Any

import pandas as pd
import sqlalchemy as sql
from pandera.typing import DataFrame

from opvangkaart.dossier.model import KINDS, changes
from opvangkaart.dossier.store import Dossier
from sites.tables.dossier import HANGING, TABLES, Changes


def read_table(dossier: Dossier, kind: str) -> pd.DataFrame:
    """Return the rows of a table as its schema has them; initiatives by number."""
    table, schema = KINDS[kind], TABLES[kind].to_schema()
    with dossier.reading() as connection:
        order = table.c.number if kind == "initiatives" else table.c.row_id
        rows = connection.execute(sql.select(table).order_by(order)).mappings().all()
    return schema.validate(_frame(rows, list(schema.columns)))


def read_changes(dossier: Dossier) -> DataFrame[Changes]:
    """Return the log, the oldest change first."""
    with dossier.reading() as connection:
        rows = connection.execute(sql.select(changes).order_by(changes.c.number)).mappings().all()
    return DataFrame[Changes](_frame(rows, list(Changes.to_schema().columns)))


def log_mark(dossier: Dossier) -> tuple[int, int]:
    """Return what is another after every change: the last number of the log, and its length.

    On a server a change that began first may be kept last, with the lower number.
    """
    asked = sql.select(sql.func.max(changes.c.number), sql.func.count())
    with dossier.reading() as connection:
        last, count = connection.execute(asked).one()
    return int(last or 0), int(count)


def history(dossier: Dossier, kind: str, row_id: str) -> pd.DataFrame:
    """Return the log of one row, the newest change first."""
    return _log_of(dossier, (changes.c.kind == kind) & (changes.c.row_id == row_id))


def history_of_initiative(dossier: Dossier, row_id: str) -> pd.DataFrame:
    """Return the log of an initiative and of all that hangs or hung on it, the newest first."""
    hangs = (changes.c.field == "initiative") & (changes.c.new == json.dumps(row_id))
    hanging = sql.select(changes.c.row_id).where(changes.c.kind.in_(HANGING) & hangs)
    own = (changes.c.kind == "initiatives") & (changes.c.row_id == row_id)
    return _log_of(dossier, own | (changes.c.kind.in_(HANGING) & changes.c.row_id.in_(hanging)))


def _log_of(dossier: Dossier, which: sql.ColumnElement[bool]) -> pd.DataFrame:
    with dossier.reading() as connection:
        asked = sql.select(changes).where(which).order_by(changes.c.number.desc())
        rows = connection.execute(asked).mappings().all()
    return DataFrame[Changes](_frame(rows, list(Changes.to_schema().columns)))


def _frame(rows: Any, columns: list[str]) -> pd.DataFrame:  # noqa: ANN401 - rows of a driver
    return pd.DataFrame([dict(row) for row in rows], columns=columns, dtype=object)
