"""How far a run has come is noted beside the work, which never waits for it."""

from threading import Event

import pytest

from screening.progress import RunEnded
from screening.runs.control import cancel_run, run_of, run_progress
from screening.runs.pins import pins_of
from screening.runs.row_progress import RowCounter
from screening.runs.submit import submit_list
from screening.storage import StorageBusy


@pytest.fixture
def run(place, world, small_engine, listed):
    run_id = submit_list(place, listed, world.order(), pins_of(small_engine), actor="ana", team="office")
    return run_of(place, run_id, "office")


def test_rows_are_noted_while_they_are_gone_through(place, run, wait):
    with RowCounter(place.database, run, "rows_read", place.now) as count:
        count(40)
        count(2)
        wait(lambda: run_progress(place, run.id, "office").rows_read == 42)
    assert run_progress(place, run.id, "office").doing == "reading"


def test_who_counts_is_told_when_the_run_was_ended(place, run, wait):
    def is_told():
        try:
            count(1)
        except RunEnded:
            return True
        return False

    with RowCounter(place.database, run, "rows_written", place.now) as count:
        cancel_run(place, run.id, "office", "ana")
        wait(is_told)
    assert run_progress(place, run.id, "office").rows_written == 0


def test_a_busy_database_keeps_nobody_from_counting(place, run, monkeypatch, wait):
    asked, free = Event(), Event()
    real = RowCounter.note

    def busy(self):
        asked.set()
        if not free.is_set():
            raise StorageBusy("The database is busy.")
        real(self)

    monkeypatch.setattr(RowCounter, "note", busy)
    with RowCounter(place.database, run, "rows_read", place.now) as count:
        assert asked.wait(30)
        count(7)
        free.set()
        wait(lambda: run_progress(place, run.id, "office").rows_read == 7)
