"""A backup of PostgreSQL restores to a whole installation in another database, and into nothing but an empty one."""

import psycopg
import pytest

from screening.audit import lines_of, read_heads, verify
from screening.context import open_context
from screening.runs.backup import BackupFailed, back_up, restore
from screening.runs.control import run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.reproduce import ReproductionVerdict, verify_report
from screening.runs.submit import submit_list
from screening.settings import Settings

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("settings", ["postgresql"], indirect=True),
]


@pytest.fixture
def empty(settings, tmp_path):
    """Settings of an empty database and a data folder that does not exist."""
    address, _, name = settings.database_url.rpartition("/")
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_anew")
    yield Settings(data=tmp_path / "restored", database_url=f"{address}/{name}_anew")
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}_anew WITH (FORCE)")


def finished(place, world, engine, listed):
    run_id = submit_list(
        place, listed, world.order(), pins_of(engine), actor="ana", team="office", screened_at=world.MOMENT
    )
    steps = StepRunner(place, Engines(lambda _day: engine), "worker")
    steps.do("plan", run_id, 1, 0)
    for number in range(10):
        steps.do("chunk", run_id, 1, number)
    steps.do("report", run_id, 1, 0)
    return run_id


def test_runs_files_and_log_come_back_and_an_old_report_still_verifies(
    place, world, small_engine, listed, undisturbed, empty, tmp_path
):
    run_id = finished(place, world, small_engine, listed)
    back_up(place.settings, tmp_path / "backup.tar")
    # After the copy.
    submit_list(place, listed, world.order(), pins_of(small_engine), actor="ana", team="office")
    assert restore(empty, tmp_path / "backup.tar") == 3
    other = open_context(empty)
    assert run_progress(other, run_id, "office").state == "finished"
    report = tmp_path / "report.csv"
    report.write_bytes(undisturbed(listed))
    assert (
        verify_report(other, report, Engines(lambda _day: small_engine)).verdict is ReproductionVerdict.SAME
    )
    with other.database.read() as session:
        assert verify(session, read_heads(other.heads, other.key)) == []
        assert [line.action for line in lines_of(session)] == ["run.accepted", "run.running", "run.finished"]
    other.close()


def test_the_log_that_came_back_is_guarded_as_before(place, world, small_engine, listed, empty, tmp_path):
    finished(place, world, small_engine, listed)
    back_up(place.settings, tmp_path / "backup.tar")
    restore(empty, tmp_path / "backup.tar")
    with (
        psycopg.connect(empty.database_url) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="append-only"),
    ):
        connection.execute("DELETE FROM audit_entry")


def test_a_backup_goes_into_no_database_that_holds_something_and_not_into_sqlite(place, empty, tmp_path):
    back_up(place.settings, tmp_path / "backup.tar")
    for settings, words in (
        (empty.model_copy(update={"database_url": place.settings.database_url}), "not empty"),
        (empty.model_copy(update={"database_url": ""}), "SCREENING_DATABASE_URL"),
    ):
        with pytest.raises(BackupFailed, match=words):
            restore(settings, tmp_path / "backup.tar")
    assert not empty.data.exists()


def test_a_damaged_dump_and_a_changed_log_restore_to_nothing(
    place, world, small_engine, listed, empty, tmp_path
):
    finished(place, world, small_engine, listed)
    back_up(place.settings, tmp_path / "whole.tar")
    content = (tmp_path / "whole.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(content[: len(content) // 3])
    with pytest.raises(BackupFailed):
        restore(empty, tmp_path / "cut.tar")
    with psycopg.connect(place.settings.database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        connection.execute("UPDATE audit_entry SET actor = 'mallory' WHERE sequence = 2")
    back_up(place.settings, tmp_path / "changed.tar")
    with pytest.raises(BackupFailed, match="entry 2"):
        restore(empty, tmp_path / "changed.tar")
    assert not empty.data.exists()
