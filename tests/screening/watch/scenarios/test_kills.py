"""Workers are killed again and again while lists change: each change is told once, and none is lost."""

import contextlib
import random
import signal
import socket
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from screening.runs.pins import Pins, pins_of
from screening.settings import Settings
from screening.storage.tables import AuditEntry, Run
from screening.storage.watch_tables import WatchChange
from screening.storage.webhook_tables import WebhookDelivery
from screening.watch.watches import WatchTerms, add_watch, watch_of
from screening.webhooks.targets import add_target
from watchlists.library import LISTS

GONE = "Harbin Engineering University"
NAMES = [GONE, "Beihang University", "Harvard University", "Some Company"]


@pytest.fixture
def settings(settings):
    """A short lease, so that a worker that is gone is missed soon."""
    return Settings(data=settings.data, database_url=settings.database_url, lease_seconds=2)


def anywhere(_host, port):
    """An address that nobody need reach: what is to be told is counted where it is kept."""
    return [(socket.AF_INET, ("93.184.216.34", port))]


class WatchUnderFire:
    """A watch whose workers are killed, while two editions of one list take turns."""

    def __init__(self, place, processes, wait, world, folder):
        self.place, self.processes, self.wait = replace(place, now=lambda: world.MOMENT), processes, wait
        self.random, self.kills = random.Random(7), 0
        whole = (LISTS / f"{world.LIST}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        key = next(line for line in whole if f",primary,{GONE}," in line).partition(",")[0]
        fewer = [line for line in whole if line.partition(",")[0] != key]
        assert len(fewer) < len(whole)
        self.editions = (folder / "whole.csv", folder / "fewer.csv")
        for path, lines in zip(self.editions, (whole, fewer), strict=True):
            path.write_text("".join(lines), encoding="utf-8")
        self.pins = [pins_of(world._engine_over(world.DAY, str(path))) for path in self.editions]
        listed = folder / "visitors.csv"
        rows = [f"P-{number},{NAMES[number % 4]} {number if number % 4 == 3 else ''}" for number in range(40)]
        listed.write_text("Reference,Institution\n" + "\n".join(rows) + "\n", encoding="utf-8")
        terms = WatchTerms("Visitors", "Visits", "Art. 6 GDPR", (world.MOMENT + timedelta(days=90)).date())
        self.watch = add_watch(
            self.place,
            listed,
            world.order(),
            self.pins[0],
            terms,
            actor="ana",
            team="local",
            file_name="visitors.csv",
        )

    def tell(self, edition, kills):
        """Kill so many workers over an edition, then let one end it."""
        self.processes.environment["SMALL_SERVICE_LIST"] = str(self.editions[edition])
        for _ in range(kills):
            worker = self.processes.start("watcher", self.random.choice((0, 0, 0.005)))
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=self.random.uniform(0.05, 1.2))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            self.kills += 1
        last = self.processes.start("watcher")
        self.wait(lambda: self.told() == self.pins[edition].snapshots)
        last.terminate()
        last.wait(timeout=30)

    def told(self):
        """The editions of the screening that was told last."""
        told = watch_of(self.place, self.watch.id, "local").told_run_id
        with self.place.database.read() as session:
            run = session.get(Run, told) if told else None
            return Pins.from_json(run.pins).snapshots if run else None

    def changes(self):
        """The rows that were told, by screening."""
        with self.place.database.read() as session:
            found = list(session.exec(select(WatchChange)))
        by_run = {}
        for each in sorted(found, key=lambda each: each.number):
            by_run.setdefault(each.run_id, []).append((each.reference, each.kind))
        return by_run

    def entries(self, action):
        with self.place.database.read() as session:
            return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


@pytest.mark.parametrize(
    ("rounds", "kills"), [(2, 3), pytest.param(10, 10, marks=pytest.mark.soak)], ids=["6 kills", "100 kills"]
)
def test_each_change_is_told_once_and_none_is_lost(place, processes, wait, world, tmp_path, rounds, kills):
    under_fire = WatchUnderFire(place, processes, wait, world, tmp_path)
    target, _ = add_target(
        place, "https://example.org/hook", ["watch.changed"], actor="ana", team="local", lookup=anywhere
    )
    under_fire.tell(0, kills=0)
    for number in range(1, rounds + 1):
        under_fire.tell(number % 2, kills)
    assert under_fire.kills == rounds * kills
    told = under_fire.entries("watch.told")
    changes = under_fire.changes()
    assert len(told) == len(changes) == rounds
    for entry in told:
        assert [reference for reference, _kind in changes[entry.run_id]] == [
            f"P-{row}" for row in range(0, 40, 4)
        ]
    with place.database.read() as session:
        events = list(
            session.exec(select(WebhookDelivery.event_id).where(WebhookDelivery.target_id == target.id))
        )
    assert len(events) == len(set(events)) == rounds
