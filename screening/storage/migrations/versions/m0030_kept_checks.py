"""Checks that somebody kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kept_check",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "actor", "actor_name", "at")),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default="")
            for name in ("reference", "called", "sought")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("outcome", "level")),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_sha256", sa.String(), nullable=False),
    )
    op.create_index("ix_kept_check_newest", "kept_check", ["team", "at"])
