"""Whole answers that a team kept, terms of retention, and places as the list wrote them."""

import sqlalchemy as sql
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add a column and two tables; what is there stays as it is."""
    op.add_column("initiatives", sql.Column("places_text", sql.Text))
    op.create_table(
        "results",
        sql.Column("row_id", sql.String(32), primary_key=True),
        sql.Column("version", sql.Integer, nullable=False),
        sql.Column("kind", sql.Text, nullable=False),
        sql.Column("day", sql.Text, nullable=False),
        sql.Column("title", sql.Text, nullable=False),
        sql.Column("fingerprint", sql.Text, nullable=False),
        sql.Column("confidentiality", sql.Text, nullable=False),
        sql.Column("words", sql.Text),
        sql.Column("content", sql.Text),
    )
    op.create_table(
        "retention",
        sql.Column("row_id", sql.String(32), primary_key=True),
        sql.Column("version", sql.Integer, nullable=False),
        sql.Column("subject", sql.Text, nullable=False),
        sql.Column("months", sql.Integer, nullable=False),
    )
