"""Moves over flat arrays that the whole index is made of.

Each is a fixed number of array calls however long its input is: there is no loop over rows, names or words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
ShortHashes = NDArray[np.uint32]
Ints = NDArray[np.signedinteger[Any]]  # 64 bits in work, 32 where stored
Floats = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


def ranges(start: Ints, length: Ints) -> tuple[Ints, Ints]:
    """The runs start[i] .. start[i]+length[i]-1 laid end to end: (which run, position) of each step."""
    owner = np.repeat(np.arange(len(length)), length)
    ends = np.cumsum(length)
    steps = np.arange(len(owner))
    return owner, steps + np.repeat(start - (ends - length), length)


def lookup(ascending: Hashes | ShortHashes, wanted: Hashes | ShortHashes) -> Ints:
    """First place of each wanted hash among ascending ones, -1 where it is not there."""
    if not len(ascending):
        return np.full(len(wanted), -1, np.int64)
    place = np.searchsorted(ascending, wanted)
    place[place == len(ascending)] = 0
    return np.where(ascending[place] == wanted, place, -1)


def bounds(ascending: Ints, count: int) -> Ints:
    """Where each of the numbers 0 .. count-1 starts in `ascending`, and the end: count + 1 places."""
    return np.searchsorted(ascending, np.arange(count + 1))


def stable_order(key: Ints) -> Ints:
    """Order of non-negative keys, equal ones as they came.

    The place is packed below the key, for numpy sorts whole numbers several times faster than it finds an
    order of them; keys too large for that take the slow way.
    """
    shift = len(key).bit_length()
    if not len(key) or int(key.max()) >> (62 - shift):
        return np.argsort(key, kind="stable")
    packed = np.sort((key.astype(np.int64) << shift) | np.arange(len(key)))
    return packed & ((1 << shift) - 1)


def run_starts(*columns: NDArray[Any]) -> Flags:
    """True where a row of these columns differs from the row before it."""
    starts = np.ones(len(columns[0]), np.bool_)
    if len(starts):
        starts[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return starts


def rank_in_run(grouped: Ints) -> Ints:
    """0, 1, 2, ... within each run of equal neighbours."""
    if not len(grouped):
        return np.zeros(0, np.int64)
    first = np.flatnonzero(run_starts(grouped))
    length = np.diff(np.append(first, len(grouped)))
    return np.arange(len(grouped)) - np.repeat(first, length)
