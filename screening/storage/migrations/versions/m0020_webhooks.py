"""Webhooks: targets, and the log of what was sent to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "webhook_target",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in ("url", "events")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "nonce", "made_by", "made_at")),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("target_id", "event_id", "kind")),
        sa.Column("body", sa.Text(), nullable=False, server_default=""),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("made_at", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("round", "next_try")),
        sa.Column("tries", sa.Text(), nullable=False, server_default=""),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("next_at", "ended_at")),
        sa.Column("traced", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_webhook_delivery_newest", "webhook_delivery", ["target_id", "made_at"])
    op.create_index("ix_webhook_delivery_state", "webhook_delivery", ["state"])
