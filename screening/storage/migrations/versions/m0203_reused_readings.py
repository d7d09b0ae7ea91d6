"""Readings that a later run may reuse, and which run reuses those of which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0203"
down_revision = "0202"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; of runs that there are no readings are kept."""
    op.add_column("run", sa.Column("reuses", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("keeps_readings", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "chunk_links",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("linker", sa.String(), nullable=False),
        sa.Column("without_lists", sa.String(), nullable=False),
        sa.Column("subjects", sa.LargeBinary(), nullable=False),
        sa.Column("reused", sa.LargeBinary(), nullable=False),
        sa.Column("readings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )
