"""Which names hold a word, and how much of a name the word is."""

import numpy as np
import pytest

from screening.index.build import arrays_of
from screening.index.postings import (
    COMMON_AT_LEAST,
    LONGEST,
    TIE_SHARE,
    UNIT,
    common_from,
    pair_hash,
    pair_rarity,
    postings,
)


def table(rows, words):
    """Postings of names that are given as lists of word numbers."""
    pairs = sorted((word, name) for name, row in enumerate(rows) for word in row)
    hashes = np.arange(1, words + 1, dtype=np.uint64) * np.uint64(1000)
    keys = np.arange(1, len(rows) + 1, dtype=np.uint64) * np.uint64(77)
    word, name = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    return postings(hashes, keys, word, name)


def test_each_word_leads_to_the_names_that_hold_it_in_their_order():
    made = table([[0, 1], [1], [0]], 2)
    assert [made.name[made.offsets[word] : made.offsets[word + 1]].tolist() for word in (0, 1)] == [
        [0, 2],
        [0, 1],
    ]


def test_rarer_words_weigh_more_and_a_name_has_length_one_but_for_ties():
    made = table([[0, 1], [0, 2], [0, 3]], 4)
    assert made.rarity[0] < made.rarity[1] == made.rarity[3]
    for name in range(3):
        length = np.sqrt(np.sum((made.weight[made.name == name] / UNIT) ** 2))
        assert 1 - 1.1 * TIE_SHARE <= length <= 1.0001


def test_equal_names_have_firmly_different_weights():
    made = table([[0], [0], [0]], 1)
    assert len(set(made.weight.tolist())) == 3


def test_a_word_is_common_from_a_hundred_names_or_a_share_of_very_many():
    assert common_from(10) == COMMON_AT_LEAST
    assert common_from(4_000_000) == 1_000


def test_two_common_words_of_one_name_have_a_row_of_their_own():
    rows = [[0, 1] for _ in range(COMMON_AT_LEAST + 1)] + [[2]]
    made = table(rows, 3)
    assert len(made.pairs) == 1
    assert made.pairs[0] == pair_hash(np.array([1000], np.uint64), np.array([2000], np.uint64))[0]
    assert made.name[made.offsets[3] : made.offsets[4]].tolist() == list(range(COMMON_AT_LEAST + 1))
    assert len(table([[0, 1], [0, 1]], 2).pairs) == 0


def test_pairs_are_the_same_however_many_words_are_paired_at_a_time(monkeypatch):
    rows = [[0, 1, 2 + number % 3] for number in range(4 * COMMON_AT_LEAST)]
    whole = table(rows, 5)
    monkeypatch.setattr("screening.index.postings.BLOCK", 7)
    parts = table(rows, 5)
    assert len(whole.pairs) == 5
    for one, other in zip(whole.__getstate__(), parts.__getstate__(), strict=True):
        assert np.array_equal(one, other)


def test_a_pair_is_the_same_either_way_and_weighs_more_than_half_of_both():
    one, other = np.array([5], np.uint64), np.array([9], np.uint64)
    assert pair_hash(one, other) == pair_hash(other, one) != pair_hash(one, one)
    assert pair_rarity(np.array([3.0]), np.array([3.0])) == pytest.approx(3.0)
    assert 3 < pair_rarity(np.array([3.0]), np.array([4.0]))[0] < 4


def test_of_a_word_that_too_many_names_hold_the_shortest_names_stay():
    arrays, _ = arrays_of([*(f"zorbex n{number}" for number in range(LONGEST)), "zorbex"])
    sizes = np.diff(arrays.row_offsets)
    assert sizes.max() == LONGEST
    longest = int(np.argmax(sizes))
    held = arrays.row_names[arrays.row_offsets[longest] : arrays.row_offsets[longest + 1]]
    alone = int(np.flatnonzero(np.array(arrays.ids)[arrays.id_offsets[:-1]] == LONGEST)[0])
    assert alone in held.tolist()
