"""Runs that are held back from retention and erasure, and when a subject's key was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; keys made before count as used at the newest entry of the log."""
    op.add_column("run", sa.Column("held", sa.Text(), nullable=False, server_default=""))
    op.add_column("subject_key", sa.Column("used_at", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE subject_key SET used_at = coalesce((SELECT max(at) FROM audit_entry), '')")
