"""An installation whose files are in an object store: runs wait for it, and everything that looks after files does there."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from receiver import free_port
from sqlmodel import select

from screening.audit.chain import Area
from screening.cli import main
from screening.context import open_context
from screening.runs.control import report_path, run_of, run_progress
from screening.runs.deletion import needed_files
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.retention import SWEPT_AT_ONCE, clear_up
from screening.runs.submit import submit_list
from screening.runs.verification import areas, verify_installation
from screening.runs.worker import Worker
from screening.storage import StorageAway
from screening.storage.files import ObjectFiles
from screening.storage.tables import Run
from web.operations import service_faults


@pytest.fixture
def settings(settings, bucket):
    """On each database, with files in the object store."""
    return settings.model_copy(update={"file_store": f"s3://{bucket}/screening"})


@pytest.fixture
def steps(place, small_engine):
    return StepRunner(place, Engines(lambda _day: small_engine), "worker")


@pytest.fixture
def accept(place, world, small_engine, listed):
    def do():
        pins = pins_of(small_engine)
        return submit_list(
            place, listed, world.order(), pins, actor="ana", team="office", screened_at=world.MOMENT
        )

    return do


@pytest.fixture
def finish(place, steps, accept):
    def do():
        run_id = accept()
        steps.do("plan", run_id, 1, 0)
        for number in range(run_of(place, run_id, "office").chunks):
            steps.do("chunk", run_id, 1, number)
        steps.do("report", run_id, 1, 0)
        return run_id

    return do


def later(place):
    """The same installation after the term of its runs."""
    moment = place.now() + timedelta(days=place.settings.retain_days + 1)
    return replace(place, now=lambda: moment)


@pytest.fixture
def command(settings):
    def do(*words, **more):
        environment = {
            "SCREENING_DATA": str(more.pop("data", settings.data)),
            "SCREENING_DATABASE_URL": settings.database_url,
            "SCREENING_FILE_STORE": more.pop("file_store", settings.file_store),
            **more,
        }
        return CliRunner().invoke(main, [*map(str, words)], env=environment)

    return do


def test_a_worker_waits_for_a_store_that_is_away_and_nothing_is_lost(
    place, processes, wait, ended, object_server, listed, undisturbed, check_whole
):
    processes.environment["SCREENING_FILE_STORE"] = place.settings.file_store
    (run_id,) = processes.accept(listed)
    object_server.kill()
    worker = processes.start("worker")
    assert worker.stdout.readline()
    wait(lambda: "storage-away" in worker.stdout.readline())
    assert run_progress(place, run_id, "office").state in ("queued", "running")
    object_server.start()
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))


def test_a_list_is_not_accepted_while_the_store_is_away(place, accept, object_server):
    object_server.kill()
    with pytest.raises(StorageAway):
        accept()
    with place.database.read() as session:
        assert session.exec(select(Run)).all() == []


def test_the_report_waits_for_a_store_that_is_away(place, steps, accept, object_server, listed, undisturbed):
    run_id = accept()
    steps.do("plan", run_id, 1, 0)
    for number in range(run_of(place, run_id, "office").chunks):
        steps.do("chunk", run_id, 1, number)
    object_server.kill()
    for _ in range(12):  # more often than a step may end its worker
        with pytest.raises(StorageAway):
            steps.do("report", run_id, 1, 0)
    assert run_progress(place, run_id, "office").state == "running"
    object_server.start()
    steps.do("report", run_id, 1, 0)
    with report_path(place, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)


def test_what_no_run_counts_on_is_swept_and_what_one_counts_on_stays(place, finish, tmp_path):
    finish()
    left = tmp_path / "left.csv"
    left.write_text("name\nleft by a kill\n")
    sha256, _ = place.files.put(left)
    clear_up(place)
    with place.database.read() as session:
        assert place.files.names() == needed_files(session)
        assert len(needed_files(session)) == 2
    assert not place.files.has(sha256)


def test_after_its_term_nothing_of_a_run_is_in_the_store(place, finish):
    finish()
    late = later(place)
    assert clear_up(late) == 1
    assert place.files.names() == set()


def test_a_sweep_that_finds_the_store_away_is_made_up_for(place, finish, object_server):
    finish()
    late = later(place)
    object_server.kill()
    with pytest.raises(StorageAway):
        clear_up(late)
    object_server.start()
    assert len(place.files.names()) == 2
    clear_up(late)
    assert place.files.names() == set()


def test_copies_with_names_are_swept_while_the_store_is_away(place, object_server):
    copy = place.scratch() / ".part-left"
    copy.write_text("name\nleft by a kill\n")
    os.utime(copy, (0, 0))
    object_server.kill()
    with pytest.raises(StorageAway):
        clear_up(place)
    assert not copy.exists()


def test_runs_past_their_term_ask_a_store_that_is_away_once_and_not_each(
    place, finish, object_server, listed
):
    finish()
    listed.write_text("name\nAnother University\n")
    finish()
    asked = []

    class Counted(ObjectFiles):
        def remove(self, sha256, session):
            asked.append(sha256)
            super().remove(sha256, session)

    late = replace(later(place), files=Counted(place.files.store, place.files.scratch))
    object_server.kill()
    with pytest.raises(StorageAway):
        clear_up(late)
    assert len(asked) == 1
    object_server.start()
    clear_up(late)
    assert place.files.names() == set()


def test_what_was_left_is_swept_a_few_at_a_time_and_others_get_the_lock_in_between(place, tmp_path):
    left = tmp_path / "left.csv"
    for number in range(2 * SWEPT_AT_ONCE + 1):
        left.write_text(f"name\nleft by kill {number}\n")
        place.files.put(left)
    taken = Counter()

    class Counted(ObjectFiles):
        def remove(self, sha256, session):
            taken[session] += 1
            super().remove(sha256, session)

    clear_up(replace(place, files=Counted(place.files.store, place.files.scratch)))
    assert sorted(taken.values()) == [1, SWEPT_AT_ONCE, SWEPT_AT_ONCE]
    assert place.files.names() == set()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_worker_tries_a_store_that_is_away_once_an_hour_and_gives_on_meanwhile(
    place, object_server, monkeypatch
):
    looked, cleared = [], []
    settings = place.settings.model_copy(update={"lease_seconds": 0.1})
    looking = Worker(replace(place, settings=settings), Engines())
    give_on = Worker._give_on

    def counted(self, watch):
        give_on(self, watch)
        looked.append(watch)
        if len(looked) == 4:
            self.stopping.set()

    def clearing(context):
        cleared.append(context)
        return clear_up(context)

    monkeypatch.setattr(Worker, "_give_on", counted)
    monkeypatch.setattr("screening.runs.worker.clear_up", clearing)
    object_server.kill()
    looking._watch()
    assert len(looked) == 4
    assert len(cleared) == 1


def test_a_file_that_is_gone_or_altered_in_the_store_is_named_and_one_that_cannot_be_looked_at_is_not(
    place, finish, object_server, bucket
):
    run = run_of(place, finish(), "office")
    assert areas(verify_installation(place)) == {}
    client = object_server.client(bucket)
    client.delete(f"screening/{run.upload_sha256}")
    client.put(f"screening/{run.report_sha256}", b"other")
    said = verify_installation(place)
    assert areas(said) == {Area.FILES: 2}
    assert {each.sentence.rpartition(" is ")[0].split(" of run")[0][:10] for each in said.faults} == {
        "the upload",
        "the report",
    }
    object_server.kill()
    with pytest.raises(StorageAway):
        verify_installation(place)


def test_the_service_is_not_ready_while_the_store_is_away(place, object_server):
    faults = service_faults(place)
    assert faults == ["no worker lives; start `screening worker`"]
    object_server.kill()
    (fault,) = service_faults(place)
    assert "object store cannot be reached" in fault


def test_setting_up_tells_a_bucket_that_does_not_answer(command, settings):
    assert "Ready" in command("init").output
    said = command("init", file_store="s3://no-such-bucket")
    assert said.exit_code == 2
    assert "no such bucket" in said.output
    assert "[storage-away]" in said.output
    assert "knows no such bucket." in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["worker", "serve"])
@pytest.mark.parametrize(
    ("environment", "sentence", "code"),
    [
        ({"SCREENING_FILE_STORE": "s3://no-such-bucket"}, "no such bucket", "storage-away"),
        ({"AWS_SECRET_ACCESS_KEY": "of-somebody-else"}, "refuses our credentials", "storage-forbidden"),
        ({"AWS_ENDPOINT_URL": ""}, "AWS_ENDPOINT_URL does not say whose", "config-unsafe"),
    ],
)
def test_nothing_starts_over_a_store_that_may_not_be_the_one_that_is_meant(
    place, kind, environment, sentence, code
):
    started = subprocess.run(
        [sys.executable, "-m", "screening", kind],
        env={
            **os.environ,
            "SCREENING_DATA": str(place.settings.data),
            "SCREENING_FILE_STORE": place.settings.file_store,
            "SCREENING_PORT": str(free_port()),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = started.stdout + started.stderr
    assert started.returncode
    assert sentence in said
    assert code in said


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_backup_says_what_it_leaves_to_the_store_and_comes_back_with_it(
    place, finish, command, tmp_path, listed, undisturbed
):
    run_id = finish()
    said = command("backup", tmp_path / "backup.tar")
    assert said.exit_code == 0, said.output
    assert f"they are in {place.settings.file_store}. Back up that bucket as well" in said.output
    restored = tmp_path / "restored"
    said = command("restore", tmp_path / "backup.tar", data=restored)
    assert said.exit_code == 0, said.output
    assert "Files were not looked at" in said.output
    assert not (restored / "files").exists()
    other = open_context(place.settings.model_copy(update={"data": restored}))
    with report_path(other, run_id, "office") as (path, _):
        assert path.read_bytes() == undisturbed(listed)
    assert verify_installation(other).faults == ()
    other.close()
