"""Lists that change under a watch: an own list with two editions, and a worker that takes steps when told."""

import importlib.util
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from screening.context import open_context
from screening.matcher_cache import fingerprint
from screening.runs.pins import pins_of
from screening.watch.background import work_on_watches
from screening.watch.queries import changes_of_watch
from screening.watch.watches import WatchTerms, add_watch, watch_of

RUNS = Path(__file__).parent.parent / "runs"


def _load(name):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, RUNS / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session")
def world():
    """The small world as a module."""
    return _load("small_service")


@pytest.fixture(scope="session")
def small_engine(world):
    return world.small_engine()


@pytest.fixture
def place(settings):
    """An installation that was just made."""
    opened = open_context(settings)
    yield opened
    opened.close()


ROWS = (
    "P-1,Baumann Rocket Institute",
    "P-2,Harvard University",
    "P-3,Donau Aerospace Centre",
    "P-4,Lahti Optics Works",
)


class Watched:
    """An installation in which a list is watched, on a day that can be moved on."""

    ROWS = ROWS

    def __init__(self, lists, folder):
        self.lists, self.folder, self.days = lists, folder, 0
        self.place = replace(lists.place, now=self.now)
        lists.steps.context = self.place

    def now(self):
        return self.lists.world.MOMENT + timedelta(days=self.days)

    def file(self, rows, header="Reference,Institution"):
        path = self.folder / "visitors.csv"
        path.write_text("\n".join((header, *rows)) + "\n")
        return path

    def terms(self, **changes):
        said = {
            "name": "Visitors",
            "purpose": "Check visitors of the rocket laboratory while they are here.",
            "legal_basis": "Art. 6(1)(f) GDPR",
            "ends_on": (self.now() + timedelta(days=365)).date(),
        }
        return WatchTerms(**said | changes)

    def engine(self):
        return self.lists.engines.get(self.lists.world.order(), self.now())

    def pins(self):
        return pins_of(self.engine())

    def add(self, rows=ROWS, header="Reference,Institution", **changes):
        return add_watch(
            self.place,
            self.file(rows, header),
            self.lists.world.order(),
            self.pins(),
            self.terms(**changes),
            actor="ana",
            team="office",
            file_name="visitors.csv",
        )

    def look(self, worker="worker"):
        """One look at all watches, and all steps that it or anybody began."""
        done = work_on_watches(self.place, self.lists.engines, worker)
        return done

    def work(self, watch_id):
        """Screen what is queued of a watch, to its end."""
        self.lists.work(watch_of(self.place, watch_id, "office").run_id)

    def follow(self, watch_id):
        """Screen what is queued, tell it, and begin what is due by then; twice, so that both come to an end."""
        for _ in range(2):
            watch = watch_of(self.place, watch_id, "office")
            if self.lists.run(watch.run_id).state == "queued":
                self.work(watch_id)
            self.look()

    def changes(self, watch_id, **which):
        return [(each.reference, each.kind) for each in changes_of_watch(self.place, watch_id, **which)]


@pytest.fixture(scope="session")
def nursery(world):
    """Where processes of the small service come from."""
    return _load("nursery").nursery()


@pytest.fixture
def processes(settings, nursery):
    made = _load_conftest().Processes(settings, nursery)
    yield made
    made.end()


@pytest.fixture
def wait():
    return _load_conftest().wait_until


@pytest.fixture
def watched(place, world, small_engine, tmp_path):
    runs = _load_conftest()
    lists = runs.ChangingLists(replace(place, now=lambda: world.MOMENT), world, small_engine, tmp_path)
    lists.publish(lists.FIRST)
    _keep_linkers(lists)
    return Watched(lists, tmp_path)


def _keep_linkers(lists):
    """Keep linkers by what they were made from, as the cache keeps them, so that readings may be reused."""
    kept, make = {}, lists.engine

    def engine(day):
        made = make(day)
        return replace(made, linker=kept.setdefault(fingerprint(made.library, made.register), made.linker))

    lists.engine = lists.engines.load = engine
    lists.steps.reuse.linker_of = kept.get


def _load_conftest():
    """The helpers of the tests of runs; their fixtures stay there."""
    name = "runs_conftest"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, RUNS / "conftest.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
