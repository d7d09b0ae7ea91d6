"""Cases come into the queue with the end of their run, all of them or none, on SQLite and PostgreSQL alike."""

import pytest
from sqlmodel import select

from screening.dispositions.queue import states_of
from screening.jobs import cancel, install, open_installation, progress, runs
from screening.jobs import steps as steps_module
from screening.storage import StorageFailed
from screening.storage.review_tables import Coming, Sighting

PEOPLE = "Name,Institution,Country\n" + "".join(
    f"Person {number:02},Beihang University,CN\n" for number in range(7)
)


@pytest.fixture
def place(settings, clock):
    install(settings)
    opened = open_installation(settings, clock)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(steps_module, "AT_ONCE", 2)


def brought(place):
    with place.database.read() as session:
        return len(session.exec(select(Coming.id)).all())


def in_queue(place, office):
    with place.database.read() as session:
        return states_of(session, office.team)["open"], len(session.exec(select(Sighting.case_id)).all())


def the_run(place, office):
    (run,) = runs(place, office.team)
    return run.run_id


def lost(*_given):
    """A worker that is lost before it finishes the run."""
    raise StorageFailed("The database did not answer.")


def test_a_run_cancelled_while_its_cases_are_brought_leaves_none_in_the_queue(office, place, monkeypatch):
    real = steps_module.bring

    def bring(session, key, first, cases):
        if first < 4:
            real(session, key, first, cases)
        else:
            raise StorageFailed("The disk is full.")

    monkeypatch.setattr(steps_module, "bring", bring)
    with pytest.raises(StorageFailed):
        office.screen(PEOPLE)
    assert brought(place) == 4
    run_id = the_run(place, office)
    cancel(place, run_id, office.team, "ana")
    assert (in_queue(place, office), brought(place)) == ((0, 0), 0)


def test_nothing_is_in_the_queue_before_its_run_is_finished_and_brought_twice_it_is_there_once(
    office, place, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(steps_module, "take_in", lost)
        with pytest.raises(StorageFailed):
            office.screen(PEOPLE)
    assert (in_queue(place, office), brought(place)) == ((0, 0), 7)
    run_id = the_run(place, office)
    office.step("report", run_id)
    assert progress(place, run_id, office.team).state == "finished"
    assert (in_queue(place, office), brought(place)) == ((7, 7), 0)


def test_a_subject_written_in_two_ways_is_one_case_that_stands_for_both_rows(office, place):
    office.screen(
        "Name,Institution,Country\nWei Zhang,Beihang University,CN\nWEI  ZHANG,Beihang University,CN\n"
    )
    assert in_queue(place, office) == (1, 1)
    with place.database.read() as session:
        assert session.exec(select(Sighting.rows)).all() == [2]
