"""Keys under which a word and its misspellings meet; strangers seldom do."""

import pytest

from screening.index.folding import cut
from screening.index.keys import keys_of


def keys(word):
    tokens = cut(word.encode())
    _, found = keys_of(tokens.buffer, tokens.start, tokens.end)
    return set(found.tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zorbex", "zorbx"),  # a letter less
        ("zorbex", "zorbeks"),
        ("zorbex", "zorqex"),  # another letter
        ("zorbex", "zobrex"),  # two exchanged
        ("moskva", "mozkfa"),  # its consonants, as romanisations interchange them
        ("avto", "ivto"),  # which vowel begins it says nothing
        ("kadrisia", "kadrilon"),  # the first four letters
        ("kadrisia", "velmisia"),  # the last four
    ],
)
def test_a_word_and_its_misspellings_share_a_key(one, other):
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), [("zorbex", "kadris"), ("works", "velmor"), ("abc", "abd")])
def test_strangers_and_short_words_share_none(one, other):
    assert not keys(one) & keys(other)


def test_keys_of_many_words_at_once_are_those_of_each_alone():
    words = ["zorbex", "ab", "kadrisia", "x", "university"]
    tokens = cut(" ".join(words).encode())
    owner, found = keys_of(tokens.buffer, tokens.start, tokens.end)
    for number, word in enumerate(words):
        assert set(found[owner == number].tolist()) == keys(word)


def test_the_beginning_of_one_word_is_no_key_of_a_word_that_ends_so():
    assert not keys("kadrmuno") & keys("wilgkadr")
