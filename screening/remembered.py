"""What was read before, so that a text which stands in a list a hundred times is read once.

Nothing is remembered that depends on more than its key, so it changes no answer. Memory is bounded: what was not asked
for again among the last few thousand texts is forgotten. A compiled linker is written without it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

MOST = 8_000  # texts of each of two halves; a few kilobytes each


class Remembered(Generic[Value]):
    """The last few thousand values by key, shared by threads."""

    __slots__ = ("_most", "_new", "_old")

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._new: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}

    def __reduce__(self) -> tuple[type[Remembered[Value]], tuple[int]]:
        """Without what it holds."""
        return (type(self), (self._most,))

    def holds(self, key: Hashable) -> bool:
        """Say whether the value of `key` is remembered just now."""
        return key in self._new or key in self._old

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of `key`, made where it is not remembered; two threads may make it twice, alike."""
        value = self._new.get(key)
        if value is None:
            value = self._old.get(key)
            if value is None:
                value = make()
            if len(self._new) >= self._most:
                self._old, self._new = self._new, {}
            self._new[key] = value
        return value
