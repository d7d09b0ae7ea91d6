"""Rows by outcome, kept with a finished run so that an overview need not read its results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; runs that finished before have no tally."""
    op.add_column("run", sa.Column("tally", sa.Text(), nullable=False, server_default=""))
