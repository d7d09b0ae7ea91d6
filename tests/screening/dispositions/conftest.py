"""An office with two reviewers: real lists, a real database, and runs carried out step by step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from screening.dispositions.queue import Wanted, wanted_cases
from screening.dispositions.rules import Decider
from screening.jobs import Order, accept, install, open_installation
from screening.jobs.engines import Engines, TakenLists
from screening.jobs.order import pins_of
from screening.jobs.steps import Steps

ANA, BEN = Decider("person:ana", "Ana Ngata"), Decider("person:ben", "Ben Smith")
TEAM = "office"
LIST = (
    "Name,Institution,Country\n"
    "Wei Zhang,Beihang University,CN\n"
    "Li Na,Beihang University,CN\n"
    "Jane Roe,KU Leuven,BE\n"
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def __call__(self):
        return self.now

    def moved(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def place(settings, clock):
    """An installation on each kind of database."""
    install(settings)
    opened = open_installation(settings, clock)
    yield opened
    opened.close()


class Office:
    """A team that has lists screened and looks at its queue."""

    def __init__(self, place, engine, folder, clock, team=TEAM):
        self.place, self.engine, self.folder, self.clock, self.team = place, engine, folder, clock, team
        self._lists = TakenLists(place.files)

    def screen(self, content=LIST, engine=None, format="csv", name="list.csv"):
        """Have a list screened to its end; give the run's id."""
        path = self.folder / name
        if content is not None:
            path.write_text(content, encoding="utf-8")
        engine = replace(engine or self.engine, on=self.clock.now.date())
        order = Order(format=format, policies=tuple(each.id for each in engine.policies))
        run_id = accept(
            self.place, path, order, pins_of(engine), actor=ANA.id, team=self.team, file_name=name
        )
        steps = Steps(self.place, Engines(lambda day: engine), self._lists, "worker")
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, 1, 0)
        return run_id

    def cases(self, me=ANA.id, **wanted):
        with self.place.database.read() as session:
            return wanted_cases(session, self.team, Wanted(**wanted), me, skip=0, most=100)

    def case(self, text="Wei Zhang", **wanted):
        return next(each for each in self.cases(**{"state": "", **wanted}) if text in each.shown)


@pytest.fixture
def office(place, engine, tmp_path, clock):
    return Office(place, engine, tmp_path, clock)


@pytest.fixture
def make_office(place, engine, tmp_path, clock):
    return lambda team: Office(place, engine, tmp_path, clock, team)


@pytest.fixture
def people():
    return ANA, BEN
