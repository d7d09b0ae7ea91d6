"""The deadline of a call: told of each piece of work, it ends what takes too long and what nobody waits for."""

import socket
import time

import pytest

from web.deadline import CLOCK_FACTOR, CallerGone, Deadline, DeadlinePassed, deadline_of, has_hung_up


def work(deadline):
    """Work for ever, and tell of each piece."""
    while True:
        deadline(1)


@pytest.fixture
def connection():
    """Two ends of a real connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
    with ours, theirs:
        yield theirs, ours


def test_work_goes_on_until_its_processor_time_is_used_up():
    deadline = Deadline(0.05)
    processor_end, clock_end = time.thread_time() + 0.05, time.monotonic() + 0.05 * CLOCK_FACTOR
    deadline(1)
    with pytest.raises(DeadlinePassed) as passed:
        work(deadline)
    assert time.thread_time() >= processor_end or time.monotonic() >= clock_end
    assert (passed.value.status, passed.value.code, passed.value.facts["retry_after"]) == (503, "deadline", 1)
    with pytest.raises(DeadlinePassed):
        deadline(1)  # once passed it stays so


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
    deadline_of({}, 600)(1)
