"""A lock for so many at once and no more, given in the order in which they came.

The locks of the standard library wake whoever the system likes and let a newcomer pass those who wait; of twenty who
ask again at once some then wait several times as long as the others.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class LockTimeout(TimeoutError):
    """The lock was not free within the time given."""


class FairLock:
    """A lock that so many hold at once, first come, first served."""

    def __init__(self, at_once: int = 1) -> None:
        self._lock, self._free = threading.Lock(), at_once
        self._waiting: deque[threading.Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def hold(self, patience: float = -1) -> Iterator[None]:
        """Wait for the lock, and give it to the next afterwards.

        Args:
            patience: how many seconds to wait at most; -1 for as long as it takes.

        Raises:
            LockTimeout: not within that time.
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
            if not mine.acquire(timeout=patience):  # given back by whoever releases it
                raise LockTimeout
        except BaseException:  # no longer waiting: the lock would stay with one who is gone
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
