"""Hashes of stretches of letters: the same letters have the same hash wherever they stand, and kinds of keys stay apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screening.index.hashing import DELETION, PREFIX, WORD, Spans, mix

WORDS = st.text("abcde", min_size=1, max_size=8)


def places(*numbers):
    return np.array(numbers, np.int64)


def spans(text):
    return Spans(np.frombuffer(text.encode(), np.uint8))


def whole(text):
    return int(spans(text).of(places(0), places(len(text)))[0])


@given(WORDS, WORDS, WORDS)
def test_a_stretch_has_the_hash_of_its_letters_wherever_it_stands(before, word, after):
    start = len(before)
    assert int(spans(before + word + after).of(places(start), places(start + len(word)))[0]) == whole(word)


@given(st.text("abcde", min_size=2, max_size=8), st.data())
def test_a_word_without_a_letter_has_the_hash_of_the_rest(word, data):
    letter = data.draw(st.integers(0, len(word) - 1))
    made = spans(word).without(places(letter), places(0), places(len(word)))
    assert int(made[0]) == whole(word[:letter] + word[letter + 1 :])


@given(WORDS, WORDS)
def test_two_words_have_the_hash_of_one_written_together(one, other):
    text, size = f"{one} {other}", len(one)
    made = spans(text).glued(places(0), places(size), places(size + 1), places(len(text)))
    assert int(made[0]) == whole(one + other)


def test_other_letters_another_order_and_another_length_have_other_hashes():
    words = ["ab", "ba", "a", "aa", "aaa", "abc", "acb"]
    assert len({whole(word) for word in words}) == len(words)


def test_salts_keep_kinds_of_keys_apart_and_change_nothing_of_what_is_given():
    hashes = np.array([whole("zorbex")], np.uint64)
    before = hashes.copy()
    assert len({int(mix(hashes, salt)[0]) for salt in (WORD, DELETION, PREFIX)}) == 3
    assert hashes.tolist() == before.tolist()


def test_the_hash_of_a_word_is_the_same_on_every_machine():
    # A stored index is of no use to a program that hashes otherwise.
    assert whole("zorbex") == 2597917673877943696
