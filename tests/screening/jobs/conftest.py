"""A small service: its world, its processes, and an undisturbed run to compare with."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from screening import report
from screening.intake import take
from screening.jobs import install, open_installation, progress
from screening.run import run

SERVICE = Path(__file__).with_name("small_service.py")
NAMES = ["Beihang University", "Harbin Engineering University", "Harvard University", "Some Company"]


def _load():
    spec = importlib.util.spec_from_file_location("small_service", SERVICE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_service"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def world():
    """The small world as a module."""
    return _load()


@pytest.fixture(scope="session")
def small_engine(world):
    return world.small_engine()


@pytest.fixture
def place(settings):
    """An installation that was just made."""
    install(settings)
    opened = open_installation(settings)
    yield opened
    opened.close()


@pytest.fixture
def listed(tmp_path):
    """A list of 100 rows in which every tenth subject comes twice."""
    path = tmp_path / "list.csv"
    rows = [f"{NAMES[n % 4]} {n if n % 10 else n // 20}," for n in range(100)]
    path.write_text("Name,Country\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def undisturbed(world, small_engine, tmp_path):
    """Give the bytes of the report that a run nobody disturbs would give."""

    def make(path, order=None):
        order = order or world.order()
        intake = take(path, options=order.options(path.name))
        done = run(small_engine, intake, screened_at=world.MOMENT, parameters=order.parameters())
        out = tmp_path / "undisturbed"
        report.write(path, intake, done.results, done.facts, out, order.format)
        return out.read_bytes()

    return make


class Processes:
    """Processes of the small service, all ended when the test ends."""

    def __init__(self, settings):
        self.environment = {
            **os.environ,
            "SCREENING_DATA": str(settings.data),
            "SCREENING_DATABASE_URL": settings.database_url,
            "SCREENING_LEASE_SECONDS": str(settings.lease_seconds),
        }
        self.started = []

    def start(self, *words):
        process = subprocess.Popen(
            [sys.executable, str(SERVICE), *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def accept(self, path, count=1, *form):
        said, faults = self.start("accept", path, count, *form).communicate(timeout=120)
        assert len(said.split()) == count, faults
        return said.split()

    def end(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def processes(settings):
    made = Processes(settings)
    yield made
    made.end()


def wait_until(said, seconds=60):
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not (value := said()):
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.05)
    return value


@pytest.fixture
def wait():
    return wait_until


@pytest.fixture
def ended(place):
    """Wait for a run's end and give its progress."""

    def wait_for(run_id, seconds=90):
        def done():
            found = progress(place, run_id, "office")
            return found if found.state in ("finished", "failed", "cancelled") else None

        return wait_until(done, seconds)

    return wait_for
