"""Uploads, runs, their steps and results, workers, files in pieces, and the log with its guards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers that refuse any change of the log."""
    _uploads_and_runs()
    _steps_and_workers()
    _log()
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _text(name: str, *, default: str | None = None, long: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text() if long else sa.String(), nullable=False, server_default=default)


def _uploads_and_runs() -> None:
    op.create_table(
        "upload",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _text("received_at"),
        _text("gone_at", default=""),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.String(), primary_key=True),
        *(_text(name) for name in ("upload_sha256", "team", "actor", "file_name")),
        *(_text(name, long=True) for name in ("choices", "pins")),
        *(_text(name) for name in ("screened_at", "accepted_at", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("attempt", "rows", "chunks")),
        _text("report_sha256", default=""),
        _text("receipt", default="", long=True),
        _text("code", default=""),
        _text("sentence", default="", long=True),
        _text("ended_at", default=""),
    )
    for column in ("upload_sha256", "team", "accepted_at", "state", "report_sha256"):
        op.create_index(f"ix_run_{column}", "run", [column])


def _steps_and_workers() -> None:
    op.create_table(
        "chunk",
        sa.Column("run_id", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "effort",
        sa.Column("step", sa.String(), primary_key=True),
        _text("run_id"),
        sa.Column("begun", sa.Integer(), nullable=False),
    )
    op.create_index("ix_effort_run_id", "effort", ["run_id"])
    op.create_table(
        "lease",
        sa.Column("executor", sa.String(), primary_key=True),
        _text("host"),
        sa.Column("pid", sa.Integer(), nullable=False),
        _text("started_at"),
        sa.Column("beats", sa.Integer(), nullable=False),
        _text("beat_at"),
    )
    op.create_table(
        "piece",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _log() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=False),
        *(_text(name) for name in ("at", "actor", "team", "action", "run_id")),
        _text("facts", long=True),
        _text("previous"),
        _text("hash"),
    )
    op.create_index("ix_audit_entry_run_id", "audit_entry", ["run_id"])
    op.create_table(
        "subject_key",
        sa.Column("token", sa.String(), primary_key=True),
        _text("team"),
        _text("key"),
    )
    op.create_index("ix_subject_key_team", "subject_key", ["team"])


def _guards(dialect: str) -> list[str]:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
        return [
            f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry {refuse}",
            f"CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry {refuse}",
            # INSERT OR REPLACE would take a line out without asking the trigger above
            "CREATE TRIGGER audit_entry_in_turn BEFORE INSERT ON audit_entry WHEN NEW.sequence <> "
            "(SELECT coalesce(max(sequence), 0) + 1 FROM audit_entry) "
            "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
        ]
    return [
        "CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard()",
    ]
