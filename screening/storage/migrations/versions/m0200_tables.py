"""Every table of the second edition, and the guards of the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = None
branch_labels = None
depends_on = None

# PostgreSQL 13 has one method only, and later ones may have been built without the second: then all stays as it was.
_LZ4 = """
DO $$ BEGIN
    EXECUTE 'ALTER TABLE file_part ALTER COLUMN content SET COMPRESSION lz4';
EXCEPTION WHEN syntax_error OR feature_not_supported OR invalid_parameter_value THEN
    NULL;
END $$
"""


def upgrade() -> None:
    """Make the tables and the triggers that refuse any change of the log."""
    _api_key()
    _attempt()
    _audit_entry()
    _chunk_rows()
    _staged_case()
    _confirmed_mapping()
    _screened_subject()
    _run_reading()
    _disposition()
    _step_attempt()
    _erasure()
    _saved_check()
    _known_device()
    _lease()
    _link()
    _membership()
    _person()
    _file_part()
    _recovery_code()
    _review_case()
    _case_subject()
    _review_remark()
    _run()
    _run_chunk()
    _run_decisions()
    _session()
    _sighting()
    _subject_key()
    _team()
    _upload()
    _webhook_delivery()
    _webhook_target()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(_LZ4)
    for statement in _guards(dialect):
        op.execute(statement)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _long_text(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _number(name: str, *, big: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger() if big else sa.Integer(), nullable=False)


def _api_key() -> None:
    op.create_table(
        "api_key",
        _text("id"),
        _text("holder"),
        _text("team"),
        _text("roles"),
        _text("sha256"),
        _number("calls_per_minute"),
        _number("subjects_per_day"),
        _number("characters_per_day", big=True),
        _text("made_by"),
        _text("made_at"),
        _text("used_at"),
        _text("revoked_at"),
        sa.PrimaryKeyConstraint("id"),
    )


def _attempt() -> None:
    op.create_table(
        "attempt",
        _text("name"),
        _number("began", big=True),
        _number("ends", big=True),
        _number("amount"),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_attempt_ends", "attempt", ["ends"], unique=False)


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        _text("at"),
        _text("actor"),
        _text("team"),
        _text("action"),
        _text("run_id"),
        _long_text("facts", default=None),
        _text("previous"),
        _text("hash"),
        _text("salt"),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_audit_entry_run_id", "audit_entry", ["run_id"], unique=False)


def _chunk_rows() -> None:
    op.create_table(
        "chunk_rows",
        _text("run_id"),
        _number("number"),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )


def _staged_case() -> None:
    op.create_table(
        "staged_case",
        _text("key"),
        _text("subject_digest"),
        _text("party_id"),
        _number("place"),
        _text("id"),
        _text("text_digest"),
        _text("apart"),
        _text("name_digest"),
        _text("party_name"),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        _long_text("subject"),
        _long_text("shown"),
        _long_text("sought"),
        _long_text("seen"),
        _number("level"),
        _number("score"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _text("relation"),
        _long_text("matched"),
        _long_text("lapsed"),
        _text("earlier_id"),
        _number("rows"),
        _text("sheet"),
        _number("row"),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", "subject_digest", "party_id"),
    )


def _confirmed_mapping() -> None:
    op.create_table(
        "confirmed_mapping",
        _text("id"),
        _text("team"),
        _text("signature"),
        _long_text("headers", default=None),
        _long_text("choice", default=None),
        _text("confirmed_by"),
        _text("confirmed_at"),
        _text("used_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("team", "signature"),
    )


def _screened_subject() -> None:
    op.create_table(
        "screened_subject",
        _text("subject_digest"),
        _text("run_id"),
        _text("name_digest"),
        _text("sheet"),
        _number("row"),
        _number("rows"),
        _text("outcome"),
        _text("level"),
        _number("score"),
        sa.PrimaryKeyConstraint("subject_digest", "run_id"),
    )
    op.create_index("ix_screened_subject_name_digest", "screened_subject", ["name_digest"], unique=False)
    op.create_index("ix_screened_subject_run_id", "screened_subject", ["run_id"], unique=False)


def _run_reading() -> None:
    op.create_table(
        "run_reading",
        _text("run_id"),
        _number("rows_read"),
        _number("rows_written"),
        _number("file_rows"),
        _text("reading_since"),
        _text("reading_until"),
        _text("writing_since"),
        _number("screened_while_reading"),
        sa.Column("layout", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )


def _disposition() -> None:
    op.create_table(
        "disposition",
        _text("id"),
        _text("case_id"),
        _text("team"),
        _text("verdict"),
        _text("reason"),
        _long_text("note"),
        _long_text("seen"),
        _number("level"),
        _text("state"),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        _text("source"),
        _text("bulk"),
        _text("by"),
        _text("by_name"),
        _text("at"),
        _text("second"),
        _text("second_name"),
        _text("second_at"),
        _text("ended_by"),
        _text("ended_by_name"),
        _text("ended_at"),
        _long_text("ended_reason"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_disposition_at", "disposition", ["at"], unique=False)
    op.create_index("ix_disposition_bulk", "disposition", ["bulk"], unique=False)
    op.create_index("ix_disposition_case_id", "disposition", ["case_id"], unique=False)
    op.create_index("ix_disposition_team", "disposition", ["team"], unique=False)


def _step_attempt() -> None:
    op.create_table(
        "step_attempt",
        _text("step"),
        _text("run_id"),
        _number("begun"),
        sa.PrimaryKeyConstraint("step"),
    )
    op.create_index("ix_step_attempt_run_id", "step_attempt", ["run_id"], unique=False)


def _erasure() -> None:
    op.create_table(
        "erasure",
        _text("id"),
        _text("team"),
        _text("kind"),
        _text("what"),
        _long_text("subject"),
        _long_text("reason", default=None),
        _text("asked_by"),
        _text("asked_by_name"),
        _text("asked_at"),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        _text("seconded_by"),
        _text("seconded_by_name"),
        _text("seconded_at"),
        _number("seconded_sequence", big=True),
        _text("due_at"),
        _text("ended_at"),
        _text("outcome"),
        _number("held_back"),
        _number("unread"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_erasure_ended_at", "erasure", ["ended_at"], unique=False)
    op.create_index("ix_erasure_team", "erasure", ["team"], unique=False)


def _saved_check() -> None:
    op.create_table(
        "saved_check",
        _text("id"),
        _text("team"),
        _text("actor"),
        _text("actor_name"),
        _text("at"),
        _long_text("reference"),
        _long_text("called"),
        _text("subject_digest"),
        _text("name_digest"),
        _long_text("sought"),
        _text("outcome"),
        _text("level"),
        _number("score"),
        _long_text("answer", default=None),
        _text("answer_sha256"),
        _long_text("held"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_saved_check_newest", "saved_check", ["team", "at"], unique=False)
    op.create_index("ix_saved_check_subject", "saved_check", ["team", "subject_digest"], unique=False)
    op.create_index("ix_saved_check_name", "saved_check", ["team", "name_digest"], unique=False)


def _known_device() -> None:
    op.create_table(
        "known_device",
        _text("secret_sha256"),
        _text("person_id"),
        _text("id"),
        _text("made_at"),
        _text("seen_at"),
        _text("browser"),
        sa.PrimaryKeyConstraint("secret_sha256", "person_id"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_known_device_person_id", "known_device", ["person_id"], unique=False)


def _lease() -> None:
    op.create_table(
        "lease",
        _text("executor"),
        _text("host"),
        _number("pid"),
        _text("started_at"),
        _number("beats"),
        _text("beat_at"),
        sa.PrimaryKeyConstraint("executor"),
    )


def _link() -> None:
    op.create_table(
        "link",
        _text("secret_sha256"),
        _text("kind"),
        _text("person_id"),
        _text("made_by"),
        _text("made_at"),
        _text("ends_at"),
        _text("used_at"),
        sa.PrimaryKeyConstraint("secret_sha256"),
    )


def _membership() -> None:
    op.create_table(
        "membership",
        _text("person_id"),
        _text("team_id"),
        _text("role"),
        sa.PrimaryKeyConstraint("person_id", "team_id", "role"),
    )
    op.create_index("ix_membership_team_id", "membership", ["team_id"], unique=False)


def _person() -> None:
    op.create_table(
        "person",
        _text("id"),
        _text("login"),
        _text("name"),
        _text("password"),
        _text("issuer"),
        _text("subject"),
        _text("made_at"),
        _text("disabled_at"),
        _text("team_id"),
        _text("installation_administrator_at"),
        _text("two_factor_secret"),
        _text("two_factor_at"),
        _number("two_factor_step", big=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_index("ix_person_issuer", "person", ["issuer"], unique=False)


def _file_part() -> None:
    op.create_table(
        "file_part",
        _text("sha256"),
        _number("number"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "number"),
    )


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        _text("person_id"),
        _text("sha256"),
        _text("made_at"),
        _text("used_at"),
        sa.PrimaryKeyConstraint("person_id", "sha256"),
    )


def _review_case() -> None:
    op.create_table(
        "review_case",
        _text("id"),
        _text("team"),
        _text("text_digest"),
        _text("party_id"),
        _text("apart"),
        _text("party_name"),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        _long_text("matched"),
        _long_text("sought"),
        _long_text("seen"),
        _number("level"),
        _number("score"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _text("relation"),
        _number("people"),
        _number("rows"),
        _text("first_seen_at"),
        _text("last_seen_at"),
        _text("state"),
        _text("disposition_id"),
        _text("verdict"),
        _long_text("lapsed"),
        _text("earlier_id"),
        _text("assignee"),
        _text("assignee_name"),
        _text("due"),
        _text("found_by"),
        _text("found_by_name"),
        _long_text("held"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("team", "text_digest", "party_id", "apart"),
    )
    op.create_index("ix_review_case_party", "review_case", ["team", "party_id"], unique=False)
    op.create_index(
        "ix_review_case_queue", "review_case", ["team", "state", "level", "first_seen_at"], unique=False
    )


def _case_subject() -> None:
    op.create_table(
        "case_subject",
        _text("case_id"),
        _text("subject_digest"),
        _text("name_digest"),
        _long_text("subject"),
        _long_text("shown"),
        _long_text("sought"),
        _long_text("seen"),
        _number("level"),
        _number("score"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _text("relation"),
        _long_text("matched"),
        _number("rows"),
        _text("first_seen_at"),
        _text("last_seen_at"),
        sa.PrimaryKeyConstraint("case_id", "subject_digest"),
    )
    op.create_index("ix_case_subject_name_digest", "case_subject", ["name_digest"], unique=False)
    op.create_index("ix_case_subject_subject_digest", "case_subject", ["subject_digest"], unique=False)


def _review_remark() -> None:
    op.create_table(
        "review_remark",
        _text("id"),
        _text("case_id"),
        _text("team"),
        _text("by"),
        _text("by_name"),
        _text("at"),
        _long_text("text"),
        _long_text("file_name"),
        _text("file_sha256"),
        _number("file_size"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_review_remark_case_id", "review_remark", ["case_id"], unique=False)
    op.create_index("ix_review_remark_file_sha256", "review_remark", ["file_sha256"], unique=False)


def _run() -> None:
    op.create_table(
        "run",
        _text("id"),
        _text("upload_sha256"),
        _text("team"),
        _text("actor"),
        _text("file_name"),
        _long_text("choices", default=None),
        _long_text("pins", default=None),
        _text("screened_at"),
        _text("accepted_at"),
        _text("state"),
        _number("attempt"),
        sa.Column("priority", sa.Integer(), server_default="1", nullable=False),
        _number("rows"),
        _number("chunks"),
        _text("report_sha256"),
        _long_text("receipt", default=None),
        _text("code"),
        _long_text("sentence", default=None),
        _text("ended_at"),
        _long_text("tally"),
        _long_text("out_of_date"),
        _long_text("held"),
        _long_text("question"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_run_accepted_at", "run", ["accepted_at"], unique=False)
    op.create_index("ix_run_report_sha256", "run", ["report_sha256"], unique=False)
    op.create_index("ix_run_state", "run", ["state"], unique=False)
    op.create_index("ix_run_team", "run", ["team"], unique=False)
    op.create_index("ix_run_upload_sha256", "run", ["upload_sha256"], unique=False)


def _run_chunk() -> None:
    op.create_table(
        "run_chunk",
        _text("run_id"),
        _number("number"),
        _number("attempt"),
        _number("rows"),
        _long_text("ends"),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number"),
    )


def _run_decisions() -> None:
    op.create_table(
        "run_decisions",
        _text("run_id"),
        sa.Column("decisions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )


def _session() -> None:
    op.create_table(
        "session",
        _text("secret_sha256"),
        _text("id"),
        _text("person_id"),
        _text("team_id"),
        _text("began_at"),
        _text("seen_at"),
        _text("browser"),
        sa.PrimaryKeyConstraint("secret_sha256"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_session_person", "session", ["person_id"], unique=False)


def _sighting() -> None:
    op.create_table(
        "sighting",
        _text("run_id"),
        _text("case_id"),
        _text("subject_digest"),
        _long_text("seen"),
        _number("level"),
        _number("score"),
        _number("rows"),
        _text("sheet"),
        _number("row"),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "case_id", "subject_digest"),
    )
    op.create_index("ix_sighting_member", "sighting", ["case_id", "subject_digest"], unique=False)


def _subject_key() -> None:
    op.create_table(
        "subject_key",
        _text("token"),
        _text("team"),
        _number("bucket"),
        _text("key"),
        _text("used_at"),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("ix_subject_key_bucket", "subject_key", ["team", "bucket"], unique=False)
    op.create_index("ix_subject_key_team", "subject_key", ["team"], unique=False)


def _team() -> None:
    op.create_table(
        "team",
        _text("id"),
        _text("title"),
        _text("made_at"),
        _text("closed_at"),
        sa.PrimaryKeyConstraint("id"),
    )


def _upload() -> None:
    op.create_table(
        "upload",
        _text("sha256"),
        _number("size", big=True),
        _text("received_at"),
        _text("gone_at"),
        sa.PrimaryKeyConstraint("sha256"),
    )


def _webhook_delivery() -> None:
    op.create_table(
        "webhook_delivery",
        _text("id"),
        _text("target_id"),
        _text("event_id"),
        _text("kind"),
        _long_text("body"),
        _text("made_at"),
        _text("state"),
        _number("round"),
        _number("next_try"),
        _long_text("tries"),
        _text("next_at"),
        _text("ended_at"),
        sa.Column("traced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_webhook_delivery_newest", "webhook_delivery", ["target_id", "made_at"], unique=False)
    op.create_index("ix_webhook_delivery_state", "webhook_delivery", ["state"], unique=False)


def _webhook_target() -> None:
    op.create_table(
        "webhook_target",
        _text("id"),
        _long_text("url"),
        _long_text("events"),
        _text("team"),
        _text("nonce"),
        _text("made_by"),
        _text("made_at"),
        sa.PrimaryKeyConstraint("id"),
    )


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
