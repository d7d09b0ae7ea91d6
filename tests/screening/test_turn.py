"""A turn goes to who has waited longest, and a newcomer does not pass those who wait."""

import ctypes
import threading

import pytest

from screening.turn import Turn, TurnDidNotCome


def test_turns_are_taken_in_the_order_of_coming():
    turn, order = Turn(), []

    def take(number):
        with turn.taken():
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with turn.taken():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while turn.waiting < number:
                pass
    take("newcomer")
    for thread in threads:
        thread.join()
    assert order == [*range(8), "newcomer"]


def test_no_more_go_at_once_than_may_and_a_failure_gives_the_turn_back():
    turn = Turn(2)
    with turn.taken(), turn.taken():
        waiting = threading.Thread(target=lambda: turn.taken().__enter__())
        waiting.start()
        while turn.waiting < 1:
            pass
    waiting.join()
    with pytest.raises(ValueError, match="wrong"), turn.taken():
        raise ValueError("wrong")
    with turn.taken():
        assert turn.waiting == 0


def test_one_whose_patience_ends_goes_away_and_the_turn_goes_to_others():
    turn = Turn()
    with turn.taken():
        with pytest.raises(TurnDidNotCome), turn.taken(patience=0.01):
            pass
        assert turn.waiting == 0
    with turn.taken(patience=0):
        pass


class Stopped(BaseException):
    """What stops a thread from outside."""


def test_one_who_is_stopped_while_waiting_keeps_no_turn():
    turn, passed = Turn(), []

    def wait():
        with pytest.raises(Stopped), turn.taken():
            pass

    stopped = threading.Thread(target=wait)
    after = threading.Thread(target=lambda: turn.taken().__enter__() or passed.append(1), daemon=True)
    with turn.taken():
        stopped.start()
        while turn.waiting < 1:
            pass
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(stopped.ident), ctypes.py_object(Stopped))
    stopped.join()
    after.start()
    after.join(10)
    assert passed == [1]
