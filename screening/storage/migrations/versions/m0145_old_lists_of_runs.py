"""The lists that were out of date on the day of a run, kept with it so that its page and the API can say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0145"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of runs that were read before, it is not known."""
    op.add_column("run", sa.Column("out_of_date", sa.Text(), nullable=False, server_default=""))
