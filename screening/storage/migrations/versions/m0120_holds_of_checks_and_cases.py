"""Kept checks and cases that are held back from retention and erasure, as runs are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing is held."""
    for table in ("kept_check", "review_case"):
        op.add_column(table, sa.Column("held", sa.Text(), nullable=False, server_default=""))
