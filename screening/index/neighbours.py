"""Which words of the vocabulary a word may stand for, and how alike they are.

Words that share a key are measured by the share of letters they have in common, in order (Indel similarity,
0 to 1); a key that many words share is left out, for it tells nothing. The neighbours of listed words are
found once, when the index is built; at search time only words that no list holds are measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from screening.index.arrays import (
    Bytes,
    Floats,
    Ints,
    ShortHashes,
    bounds,
    lookup,
    ranges,
    rank_in_run,
    run_starts,
    stable_order,
)
from screening.index.hashing import WORD, Spans, mix
from screening.index.keys import SHORTEST, keys_of
from screening.index.vocabulary import IndexVocabulary, gather, texts

CROWD = 100  # words under one key; with 300 it costs twice as much and finds 0.1 % more (benchmarks, index)
STORED, STORED_ALIKE = 12, 0.75  # neighbours kept of a listed word
SOUGHT, SOUGHT_ALIKE = 24, 0.6  # of a word no list holds: it must be a misspelling, or a stranger
JOINED_ALIKE = 0.9  # a word that is two listed words written together
SHORTEST_PART = 2
BLOCK = 5_000  # words measured at a time while building; bounds memory


@dataclass(frozen=True, slots=True)
class Likeness:
    """Word `word` of the vocabulary for the token numbered `token`, in ascending order of tokens."""

    token: Ints
    word: Ints
    alike: Floats


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the whole vocabulary, ascending, and the word under each."""

    key: ShortHashes
    word: Ints


def keys_of_vocabulary(vocabulary: IndexVocabulary) -> Keys:
    """All keys but the crowded ones."""
    parts = []
    for first in range(0, len(vocabulary), BLOCK):
        start, end = vocabulary.edges(first, min(first + BLOCK, len(vocabulary)))
        letters = vocabulary.letters[start[0] : end[-1] + 1]
        owner, key = keys_of(letters, start - start[0], end - start[0])
        parts.append((owner + first, key))
    word, key = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.lexsort((word, key))
    word, key = word[order], key[order]
    fresh = run_starts(key, word)
    word, key = word[fresh], key[fresh]
    crowd = np.searchsorted(key, key, "right") - np.searchsorted(key, key)
    return Keys(key[crowd <= CROWD], word[crowd <= CROWD].astype(np.int32))


def measured(
    vocabulary: IndexVocabulary, keys: Keys, buffer: Bytes, start: Ints, end: Ints, *, alike: float, most: int
) -> Likeness:
    """The words that share a key with a token and are at least `alike`, at most `most` a token, best first."""
    long = np.flatnonzero(end - start >= SHORTEST)
    letters, left, right = gather(buffer, start[long], end[long])
    owner, key = keys_of(letters, left, right)
    order = np.argsort(key)  # neighbouring look-ups then touch neighbouring memory
    owner, key = owner[order], key[order]
    low = lookup(keys.key, key)  # of the first word under a key
    shared = np.flatnonzero(low >= 0)
    owner, key, low = owner[shared], key[shared], low[shared]
    which, place = ranges(low, np.searchsorted(keys.key, key, "right") - low)
    pair = np.sort(long[owner[which]] * len(vocabulary) + keys.word[place])
    pair = pair[run_starts(pair)]
    token, word = pair // len(vocabulary), pair % len(vocabulary)
    score = _similarity(vocabulary, buffer, start, end, token, word, alike)
    token, word, score = token[score > 0], word[score > 0], score[score > 0]
    order = stable_order((token << 20) + np.rint((1 - score) * 1e6).astype(np.int64))
    token, word, score = token[order], word[order], score[order]
    best = rank_in_run(token) < most
    return Likeness(token[best], word[best], score[best])


def _similarity(
    vocabulary: IndexVocabulary, buffer: Bytes, start: Ints, end: Ints, token: Ints, word: Ints, alike: float
) -> Floats:
    """Similarity of each pair, 0 below `alike`."""
    if not len(token):
        return np.zeros(0, np.float32)
    tokens, at = np.unique(token, return_inverse=True)
    words, to = np.unique(word, return_inverse=True)
    left = np.array(texts(buffer, start[tokens], end[tokens]), object)
    right = np.array(vocabulary.words(words), object)
    return process.cpdist(
        left[at].tolist(),
        right[to].tolist(),
        scorer=Indel.normalized_similarity,
        score_cutoff=alike,
        dtype=np.float32,
    )


def stored_neighbours(vocabulary: IndexVocabulary, keys: Keys) -> tuple[Ints, Ints, Floats]:
    """Neighbours of every listed word, itself left out: (offsets a word, words, similarities)."""
    parts = []
    for first in range(0, len(vocabulary), BLOCK):
        start, end = vocabulary.edges(first, min(first + BLOCK, len(vocabulary)))
        found = measured(
            vocabulary, keys, vocabulary.letters, start, end, alike=STORED_ALIKE, most=STORED + 1
        )
        other = found.word != found.token + first
        parts.append((found.token[other] + first, found.word[other], found.alike[other]))
    owner, word, alike = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return bounds(owner, len(vocabulary)), word, alike


def parts_of_glued(vocabulary: IndexVocabulary, buffer: Bytes, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Tokens that are two listed words written together: (token, word), both words of each such reading."""
    long = np.flatnonzero(end - start >= 3 * SHORTEST_PART)
    letters, left, right = gather(buffer, start[long], end[long])
    spans = Spans(letters)
    owner, seam = ranges(left + SHORTEST_PART, right - left - 2 * SHORTEST_PART + 1)
    head = vocabulary.find(mix(spans.of(left[owner], seam), WORD))
    likely = np.flatnonzero(head >= 0)
    owner, seam, head = owner[likely], seam[likely], head[likely]
    tail = vocabulary.find(mix(spans.of(seam, right[owner]), WORD))
    both = tail >= 0
    token = long[owner[both]]
    return np.concatenate([token, token]), np.concatenate([head[both], tail[both]])
