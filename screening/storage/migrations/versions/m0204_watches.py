"""Lists that stay screened, and readings that a later screening of them may reuse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0204"
down_revision = "0203"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _word(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, primary_key=key)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, primary_key=key)


def upgrade() -> None:
    """Add the tables of watches, and to runs the watch whose screening they are."""
    op.create_table(
        "watch",
        _word("id", key=True),
        _word("team"),
        _text("name"),
        _word("made_by"),
        _word("made_at"),
        _word("owner"),
        _text("purpose"),
        _text("legal_basis"),
        _word("ends_on"),
        _word("reference"),
        _text("metadata_json"),
        _text("choices"),
        _word("source"),
        _text("folder"),
        _word("state"),
        _word("code"),
        _text("sentence"),
        _number("version"),
        _word("run_id"),
        _word("told_run_id"),
        _text("tell"),
        sa.Column("is_weekly", sa.Boolean(), nullable=False),
        sa.Column("file_written", sa.Float(), nullable=False),
        _word("refused_sha256"),
        _word("told_at"),
        _word("claimed_by"),
        _word("claimed_until"),
    )
    for name in ("team", "reference", "state"):
        op.create_index(f"ix_watch_{name}", "watch", [name], unique=False)
    op.create_table(
        "watch_version",
        _word("watch_id", key=True),
        _number("number", key=True),
        _word("upload_sha256"),
        _text("file_name"),
        _word("given_by"),
        _word("given_at"),
        _number("rows"),
        _number("joined"),
        _number("left"),
        _number("changed"),
    )
    op.create_index("ix_watch_version_upload_sha256", "watch_version", ["upload_sha256"], unique=False)
    op.create_table(
        "watch_change",
        _word("watch_id", key=True),
        _word("run_id", key=True),
        _number("number", key=True),
        _word("team"),
        _word("earlier_run_id"),
        _word("kind"),
        _word("told_at"),
        _text("reference"),
        _text("subject"),
        _word("subject_digest"),
        _word("name_digest"),
        _text("sheet"),
        _number("row"),
        _text("reasons"),
        _word("outcome_before"),
        _word("outcome"),
        _word("level_before"),
        _word("level"),
        _number("score_before"),
        _number("score"),
        _word("seen_at"),
        _word("seen_by"),
    )
    op.create_index("ix_watch_change_newest", "watch_change", ["team", "seen_at", "told_at"], unique=False)
    for name in ("run_id", "subject_digest", "name_digest"):
        op.create_index(f"ix_watch_change_{name}", "watch_change", [name], unique=False)
    op.add_column("run", sa.Column("watch_id", sa.String(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("reuses", sa.Text(), nullable=False, server_default=""))
    op.add_column("run", sa.Column("keeps_readings", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "chunk_links",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("linker", sa.String(), nullable=False),
        sa.Column("without_lists", sa.String(), nullable=False),
        sa.Column("subjects", sa.LargeBinary(), nullable=False),
        sa.Column("reused", sa.LargeBinary(), nullable=False),
        sa.Column("readings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )
    op.create_index("ix_run_watch_id", "run", ["watch_id"], unique=False)
