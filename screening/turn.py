"""A turn: so many at once and no more, in the order in which they came.

The locks of the standard library wake whoever the system likes and let a newcomer pass those who wait; of twenty who
ask again at once some then wait several times as long as the others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class TurnDidNotCome(TimeoutError):
    """It was waited for as long as was asked, and others still had it."""


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
    def taken(self, patience: float = -1) -> Iterator[None]:
        """Wait until it is our turn, and give it to the next afterwards.

        Args:
            patience: how many seconds to wait at most; -1 for as long as it takes.

        Raises:
            TurnDidNotCome: not within that time.
        """
        self._take(patience)
        try:
            yield
        finally:
            self._give()

    def _take(self, patience: float) -> None:
        mine = threading.Lock()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine.acquire()
            self._waiting.append(mine)
        try:
            if not mine.acquire(timeout=patience):  # given back by whoever hands his turn over
                raise TurnDidNotCome
        except BaseException:  # no longer waiting: the turn would stay with one who is gone
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
