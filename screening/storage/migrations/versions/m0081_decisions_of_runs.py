"""What had been decided about what a run found, kept with the run so that its report stays the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; reports of runs that ended before say nothing of decisions."""
    op.create_table(
        "run_decisions",
        sa.Column("run_id", sa.String(), primary_key=True),
        sa.Column("decisions", sa.LargeBinary(), nullable=False),
    )
