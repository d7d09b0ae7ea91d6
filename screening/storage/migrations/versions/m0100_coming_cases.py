"""Cases on their way into the queue."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; a run that is open brings its cases when its report is written."""
    op.create_table(
        "coming_case",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("key", "subject_digest", "party_id")),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("place", "level", "score", "rows", "row")
        ),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("id", "name_digest", "party_name", "relation", "alike", "sheet")
        ),
        *(
            sa.Column(name, sa.Text(), nullable=False, server_default="")
            for name in ("subject", "shown", "sought", "seen", "matched", "lapsed")
        ),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
    )
