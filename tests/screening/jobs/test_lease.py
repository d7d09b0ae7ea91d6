"""Who is gone: decided by counts that stand still on the watcher's own clock."""

from hypothesis import given
from hypothesis import strategies as st

from screening.jobs.lease import Watch


def test_a_worker_whose_count_stands_still_for_a_lease_is_gone():
    watch = Watch(seconds=10)
    assert watch.gone({"a": 1, "b": 1}, 0) == set()
    assert watch.gone({"a": 2, "b": 1}, 9) == set()
    assert watch.gone({"a": 2, "b": 1}, 11) == {"b"}
    assert watch.gone({"a": 3, "b": 1}, 20) == {"b"}


def test_a_worker_that_beats_again_is_back():
    watch = Watch(seconds=10)
    watch.gone({"a": 1}, 0)
    assert watch.gone({"a": 1}, 11) == {"a"}
    assert watch.gone({"a": 2}, 12) == set()


def test_a_watcher_that_just_began_calls_nobody_gone():
    assert Watch(seconds=10).gone({"a": 1}, 1_000_000) == set()


@given(st.lists(st.floats(0, 9.9), max_size=50))
def test_whoever_beats_within_every_lease_is_never_gone(pauses):
    watch, moment = Watch(seconds=10), 0.0
    for count, pause in enumerate(pauses):
        moment += pause
        assert watch.gone({"a": count}, moment) == set()
