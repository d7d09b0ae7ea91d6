"""Hashes of any stretch of letters in constant time.

A polynomial hash modulo 2^64 with an odd base, kept as running sums: the hash of a word, of a word with one
letter left out, and of two words glued together are each a subtraction and a multiplication, so whole batches
are hashed without a loop. The base is fixed: the same letters have the same hash in every run and on every
machine. A collision can only propose a wrong candidate, which comparing then rejects.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from screening.index.arrays import Bytes, Hashes, Ints

BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
INVERSE = pow(BASE, -1, 1 << 64)
MIXER = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)

# Salts keep kinds of keys apart: a deletion key never equals a prefix key by construction.
WORD, PAIR, BAG, DELETION, RUN_TOGETHER, SKELETON, PREFIX, SUFFIX, TIE = 0, 3, 5, 11, 17, 23, 37, 41, 53


@lru_cache(maxsize=4)
def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse, from the zeroth on."""
    pair = []
    for factor in (BASE, INVERSE):
        steps = np.full(length, factor, np.uint64)
        steps[0] = 1
        pair.append(np.multiply.accumulate(steps))
    return pair[0], pair[1]


def mix(hashes: Hashes, salt: int) -> Hashes:
    """Spread hashes evenly and apart from those of other salts."""
    mixed = hashes + np.uint64(salt)
    for _ in range(2):
        mixed ^= mixed >> HALF
        mixed *= MIXER
    mixed ^= mixed >> HALF
    return mixed


class Spans:
    """Hashes of stretches of one buffer."""

    def __init__(self, buffer: Bytes) -> None:
        size = len(buffer)
        self._up, self._down = _powers(max(1 << 12, 1 << size.bit_length()))
        self._sums = np.zeros(size + 1, np.uint64)
        np.cumsum((buffer.astype(np.uint64) + np.uint64(1)) * self._up[:size], out=self._sums[1:])

    def of(self, start: Ints, end: Ints) -> Hashes:
        """Hash of the letters from `start` up to, not including, `end`."""
        hashes: Hashes = (self._sums[end] - self._sums[start]) * self._down[start]
        return hashes

    def without(self, letter: Ints, start: Ints, end: Ints) -> Hashes:
        """Hash of the stretch with the one letter at `letter` left out."""
        behind: Hashes = (self._sums[end] - self._sums[letter + 1]) * self._down[start + 1]
        return self.of(start, letter) + behind

    def glued(self, start: Ints, end: Ints, next_start: Ints, next_end: Ints) -> Hashes:
        """Hash of two stretches written as one word."""
        behind: Hashes = self.of(next_start, next_end) * self._up[end - start]
        return self.of(start, end) + behind
