"""A member of a question says who applied a decision to it that was made before; nobody is new where none holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0209"
down_revision = "0208"
branch_labels = None
depends_on = None

_COLUMNS = ("accepted_under", "accepted_by", "accepted_by_name", "accepted_at")


def upgrade() -> None:
    """Add the columns, and take the mark from those whose question has no answer any more."""
    for name in _COLUMNS:
        op.add_column("case_subject", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE case_subject SET is_new = false WHERE is_new AND case_id IN "
        "(SELECT id FROM review_case WHERE state IN ('open', 'escalated'))"
    )
