"""Lists between the steps of their runs, and how far reading and writing have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; a run that is open begins anew, since the engine's code has changed."""
    op.create_table(
        "portion",
        sa.Column("run_id", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "course",
        sa.Column("run_id", sa.String(), primary_key=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_written", sa.Integer(), nullable=False),
        sa.Column("frame", sa.LargeBinary(), nullable=False),
    )
