"""Who works beside whom in one process.

A step that ends its process takes the steps beside it along, and they would count as guilty as it is. So one that was
begun more often than chance explains is done alone: after that only its own doing is counted against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class WorkSlots:
    """Shared by the steps of one process, or held by a single one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._waiting = 0
        self._closed = False

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Work beside others; whoever waits to be alone comes first, or he might wait for ever."""
        with self._changed:
            self._changed.wait_for(lambda: not self._closed and not self._waiting)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Work with nobody beside."""
        with self._changed:
            self._waiting += 1
            self._changed.wait_for(lambda: not self._closed and not self._inside)
            self._waiting -= 1
            self._closed = True
        try:
            yield
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()
