"""A turn: so many at once and no more, in the order in which they came.

The locks of the standard library wake whoever the system likes and let a newcomer pass those who wait; of twenty who
ask again at once some then wait several times as long as the others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turn:
    """So many at once."""

    def __init__(self, at_once: int = 1) -> None:
        self._lock, self._free = threading.Lock(), at_once
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait until it is our turn, and give it to the next afterwards."""
        self._take()
        try:
            yield
        finally:
            self._give()

    def _take(self) -> None:
        mine = threading.Lock()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine.acquire()
            self._waiting.append(mine)
        try:
            mine.acquire()  # given back by whoever hands his turn over
        except BaseException:  # stopped while waiting: the turn would stay with one who is gone
            self._forgo(mine)
            raise

    def _forgo(self, mine: threading.Lock) -> None:
        with self._lock:
            if waits := mine in self._waiting:
                self._waiting.remove(mine)
        if not waits:
            self._give()

    def _give(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
