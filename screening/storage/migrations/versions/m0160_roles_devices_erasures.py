"""Installation administrators, second factors, known devices, budgets of keys, and erasures that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and tables; nobody rules the installation until the shell says so, and nothing waits."""
    for name in ("installation_administrator_at", "two_factor_secret", "two_factor_at", "team_id"):
        op.add_column("person", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("person", sa.Column("two_factor_step", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column(
        "api_key",
        sa.Column("characters_per_day", sa.BigInteger(), nullable=False, server_default="100000000"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("person_id", sa.String(), primary_key=True),
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(), nullable=False, server_default=""),
    )
    op.create_table(
        "known_device",
        sa.Column("secret_sha256", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("made_at", "seen_at", "browser")),
    )
    op.create_index("ix_known_device_person_id", "known_device", ["person_id"])
    # 0: over already, so that failures of before the upgrade are forgotten
    op.add_column("attempt", sa.Column("ends", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("ix_attempt_ends", "attempt", ["ends"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "kind", "what")),
        sa.Column("subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("asked_by", "asked_by_name", "asked_at")),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("seconded_by", "seconded_by_name", "seconded_at", "due_at", "ended_at", "outcome")
        ),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("held_back", "unread")),
        sa.Column("seconded_sequence", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_erasure_team", "erasure", ["team"])
    op.create_index("ix_erasure_ended_at", "erasure", ["ended_at"])
