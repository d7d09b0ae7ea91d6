"""Who is gone: decided by counts that stand still on the watcher's own clock."""

import os
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.runs.engines import Engines
from screening.runs.overwriting import owe, scrub
from screening.runs.worker import BEATS, Worker
from screening.runs.worker_lease import LeaseClock, beats_of, live_workers
from screening.storage import Database, StorageBusy


def test_a_worker_whose_count_stands_still_for_a_lease_is_gone():
    watch = LeaseClock(seconds=10)
    assert watch.gone({"a": 1, "b": 1}, 0) == set()
    assert watch.gone({"a": 2, "b": 1}, 9) == set()
    assert watch.gone({"a": 2, "b": 1}, 11) == {"b"}
    assert watch.gone({"a": 3, "b": 1}, 20) == {"b"}


def test_a_worker_that_beats_again_is_back():
    watch = LeaseClock(seconds=10)
    watch.gone({"a": 1}, 0)
    assert watch.gone({"a": 1}, 11) == {"a"}
    assert watch.gone({"a": 2}, 12) == set()


def test_a_watcher_that_just_began_calls_nobody_gone():
    assert LeaseClock(seconds=10).gone({"a": 1}, 1_000_000) == set()


@given(st.lists(st.floats(0, 9.9), max_size=50))
def test_whoever_beats_within_every_lease_is_never_gone(pauses):
    watch, moment = LeaseClock(seconds=10), 0.0
    for count, pause in enumerate(pauses):
        moment += pause
        assert watch.gone({"a": count}, moment) == set()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_nobody_is_gone_while_the_database_takes_no_beats(place, monkeypatch):
    """A file that is being rebuilt for longer than a lease; the first look after it comes before the others' beats."""
    quick = place.settings.model_copy(update={"lease_seconds": 2.0})
    impatient = replace(place, settings=quick, database=replace(place.database, patience=0.05))
    ours, others = Worker(impatient, Engines()), Worker(impatient, Engines())
    watch = LeaseClock(quick.lease_seconds)
    ours._beat_once()
    others._beat_once()
    ours._give_on(watch)
    with place.database.write():  # as rebuilding holds it
        time.sleep(1.1 * quick.lease_seconds)
        ours._beat_once()
        with pytest.raises(StorageBusy):
            ours._give_on(watch)
    ours._beat_once()
    ours._give_on(watch)
    assert living(place) == {ours.executor, others.executor}
    for _ in range(BEATS):  # now it could beat, and does not
        ours._beat_once()
        ours._give_on(watch)
    assert living(place) == {ours.executor}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_workers_that_cannot_beat_while_the_file_is_rebuilt_still_count_as_living(place, monkeypatch):
    moment = [place.now()]
    at_work = replace(place, now=lambda: moment[0])
    Worker(at_work, Engines())._beat_once()
    really = Database.rebuild

    def slow(database):
        moment[0] += timedelta(minutes=5)
        assert live_workers(at_work, moment[0]) == 1
        really(database)

    assert live_workers(at_work, moment[0] + timedelta(minutes=5)) == 0
    with place.decide() as decision:
        owe(decision.session)
        decision.record("test.entry", actor="ana", team="office")
    monkeypatch.setattr(Database, "rebuild", slow)
    assert scrub(at_work)
    assert live_workers(at_work, moment[0]) == 1  # its next beat may be under way
    note = place.settings.data / "overwriting"
    long_ago = note.stat().st_mtime - 2 * place.settings.lease_seconds
    os.utime(note, (long_ago, long_ago))
    assert live_workers(at_work, moment[0]) == 0


def living(place):
    with place.database.read() as session:
        return set(beats_of(session))
