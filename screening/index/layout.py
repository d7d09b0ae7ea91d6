"""The arrays an index consists of, by name, kind and meaning: one place that building, storing and reading share."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from screening.index.arrays import Bytes, Floats, Hashes, Ints, ShortHashes


@dataclass(frozen=True, slots=True)
class Arrays:
    """Flat arrays; W words, P pairs of common words, N distinct names, each in order of their hashes."""

    words: Hashes  # W hashes
    letters: Bytes  # the words, a space behind each
    letter_offsets: Ints  # W + 1
    rarity: Floats  # W
    keys: ShortHashes  # fuzzy keys, ascending
    key_words: Ints  # the word under each key
    neighbour_offsets: Ints  # W + 1
    neighbours: Ints  # words like a word
    likeness: Floats  # of each neighbour, 0 to 1
    pairs: Hashes  # P hashes
    row_offsets: Ints  # W + P + 1: words first, then pairs
    row_names: Ints  # names in a row
    row_weights: Ints  # fixed point, see postings.UNIT
    bags: Hashes  # N hashes of the names' words in whatever order
    together: Hashes  # of the names' letters without spaces, ascending
    together_names: Ints  # the name under each
    id_offsets: Ints  # N + 1
    ids: Ints  # the caller's


ARRAY_NAMES = tuple(field.name for field in fields(Arrays))
_HASHES = ("words", "pairs", "bags", "together")
_OTHERS = {"keys": np.uint32, "letters": np.uint8, "rarity": np.float32, "likeness": np.float16}
KINDS = {
    name: np.dtype(np.uint64 if name in _HASHES else _OTHERS.get(name, np.int32)) for name in ARRAY_NAMES
}


def compact(**arrays: NDArray[Any]) -> Arrays:
    """The arrays in the kinds they are stored in, so that an index in memory is the one on disk."""
    return Arrays(**{name: np.ascontiguousarray(arrays[name], KINDS[name]) for name in ARRAY_NAMES})
