"""A value that is made when it is first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class LazyValue(Generic[T]):
    """A value made once, by whichever thread asks first."""

    __slots__ = ("_lock", "_made", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._lock = threading.Lock()

    def get(self) -> T:
        """The value."""
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]

    def get_once(self) -> T:
        """The value, not remembered where nobody asked for it before: who writes it to a file reads it there from then on."""
        return self.get() if self._made else self._make()

    @property
    def is_made(self) -> bool:
        """Whether anybody has asked for it."""
        return bool(self._made)
