"""Keys under which a word and its misspellings meet.

A word has as keys itself, itself with each one letter left out (two words one or two edits apart share one of
these), its consonant skeleton (romanisations differ in vowels and in the sort of a consonant), and its first
and last four letters (abbreviations and endings). Sharing a key proves nothing: it makes two words worth
measuring.
"""

from __future__ import annotations

import numpy as np

from screening.index.arrays import Bytes, Hashes, Ints, ShortHashes, ranges
from screening.index.hashing import DELETION, HALF, PREFIX, SKELETON, SUFFIX, Spans, mix

SHORTEST = 4  # shorter words have too many neighbours for a missing letter to mean anything
AFFIX = 4
CONSONANTS = ("bp", "cgkqx", "dt", "fvw", "jsz", "l", "mn", "r")  # sounds that romanisations interchange


def _skeleton_table() -> Bytes:
    table = np.zeros(256, np.uint8)
    for group in CONSONANTS:
        table[list(group.encode())] = ord(group[0])
    digits = list(b"0123456789")
    table[digits] = digits
    return table


_SKELETON = _skeleton_table()


def keys_of(buffer: Bytes, start: Ints, end: Ints) -> tuple[Ints, ShortHashes]:
    """Every key of the words at start .. end of `buffer`: (number of the word, key).

    Keys are 32 bits: of some millions, one in a thousand then meets a stranger, who is measured in vain.
    """
    spans, length = Spans(buffer), end - start
    parts = [
        _deletions(spans, start, end, np.flatnonzero(length >= SHORTEST)),
        _skeletons(buffer, start, end),
        _affixes(spans, start, end, np.flatnonzero(length >= AFFIX)),
    ]
    keys = np.concatenate([key for _, key in parts]) >> HALF
    return np.concatenate([owner for owner, _ in parts]), keys.astype(np.uint32)


def _deletions(spans: Spans, start: Ints, end: Ints, long: Ints) -> tuple[Ints, Hashes]:
    owner, letter = ranges(start[long], (end - start)[long])
    word = long[owner]
    whole = mix(spans.of(start[long], end[long]), DELETION)
    return (
        np.concatenate([long, word]),
        np.concatenate([whole, mix(spans.without(letter, start[word], end[word]), DELETION)]),
    )


def _skeletons(buffer: Bytes, start: Ints, end: Ints) -> tuple[Ints, Hashes]:
    folded = _SKELETON[buffer]
    folded[start] = np.where(folded[start] == 0, ord("a"), folded[start])  # a first vowel is kept, as "a"
    before = np.concatenate([np.zeros(1, np.uint8), folded[:-1]])
    before[start] = 0
    kept = (folded != 0) & (folded != before)
    place = np.concatenate([[0], np.cumsum(kept)])
    left, right = place[start], place[end]
    size = right - left
    word = np.flatnonzero((size >= 3) | ((size >= 2) & (end - start >= SHORTEST)))
    return word, mix(Spans(folded[kept]).of(left[word], right[word]), SKELETON)


def _affixes(spans: Spans, start: Ints, end: Ints, long: Ints) -> tuple[Ints, Hashes]:
    head = mix(spans.of(start[long], start[long] + AFFIX), PREFIX)
    tail = mix(spans.of(end[long] - AFFIX, end[long]), SUFFIX)
    return np.concatenate([long, long]), np.concatenate([head, tail])
