"""API keys, which stood in a file before; those of the file are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    texts = ("holder", "team", "roles", "sha256")
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("calls_per_minute", sa.Integer(), nullable=False),
        sa.Column("subjects_per_day", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("made_by", "made_at")),
        *(
            sa.Column(name, sa.String(), nullable=False, server_default="")
            for name in ("used_at", "revoked_at")
        ),
    )
