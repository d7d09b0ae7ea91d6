"""The collector rests while something large is put together, and works again once the last has ended."""

import gc
import sys
from threading import Thread

import pytest

from screening.gc_pause import pause_gc


def torn():
    with pause_gc():
        assert not gc.isenabled()
        raise ValueError("torn")


def test_it_rests_inside_and_works_again_after_an_error_too():
    with pytest.raises(ValueError, match="torn"):
        torn()
    assert gc.isenabled()


def test_of_two_at_once_the_last_to_end_lets_it_work_again():
    first, second = pause_gc(), pause_gc()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_stays_at_rest_where_it_was_before():
    gc.disable()
    try:
        with pause_gc():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_many_threads_that_come_and_go_leave_it_at_work():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [Thread(target=come_and_go) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        sys.setswitchinterval(interval)
    assert gc.isenabled()


def come_and_go():
    for _ in range(5_000):
        with pause_gc():
            pass
