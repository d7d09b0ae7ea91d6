"""An office with two reviewers: a small world of lists, a real database, and runs carried out step by step.

Making an installation takes a second, so tests share one and are teams of their own in it; what must hold on both
databases is in test_queue.
"""

import importlib.util
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from clocks import Clock

from screening.context import open_context
from screening.pipeline import ScreeningRequest
from screening.review.history import members_of
from screening.review.queue import CaseFilter, wanted_cases
from screening.review.rules import Decider
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.settings import Settings

ANA, BEN = Decider("person:ana", "Ana Ngata"), Decider("person:ben", "Ben Smith")
LIST = (
    "Name,Institution,Country\n"
    "Wei Zhang,Beihang University,CN\n"
    "Li Na,Zabir Logistics Company,SY\n"
    "Jane Roe,KU Leuven,BE\n"
)


def _small_world():
    spec = importlib.util.spec_from_file_location(
        "web_world", Path(__file__).parents[2] / "web" / "conftest.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["web_world"] = module
    spec.loader.exec_module(module)
    return module


small_engine = _small_world().small_engine  # the very world that pages are tested in


@pytest.fixture(scope="session")
def shared_clock():
    return Clock()


@pytest.fixture(scope="session")
def shared_place(settle, tmp_path_factory, shared_clock):
    settings = Settings(data=settle(tmp_path_factory.mktemp("service") / "data"))
    opened = open_context(settings, shared_clock)
    yield opened
    opened.close()


@pytest.fixture
def clock(shared_clock):
    """Time goes on from test to test."""
    shared_clock.moved(days=1)
    return shared_clock


@pytest.fixture
def place(shared_place):
    return shared_place


class Office:
    """A team that has lists screened and looks at its queue."""

    def __init__(self, place, engine, folder, clock, team):
        self.place, self.engine, self.folder, self.clock, self.team = place, engine, folder, clock, team

    def accept(self, content=LIST, engine=None, format="csv", name="list.csv", chunk=1_000):
        """Have a list accepted; give the run's id."""
        path = self.folder / name
        if content is not None:
            path.write_text(content, encoding="utf-8")
        engine = replace(engine or self.engine, on=self.clock.now.date())
        order = ScreeningRequest(
            format=format, policies=tuple(each.id for each in engine.policies), chunk_size=chunk
        )
        return submit_list(
            self.place, path, order, pins_of(engine), actor=ANA.id, team=self.team, file_name=name
        )

    def screen(self, content=LIST, engine=None, steps=(0,), **how):
        """Have a list screened to its end, its chunks in the order of `steps`; give the run's id."""
        run_id = self.accept(content, engine, **how)
        engine = replace(engine or self.engine, on=self.clock.now.date())
        self.step("plan", run_id, engine)
        for number in steps:
            self.step("chunk", run_id, engine, number)
        self.step("report", run_id, engine)
        return run_id

    def step(self, kind, run_id, engine=None, number=0):
        """Have one step of a run carried out."""
        engine = engine or replace(self.engine, on=self.clock.now.date())
        StepRunner(self.place, Engines(lambda day: engine), "worker").do(kind, run_id, 1, number)

    def cases(self, me=ANA.id, **wanted):
        with self.place.database.read() as session:
            return wanted_cases(session, self.team, CaseFilter(**wanted), me, skip=0, most=100)

    def case(self, text="Wei Zhang", **wanted):
        """The first case that stands for somebody whose line holds a text."""
        found = self.cases(**{"state": "", **wanted})
        return next(each for each in found if any(text in line for line in self.members(each.id)))

    def members(self, case_id):
        """The lines of those for whom a case stands, highest first."""
        with self.place.database.read() as session:
            return [each.member.shown for each in members_of(session, case_id, most=1_000)]


@pytest.fixture
def make_office(place, small_engine, tmp_path, clock):
    return lambda at=place: Office(at, small_engine, tmp_path, clock, f"team-{uuid.uuid4().hex[:6]}")


@pytest.fixture
def office(make_office):
    return make_office()


@pytest.fixture
def people():
    return ANA, BEN
