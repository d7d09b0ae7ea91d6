"""Whatever is killed, an accepted list ends in the report an undisturbed run gives, each row once."""

import contextlib
import random
import signal
import sqlite3
import subprocess

import pytest
from sqlmodel import select

from screening.audit import lines_of
from screening.runs.control import run_progress
from screening.runs.execute import MOST_BEGUN
from screening.settings import Settings
from screening.storage.tables import Run

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(settings):
    """A short lease, so that a worker that is gone is missed soon."""
    return Settings(data=settings.data, database_url=settings.database_url, lease_seconds=3)


def kill_when(place, processes, wait, worker, run_id, done):
    """Kill a worker once at least `done` rows of the run are screened."""
    wait(lambda: run_progress(place, run_id, "office").rows_done >= done or worker.poll() is not None)
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@pytest.mark.parametrize("done", [0, 1, 50])
def test_a_killed_worker_is_followed_by_another(
    place, processes, wait, listed, undisturbed, ended, done, check_whole
):
    (run_id,) = processes.accept(listed)
    worker = processes.start("worker", 0.02)
    assert worker.stdout.readline()
    kill_when(place, processes, wait, worker, run_id, done)
    assert run_progress(place, run_id, "office").state in ("queued", "running")
    processes.start("worker")
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))


def test_of_three_workers_one_never_returns(place, processes, wait, listed, undisturbed, ended, check_whole):
    (run_id,) = processes.accept(listed)
    lost, *_ = workers = [processes.start("worker", 0.05) for _ in range(3)]
    for worker in workers:
        assert worker.stdout.readline()
    kill_when(place, processes, wait, lost, run_id, 1)
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))


def test_a_worker_told_to_stop_gives_its_work_back(
    place, processes, wait, listed, undisturbed, ended, check_whole
):
    (run_id,) = processes.accept(listed)
    worker = processes.start("worker", 0.05)
    wait(lambda: run_progress(place, run_id, "office").rows_done > 0)
    worker.terminate()
    worker.wait(timeout=30)
    assert run_progress(place, run_id, "office").state == "running"
    processes.start("worker")
    assert ended(run_id).state == "finished"
    check_whole(place, run_id, undisturbed(listed))


def test_whoever_is_killed_while_accepting_leaves_a_whole_run_or_none(
    place, processes, wait, listed, undisturbed, ended, check_whole
):
    accepting = processes.start("accept", listed, 1_000)
    assert accepting.stdout.readline()
    accepting.kill()
    said = [line.strip() for line in accepting.communicate()[0].splitlines()]
    with place.database.read() as session:
        runs = [run.id for run in session.exec(select(Run))]
    assert set(said) <= set(runs)
    processes.start("worker")
    expected = undisturbed(listed)
    for run_id in runs[:3]:
        assert ended(run_id).state == "finished"
        check_whole(place, run_id, expected)


@pytest.mark.soak
def test_a_list_that_kills_every_worker_ends_and_takes_no_other_list_along(
    place, processes, listed, undisturbed, ended, check_whole, tmp_path
):
    deadly = tmp_path / "deadly.csv"
    deadly.write_text("Name,Country\nDeadly Institute,\n")
    (bad,) = processes.accept(deadly)
    others = processes.accept(listed, 2)
    deaths = 0
    while run_progress(place, bad, "office").state in ("queued", "running"):
        worker = processes.start("worker", 0.001)
        while worker.poll() is None and run_progress(place, bad, "office").state in ("queued", "running"):
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=0.2)
        deaths += worker.poll() == -signal.SIGKILL
    assert run_progress(place, bad, "office").code == "step-failed"
    assert deaths == MOST_BEGUN
    processes.start("worker")
    for run_id in others:
        assert ended(run_id).state == "finished"
        check_whole(place, run_id, undisturbed(listed))


def frozen_with_work(place, processes, wait, run_id):
    """A worker that is stopped, not killed, with a step in hand."""
    worker = processes.start("worker", 0.3)  # it must not come to its end between two looks
    wait(lambda: run_progress(place, run_id, "office").rows_done > 0)

    def still():
        worker.send_signal(signal.SIGSTOP)
        # One that sleeps with a transaction open is a held database, another matter.
        if somebody_writes(place):
            worker.send_signal(signal.SIGCONT)
            return None
        return worker

    return wait(still)


def somebody_writes(place):
    """Whether a transaction of the run's is open; the engine's own lock for its chores holds no rows of ours."""
    if not place.database.is_sqlite:
        with place.database.read() as session:
            return (
                session.connection()
                .exec_driver_sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND xact_start IS NOT NULL AND pid <> pg_backend_pid() "
                    "AND strpos(query, 'pg_try_advisory_xact_lock') = 0"
                )
                .scalar()
            )
    try:
        with contextlib.closing(sqlite3.connect(place.database.engine.url.database, timeout=0)) as connection:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    return False


def test_a_worker_that_stood_still_past_its_lease_and_wakes_again_changes_nothing(
    place, processes, wait, listed, undisturbed, ended, check_whole
):
    """P3: another takes its step over and ends the run; the sleeper then ends the same step as if nothing were."""
    (run_id,) = processes.accept(listed)
    sleeper = frozen_with_work(place, processes, wait, run_id)
    before = run_progress(place, run_id, "office")
    assert before.state == "running"
    processes.start("worker")
    assert ended(run_id).state == "finished"
    ended_at = run_progress(place, run_id, "office").ended_at
    sleeper.send_signal(signal.SIGCONT)
    sleeper.terminate()  # it ends what it has in hand, and goes
    assert sleeper.wait(timeout=40) == 0
    assert run_progress(place, run_id, "office").ended_at == ended_at
    check_whole(place, run_id, undisturbed(listed))


def test_a_worker_that_wakes_while_another_does_its_step_leaves_one_result(
    place, processes, wait, listed, undisturbed, ended, check_whole
):
    (run_id,) = processes.accept(listed)
    sleeper = frozen_with_work(place, processes, wait, run_id)
    done = run_progress(place, run_id, "office").rows_done
    processes.start("worker", 0.05)
    wait(lambda: run_progress(place, run_id, "office").rows_done > done)
    sleeper.send_signal(signal.SIGCONT)
    assert ended(run_id).state == "finished"
    sleeper.terminate()
    assert sleeper.wait(timeout=40) == 0
    check_whole(place, run_id, undisturbed(listed))


@pytest.mark.soak
def test_three_hundred_kills_lose_nothing(place, processes, wait, listed, undisturbed, ended, check_whole):
    chance = random.Random(1)
    run_ids, kills = processes.accept(listed, 12), 0
    for _ in range(300):
        worker = processes.start("worker", 0.01)
        worker.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=chance.uniform(0.2, 2))
        worker.kill()
        kills += worker.wait() == -signal.SIGKILL
        if all(run_progress(place, run_id, "office").state == "finished" for run_id in run_ids):
            run_ids = processes.accept(listed, 12)
    assert kills == 300
    processes.start("worker")
    expected = undisturbed(listed)
    for run_id in run_ids:
        assert ended(run_id, 300).state == "finished"
        check_whole(place, run_id, expected)


def test_no_name_reaches_the_output_of_any_process_or_the_log(place, processes, listed, ended, tmp_path):
    """500 markers as names, in a list that is screened, one that fails, and a run whose files are taken away."""
    markers = [f"Zzyx{n:03}grave Quillfeather" for n in range(500)]
    good, bad, lost = (tmp_path / f"{markers[0]} {name}.csv" for name in ("good", "bad", "lost"))
    good.write_text("Name,Country\n" + "".join(f"{marker},\n" for marker in markers))
    bad.write_text(f'Name,Country\n"{markers[1]},CN\n{markers[2]},\n')
    lost.write_text(f"Name,Country\n{markers[3]},\n")
    run_ids = [processes.accept(path)[0] for path in (good, bad, lost)]
    with place.database.write() as session:
        place.files.remove(session.get(Run, run_ids[2]).upload_sha256, session)
    worker = processes.start("worker")
    assert [ended(run_id).state for run_id in run_ids] == ["finished", "failed", "failed"]
    worker.terminate()
    said = "".join(worker.communicate())
    said += place.heads.read_text()
    with place.database.read() as session:
        said += "".join(str(line) for line in lines_of(session))
    assert [marker for marker in markers if marker in said] == []
    assert "worker" in said


WORLDS = [  # hash seed, time zone, language, workers, lists accepted before this one
    ("0", "UTC", "C", 1, 0),
    ("1", "Asia/Kathmandu", "tr_TR.UTF-8", 3, 1),
    ("2", "America/St_Johns", "de_DE.UTF-8", 2, 2),
    ("random", "Pacific/Kiritimati", "zh_CN.UTF-8", 1, 1),
    ("4294967295", "Etc/GMT+12", "ar_EG.UTF-8", 2, 0),
]


@pytest.mark.parametrize(
    "worlds", [WORLDS[:2], pytest.param(WORLDS, marks=pytest.mark.soak)], ids=["two", "five"]
)
def test_seed_zone_language_workers_and_what_came_before_change_no_byte(processes, listed, ended, worlds):
    forms = ("csv", "xlsx", "json")
    hashes = {form: set() for form in forms}
    for seed, zone, language, workers, before in worlds:
        processes.environment.update(PYTHONHASHSEED=seed, TZ=zone, LANG=language, LC_ALL=language)
        run_ids = processes.accept(listed, 1 + before, *forms, start=processes.start_anew)
        started = [processes.start_anew("worker") for _ in range(workers)]
        for place, run_id in enumerate(run_ids):
            hashes[forms[place % len(forms)]].add(ended(run_id).report_sha256)
        for worker in started:
            worker.kill()
            worker.wait()
    assert {form: len(each) for form, each in hashes.items()} == dict.fromkeys(forms, 1)
