"""One shape on both databases, whole transactions, and refusals in words."""

import sqlite3
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlmodel import SQLModel, select

from screening.audit.log import hold
from screening.context import install
from screening.settings import Settings
from screening.storage import (
    StorageAway,
    StorageBusy,
    StorageFailed,
    StorageForbidden,
    StorageFull,
    migrate,
    open_database,
)
from screening.storage.database import BUSY_SECONDS
from screening.storage.migrate import MIGRATIONS, OtherEdition, check_edition, is_current
from screening.storage.review_tables import StagedCase
from screening.storage.tables import FilePart, Run, StepAttempt

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


def row(key="a" * 64):
    """A row of a table that needs no entry in the log."""
    return StepAttempt(step=key, run_id="", begun=1)


@pytest.fixture
def stranger():
    """Give the address of a database for an account without any right there."""
    name = f"screening_test_{uuid.uuid4().hex[:12]}"
    made = []

    def of(address):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {name} LOGIN")
        made.append(address)
        host = address.rsplit("@", 1)[-1]
        return f"postgresql://{name}@{host}"

    yield of
    for address in made:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP ROLE {name}")


@pytest.fixture
def migrated(bare_settings):
    """A database that had no tables, migrated."""
    opened = open_database(bare_settings)
    migrate(opened)
    yield opened
    opened.close()


def test_migrations_make_exactly_the_tables_of_the_code(migrated):
    with migrated.read() as session:
        context = MigrationContext.configure(session.connection())
        differences = [
            each for each in compare_metadata(context, SQLModel.metadata) if "server_default" not in str(each)
        ]
    assert differences == []
    assert Run.__tablename__ in SQLModel.metadata.tables


def test_migrating_twice_changes_nothing(migrated):
    assert is_current(migrated)
    migrate(migrated)
    assert is_current(migrated)


def test_cases_that_were_staged_before_a_migration_bring_what_their_cases_are_searched_by(bare_settings):
    opened = open_database(bare_settings)
    older = Config()
    older.set_main_option("script_location", str(MIGRATIONS))
    with opened.engine.begin() as connection:
        older.attributes["connection"] = connection
        command.upgrade(older, "0205")
        texts = dict.fromkeys(
            ("id", "text_digest", "apart", "name_digest", "relation", "earlier_id", "sheet"), ""
        )
        numbers = dict.fromkeys(("place", "level", "score", "confidence", "rows", "row"), 1)
        names = {"key": "run", "party_id": "party", "party_name": "Straße", "matched": "ИНСТИТУТ"}
        staged = {**texts, **numbers, **names, "is_person": False, "lead": False}
        table = sa.table("staged_case", *map(sa.column, (*staged, "subject_digest")))
        for digest in ("one", "two"):
            connection.execute(table.insert().values(**staged, subject_digest=digest))
    migrate(opened)
    with opened.read() as session:
        assert session.exec(select(StagedCase.case_sought)).all() == ["институт strasse"] * 2
    opened.close()


@pytest.mark.parametrize("bare_settings", [POSTGRESQL], indirect=True)
def test_pieces_are_compressed_quickly_once_migrated(migrated):
    with migrated.read() as session:
        asked = "SELECT attcompression FROM pg_attribute WHERE attrelid = 'file_part'::regclass AND attname = 'content'"
        assert session.connection().exec_driver_sql(asked).scalar() == "l"


def add(database, *rows):
    with database.write() as session:
        for each in rows:
            session.add(each)
            session.flush()


def test_a_transaction_that_fails_keeps_nothing(database):
    with pytest.raises(StorageFailed):
        add(database, row("b" * 64), row(), row())
    with database.read() as session:
        assert session.get(StepAttempt, "b" * 64) is None


@pytest.fixture
def sqlite(settle, tmp_path):
    database = open_database(Settings(data=settle(tmp_path / "data")))
    yield database
    database.close()


def test_sqlite_is_opened_so_that_an_acknowledged_row_survives_a_power_cut(sqlite):
    with sqlite.read() as session:
        said = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_what_was_deleted_cannot_be_read_in_the_file_of_the_database_any_more(sqlite):
    file, name = Path(sqlite.engine.url.database), "Erased Name " * 3
    add(sqlite, row(name))
    sqlite.cut()
    assert name.encode() in file.read_bytes()
    with sqlite.write() as session:
        session.delete(session.get_one(StepAttempt, name))
    sqlite.cut()
    assert name.encode() not in file.read_bytes()


def test_readers_do_not_wait_for_a_writer(sqlite):
    with sqlite.write() as writing:
        writing.add(row())
        writing.flush()
        with sqlite.read() as reading:
            assert reading.get(StepAttempt, "a" * 64) is None


def test_a_held_database_gives_busy_and_loses_nothing(sqlite):
    add(sqlite, row())
    hasty = replace(sqlite, patience=0.05)
    holder = sqlite3.connect(sqlite.engine.url.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy) as refused:
        add(hasty, row("b" * 64))
    assert refused.value.status == 503
    holder.execute("ROLLBACK")
    add(sqlite, row("b" * 64))
    with sqlite.read() as session:
        assert session.get(StepAttempt, "a" * 64)
        assert session.get(StepAttempt, "b" * 64)


def test_writers_of_one_process_queue_so_that_none_goes_without(sqlite):
    """The second is let in by the first, not by looking again now and then; while it waits, it holds no connection."""
    inside, order = threading.Event(), []

    def second():
        inside.set()
        add(sqlite, row("b" * 64))
        order.append("second")

    waiting = threading.Thread(target=second)
    with sqlite.write() as session:
        waiting.start()
        inside.wait()
        session.add(row())
        session.flush()
        assert sqlite.engine.pool.checkedout() == 1
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_whoever_takes_the_connection_of_a_hasty_writer_waits_as_usual(sqlite):
    add(replace(sqlite, patience=0.05), row())
    with sqlite.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 5_000


def test_a_writer_whose_turn_does_not_come_is_refused_like_one_who_meets_another_process(sqlite):
    with sqlite.write(), pytest.raises(StorageBusy) as refused:
        add(replace(sqlite, patience=0.05), row())
    assert refused.value.facts["retry_after"] == 5
    add(sqlite, row())


def test_a_writer_begins_within_moments_of_another_process_ending_and_waits_as_patiently_for_the_rest(sqlite):
    holder = sqlite3.connect(sqlite.engine.url.database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, holder.execute, ("ROLLBACK",))
    release.start()
    add(sqlite, row())
    release.join()
    with sqlite.write() as session:
        assert session.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_SECONDS * 1000


def test_a_full_disk_is_said_and_mends_itself_once_there_is_room(sqlite):
    def cap(pages):
        with sqlite.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with sqlite.read() as session:
        used = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    cap(used + 2)
    with pytest.raises(StorageFull) as refused:
        add(sqlite, row(), *(FilePart(sha256="c" * 64, number=n, content=b"x" * 100_000) for n in range(64)))
    assert refused.value.status == 507
    with sqlite.read() as session:
        assert session.get(StepAttempt, "a" * 64) is None
    cap(1_000_000)
    add(sqlite, row())


@pytest.mark.parametrize("settings", [POSTGRESQL], indirect=True)
def test_writers_who_wait_too_long_for_the_log_are_refused_and_leave_connections_to_those_who_read(
    settings, database
):
    """As many wait as there are connections; only what the server does ends their wait, the log is held throughout."""
    pages = open_database(settings, lock_seconds=0.3)

    def writing(_number):
        with pytest.raises(StorageBusy) as refused, pages.write() as session:
            hold(session)
        return refused.value

    with ThreadPoolExecutor(10) as beside, database.write() as holding:
        hold(holding)
        waiting = beside.map(writing, range(10))
        for _ in range(10):
            with pages.read() as session:
                assert session.get(StepAttempt, "a" * 64) is None
        for refused in waiting:
            assert (refused.status, refused.facts["retry_after"]) == (503, BUSY_SECONDS)
    add(pages, row())
    pages.close()


@pytest.mark.parametrize("settings", [POSTGRESQL], indirect=True)
def test_a_worker_waits_for_the_log_as_long_as_it_takes(database):
    with database.write() as session:
        assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar() == "0"


def test_whoever_gets_no_connection_is_told_that_the_database_is_busy(database):
    url = database.engine.url
    narrow = replace(
        database, engine=sa.create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.05), commits=None
    )
    with narrow.engine.connect(), pytest.raises(StorageBusy), narrow.read():
        pass
    with narrow.read() as session:
        assert session.get(StepAttempt, "a" * 64) is None
    narrow.engine.dispose()


def test_many_writers_wait_for_each_other(database):
    faults = []

    def try_to(number):
        try:
            add(database, row(f"{number:064x}"))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=try_to, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with database.read() as session:
        assert sum(session.get(StepAttempt, f"{number:064x}") is not None for number in range(20)) == 20


@pytest.mark.parametrize("settings", [POSTGRESQL], indirect=True)
def test_the_character_nul_which_postgresql_cannot_hold_arrives_as_its_picture(database):
    add(database, row("a\0b"))
    with database.read() as session:
        assert session.get(StepAttempt, "a\0b").step == "a␀b"


@pytest.mark.parametrize("bare_settings", [POSTGRESQL], indirect=True)
def test_an_account_that_may_make_no_tables_is_said_in_words(bare_settings, stranger):
    poor = bare_settings.model_copy(update={"database_url": stranger(bare_settings.database_url)})
    with pytest.raises(StorageForbidden, match="owns the tables"):
        install(poor)


def test_a_host_that_has_no_address_is_said_like_one_that_does_not_answer(tmp_path):
    nowhere = open_database(Settings(data=tmp_path, database_url="postgresql://nobody@nowhere.invalid/none"))
    with pytest.raises(StorageAway) as said, nowhere.read():
        pass
    assert "nowhere.invalid" in said.value.facts["reason"]


def test_tables_of_another_edition_are_refused_with_what_to_do_and_left_alone(migrated):
    with migrated.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0160'")
    with pytest.raises(OtherEdition, match=r"0160.*left as it is.*empty place"):
        migrate(migrated)
    with pytest.raises(OtherEdition, match="0160"):
        check_edition(migrated)
    with migrated.engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0160"
