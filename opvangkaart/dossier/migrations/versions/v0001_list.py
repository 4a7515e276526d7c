"""The team's list: initiatives, what hangs on them, and the log of every change."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None

_TEXT = {
    "phases": ("phase", "day"),
    "obstacles": ("kind", "text", "status"),
    "notes": ("day", "text"),
    "decisions": ("day", "body", "text"),
    "documents": ("title", "link"),
    "agreements": ("parties", "text"),
}
_MAY_BE_EMPTY = {
    "obstacles": ("owner", "due_date"),
    "decisions": ("link",),
    "documents": ("day",),
    "agreements": ("until_date",),
}


def upgrade() -> None:
    """Make the tables of the first version."""
    op.create_table(
        "initiatives",
        sql.Column("row_id", sql.String(32), primary_key=True),
        sql.Column("version", sql.Integer, nullable=False),
        sql.Column("number", sql.Integer, nullable=False, unique=True),
        sql.Column("name", sql.Text, nullable=False),
        sql.Column("kern", sql.Text),
        sql.Column("address", sql.Text),
        sql.Column("postcode", sql.Text),
        sql.Column("gemeente", sql.Text),
        sql.Column("lon", sql.Float),
        sql.Column("lat", sql.Float),
        sql.Column("places_low", sql.Integer),
        sql.Column("places_high", sql.Integer),
        sql.Column("from_date", sql.Text),
        sql.Column("until_date", sql.Text),
        sql.Column("target_groups", sql.Text),
        sql.Column("owner", sql.Text),
        sql.Column("confidentiality", sql.Text, nullable=False),
        sql.Column("chance_pct", sql.Integer),
        sql.Column("expected_date", sql.Text),
        sql.Column("extra", sql.Text),
    )
    for table, names in _TEXT.items():
        op.create_table(
            table,
            sql.Column("row_id", sql.String(32), primary_key=True),
            sql.Column("version", sql.Integer, nullable=False),
            sql.Column("initiative", sql.Text, nullable=False, index=True),
            *(sql.Column(name, sql.Text, nullable=False) for name in names),
            *(sql.Column(name, sql.Text) for name in _MAY_BE_EMPTY.get(table, ())),
        )
    op.create_table(
        "changes",
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
    )
    op.create_table(
        "counters",
        sql.Column("name", sql.String(32), primary_key=True),
        sql.Column("value", sql.Integer, nullable=False),
    )
