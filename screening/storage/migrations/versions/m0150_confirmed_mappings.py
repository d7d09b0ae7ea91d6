"""Lists that need a mapping, and the mappings that a team confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0145"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table; nothing is asked, and nothing is confirmed."""
    op.add_column("run", sa.Column("question", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "confirmed_mapping",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "signature")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("headers", "choice")),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("confirmed_by", "confirmed_at", "used_at")
        ),
        sa.UniqueConstraint("team", "signature"),
    )
