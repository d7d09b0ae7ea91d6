"""Shelves of the keys behind the hashes of subjects, so that one is found without trying all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a key of before finds its shelf when its name is met again, since no name is kept with it."""
    op.add_column("subject_key", sa.Column("shelf", sa.Integer(), nullable=False, server_default="-1"))
    op.create_index("ix_subject_key_shelf", "subject_key", ["team", "shelf"])
