"""How far the true place of an initiative may lie from its point."""

import sqlalchemy as sql
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add a column; what is there stays as it is."""
    op.add_column("initiatives", sql.Column("accuracy_m", sql.Float))
