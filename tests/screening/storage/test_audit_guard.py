"""No table of state changes without an entry in the log; which tables are not state is said one by one."""

import ast
import importlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from screening.audit import head_of, record
from screening.storage.audit_guard import LOG, WITHOUT_ENTRY, Unrecorded, UnrecordedChanges
from screening.storage.tables import StepAttempt

ROOT = Path(__file__).parents[3]
for path in (ROOT / "screening/storage").glob("*tables.py"):
    importlib.import_module(f"screening.storage.{path.stem}")
TABLES = sorted(set(SQLModel.metadata.tables) - {LOG})
STATE = [name for name in TABLES if name not in WITHOUT_ENTRY]


def filled(name):
    """A statement that adds a row to a table, with something in every column."""
    table = SQLModel.metadata.tables[name]
    values = {}
    for column in table.columns:
        kind = column.type.python_type
        values[column.name] = {str: "x", bytes: b"x", bool: False, float: 1.0}.get(kind, 1)
    return table.insert().values(**values)


@pytest.mark.parametrize("change", ["insert", "update", "delete"])
def test_a_change_of_state_without_an_entry_is_refused_and_undone(database, behind_the_log, change):
    for name in STATE:
        table = SQLModel.metadata.tables[name]
        column = next(each for each in table.columns if f"{name}.{each.name}" not in WITHOUT_ENTRY)
        statement = {
            "insert": filled(name),
            "update": table.update().values({column.name: column}),
            "delete": table.delete(),
        }[change]
        if change != "insert":
            with behind_the_log(database) as session:
                session.connection().execute(filled(name))
        with pytest.raises(Unrecorded, match=name), database.write() as session:
            session.connection().execute(statement)
        with database.read() as session:
            assert len(session.connection().execute(table.select()).all()) == (change != "insert")
        with database.write() as session:
            session.connection().execute(statement)
            record(session, "test", at=datetime(2026, 11, 25, tzinfo=UTC), actor="ana", team="")
    with database.read() as session:
        assert head_of(session).sequence == len(STATE)


def test_a_statement_that_changes_no_row_needs_no_entry(database):
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE run SET state = 'erased' WHERE id = 'none'")
    with database.read() as session:
        assert head_of(session).sequence == 0


def test_what_is_no_state_needs_no_entry_and_every_exception_is_a_table_or_column_with_its_reason(database):
    with database.write() as session:
        session.add(StepAttempt(step="1", run_id="1", begun=1))
    for name, reason in WITHOUT_ENTRY.items():
        table, _, column = name.partition(".")
        assert table in TABLES
        assert not column or column in SQLModel.metadata.tables[table].columns
        assert len(reason.split()) > 2


def test_a_transaction_that_failed_leaves_nothing_to_judge_the_next_one_by(database):
    with pytest.raises(Unrecorded), database.write() as session:
        session.connection().execute(filled("run"))
    with database.write() as session:
        session.add(StepAttempt(step="1", run_id="1", begun=1))


@pytest.mark.parametrize(
    ("statement", "noted"),
    [
        ('INSERT INTO "run" (id) VALUES (1)', {"run"}),
        ("insert into public.run (id) values (1)", {"run"}),
        ("UPDATE session SET seen_at=:a WHERE session.secret_sha256 = :b", {"session.seen_at"}),
        (
            "UPDATE session SET seen_at=:a, team_id=:c WHERE session.id = :b",
            {"session.seen_at", "session.team_id"},
        ),
        ("UPDATE run SET state='a', chunks=(SELECT 1)", {"run.state", "run.chunks"}),
        ("DELETE FROM run WHERE run.id = 1", {"run"}),
        ("DELETE FROM workflow_status", set()),
        ("SELECT 1 FROM run", set()),
    ],
)
def test_the_table_or_the_columns_that_a_statement_changes_are_known(statement, noted):
    changes = UnrecordedChanges()
    changes.note(statement)
    assert changes.changed == noted


def test_no_way_to_the_database_goes_round_the_watch():
    """Code of ours writes through `Database.write`; who opens a connection by hand is named here."""
    opened = {
        (path.relative_to(ROOT).as_posix(), node.func.attr)
        for package in ("screening", "web")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("begin", "connect", "raw_connection")
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "engine"
    }
    assert opened == {
        ("screening/storage/postgresql_role.py", "begin"),  # rights
        # SQLite's file made one, before it is put aside.
        (
            "screening/storage/exclusive_sqlite.py",
            "connect",
        ),
        ("screening/storage/database.py", "connect"),  # to read, to write in its turn, and to overwrite in it
        ("screening/storage/migrate.py", "begin"),  # the shape of tables, before anything runs
    }
