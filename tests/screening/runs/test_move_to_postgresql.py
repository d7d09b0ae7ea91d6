"""An installation that has outgrown SQLite goes to PostgreSQL with its whole history, or stays whole where it is."""

import json
import shutil
import sqlite3
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import Boolean, Float, Integer, LargeBinary, inspect, select
from sqlmodel import col
from sqlmodel import select as find

from screening.accounts.keys import check_key, make_key
from screening.audit import lines_of, read_heads, verify
from screening.cli import main
from screening.context import AnotherDatabase, install, open_context
from screening.review.comments import attach
from screening.review.decide import Proposal, propose
from screening.review.rules import Decider, Verdict
from screening.runs.control import cancel_run, report_path, run_of, run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.holds import hold, hold_case
from screening.runs.move_to_postgresql import ACTION, ASIDE, SourceDamaged, move_to_postgresql
from screening.runs.pins import pins_of
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.submit import submit_list
from screening.storage import StorageAway, open_database
from screening.storage.all_tables import every_table
from screening.storage.review_tables import Case, Disposition
from screening.storage.tables import Run
from screening.webhooks.delivery_log import ping
from screening.webhooks.targets import add_target

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

ANA = Decider("person:ana", "Ana Ngata")


@pytest.fixture
def there(place, empty_postgres):
    """Settings of the same data folder with an empty PostgreSQL database."""
    return place.settings.model_copy(update={"database_url": empty_postgres})


@pytest.fixture
def arrived(there):
    """The installation on PostgreSQL."""
    opened = open_context(there)
    yield opened
    opened.close()


@pytest.fixture
def office(place, world, small_engine, listed):
    """Accepts the list, and takes steps of its run."""

    class Office:
        steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")

        def accept(self):
            pins, moment = pins_of(small_engine), world.MOMENT
            return submit_list(
                place, listed, world.order(), pins, actor="ana", team="office", screened_at=moment
            )

        def begin(self):
            run_id = self.accept()
            self.steps.do("plan", run_id, 1, 0)
            for number in range(3):
                self.steps.do("chunk", run_id, 1, number)
            return run_id

        def finish(self):
            run_id = self.begin()
            for number in range(3, run_of(place, run_id, "office").chunks):
                self.steps.do("chunk", run_id, 1, number)
            self.steps.do("report", run_id, 1, 0)
            return run_id

    return Office()


def command(settings, *words):
    said = {"SCREENING_DATA": str(settings.data), "SCREENING_DATABASE_URL": settings.database_url}
    return CliRunner().invoke(main, [*map(str, words)], env=said)


def moved(place, there):
    place.close()
    said = command(there, "move")
    assert said.exit_code == 0, said.output
    return said.output


def rows_of(settings, table):
    """Every row of a table as the database gives it, in an order that both databases share."""
    database = open_database(settings)
    try:
        with database.read() as session:
            return sorted(map(tuple, session.connection().execute(select(table))), key=repr)
    finally:
        database.close()


def table_of(name):
    return next(table for table in every_table() if table.name == name)


# What a row made up below may not say, since it would be about other rows or files that are not there.
HARMLESS = {
    "run.state": "erased",
    "review_remark.file_sha256": "",
    "webhook_delivery.state": "delivered",
    "mail.state": "sent",
    "upload.gone_at": "2026-11-25T09:00:00+00:00",
}


def made_up(table, number):
    """A row with texts of all kinds, numbers at their ends, all bytes, and both truths."""

    def value(column):
        if (fixed := HARMLESS.get(f"{table.name}.{column.name}")) is not None:
            return fixed
        match column.type:
            case Boolean():
                return bool(number % 2)
            case Float():
                return 0.1 + number / 3
            case LargeBinary():
                return bytes(range(256)) * number * 50
            case Integer():
                return 2**31 - 1 - number
        return f"{column.name} {number}: 北航, “d’Éa”, \U00020000, e\u0301, tab\t, line\r\n, '\"\\, \x01, {'x' * number * 99}"

    return {column.name: value(column) for column in table.columns}


def test_every_table_arrives_row_by_row_and_the_log_with_one_entry_more(place, there, office, behind_the_log):
    office.finish()
    with behind_the_log(place.database) as session:
        for table in every_table():
            if table.name != "audit_entry":
                session.connection().execute(table.insert(), [made_up(table, n) for n in range(3)])
    before = {table.name: rows_of(place.settings, table) for table in every_table()}
    assert [name for name, rows in before.items() if not rows] == []
    moved(place, there)
    after = {table.name: rows_of(there, table) for table in every_table()}
    *log, last = after.pop("audit_entry")
    assert log == before.pop("audit_entry")
    assert ACTION in last
    pieces = {*after.pop("file_part")}
    assert len(pieces - {*before["file_part"]}) == 2  # list and report, which lay in the folder
    assert pieces >= {*before.pop("file_part")}
    assert after.pop("lease") == []  # no worker lives
    del before["lease"]
    assert after == before


def test_no_table_that_migrations_make_is_forgotten(place, there):
    database = open_database(there)
    with database.read() as session:
        made = set(inspect(session.connection()).get_table_names())
    database.close()
    assert made == {"alembic_version", *(table.name for table in every_table())}


def test_a_moved_installation_serves_its_old_reports_and_their_proof(
    place, there, arrived, office, small_engine, undisturbed, listed, tmp_path
):
    run_id = office.finish()
    with report_path(place, run_id, "office") as (_, receipt):
        (tmp_path / "receipt.json").write_text(receipt)
    heads = place.heads.read_bytes()
    said = moved(place, there)
    assert "4 entries" in said
    with report_path(arrived, run_id, "office") as (path, again):
        assert path.read_bytes() == undisturbed(listed)
        assert again == receipt
        shutil.copy(path, tmp_path / "report.csv")
    engines = Engines(lambda _day: small_engine)
    assert verify_report(arrived, tmp_path / "report.csv", engines).verdict is ReproductionVerdict.SAME
    said = command(there, "audit", "verify", "--receipt", tmp_path / "receipt.json")
    assert said.exit_code == 0, said.output
    assert "4 entries" in said.output
    assert place.heads.read_bytes().startswith(heads)
    with arrived.database.read() as session:
        assert verify(session, read_heads(arrived.heads, arrived.key)) == []
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        psycopg.connect(there.database_url).execute("DELETE FROM audit_entry")


def test_cases_decisions_holds_files_keys_and_calls_are_used_as_before(
    place, there, arrived, office, tmp_path
):
    run_id = office.finish()
    with place.database.read() as session:
        case = session.exec(find(Case.id).order_by(col(Case.id))).first()
    propose(
        place,
        "office",
        case,
        Proposal(Verdict.FALSE_POSITIVE, "other_body", "Of another town."),
        ANA,
        source="page",
    )
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 9_000)  # of several pieces
    remark = attach(place, "office", case, ANA, tmp_path / "letter.pdf", "letter.pdf")
    hold(place, run_id, "office", actor="ana", why="asked for by the ombudsman")
    hold_case(place, case, "office", actor="ana", why="the same")
    key = make_key(place, "the library", by="ana")
    target, _ = add_target(
        place,
        "https://example.org/told",
        ["run.finished"],
        actor="ana",
        lookup=lambda _host, _port: [(2, ("198.41.0.4", 443))],
    )
    delivery = ping(place, target.id)
    assert "1 calls of webhooks" in moved(place, there)
    assert check_key(arrived, key).holder == "the library"
    assert run_of(arrived, run_id, "office").held == "asked for by the ombudsman"
    with arrived.database.read() as session:
        assert session.get(Case, case).held == "the same"
        assert [each.by_name for each in session.exec(find(Disposition))] == ["Ana Ngata"]
    with arrived.files.path(remark.file_sha256) as path:
        assert path.read_bytes() == (tmp_path / "letter.pdf").read_bytes()
    assert arrived.queue.waiting() == 1
    with arrived.database.read() as session:
        (step,) = (
            session.connection().exec_driver_sql("SELECT workflow_uuid FROM dbos.workflow_status").scalars()
        )
    assert step == f"{delivery}:1:deliver:0"


def test_runs_that_were_queued_or_under_way_end_there_as_if_undisturbed(
    place, there, arrived, office, undisturbed, listed, processes, wait
):
    waits, under_way, cancelled = office.accept(), office.begin(), office.accept()
    cancel_run(place, cancelled, "office", "ana")
    assert "2 runs" in moved(place, there)
    processes.environment["SCREENING_DATABASE_URL"] = there.database_url
    processes.start("worker")
    for run_id in (waits, under_way):
        wait(lambda run_id=run_id: run_progress(arrived, run_id, "office").state == "finished", 90)
        with report_path(arrived, run_id, "office") as (path, _):
            assert path.read_bytes() == undisturbed(listed)
    assert run_progress(arrived, cancelled, "office").state == "cancelled"
    with arrived.database.read() as session:
        assert [line.action for line in lines_of(session, under_way)] == [
            *("run.accepted", "run.running", "run.queued", "run.running", "run.finished"),
        ]
        (why,) = [line.facts for line in lines_of(session, under_way) if line.action == "run.queued"]
        assert json.loads(why)["why"] == "moved"
        assert verify(session, read_heads(arrived.heads, arrived.key)) == []


@pytest.mark.slow
def test_what_was_killed_at_any_stage_has_left_all_or_nothing_and_is_brought_to_its_end(
    place, there, arrived, office, processes
):
    office.begin()
    run_id = office.finish()
    place.close()
    before = {table.name: rows_of(place.settings, table) for table in every_table()}
    processes.environment["SCREENING_DATABASE_URL"] = there.database_url
    told, kept = [], False
    while not kept:
        process = processes.start("move", len(told))
        said, faults = process.communicate(timeout=60)
        assert process.poll() == -9, faults
        assert said.splitlines()[:-1] == told
        told = said.splitlines()
        kept = rows_of(there, table_of("run")) != []
        assert place.settings.sqlite_file.exists()
        if not kept:
            assert [table.name for table in every_table() if rows_of(there, table)] == []
            assert {table.name: rows_of(place.settings, table) for table in every_table()} == before
    assert len(told) > len(before)
    assert run_progress(arrived, run_id, "office").state == "finished"
    for stage in ("fold:after", "_put_all:before", "_put_all:after"):
        process = processes.start("move", f"screening.runs.move_to_postgresql.{stage}")
        process.communicate(timeout=60)
        assert process.poll() == -9
    assert "entries" in moved(place, there)
    assert not place.settings.sqlite_file.exists()
    assert not (place.settings.data / "files").exists()
    with arrived.database.read() as session:
        assert [line.action for line in lines_of(session)].count(ACTION) == 1
        assert verify(session, read_heads(arrived.heads, arrived.key)) == []


def test_the_old_database_and_its_files_lie_aside_for_their_owner_alone(place, there, office):
    office.finish()
    files = {path.name for path in (place.settings.data / "files").iterdir()}
    moved(place, there)
    aside = place.settings.data / ASIDE
    assert {path.name for path in aside.iterdir()} == {"screening.sqlite", "files"}
    assert {path.name for path in (aside / "files").iterdir()} == files
    assert not (place.settings.data / "files").exists()
    assert aside.stat().st_mode & 0o777 == 0o700
    with sqlite3.connect(aside / "screening.sqlite") as old:
        assert old.execute("SELECT count(*) FROM audit_entry").fetchone() == (3,)


def test_files_in_a_shared_folder_stay_where_they_are(place, there, office, undisturbed, listed):
    run_id = office.finish()
    place.close()
    shared = there.model_copy(update={"file_store": "folder"})
    move_to_postgresql(shared, "ana")
    arrived = open_context(shared)
    with report_path(arrived, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)
    arrived.close()
    assert {path.name for path in (place.settings.data / ASIDE).iterdir()} == {"screening.sqlite"}


@pytest.mark.slow
@pytest.mark.parametrize("earlier", ["in the folder", "in the store"])
def test_files_arrive_in_an_object_store_or_are_there_already(
    place, there, office, undisturbed, listed, bucket, earlier
):
    run_id = office.finish()
    place.close()
    shared = there.model_copy(update={"file_store": f"s3://{bucket}/screening"})
    arrived = open_context(shared)
    folder = place.settings.files_folder
    files = {path.name for path in folder.iterdir()}
    if earlier == "in the store":
        for path in folder.iterdir():
            arrived.files.put(path)
        shutil.rmtree(folder)
    moved = move_to_postgresql(shared, "ana")
    assert moved.files == (len(files) if earlier == "in the folder" else 0)
    assert arrived.files.names() == files
    with report_path(arrived, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)
    arrived.close()
    assert not folder.exists()


@pytest.mark.slow
def test_an_object_store_that_is_away_or_lacks_a_file_moves_nothing(
    place, there, office, bucket, object_server
):
    office.finish()
    place.close()
    shared = there.model_copy(update={"file_store": f"s3://{bucket}/screening"})
    path = max(place.settings.files_folder.iterdir(), key=lambda path: path.stat().st_size)
    away = path.rename(path.parent.parent / path.name)
    with pytest.raises(SourceDamaged, match=path.name[:12]):
        move_to_postgresql(shared, "ana")
    away.rename(path)
    object_server.kill()
    with pytest.raises(StorageAway):
        move_to_postgresql(shared, "ana")
    assert place.settings.sqlite_file.exists()
    assert rows_of(shared, table_of("run")) == []
    object_server.start()
    assert move_to_postgresql(shared, "ana").files == 2


def refused(settings, code):
    said = command(settings, "move")
    assert said.exit_code == 2, said.output
    assert f"[{code}]" in said.output
    assert "Traceback" not in said.output


def test_while_anything_has_the_old_database_open_it_is_not_moved(place, there, office, processes, wait):
    office.finish()
    worker = processes.start("worker")
    wait(lambda: rows_of(place.settings, table_of("lease")))
    place.close()
    refused(there, "storage-in-use")
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    with sqlite3.connect(place.settings.sqlite_file) as somebody:  # who does nothing at the moment
        somebody.execute("SELECT count(*) FROM run").fetchone()
        refused(there, "storage-in-use")
    somebody.close()
    moved(place, there)


def test_it_goes_into_nothing_but_an_empty_database(place, there, arrived, office):
    office.finish()
    place.close()
    elsewhere = there.model_copy(update={"data": there.data.parent / "elsewhere"})
    install(elsewhere)
    other = open_context(elsewhere)
    with other.decide() as decision:
        decision.record("test.entry", actor="ana", team="office")
    other.close()
    refused(there, "move-target-not-empty")
    assert len(rows_of(there, table_of("audit_entry"))) == 1
    assert place.settings.sqlite_file.exists()


def test_it_goes_only_from_sqlite_to_postgresql_and_only_from_where_something_is(place, there, tmp_path):
    refused(place.settings, "move-nowhere")
    refused(there.model_copy(update={"data": tmp_path / "nothing"}), "move-nothing")


def test_databases_of_other_versions_are_left_alone(place, there, arrived, office):
    office.finish()
    place.close()
    with sqlite3.connect(place.settings.sqlite_file) as old:
        (newest,) = old.execute("SELECT version_num FROM alembic_version").fetchone()
        old.execute("UPDATE alembic_version SET version_num = '0110'")
    old.close()
    refused(there, "move-versions-differ")
    with sqlite3.connect(place.settings.sqlite_file) as old:
        old.execute("UPDATE alembic_version SET version_num = ?", [newest])
    old.close()
    with psycopg.connect(there.database_url) as new:
        new.execute("UPDATE alembic_version SET version_num = '9999'")
    refused(there, "move-versions-differ")


@pytest.mark.parametrize("harm", ["page", "entry", "tail", "file", "file-gone", "head"])
def test_what_is_damaged_stays(place, there, arrived, office, harm):
    office.finish()
    place.close()
    file = place.settings.sqlite_file
    code = "move-source-damaged"
    with sqlite3.connect(file) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if harm == "entry":
            old.execute("DROP TRIGGER audit_entry_no_update")
            old.execute("UPDATE audit_entry SET actor = 'mallory' WHERE sequence = 2")
        elif harm == "tail":
            old.execute("DROP TRIGGER audit_entry_no_delete")
            old.execute("DELETE FROM audit_entry WHERE sequence = 3")
    old.close()
    kept = max((place.settings.data / "files").iterdir(), key=lambda path: path.stat().st_size)
    if harm == "page":
        content = bytearray(file.read_bytes())
        content[8192 : len(content) // 2] = bytes(len(content) // 2 - 8192)
        file.write_bytes(content)
        code = "storage-damaged"
    elif harm == "file":
        kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    elif harm == "file-gone":
        kept.unlink()
    elif harm == "head":
        place.heads.write_text(place.heads.read_text().replace('"signature": "', '"signature": "0'))
        code = "head-forged"
    refused(there, code)
    assert rows_of(there, table_of("audit_entry")) == []
    assert file.exists()


def test_what_postgresql_cannot_hold_is_shown_or_said_by_its_table_and_nothing_else(
    place, there, arrived, office, behind_the_log
):
    run_id = office.finish()
    with behind_the_log(place.database) as session:
        run = session.get(Run, run_id)
        run.file_name, run.rows = "Zzyxgrave\x00.csv", 2**40
    place.close()
    said = command(there, "move")
    assert "table run" in said.output
    assert "[row-unfit]" in said.output
    assert "Zzyxgrave" not in said.output
    assert rows_of(there, table_of("audit_entry")) == []
    with behind_the_log(place.database) as session:
        session.get(Run, run_id).rows = 100
    moved(place, there)
    assert run_of(arrived, run_id, "office").file_name == "Zzyxgrave␀.csv"


def test_no_second_log_is_begun_in_the_place_of_one_that_is_elsewhere(place, there, arrived, office):
    """Whoever changes the address alone, or back, would else go on with an empty database."""
    office.finish()
    with pytest.raises(AnotherDatabase, match="screening move"), arrived.decide() as decision:
        decision.record("test.entry", actor="ana", team="office")
    assert command(there, "serve").exit_code == 2
    moved(place, there)
    install(place.settings)
    back = open_context(place.settings)
    with pytest.raises(AnotherDatabase), back.decide() as decision:
        decision.record("test.entry", actor="ana", team="office")
    back.close()


def test_a_moved_run_is_under_its_term_as_before(place, there, arrived, office):
    from screening.runs.retention import clear_up

    run_id = office.finish()
    moved(place, there)
    later = open_context(there, lambda: arrived.now() + timedelta(days=91))
    assert clear_up(later) == 1
    later.close()
    assert arrived.files.names() == set()
    assert run_progress(arrived, run_id, "office").state == "erased"
