"""The last day of an API key, and the caller's own key and texts beside a run.

Two steps of one day in one; databases that stopped between them were never released and are refused.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0203"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add all of it; keys and runs that there are have none."""
    op.add_column("api_key", sa.Column("ends_on", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("metadata_json", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_run_reference", "run", ["reference"], unique=False)
