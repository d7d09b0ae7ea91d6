"""Steps work side by side, and one that is suspected works alone."""

import threading

import pytest

from screening.runs.work_slots import WorkSlots


@pytest.fixture
def start():
    """Start something in a thread; all of them end with the test."""
    threads = []

    def begin(work):
        threads.append(threading.Thread(target=work, daemon=True))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


def test_two_share_the_room_at_once(start):
    room, both = WorkSlots(), threading.Barrier(3)

    def work():
        with room.shared():
            both.wait(10)

    start(work), start(work)
    both.wait(10)  # the third to come; alone in the room, nobody would
    assert not both.broken


def test_who_is_alone_waits_for_those_inside_and_keeps_later_ones_out(start, wait):
    room, said = WorkSlots(), []
    inside, leave = threading.Event(), threading.Event()

    def first():
        with room.shared():
            inside.set()
            leave.wait(10)
            said.append("first")

    def suspect():
        with room.exclusive():
            said.append("suspect")

    def later():
        with room.shared():
            said.append("later")

    start(first)
    inside.wait(10)
    waiting = start(suspect)
    wait(lambda: room._waiting == 1)
    behind = start(later)
    assert said == []
    leave.set()
    waiting.join(10)
    behind.join(10)
    assert said == ["first", "suspect", "later"]


def test_a_fault_inside_leaves_the_room_free():
    room = WorkSlots()
    for way in (room.shared, room.exclusive):
        with pytest.raises(ValueError, match="ours"), way():
            raise ValueError("ours")
        with room.exclusive():
            pass
