"""The distinct words of all indexed names, in order of their hashes, with their letters.

A word's number is its place in that order, so it depends on the words alone and not on the order in which
names came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening.index.arrays import Bytes, Hashes, Ints, lookup, ranges

SPACE = 32


@dataclass(frozen=True, slots=True)
class IndexVocabulary:
    """Words: ascending hashes; word w is letters[offsets[w] : offsets[w + 1] - 1], a space behind it."""

    hashes: Hashes
    letters: Bytes
    offsets: Ints

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.hashes)

    def find(self, hashes: Hashes) -> Ints:
        """Numbers of the words with these hashes, -1 for words that are not there."""
        return lookup(self.hashes, hashes)

    def edges(self, first: int = 0, last: int | None = None) -> tuple[Ints, Ints]:
        """Start and end of the letters of words first .. last - 1."""
        offsets = self.offsets[first : None if last is None else last + 1].astype(np.int64)
        return offsets[:-1], offsets[1:] - 1

    def words(self, numbers: Ints) -> list[bytes]:
        """The letters of these words."""
        start = self.offsets[numbers].astype(np.int64)
        return texts(self.letters, start, self.offsets[numbers + 1].astype(np.int64) - 1)


def gather(buffer: Bytes, start: Ints, end: Ints) -> tuple[Bytes, Ints, Ints]:
    """The words at start .. end copied side by side, a space behind each: (letters, start, end)."""
    length = end - start + 1
    _, place = ranges(start, length)
    letters = buffer[np.minimum(place, len(buffer) - 1)]
    behind = np.cumsum(length)
    letters[behind - 1] = SPACE
    return letters, behind - length, behind - 1


def texts(buffer: Bytes, start: Ints, end: Ints) -> list[bytes]:
    """The words at start .. end, each as bytes."""
    letters, _, _ = gather(buffer, start, end)
    return letters.tobytes().split(b" ")[:-1]


def vocabulary(hashes: Hashes, buffer: Bytes, start: Ints, end: Ints) -> IndexVocabulary:
    """Gather the distinct words among tokens; equal hashes are taken as equal words."""
    distinct, first = np.unique(hashes, return_index=True)
    letters, begin, _ = gather(buffer, start[first], end[first])
    return IndexVocabulary(distinct, letters, np.append(begin, len(letters)))
