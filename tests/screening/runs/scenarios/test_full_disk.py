"""P4: on a disk without room nothing is half there, it is said, and with room again everything goes on by itself."""

import re
import sqlite3
import subprocess
import threading

import pytest
from click.testing import CliRunner
from small_disk import small_disk
from sqlmodel import select

from screening import queue
from screening.audit import lines_of, read_heads, verify
from screening.cli import main
from screening.context import install, open_context
from screening.runs.control import report_path, run_progress
from screening.runs.engines import Engines
from screening.runs.execute import MOST_BEGUN, StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.runs.worker import Worker, _or_fail
from screening.settings import Settings
from screening.storage import StorageFailed, StorageFull
from screening.storage.tables import Run, Upload

PAGE = 4096
LEFT = [0, *(PAGE * 2**n for n in range(9))]  # bytes of room, from none to more than all of it needs


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk", 24) as made:
        yield made


@pytest.fixture
def settings(disk):
    made = Settings(data=disk.path / "data")
    install(made)
    return made


@pytest.fixture
def place(settings):
    opened = open_context(settings)
    yield opened
    opened.close()


@pytest.fixture
def take_up(place, world, small_engine, listed):
    def accepted():
        pins = pins_of(small_engine)
        return submit_list(
            place, listed, world.order(), pins, actor="ana", team="office", screened_at=world.MOMENT
        )

    return accepted


def is_whole(place, run_ids):
    """What is there is what was accepted, and the database and its log are sound."""
    with place.database.read() as session:
        assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert {run.id for run in session.exec(select(Run))} == set(run_ids)
        accepted = [line.run_id for line in lines_of(session) if line.action == "run.accepted"]
        assert sorted(accepted) == sorted(run_ids)
        assert all(place.files.has(upload.sha256) for upload in session.exec(select(Upload)))
        assert verify(session, read_heads(place.heads, place.key)) == []


def test_a_disk_that_cannot_be_written_is_said_in_words_by_every_command(disk, place, listed, tmp_path):
    asked = {"env": {"SCREENING_DATA": str(place.settings.data)}}
    place.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk.path)], check=True)
    try:
        for words in (
            ["init"],
            ["runs", "list"],
            ["backup", str(disk.path / "b.tar")],
            ["backup", str(tmp_path / "b")],
        ):
            said = CliRunner().invoke(main, words, **asked)
            assert said.exit_code == 2, words
            assert "Traceback" not in said.output
            assert re.search(r"cannot be wri|system refused", said.output), said.output
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk.path)], check=True)
    assert list(tmp_path.glob(".backup-*")) == []


def test_a_worker_that_finds_no_room_to_begin_says_so_and_works_once_there_is(
    disk, place, take_up, processes, ended, undisturbed, listed
):
    run_id = take_up()
    disk.fill()
    worker = processes.start("worker")
    assert "The disk is full" in worker.stderr.readline()
    assert worker.poll() is None
    disk.make_room()
    assert ended(run_id, 30).state == "finished"
    with report_path(place, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)
    worker.terminate()
    assert worker.wait(timeout=30) == 0


def test_a_worker_told_to_stop_while_it_waits_to_begin_ends(disk, place, processes):
    disk.fill()
    worker = processes.start("worker")
    assert "The disk is full" in worker.stderr.readline()
    worker.terminate()
    assert worker.wait(timeout=15) == 0


def test_an_engine_that_found_no_room_to_start_starts_once_there_is(disk, place):
    disk.fill()
    with pytest.raises(StorageFull):
        queue.start(place.settings, "worker", lambda *_: None)
    disk.make_room()
    queue.start(place.settings, "worker", lambda *_: None)
    queue.stop(5)


def test_a_worker_that_cannot_begin_for_another_reason_says_why(disk, place, capfd, monkeypatch):
    """It ends its process itself, so nobody else would print what went wrong."""
    ended = []
    monkeypatch.setattr("os._exit", ended.append)
    with sqlite3.connect(place.settings.sqlite_file) as database:
        database.execute("DROP TABLE lease")
    Worker(place, Engines()).run_and_exit()
    assert ended == [1]
    assert "did not answer as it should" in capfd.readouterr().err


def test_a_list_is_accepted_whole_or_not_at_all_however_little_room_there_is(disk, place, take_up):
    run_ids, refused = [], set()
    for left in LEFT:
        disk.fill(left)
        try:
            run_ids.append(take_up())
        except StorageFailed as error:
            refused.add((error.code, error.status))
        disk.make_room()
        is_whole(place, run_ids)
    assert refused == {("storage-full", 507)}
    assert run_ids
    run_ids.append(take_up())
    is_whole(place, run_ids)


@pytest.mark.parametrize("left", [0, PAGE, 8 * PAGE])
def test_a_run_waits_at_whatever_step_finds_no_room_and_ends_as_if_undisturbed(
    disk, place, take_up, small_engine, undisturbed, listed, left
):
    run_id, waited = take_up(), 0
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    number_of = {"plan": lambda: 1, "chunk": lambda: chunks_of(place, run_id), "report": lambda: 1}
    for kind, count in number_of.items():
        for number in range(count()):
            disk.fill(left)
            try:
                _or_fail(steps, kind, run_id, 1, number)
            except StorageFull:  # the worker tries again after a pause
                waited += 1
                disk.make_room()
                _or_fail(steps, kind, run_id, 1, number)
            disk.make_room()
    assert waited or left
    assert run_progress(place, run_id, "office").state == "finished"
    with report_path(place, run_id, "office") as (path, receipt):
        assert path.read_bytes() == undisturbed(listed)
        assert receipt
    is_whole(place, [run_id])


def test_a_worker_told_to_stop_while_a_step_waits_for_room_fails_no_run(disk, place, take_up, small_engine):
    run_id = take_up()
    engines = Engines(lambda _day: small_engine)
    steps = StepRunner(place, engines, "worker")
    worker = Worker(place, engines)
    worker.stopping.set()
    waiting = threading.Thread(target=worker._persistent(steps), args=("plan", run_id, 1, 0), daemon=True)
    disk.fill()
    waiting.start()
    waiting.join(2)
    assert waiting.is_alive()
    disk.make_room()
    waiting.join(30)
    assert not waiting.is_alive()
    assert run_progress(place, run_id, "office").state == "running"


def test_a_step_that_the_disk_refuses_again_and_again_is_no_step_that_ends_workers(
    place, take_up, small_engine, monkeypatch
):
    run_id = take_up()
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")

    def full(*_):
        raise StorageFull("full")

    monkeypatch.setattr(steps, "_plan", full)
    for _ in range(2 * MOST_BEGUN):
        with pytest.raises(StorageFull):
            steps.do("plan", run_id, 1, 0)
    monkeypatch.undo()
    steps.do("plan", run_id, 1, 0)
    assert run_progress(place, run_id, "office").state == "running"


def chunks_of(place, run_id):
    with place.database.read() as session:
        return session.get(Run, run_id).chunks


def test_a_head_that_finds_no_room_is_left_out_and_denies_no_decision(disk, place, take_up):
    with place.decide() as decision:
        decision.record("test.entry", actor="ana", team="office")
    noted = place.heads.read_bytes()
    place.heads.write_bytes(noted + noted[:-1] * (PAGE // len(noted)))  # the next line needs another page
    disk.fill()
    place._note(decision.head)
    disk.make_room()
    with place.decide() as decision:
        decision.record("test.entry", actor="ana", team="office")
    heads = read_heads(place.heads, place.key)
    assert [head.sequence for head in heads][-1] == decision.head.sequence


def test_the_database_itself_is_as_sound_as_before(disk, place, take_up):
    disk.fill()
    with pytest.raises(StorageFull):
        take_up()
    disk.make_room()
    with sqlite3.connect(place.database.engine.url.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
