"""Review: cases, sightings, dispositions and remarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables."""
    _cases()
    _dispositions()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _empty(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False, server_default="") for name in names]


def _long(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False, server_default="") for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _cases() -> None:
    op.create_table(
        "review_case",
        sa.Column("id", sa.String(), primary_key=True),
        *_texts("team", "subject_digest", "name_digest", "party_id", "party_name"),
        *_long("subject", "shown", "sought", "seen"),
        *_numbers("level", "score"),
        sa.Column("confidence", sa.Float(), nullable=False),
        *_texts("relation"),
        *_long("matched"),
        *_texts("alike", "first_seen_at", "last_seen_at", "state"),
        *_empty("disposition_id", "verdict"),
        *_long("lapsed"),
        *_empty("assignee", "assignee_name"),
        sa.UniqueConstraint("team", "subject_digest", "party_id"),
    )
    op.create_index("ix_review_case_queue", "review_case", ["team", "state", "level", "first_seen_at"])
    op.create_index("ix_review_case_alike", "review_case", ["team", "alike"])
    op.create_index("ix_review_case_name", "review_case", ["team", "name_digest"])
    op.create_index("ix_review_case_party", "review_case", ["team", "party_id"])
    op.create_table(
        "sighting",
        sa.Column("run_id", sa.String(), primary_key=True),
        sa.Column("case_id", sa.String(), primary_key=True),
        *_long("seen"),
        *_numbers("level", "rows"),
        *_texts("sheet"),
        *_numbers("row"),
        sa.Column("lead", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_sighting_case_id", "sighting", ["case_id"])


def _dispositions() -> None:
    op.create_table(
        "disposition",
        sa.Column("id", sa.String(), primary_key=True),
        *_texts("case_id", "team", "verdict", "reason"),
        *_long("note", "seen"),
        *_numbers("level"),
        *_texts("state"),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        *_texts("source", "by", "by_name", "at"),
        *_empty("second", "second_name", "second_at", "ended_by", "ended_by_name", "ended_at"),
        *_long("ended_why"),
    )
    for column in ("case_id", "team", "at"):
        op.create_index(f"ix_disposition_{column}", "disposition", [column])
    op.create_table(
        "review_remark",
        sa.Column("id", sa.String(), primary_key=True),
        *_texts("case_id", "team", "by", "by_name", "at"),
        *_long("text", "file_name"),
        *_empty("file_sha256"),
        sa.Column("file_size", sa.Integer(), nullable=False, server_default="0"),
    )
    for column in ("case_id", "file_sha256"):
        op.create_index(f"ix_review_remark_{column}", "review_remark", [column])
