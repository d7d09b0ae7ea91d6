"""Bounded caches, shared by threads. Nothing is cached that depends on more than its key, so they change no answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import cachetools

ValueT = TypeVar("ValueT")

# Texts of each of two halves; a few kilobytes each.
MOST = 8_000


@dataclass
class LruCache(Generic[ValueT]):
    """The last few values that were costly to make, by key; made once each, one at a time."""

    most: int
    _values: cachetools.LRUCache[Hashable, ValueT] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._values = cachetools.LRUCache(self.most)

    def get(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """The value of `key`, made where it is not cached."""
        # Held while a value is made: two engines made at once would need twice the memory.
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
            return self._values[key]


class MemoCache(Generic[ValueT]):
    """The last few thousand values by key, for what is looked up for every text; pickled without what it holds.

    A value that is not asked for again among the last few thousand is dropped. An LRU order under a lock would take 0.6
    microseconds a look instead of 0.1, in the innermost loop of matching.
    """

    __slots__ = ("_most", "_new", "_old")

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._new: dict[Hashable, ValueT] = {}
        self._old: dict[Hashable, ValueT] = {}

    def __reduce__(self) -> tuple[type[MemoCache[ValueT]], tuple[int]]:
        """Without what it holds."""
        return (type(self), (self._most,))

    def holds(self, key: Hashable) -> bool:
        """Say whether the value of `key` is cached just now."""
        return key in self._new or key in self._old

    def get(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """The value of `key`, made where it is not cached; two threads may make it twice, alike."""
        value = self._new.get(key)
        if value is None:
            value = self._old.get(key)
            if value is None:
                value = make()
            if len(self._new) >= self._most:
                self._old, self._new = self._new, {}
            self._new[key] = value
        return value
