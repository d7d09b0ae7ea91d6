"""People, teams, memberships, sessions and one-time links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the five tables; nobody has an account yet."""
    op.create_table(
        "person",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("login", sa.String(), nullable=False, unique=True),
        *_texts("name"),
        *_empty("password", "issuer", "subject"),
        *_texts("made_at"),
        *_empty("disabled_at"),
    )
    op.create_index("ix_person_issuer", "person", ["issuer"])
    op.create_table(
        "team",
        sa.Column("id", sa.String(), primary_key=True),
        *_texts("title", "made_at"),
        *_empty("closed_at"),
    )
    op.create_table(
        "membership",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("person_id", "team_id", "role")),
    )
    op.create_index("ix_membership_team_id", "membership", ["team_id"])
    op.create_table(
        "session",
        sa.Column("secret_sha256", sa.String(), primary_key=True),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        *_texts("person_id", "team_id", "began_at", "seen_at", "browser"),
    )
    op.create_index("ix_session_person", "session", ["person_id"])
    op.create_table(
        "link",
        sa.Column("secret_sha256", sa.String(), primary_key=True),
        *_texts("kind"),
        *_empty("person_id"),
        *_texts("made_by", "made_at", "ends_at"),
        *_empty("used_at"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _empty(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False, server_default="") for name in names]
