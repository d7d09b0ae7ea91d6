"""The last day of an API key, the caller's own key and texts beside a run, and orders of cases that pages go on in.

Three steps of one day in one; databases that stopped between them were never released and are refused.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0203"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add all of it; keys and runs that there are have none of it."""
    op.add_column("api_key", sa.Column("ends_on", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("metadata_json", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_run_reference", "run", ["reference"], unique=False)
    op.create_table(
        "case_order",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("used_at", sa.Text(), nullable=False),
        sa.Column("case_ids", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_order_used_at", "case_order", ["used_at"], unique=False)
