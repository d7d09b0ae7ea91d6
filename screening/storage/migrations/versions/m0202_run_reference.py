"""The caller's own key and texts beside a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0202"
down_revision = "0201"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; runs that there are have none."""
    op.add_column("run", sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("metadata_json", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_run_reference", "run", ["reference"], unique=False)
