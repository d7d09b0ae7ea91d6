"""The day from which an API key is answered no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0201"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day; keys that there are have none."""
    op.add_column("api_key", sa.Column("ends_on", sa.Text(), nullable=False, server_default=""))
