"""The share of each team: whoever comes with one list waits for no long line of another's."""

import pytest
from sqlmodel import col, select

from screening.runs.control import cancel_run, run_progress
from screening.runs.pins import pins_of
from screening.runs.states import priority_of
from screening.runs.submit import submit_list
from screening.storage.tables import Run


@pytest.fixture
def give(place, world, small_engine, tmp_path):
    """Accept lists of one row for a team; gives the ids of their runs."""
    path = tmp_path / "list.csv"
    path.write_text("Name,Country\nBeihang University,\n")

    def given(team, times=1):
        order, pins = world.order(), pins_of(small_engine)
        return [
            submit_list(place, path, order, pins, actor="ana", team=team, screened_at=world.MOMENT)
            for _ in range(times)
        ]

    return given


def priorities(place, team):
    with place.database.read() as session:
        return list(session.exec(select(Run.priority).where(Run.team == team).order_by(col(Run.priority))))


def test_runs_of_a_team_stand_behind_each_other_and_those_of_another_beside_the_first(place, give):
    give("one", 5)
    give("other", 2)
    assert priorities(place, "one") == [1, 2, 3, 4, 5]
    assert priorities(place, "other") == [1, 2]


def test_who_comes_later_stands_beside_the_first_that_still_waits(place, give):
    done, *_ = give("one", 5)
    cancel_run(place, done, "one", actor="ana")
    with place.database.read() as session:
        assert priority_of(session, "other") == 2
        assert priority_of(session, "one") == 6


def test_once_nobody_waits_it_begins_anew(place, give):
    for run_id in give("one", 3):
        cancel_run(place, run_id, "one", actor="ana")
    with place.database.read() as session:
        assert priority_of(session, "one") == 1


@pytest.mark.slow
def test_one_list_of_another_team_does_not_wait_for_two_hundred(place, give, processes, wait):
    many, (single,) = give("one", 200), give("other")
    processes.start("worker")
    wait(lambda: run_progress(place, single, "other").state == "finished", 120)
    with place.database.read() as session:
        done = [run_id for run_id in many if session.get(Run, run_id).state == "finished"]
    assert len(done) < 20
