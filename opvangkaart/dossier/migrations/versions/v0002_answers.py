"""The answers of runs that a team kept, and the headings of the lists that came in."""

import sqlalchemy as sql
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add two tables; what is there stays as it is."""
    op.create_table(
        "answers",
        sql.Column("row_id", sql.String(32), primary_key=True),
        sql.Column("version", sql.Integer, nullable=False),
        sql.Column("initiative", sql.Text, nullable=False, index=True),
        sql.Column("day", sql.Text, nullable=False),
        sql.Column("fingerprint", sql.Text, nullable=False),
        sql.Column("verdict", sql.Text, nullable=False),
        sql.Column("words", sql.Text),
    )
    op.create_table(
        "lists",
        sql.Column("name", sql.String(200), primary_key=True),
        sql.Column("at", sql.String(32), nullable=False),
        sql.Column("headings", sql.Text, nullable=False),
    )
