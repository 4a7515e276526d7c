"""Read a dossier: its rows, its log, and what it said at any moment."""

from typing import Any

import pandas as pd
import sqlalchemy as sql
from pandera.typing import DataFrame

from opvangkaart.dossier.model import KINDS, changes
from opvangkaart.dossier.store import Dossier
from sites.tables.dossier import TABLES, Changes


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


def last_change(dossier: Dossier) -> int:
    """Return the number of the last change; 0 when there was none."""
    with dossier.reading() as connection:
        return int(connection.execute(sql.select(sql.func.max(changes.c.number))).scalar() or 0)


def history(dossier: Dossier, kind: str, row_id: str) -> pd.DataFrame:
    """Return the log of one row, the newest change first."""
    log = read_changes(dossier)
    own = log[(log["kind"] == kind) & (log["row_id"] == row_id)]
    return own.sort_values("number", ascending=False, ignore_index=True)


def _frame(rows: Any, columns: list[str]) -> pd.DataFrame:  # noqa: ANN401 - rows of a driver
    return pd.DataFrame([dict(row) for row in rows], columns=columns, dtype=object)
