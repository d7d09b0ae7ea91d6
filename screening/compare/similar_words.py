"""Numbered words, and what tells of many at once that they are no few edits from another word.

A word's signature says in bits which letters it holds once and which twice. An edit changes two bits at most, one where
a letter is added or lost, so only words with nearly the same signature need be compared letter by letter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from screening.caches import MemoCache

Numbers = NDArray[np.int32]
Signatures = NDArray[np.uint64]
_BITS = {letter: 1 << at for at, letter in enumerate(ascii_lowercase)} | dict.fromkeys("0123456789", 1 << 26)
_OTHER = 1 << 27
_TWICE = 32  # bits from that of a letter to that of its second occurrence
NONE: Numbers = np.zeros(0, np.int32)


@lru_cache(100_000)
def signature(word: str) -> int:
    """The letters of a word as bits, those that it holds more than once in bits of their own; 64 bits."""
    bits = 0
    for letter in word:
        bit = _BITS.get(letter, _OTHER)
        bits |= bit << _TWICE if bits & bit else bit
    return bits


def signatures(words: Sequence[str]) -> Signatures:
    """The signatures of several words."""
    return np.fromiter(map(signature, words), np.uint64, len(words))


def may_be_near(
    words: Sequence[str], others: Signatures, edits: int | NDArray[np.uint8]
) -> NDArray[np.bool_]:
    """Say of each word (rows) and of each signature (columns) whether so few edits may lie between the words.

    `edits`: one number, or a column of one for each word.
    """
    near: NDArray[np.bool_] = np.bitwise_count(others ^ signatures(words)[:, None]) <= 2 * edits
    return near


@dataclass(frozen=True, slots=True)
class WordList:
    """Different words in the order of their length, numbered from 0."""

    text: str  # the words, a space after each but the last
    starts: Numbers  # by length in letters, up to one more than any has: the first word of as many or more
    signatures: Signatures
    _words: MemoCache[list[str]] = field(default_factory=MemoCache, compare=False, repr=False)

    @classmethod
    def of(cls, words: Iterable[str]) -> WordList:
        """A list of these words."""
        ordered = sorted(set(words) - {""}, key=lambda word: (len(word), word))
        sizes = list(map(len, ordered))
        starts = np.searchsorted(sizes, np.arange(max(sizes, default=0) + 2)).astype(np.int32)
        return cls(" ".join(ordered), starts, signatures(ordered))

    @property
    def words(self) -> list[str]:
        """The words by number."""
        return self._words.get("", self.text.split)

    def __len__(self) -> int:
        return len(self.signatures)

    def number(self, word: str) -> int:
        """The number of a word, -1 where it is not on the list."""
        if len(word) > len(self.starts) - 2:
            return -1
        start, end = int(self.starts[len(word)]), int(self.starts[len(word) + 1])
        at = bisect_left(self.words, word, start, end)
        return at if at < end and self.words[at] == word else -1


@dataclass(frozen=True, slots=True)
class NumberLists:
    """A list of numbers for each of the numbers 0, 1, 2, …, laid end to end."""

    starts: Numbers
    values: Numbers

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> NumberLists:
        """These lists."""
        starts: list[int] = [0]
        values: list[int] = []
        for each in lists:
            values += each
            starts.append(len(values))
        return cls(np.array(starts, np.int32), np.array(values, np.int32))

    def turned(self, size: int) -> NumberLists:
        """For each value below `size` the numbers of the lists that hold it, rising; once each."""
        owners = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        count = max(len(self.starts) - 1, 1)
        pairs = np.unique(self.values.astype(np.int64) * count + owners)
        starts = np.searchsorted(pairs // count, np.arange(size + 1)).astype(np.int32)
        return NumberLists(starts, (pairs % count).astype(np.int32))

    def sizes(self, numbers: Numbers) -> Numbers:
        """How long these lists are."""
        return self.starts[numbers + 1] - self.starts[numbers]

    def places(self, numbers: Numbers, sizes: Numbers) -> NDArray[np.int64]:
        """Where the values of these lists stand in `values`, list after list."""
        ends = np.cumsum(sizes)
        first = self.starts[numbers] - ends + sizes
        return np.repeat(first, sizes) + np.arange(ends[-1] if len(ends) else 0)
