"""Running pages take up changed lists without a restart, and never stop answering for it."""

from threading import Event

from watchlists.errors import WatchlistError
from web.reload import CurrentApp


class Lists:
    """A state that tests change, and an application that answers with the state it was built for."""

    def __init__(self):
        self.state, self.built = "1", []
        self.go_on, self.fault = Event(), None
        self.go_on.set()

    def build(self):
        if self.built:
            self.go_on.wait(5)
        if self.fault:
            raise self.fault
        answer = self.state.encode()
        self.built.append(answer)
        return lambda environ, start_response: [answer]


def asked(app):
    return b"".join(app({}, None))


def settle(app):
    """Wait until whatever is being built has been swapped in."""
    assert app._lock.acquire(timeout=5)
    app._lock.release()


def test_unchanged_lists_are_built_once():
    lists = Lists()
    app = CurrentApp(lists.build, lambda: lists.state)
    assert [asked(app) for _ in range(3)] == [b"1"] * 3
    assert len(lists.built) == 1


def test_the_old_one_answers_until_the_new_one_is_complete():
    lists = Lists()
    app = CurrentApp(lists.build, lambda: lists.state)
    lists.go_on.clear()
    lists.state = "2"
    assert [asked(app) for _ in range(3)] == [b"1"] * 3
    lists.go_on.set()
    settle(app)
    assert asked(app) == b"2"
    assert len(lists.built) == 2


def test_lists_that_cannot_be_loaded_leave_the_old_ones_and_the_next_change_is_tried():
    lists = Lists()
    app = CurrentApp(lists.build, lambda: lists.state)
    lists.state, lists.fault = "2", WatchlistError("A list is damaged.")
    assert asked(app) == b"1"
    settle(app)
    lists.state, lists.fault = "3", None
    assert asked(app) == b"1"
    settle(app)
    assert asked(app) == b"3"
