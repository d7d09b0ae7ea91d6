"""The arrays of an index depend on the names and their ids alone."""

import numpy as np
import pytest

from screening.index import build
from screening.index.build import LARGEST_ID, arrays_of, numbered
from screening.index.errors import NothingToIndex
from screening.index.layout import ARRAY_NAMES


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAY_NAMES)


def test_names_of_the_same_words_in_whatever_order_are_one_entry_with_several_ids():
    arrays, empty = arrays_of(["Zorbex Works", "WORKS zorbex", "Kadris University", "…", ""])
    assert (len(arrays.bags), len(arrays.words), empty) == (2, 4, 2)
    groups = np.split(arrays.ids, arrays.id_offsets[1:-1])
    assert sorted(group.tolist() for group in groups) == [[0, 1], [2]]


def test_the_order_of_names_changes_nothing():
    names = [(7, "Zorbex Works"), (3, "Kadris University"), (9, "Zorbex Works")]
    assert same(arrays_of(names)[0], arrays_of(reversed(names))[0])


def test_names_read_in_many_parts_make_the_same_arrays(monkeypatch):
    names = [f"Zorbex {number % 5} Works n{number}" for number in range(23)]
    whole, _ = arrays_of(names)
    monkeypatch.setattr(build, "CHUNK", 4)
    assert same(arrays_of(names)[0], whole)


def test_plain_names_are_numbered_from_nought_and_ids_are_kept():
    assert list(numbered(["a", "b"])) == [(0, "a"), (1, "b")]
    assert list(numbered([(5, "a"), (LARGEST_ID, "b")])) == [(5, "a"), (LARGEST_ID, "b")]


@pytest.mark.parametrize("number", [-1, LARGEST_ID + 1])
def test_an_id_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="ids of names must be from 0"):
        arrays_of([(number, "Zorbex")])


@pytest.mark.parametrize("names", [[], ["…", ""]])
def test_an_index_of_nothing_is_refused(names):
    with pytest.raises(NothingToIndex):
        arrays_of(names)


def test_letters_written_with_other_spaces_meet():
    arrays, _ = arrays_of(["Zor Bex", "Zorbex", "Kadris"])
    assert len(arrays.together) == 3
    assert len(set(arrays.together.tolist())) == 2


def test_every_array_has_one_entry_for_each_word_name_or_key():
    arrays, _ = arrays_of(["Zorbex Works", "Kadris Works", "Zorbeks"])
    assert len(arrays.letter_offsets) == len(arrays.neighbour_offsets) == len(arrays.words) + 1
    assert len(arrays.rarity) == len(arrays.words)
    assert len(arrays.row_offsets) == len(arrays.words) + len(arrays.pairs) + 1
    assert len(arrays.row_names) == len(arrays.row_weights) == arrays.row_offsets[-1]
    assert arrays.letter_offsets[-1] == len(arrays.letters)
