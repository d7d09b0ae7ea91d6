import random

import numpy as np
import pytest

from screening.compare.similar_words import NumberLists, WordList, may_be_near, signatures
from screening.compare.words import osa

WORDS = ["petrov", "al", "petrova", "wang", "x" * 400, ""]


def test_words_are_numbered_by_length_and_found_again():
    words = WordList.of(WORDS)
    assert words.words == ["al", "wang", "petrov", "petrova", "x" * 400]
    assert [words.number(word) for word in words.words] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("word", ["", "a", "petro", "y" * 400, "x" * 401, "x" * 9_000])
def test_a_word_that_is_not_on_the_list_has_no_number(word):
    assert WordList.of(WORDS).number(word) == -1
    assert WordList.of([]).number(word) == -1


def test_words_few_edits_apart_are_never_ruled_out_and_most_others_are():
    chance = random.Random(6)
    words = ["".join(chance.choices("aabcdeéefi1", k=chance.randint(1, 9))) for _ in range(300)]
    for edits in (0, 1, 2):
        may = may_be_near(words, signatures(words), edits)
        near = np.array([[osa(one, other) <= edits for other in words] for one in words])
        assert not (near & ~may).any()
        assert may.mean() < 0.5


def test_lists_turned_round_name_their_owners_once():
    lists = NumberLists.of([[2, 0, 2], [], [0]])
    turned = lists.turned(4)
    assert turned.sizes(np.arange(4)).tolist() == [2, 0, 1, 0]
    wanted = np.array([2, 0], np.int32)
    places = turned.places(wanted, turned.sizes(wanted))
    assert turned.values[places].tolist() == [0, 0, 2]
