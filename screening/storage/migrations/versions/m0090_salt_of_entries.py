"""Random bytes with every entry of the log, so that what a pack hides cannot be guessed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; entries of before have none, and are verified as they were sealed."""
    op.add_column("audit_entry", sa.Column("salt", sa.String(), nullable=False, server_default=""))
