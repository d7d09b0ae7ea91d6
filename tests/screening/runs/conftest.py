"""A small service: its world, its processes, and an undisturbed run to compare with."""

import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from list_screening import screen_list, write_results
from sqlmodel import select

from screening.audit import lines_of, read_heads, verify
from screening.context import open_context
from screening.engine import Engine
from screening.intake import read_list
from screening.link import build
from screening.pipeline import ScreeningRequest
from screening.policy.list_state import ListState
from screening.review.case_finder import Cases, PartyNames, find_cases
from screening.runs.control import report_path, run_of, run_progress
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pinned_lists import PinnedLists
from screening.runs.pins import pins_of
from screening.runs.results import FinishedRuns
from screening.runs.submit import submit_again, submit_list
from screening.storage.review_tables import Case, Sighting, StagedCase
from screening.storage.tables import Run, RunChunk
from watchlists.catalogue import read_catalogue
from watchlists.editions.merges import by_hand
from watchlists.editions.stored_editions import StoredEditions
from watchlists.library import Library, load_stored
from watchlists.updates.custom_lists import CustomList, import_custom_list

NAMES = ["Beihang University", "Harbin Engineering University", "Harvard University", "Some Company"]


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


nurseries = _load("nursery")


@pytest.fixture(scope="session")
def world():
    """The small world as a module."""
    return _load("small_service")


@pytest.fixture(scope="session")
def nursery(world):
    """Where processes of the small service come from."""
    return nurseries.nursery()


@pytest.fixture(scope="session")
def small_engine(world):
    return world.small_engine()


@pytest.fixture
def place(settings):
    """An installation that was just made."""
    opened = open_context(settings)
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
        intake = read_list(path, options=order.options(path.name))
        done = screen_list(small_engine, intake, screened_at=world.MOMENT, parameters=order.parameters())
        out = tmp_path / "undisturbed"
        parties = PartyNames.of(small_engine)
        write_results(path, intake, done.results, done.facts, out, order.format, parties=parties)
        return out.read_bytes()

    return make


class Processes:
    """Processes of the small service, all ended when the test ends."""

    def __init__(self, settings, nursery):
        self.nursery = nursery
        self.environment = {
            **os.environ,
            "SCREENING_DATA": str(settings.data),
            "SCREENING_DATABASE_URL": settings.database_url,
            "SCREENING_LEASE_SECONDS": str(settings.lease_seconds),
            "SCREENING_PART_ROWS": str(settings.part_rows),
        }
        self.started = []

    def start(self, *words):
        self.started.append(nurseries.Forked(self.nursery, [*map(str, words)], self.environment))
        return self.started[-1]

    def start_anew(self, *words):
        """A program with an interpreter of its own, for what that takes from its environment when it starts."""
        process = subprocess.Popen(
            [sys.executable, str(nurseries.SERVICE), *map(str, words)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def accept(self, path, count=1, *forms, start=None):
        words = ("accept", path, count, ",".join(forms or ("csv",)))
        said, faults = (start or self.start)(*words).communicate(timeout=120)
        assert len(said.split()) == count * len(forms or ("csv",)), faults
        return said.split()

    def end(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate()


@pytest.fixture
def processes(settings, nursery):
    made = Processes(settings, nursery)
    yield made
    made.end()


def wait_until(said, seconds=120):
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
            found = run_progress(place, run_id, "office")
            return found if found.state in ("finished", "failed", "cancelled") else None

        return wait_until(done, seconds)

    return wait_for


class ChangingLists:
    """An installation whose own list changes, and a worker that takes steps when told."""

    FIRST = (
        "name,key,aliases,country\nBaumann Rocket Institute,baumann-rocket-institute,,DE\n"
        "Lahti Optics Works,lahti-optics-works,,FI\n"
    )
    SECOND = (
        "name,key,aliases,country\n"
        "Baumann Rocket Institute,baumann-rocket-institute,Donau Aerospace Centre,DE\n"
        "Corvo Propulsion Laboratory,corvo-propulsion-laboratory,,PT\n"
    )

    def __init__(self, place, world, engine, tmp_path):
        self.place, self.world, self.small, self.folder = place, world, engine, tmp_path
        self.engines = Engines(self.engine, lambda library, _register: build(library, engine.register))
        self.steps = StepRunner(place, self.engines, "worker")
        self.finished = FinishedRuns(place, PinnedLists())

    def engine(self, day) -> Engine:
        stored_editions = StoredEditions.open(self.place.settings.data)
        partners = load_stored(stored_editions, stored_editions.in_force("partners", None), None)
        loaded = {**self.small.library.lists, "partners": partners}
        others = {key: each.watchlist for key, each in read_catalogue().items() if key not in loaded}
        library = Library(loaded, others, by_hand(stored_editions)).as_of(day)
        linker = build(library, self.small.register)
        return replace(self.small, library=library, linker=linker, lists=ListState.of(library), on=day)

    def publish(self, text):
        path = self.folder / "partners.csv"
        path.write_text(text)
        own = CustomList(id="partners", title="Partners", edition="1" if text == self.FIRST else "2")
        import_custom_list(self.place.settings.data, own, path, secret=b"of a test", now=self.world.MOMENT)

    def pins(self):
        return pins_of(self.engine(self.world.DAY))

    def screen(self, rows, header="Institution", **choices):
        path = self.folder / "list.csv"
        path.write_text("\n".join((header, *rows)) + "\n")
        moment = self.world.MOMENT
        run_id = submit_list(
            self.place,
            path,
            self.world.order(**choices),
            self.pins(),
            actor="ana",
            team="office",
            screened_at=moment,
        )
        return self.work(run_id)

    def again(self, run_id):
        return self.work(submit_again(self.place, self.run(run_id), self.pins(), actor="ana"))

    def run(self, run_id):
        return run_of(self.place, run_id, "office")

    def work(self, run_id):
        self.steps.do("plan", run_id, 1, 0)
        for number in range(self.run(run_id).chunks):
            self.steps.do("chunk", run_id, 1, number)
        self.steps.do("report", run_id, 1, 0)
        assert self.run(run_id).state == "finished"
        return run_id

    def compare(self, earlier, later):
        return self.finished.compare(self.finished.get(earlier, "office"), self.finished.get(later, "office"))


@pytest.fixture(scope="session")
def make_lists(world, small_engine):
    """Publish an own list in an installation; what is given screens against it."""

    def make(place, folder):
        made = ChangingLists(replace(place, now=lambda: world.MOMENT), world, small_engine, folder)
        made.publish(made.FIRST)
        return made

    return make


@pytest.fixture
def lists(make_lists, place, tmp_path):
    return make_lists(place, tmp_path)


@pytest.fixture
def check_whole(world, small_engine):
    """Hold a run that ended to what an undisturbed one gives."""

    def cases_of(place, run):
        """What is to be reviewed of the list as one, by subject and party, with its rows."""
        cases, order = Cases(), ScreeningRequest.from_json(run.choices)
        with place.files.path(run.upload_sha256) as path:
            intake = read_list(path, options=order.options(run.file_name))
        results = screen_list(small_engine, intake, screened_at=world.MOMENT).results
        parties = PartyNames.of(small_engine)
        for (sheet, row), about in results.items():
            for result in about:
                cases.count(sheet, row, find_cases(result, parties))
        return sorted(
            (each.found.digest, each.found.party_id, each.rows, each.row) for each in cases.counted()
        )

    def check(place, run_id, expected):
        """The report is the undisturbed one, every row was screened once, each case is there, and the log has one end."""
        with report_path(place, run_id, "office") as (path, receipt):
            assert path.read_bytes() == expected
            assert receipt
        # before the log: while it is read, a run beside this one may end and note a newer head
        heads = read_heads(place.heads, place.key)
        with place.database.read() as session:
            run = session.get(Run, run_id)
            chunks = session.exec(select(RunChunk).where(RunChunk.run_id == run_id)).all()
            assert sorted(chunk.number for chunk in chunks) == list(range(run.chunks))
            assert sum(chunk.rows for chunk in chunks) == run.rows == 100
            said = (Sighting.subject_digest, Case.party_id, Sighting.rows, Sighting.row)
            sighted = select(*said).join(Case, Case.id == Sighting.case_id).where(Sighting.run_id == run_id)
            assert sorted(session.exec(sighted)) == cases_of(place, run) != []
            assert session.exec(select(StagedCase).where(StagedCase.key == run_id)).all() == []
            actions = [line.action for line in lines_of(session, run_id)]
            assert actions == ["run.accepted", "run.running", "run.finished"]
            assert verify(session, heads) == []

    return check
