"""Two machines that share a database and a store of files: both work on one list, one of them is killed, nothing shows."""

import os
import random
import shutil
import subprocess
import sys

import pytest
from sqlalchemy import text

from screening.context import open_context
from screening.runs.control import report_path, run_progress
from screening.settings import Settings

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("settings", ["postgresql"], indirect=True)]

ROWS = 3_000
CHUNK = 50  # of 60
SLOW = 0.002  # seconds for each subject: some seconds in all, so that both machines find work
KEY = "a-key-of-all-machines-of-these-tests-0123456789"


@pytest.fixture(params=["database", "s3"])
def file_store(request):
    """What two machines without a common folder can share files by."""
    return (
        request.param
        if request.param == "database"
        else f"s3://{request.getfixturevalue('bucket')}/screening"
    )


@pytest.fixture
def settings(settings, file_store):
    return Settings(
        data=settings.data,
        database_url=settings.database_url,
        file_store=file_store,
        secret_key=KEY,
        lease_seconds=3,
    )


@pytest.fixture
def large(tmp_path):
    """A list whose rows all name somebody else, many of them on the small world's list."""
    names = ["Beihang University", "Harbin Engineering University", "Harvard University", "Some Company"]
    path = tmp_path / "large.csv"
    rows = "".join(f"{names[n % 4]} {n},\n" for n in range(ROWS))
    path.write_text(f"Name,Country\n{rows}")
    return path


class Machine:
    """A data folder, a cache and a core of its own."""

    def __init__(self, folder, core, settings, processes):
        folder.mkdir()
        self.core, self.processes = core, processes
        self.environment = {
            **os.environ,
            "SCREENING_DATA": str(folder / "data"),
            "SCREENING_CACHE_DIR": str(folder / "cache"),
            "SCREENING_DATABASE_URL": settings.database_url,
            "SCREENING_FILE_STORE": settings.file_store,
            "SCREENING_SECRET_KEY": KEY,
            "SMALL_SERVICE_CHUNK": str(CHUNK),
            "SCREENING_LEASE_SECONDS": str(settings.lease_seconds),
        }
        (folder / "data").mkdir(mode=0o700)

    def start(self, service, *words):
        """A program on this machine alone."""
        command = [shutil.which("taskset"), "-c", str(self.core), sys.executable, service, *map(str, words)]
        process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.processes.started.append(process)
        return process


@pytest.fixture
def machines(tmp_path, settings, processes):
    cores = sorted(os.sched_getaffinity(0))
    return [
        Machine(tmp_path / name, cores[n % len(cores)], settings, processes) for n, name in enumerate("ab")
    ]


@pytest.fixture
def one_machine(tmp_path, settle, nursery, processes, large, wait):
    """The report of one machine with a folder, which nobody disturbs."""
    alone = Settings(data=settle(tmp_path / "alone"))
    place = open_context(alone)
    own = type(processes)(alone, nursery)
    own.environment |= {"SCREENING_FILE_STORE": "folder", "SMALL_SERVICE_CHUNK": str(CHUNK)}
    try:
        (run_id,) = own.accept(large)
        own.start("worker")
        wait(lambda: run_progress(place, run_id, "office").state == "finished")
        with report_path(place, run_id, "office") as (path, _):
            return path.read_bytes()
    finally:
        own.end()
        place.close()


def chunks_by_worker(place, run_id):
    """How many chunks of a run each worker has done, as the engine's rows say."""
    done = text(
        "SELECT executor_id, count(*) FROM dbos.workflow_status "
        "WHERE status = 'SUCCESS' AND workflow_uuid LIKE :chunks GROUP BY executor_id"
    )
    with place.database.read() as session:
        return dict(session.connection().execute(done, {"chunks": f"{run_id}:1:chunk:%"}).all())


def test_two_machines_do_one_list_and_one_of_them_is_killed(
    place, machines, world, large, wait, ended, one_machine
):
    workers = [each.start(world.__file__, "worker", SLOW) for each in machines]
    names = [each.stdout.readline().strip() for each in workers]
    accepting = machines[0].start(world.__file__, "accept", large)
    said, faults = accepting.communicate(timeout=120)
    (run_id,) = said.split() or [faults]
    # Both work before either is killed, at a moment that is another one each time.
    wait(lambda: set(names) <= chunks_by_worker(place, run_id).keys())
    chance = random.SystemRandom()
    loser = chance.randrange(2)
    moment = chance.randint(run_progress(place, run_id, "office").rows_done, ROWS)
    wait(lambda: run_progress(place, run_id, "office").rows_done >= moment)
    workers[loser].kill()
    workers[loser].wait()
    assert ended(run_id).state == "finished", f"machine {loser} killed after {moment} rows"
    assert set(names) <= chunks_by_worker(place, run_id).keys()
    with report_path(place, run_id, "office") as (path, receipt):
        assert path.read_bytes() == one_machine, f"machine {loser} killed after {moment} rows"
        assert receipt
    assert not any((each / "files").exists() for each in place.settings.data.parent.glob("[ab]/data"))
