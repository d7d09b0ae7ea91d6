"""From a batch of texts to weighted rows of postings, rarest first, within a budget.

Every word of a text stands for itself, where a list holds it, and for the listed words it may be a
misspelling of; two words may be one listed word written apart, and one word two written together. What is
looked up is cut by a budget of postings a text, so the work for a text is bounded whatever it says; the
first, rarest row is always kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening.index.arrays import (
    Bytes,
    Floats,
    Hashes,
    Ints,
    bounds,
    lookup,
    ranges,
    rank_in_run,
    stable_order,
)
from screening.index.build import bag_hashes, together_hashes
from screening.index.folding import FoldedTokens, cut
from screening.index.hashing import WORD, Spans, mix
from screening.index.layout import Arrays
from screening.index.neighbours import (
    JOINED_ALIKE,
    SOUGHT,
    SOUGHT_ALIKE,
    Keys,
    Likeness,
    measured,
    parts_of_glued,
)
from screening.index.postings import QUERY_UNIT, common_from, pair_hash, pair_rarity
from screening.index.product import Queries
from screening.index.vocabulary import IndexVocabulary

RARE = 3  # a listed word of at most this many names may still be two words written together
PAIR_ALIKE = 0.8  # similarity a word needs to take part in a pair
PAIR_READINGS = 4  # readings of one token that take part
PAIR_REACH = 14  # partners of one reading
UNSURE_COST = 2  # a misspelling stands behind sure words of up to twice as many postings
COST_BITS = 16  # costs are below twice postings.LONGEST
MOST_WEIGHT = 15 * QUERY_UNIT  # of a row altogether; keeps sums within 31 bits
SURE = 0.999


@dataclass(frozen=True, slots=True)
class IndexLexicon:
    """What encoding needs of an index."""

    vocabulary: IndexVocabulary
    keys: Keys
    rarity: Floats
    neighbour_offsets: Ints
    neighbours: Ints
    likeness: Floats
    pairs: Hashes
    row_size: Ints  # names under each word and each pair
    common: int
    names: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch ready for the product, with the whole-name hashes of its rows."""

    queries: Queries
    bag: Hashes
    together: Hashes
    present: Ints  # rows with at least one word


@dataclass(frozen=True, slots=True)
class _Readings:
    """Token `place` of the batch, in `row`, may be listed word `word`."""

    row: Ints
    place: Ints
    word: Ints
    alike: Floats
    weight: Floats  # what the likeness leaves of the word's rarity, 0 to 1


def lexicon_of(arrays: Arrays) -> IndexLexicon:
    """What encoding needs of an index that consists of these arrays."""
    return IndexLexicon(
        IndexVocabulary(arrays.words, arrays.letters, arrays.letter_offsets),
        Keys(arrays.keys, arrays.key_words),
        arrays.rarity,
        arrays.neighbour_offsets,
        arrays.neighbours,
        arrays.likeness,
        arrays.pairs,
        np.diff(arrays.row_offsets),
        common_from(len(arrays.bags)),
        len(arrays.bags),
    )


def encode(lexicon: IndexLexicon, folded: bytes, rows: int, budget: int) -> Encoded:
    """Encode folded lines; `budget` is the number of postings a row may use."""
    tokens = cut(folded)
    spans = Spans(tokens.buffer)
    token = mix(spans.of(tokens.start, tokens.end), WORD)
    distinct, first, which = np.unique(token, return_index=True, return_inverse=True)
    known = lexicon.vocabulary.find(distinct)
    likeness = _likeness(lexicon, known, tokens.buffer, tokens.start[first], tokens.end[first])
    offsets = bounds(likeness.token, len(distinct))
    scale = _scales(lexicon, known, likeness, offsets, which, tokens.row, rows)
    readings = _with_glued(lexicon, tokens, spans, _readings(tokens, likeness, offsets, which))
    queries = _queries(lexicon, readings, scale, rows, budget)
    bag, together = bag_hashes(token, tokens.row, rows), together_hashes(tokens, rows)
    return Encoded(queries, bag, together, np.unique(tokens.row))


def _likeness(lexicon: IndexLexicon, known: Ints, buffer: Bytes, start: Ints, end: Ints) -> Likeness:
    """Listed words that each distinct token may stand for."""
    listed, unknown = np.flatnonzero(known >= 0), np.flatnonzero(known < 0)
    word = known[listed]
    low = lexicon.neighbour_offsets[word].astype(np.int64)
    owner, place = ranges(low, lexicon.neighbour_offsets[word + 1] - low)
    sought = measured(
        lexicon.vocabulary,
        lexicon.keys,
        buffer,
        start[unknown],
        end[unknown],
        alike=SOUGHT_ALIKE,
        most=SOUGHT,
    )
    doubtful = np.flatnonzero((known < 0) | (lexicon.row_size[np.maximum(known, 0)] <= RARE))
    joined, part = parts_of_glued(lexicon.vocabulary, buffer, start[doubtful], end[doubtful])
    token = np.concatenate([listed, listed[owner], unknown[sought.token], doubtful[joined]])
    words = np.concatenate([word, lexicon.neighbours[place], sought.word, part])
    alike = np.concatenate(
        [
            np.ones(len(listed), np.float32),
            lexicon.likeness[place].astype(np.float32),
            sought.alike,
            np.full(len(joined), JOINED_ALIKE, np.float32),
        ]
    )
    order = stable_order(token)
    return Likeness(token[order], words[order], alike[order])


def _scales(
    lexicon: IndexLexicon, known: Ints, likeness: Likeness, offsets: Ints, which: Ints, row: Ints, rows: int
) -> Floats:
    """Length of each row's vector: a word no list holds counts like its rarest reading, or as unique."""
    rarest = np.full(len(known), np.log(1 + lexicon.names), np.float32)
    read = offsets[1:] > offsets[:-1]
    if len(likeness.word):
        rarest[read] = np.maximum.reduceat(lexicon.rarity[likeness.word], offsets[:-1][read])
    rarity = np.where(known >= 0, lexicon.rarity[np.maximum(known, 0)], rarest)
    squares = np.bincount(row, weights=(rarity**2)[which], minlength=rows)
    return np.sqrt(np.maximum(squares, 1e-6)).astype(np.float32)


def _readings(tokens: FoldedTokens, likeness: Likeness, offsets: Ints, which: Ints) -> _Readings:
    """Spread the readings of distinct tokens over the batch."""
    start = offsets[which]
    place, at = ranges(start, offsets[which + 1] - start)
    alike = likeness.alike[at]
    return _Readings(tokens.row[place], place, likeness.word[at], alike, alike**2)


def _with_glued(lexicon: IndexLexicon, tokens: FoldedTokens, spans: Spans, readings: _Readings) -> _Readings:
    """Add listed words that the text writes as two."""
    left = np.flatnonzero(tokens.row[1:] == tokens.row[:-1])
    right = left + 1
    glued = spans.glued(tokens.start[left], tokens.end[left], tokens.start[right], tokens.end[right])
    word = lexicon.vocabulary.find(mix(glued, WORD))
    left, word = left[word >= 0], word[word >= 0]
    if not len(left):
        return readings
    alike = np.full(len(left), JOINED_ALIKE, np.float32)
    return _Readings(
        np.concatenate([readings.row, tokens.row[left]]),
        np.concatenate([readings.place, left]),
        np.concatenate([readings.word, word]),
        np.concatenate([readings.alike, alike]),
        np.concatenate([readings.weight, alike]),
    )


def _queries(lexicon: IndexLexicon, readings: _Readings, scale: Floats, rows: int, budget: int) -> Queries:
    """Words and pairs of a row, rarest first, as far as the budget goes."""
    one, other, pair = _pairs(lexicon, readings)
    weight = readings.weight[one] * readings.weight[other]
    unsure = readings.alike < SURE
    row = np.concatenate([readings.row, readings.row[one]])
    posting = np.concatenate([readings.word, pair + len(lexicon.vocabulary)])
    rarity = lexicon.rarity[readings.word]
    value = np.concatenate(
        [readings.weight * rarity, weight * pair_rarity(rarity[one], rarity[other])],
    )
    size = lexicon.row_size[posting].astype(np.int64)
    cost = np.where(np.concatenate([unsure, unsure[one] | unsure[other]]), size * UNSURE_COST, size)
    order = stable_order((row << COST_BITS) + np.minimum(cost, (1 << COST_BITS) - 1))
    row, posting, value, size = row[order], posting[order], value[order], size[order]
    spent = np.cumsum(size)
    start = bounds(row, rows)
    before = np.concatenate([[0], spent])[start[:-1]]
    kept = (spent - before[row] <= budget) | (np.arange(len(row)) == start[row])
    row, posting = row[kept], posting[kept]
    return Queries(bounds(row, rows), posting, _fixed_point(row, value[kept] / scale[row], rows))


def _fixed_point(row: Ints, value: Floats, rows: int) -> Ints:
    weight = np.maximum(1, np.rint(value * QUERY_UNIT)).astype(np.int64)
    total = np.bincount(row, weights=weight, minlength=rows)
    over = np.maximum(1.0, total / MOST_WEIGHT)
    return np.maximum(1, (weight / over[row]).astype(np.int64))


def _pairs(lexicon: IndexLexicon, readings: _Readings) -> tuple[Ints, Ints, Ints]:
    """Pairs of common words within a row: (reading, reading, number of the pair)."""
    common = lexicon.row_size[readings.word] > lexicon.common
    chosen = np.flatnonzero(common & (readings.alike >= PAIR_ALIKE))
    order = np.lexsort(
        (readings.word[chosen], -readings.alike[chosen], readings.place[chosen], readings.row[chosen])
    )
    chosen = chosen[order]
    chosen = chosen[rank_in_run(readings.place[chosen]) < PAIR_READINGS]
    row, here = readings.row[chosen], np.arange(len(chosen))
    behind = np.searchsorted(row, row, "right") - here - 1
    one, other = ranges(here + 1, np.minimum(behind, PAIR_REACH))
    one, other = chosen[one], chosen[other]
    apart = readings.place[one] != readings.place[other]
    one, other = one[apart], other[apart]
    hashes = lexicon.vocabulary.hashes
    pair = lookup(lexicon.pairs, pair_hash(hashes[readings.word[one]], hashes[readings.word[other]]))
    return one[pair >= 0], other[pair >= 0], pair[pair >= 0]
