"""A member of a question says who confirmed that a decision was applied to it, where two people had to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0210"
down_revision = "0209"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    for name in ("accepted_second", "accepted_second_name", "accepted_second_at"):
        op.add_column("case_subject", sa.Column(name, sa.String(), nullable=False, server_default=""))
