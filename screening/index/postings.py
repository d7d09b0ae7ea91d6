"""Which names hold a word, and how much of a name the word is.

A name is a set of words weighted by rarity and scaled to length one, so that the product of a query and a name
is their cosine. Common words tell little alone and would cost most, so pairs of common words that stand in one
name have rows of their own. Weights are whole numbers (fixed point): sums of whole numbers do not depend on
the order of adding, so every back-end of the product gives the same candidates, to the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening.index.arrays import Floats, Hashes, Ints, bounds, ranges, rank_in_run
from screening.index.hashing import PAIR, TIE, mix

UNIT = 1 << 18  # a weight of 1 in a posting; times QUERY_UNIT it leaves room for sums up to 16 in 31 bits
QUERY_UNIT = 1 << 9
TIE_SHARE = (
    2.0**-6
)  # weights give way by at most this, by a hash of the name, so that equal names rank firmly
LONGEST = (
    8_192  # names under one row: the shortest names, of which the word is most; the rest have rarer words
)
PAIRS_AFTER = 6  # pairs a common word makes inside one name
COMMON_AT_LEAST, COMMON_SHARE = 100, 4_000  # common: in more names than the larger of 100 and names / 4,000


@dataclass(frozen=True, slots=True)
class Postings:
    """Rows words-then-pairs x names in compressed form; `rarity` of words, hashes of pairs."""

    offsets: Ints
    name: Ints
    weight: Ints
    rarity: Floats  # ln(1 + names / names with the word)
    pairs: Hashes
    common: int  # a word in more names than this takes part in pairs


def common_from(names: int) -> int:
    """Number of names above which a word is common."""
    return max(COMMON_AT_LEAST, names // COMMON_SHARE)


def postings(words: Hashes, keys: Hashes, word: Ints, name: Ints) -> Postings:
    """Build the rows.

    Args:
        words: hashes of the vocabulary, ascending.
        keys: hashes of the names, ascending.
        word: with `name`, distinct incidences sorted by word, then name.
        name: number of the name of each incidence.
    """
    size, common = np.bincount(word, minlength=len(words)), common_from(len(keys))
    rarity = np.log(1 + len(keys) / size).astype(np.float32)
    length = np.sqrt(np.bincount(name, weights=rarity[word].astype(np.float64) ** 2, minlength=len(keys)))
    length /= 1 - TIE_SHARE * ((mix(keys, TIE) >> np.uint64(40)) / 2.0**24)
    weight = np.rint(rarity[word] / length[name] * UNIT).astype(np.int32)
    row, paired, value, pairs = _pairs(words, rarity, length, *_common_first(word, name, size, common))
    return _truncated(
        np.concatenate([word, row + len(words)]),
        np.concatenate([name, paired]),
        np.concatenate([weight, value]),
        rarity,
        pairs,
        common,
    )


def _common_first(word: Ints, name: Ints, size: Ints, common: int) -> tuple[Ints, Ints]:
    """Incidences of common words, by name, then word."""
    chosen = size[word] > common
    word, name = word[chosen], name[chosen]
    order = np.lexsort((word, name))
    return word[order], name[order]


def _pairs(
    words: Hashes, rarity: Floats, length: Floats, word: Ints, name: Ints
) -> tuple[Ints, Ints, Ints, Hashes]:
    """Rows of pairs of common words: (row, name, weight) and the pairs' hashes, ascending."""
    here = np.arange(len(name))
    behind = np.searchsorted(name, name, "right") - here - 1
    one, other = ranges(here + 1, np.minimum(behind, PAIRS_AFTER))
    weight = pair_rarity(rarity[word[one]], rarity[word[other]]) / length[name[one]]
    pairs, row = np.unique(pair_hash(words[word[one]], words[word[other]]), return_inverse=True)
    return row, name[one], np.rint(weight * UNIT).astype(np.int32), pairs


def pair_hash(one: Hashes, other: Hashes) -> Hashes:
    """Hash of an unordered pair of words."""
    return mix(one + other, PAIR)


def pair_rarity(one: Floats, other: Floats) -> Floats:
    """What a pair weighs: as much again as half of what its two words would bring together."""
    return np.sqrt((one**2 + other**2) / 2)


def _truncated(row: Ints, name: Ints, weight: Ints, rarity: Floats, pairs: Hashes, common: int) -> Postings:
    """Keep the LONGEST heaviest names of each row, in order of names."""
    order = np.lexsort((name, -weight, row))
    order = order[rank_in_run(row[order]) < LONGEST]
    order = order[np.lexsort((name[order], row[order]))]
    offsets = bounds(row[order], len(rarity) + len(pairs))
    return Postings(
        offsets.astype(np.int32), name[order].astype(np.int32), weight[order], rarity, pairs, common
    )
