"""When a run was read and written, and the rows of its file: what the time left is estimated from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns to what lies between the steps of a run; runs under way show no estimate."""
    with op.batch_alter_table("course") as table:
        for name in ("file_rows", "screened_while_reading"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in ("reading_since", "reading_until", "writing_since"):
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
