"""Counts of attempts to sign in, which stood in a file of each machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; what the files counted is forgotten within a quarter of an hour."""
    op.create_table(
        "attempt",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("began", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
    )
