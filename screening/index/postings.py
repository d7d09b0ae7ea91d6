"""Which names hold a word, and how much of a name the word is.

A name is a set of words weighted by rarity and scaled to length one, so that the product of a query and a name
is their cosine. Common words tell little alone and would cost most, so pairs of common words that stand in one
name have rows of their own. Weights are whole numbers (fixed point): sums of whole numbers do not depend on
the order of adding, so every back-end of the product gives the same candidates, to the last one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening.index.arrays import Floats, Hashes, Ints, ranges, run_starts
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
BLOCK = 200_000  # common words in names that are paired at a time while building; bounds memory
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
    weight = _fixed(rarity[word] / length[name])
    pairs, pair_size, paired, value = _pairs(words, rarity, length, *_common_first(word, name, size, common))
    return _truncated(
        np.concatenate([size, pair_size]),
        np.concatenate([name, paired]),
        np.concatenate([weight, value]),
        rarity,
        pairs,
        common,
    )


def _fixed(weight: Floats) -> Ints:
    """Weights in fixed point; those given are overwritten."""
    weight *= UNIT
    return np.rint(weight, out=weight).astype(np.int32)


def _common_first(word: Ints, name: Ints, size: Ints, common: int) -> tuple[Ints, Ints]:
    """Incidences of common words, by name, then word."""
    chosen = size[word] > common
    word, name = word[chosen], name[chosen]
    order = np.lexsort((word, name))
    return word[order], name[order]


def _pairs(
    words: Hashes, rarity: Floats, length: Floats, word: Ints, name: Ints
) -> tuple[Hashes, Ints, Ints, Ints]:
    """Rows of pairs of common words: (hashes of the pairs, ascending; names in each; name and weight, row by row)."""
    behind = np.searchsorted(name, name, "right") - np.arange(len(name)) - 1
    hashes, names, weights = [], [], []
    for first in range(0, len(name) or 1, BLOCK):
        here = np.arange(first, min(first + BLOCK, len(name)))
        one, other = ranges(here + 1, np.minimum(behind[here], PAIRS_AFTER))
        one += first
        hashes.append(pair_hash(words[word[one]], words[word[other]]))
        names.append(name[one])
        weights.append(_fixed(pair_rarity(rarity[word[one]], rarity[word[other]]) / length[name[one]]))
    hash_, paired, weight = np.concatenate(hashes), np.concatenate(names), np.concatenate(weights)
    order = np.lexsort((paired, hash_))
    hash_ = hash_[order]
    first_of = np.flatnonzero(run_starts(hash_))
    return hash_[first_of], np.diff(first_of, append=len(hash_)), paired[order], weight[order]


def pair_hash(one: Hashes, other: Hashes) -> Hashes:
    """Hash of an unordered pair of words."""
    return mix(one + other, PAIR)


def pair_rarity(one: Floats, other: Floats) -> Floats:
    """What a pair weighs: as much again as half of what its two words would bring together."""
    return np.sqrt((one**2 + other**2) / 2)


def _truncated(size: Ints, name: Ints, weight: Ints, rarity: Floats, pairs: Hashes, common: int) -> Postings:
    """Keep the LONGEST heaviest names of each row, in order of names."""
    end = np.cumsum(size)
    kept = np.ones(len(name), np.bool_)
    for row in np.flatnonzero(size > LONGEST):  # few words are so common
        row_of = slice(end[row] - size[row], end[row])
        heaviest = np.lexsort((name[row_of], -weight[row_of]))[:LONGEST]
        kept[row_of] = False
        kept[row_of.start + heaviest] = True
    offsets = np.append(0, np.cumsum(np.minimum(size, LONGEST)))
    return Postings(offsets.astype(np.int32), name[kept], weight[kept], rarity, pairs, common)
