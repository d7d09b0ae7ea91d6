"""The deadline of a call: told of each piece of work, it ends what takes too long and what nobody waits for."""

import math
import socket
import time

import pytest

from web.deadline import CallerGone, Deadline, DeadlinePassed, deadline_of, has_hung_up

LONGEST = 5.0  # processor seconds after which work ends that nothing ended


def work(deadline):
    """Work, and tell of each piece, until it is ended; say so where it is not."""
    end = time.thread_time() + LONGEST
    while time.thread_time() < end:
        deadline(1)
    pytest.fail("Nothing ended the work.")


@pytest.fixture
def connection():
    """Two ends of a real connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    with ours, theirs:
        yield theirs, ours


def test_work_goes_on_until_its_processor_time_is_used_up(monkeypatch):
    monkeypatch.setattr("web.deadline.CLOCK_FACTOR", math.inf)  # the clock ends nothing
    end = time.thread_time() + 0.05  # read first: the deadline counts from its own reading, a little later
    deadline = Deadline(0.05)
    with pytest.raises(DeadlinePassed) as passed:
        work(deadline)
    assert time.thread_time() >= end
    assert (passed.value.status, passed.value.code) == (503, "deadline")
    with pytest.raises(DeadlinePassed):
        deadline(1)  # once passed it stays so


def test_work_for_which_others_leave_no_time_is_ended_by_the_clock(monkeypatch):
    monkeypatch.setattr("web.deadline.CLOCK_FACTOR", 0.05 / LONGEST)
    with pytest.raises(DeadlinePassed, match="The service was busy with other calls"):
        work(Deadline(2 * LONGEST))


def test_only_who_had_to_leave_the_processor_to_others_is_asked_to_come_back(monkeypatch):
    """What used up its own time would use it up again: the same call sent again helps nobody."""
    with pytest.raises(DeadlinePassed, match="send fewer or shorter") as own:
        Deadline(0.0)(1)
    assert "retry_after" not in own.value.facts
    monkeypatch.setattr("web.deadline.CLOCK_FACTOR", 0.0)
    with pytest.raises(DeadlinePassed, match="send it again") as others:
        Deadline(LONGEST)(1)
    assert others.value.facts["retry_after"] == 5


def test_an_open_connection_is_one_and_a_closed_one_is_none(connection):
    theirs, ours = connection
    assert not has_hung_up(theirs)
    ours.sendall(b"the next question, before the answer to the first")
    assert not has_hung_up(theirs)
    ours.close()
    assert has_hung_up(theirs)
    theirs.close()
    assert has_hung_up(theirs)


def test_the_work_ends_when_the_caller_has_hung_up(connection):
    theirs, ours = connection
    deadline = deadline_of({"gunicorn.socket": theirs}, 600)
    deadline(1)
    ours.close()
    with pytest.raises(CallerGone):
        work(deadline)


def test_without_a_connection_only_time_ends_the_work():
    with pytest.raises(DeadlinePassed):
        work(deadline_of({}, 0.05))
