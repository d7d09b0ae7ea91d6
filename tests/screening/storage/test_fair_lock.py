"""A lock goes to who has waited longest, and a newcomer does not pass those who wait."""

import ctypes
import threading

import pytest

from screening.storage.fair_lock import FairLock, LockTimeout


def test_the_lock_is_given_in_the_order_of_arrival():
    lock, order = FairLock(), []

    def take(number):
        with lock.hold():
            order.append(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    with lock.hold():
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while lock.waiting < number:
                pass
    take("newcomer")
    for thread in threads:
        thread.join()
    assert order == [*range(8), "newcomer"]


def test_no_more_go_at_once_than_may_and_a_failure_gives_the_lock_back():
    lock = FairLock(2)
    with lock.hold(), lock.hold():
        waiting = threading.Thread(target=lambda: lock.hold().__enter__())
        waiting.start()
        while lock.waiting < 1:
            pass
    waiting.join()
    with pytest.raises(ValueError, match="wrong"), lock.hold():
        raise ValueError("wrong")
    with lock.hold():
        assert lock.waiting == 0


def test_one_whose_patience_ends_goes_away_and_the_lock_goes_to_others():
    lock = FairLock()
    with lock.hold():
        with pytest.raises(LockTimeout), lock.hold(patience=0.01):
            pass
        assert lock.waiting == 0
    with lock.hold(patience=0):
        pass


class Stopped(BaseException):
    """What stops a thread from outside."""


def test_one_who_is_stopped_while_waiting_keeps_no_lock():
    lock, passed = FairLock(), []

    def wait():
        with pytest.raises(Stopped), lock.hold():
            pass

    stopped = threading.Thread(target=wait)
    after = threading.Thread(target=lambda: lock.hold().__enter__() or passed.append(1), daemon=True)
    with lock.hold():
        stopped.start()
        while lock.waiting < 1:
            pass
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(stopped.ident), ctypes.py_object(Stopped))
    stopped.join()
    after.start()
    after.join(10)
    assert passed == [1]
