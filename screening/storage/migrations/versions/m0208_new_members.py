"""Who comes under a decision that was made before is told apart from those it was made about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0208"
down_revision = "0207"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; whoever is there already stays as decided."""
    op.add_column(
        "case_subject", sa.Column("is_new", sa.Boolean(), nullable=False, server_default=sa.false())
    )
