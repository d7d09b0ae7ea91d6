"""Which words of the vocabulary a word may stand for, how alike they are, and which are two written together."""

import numpy as np
import pytest
from word_tables import spelt, vocabulary_of

from screening.index.folding import cut
from screening.index.neighbours import (
    CROWD,
    STORED_ALIKE,
    keys_of_vocabulary,
    measured,
    parts_of_glued,
    stored_neighbours,
)


@pytest.fixture(scope="module")
def known():
    return vocabulary_of("zorbex", "zorbeks", "university", "universitas", "works", "zor", "bex", "kadris")


def like(known, text, *, alike=0.6, most=5):
    """The words that each word of a text may stand for, best first."""
    tokens = cut(text.encode())
    found = measured(
        known, keys_of_vocabulary(known), tokens.buffer, tokens.start, tokens.end, alike=alike, most=most
    )
    return [
        [(*spelt(known, [word]), float(score)) for token, word, score in zip(found.token, found.word, found.alike, strict=True) if token == number]
        for number in range(len(tokens.start))
    ]  # fmt: skip


def test_the_most_alike_comes_first_and_as_many_as_asked_for(known):
    ((first, second),) = like(known, "zorbx")
    assert (first[0], second[0]) == ("zorbex", "zorbeks")
    assert first[1] == pytest.approx(2 * 5 / 11)  # of eleven letters ten stand in both
    assert [[word for word, _ in each] for each in like(known, "zorbx", most=1)] == [["zorbex"]]


def test_what_is_less_alike_than_asked_for_and_short_words_have_none(known):
    assert [[word for word, _ in each] for each in like(known, "zorbx", alike=0.8)] == [["zorbex"]]
    assert like(known, "velmor zo") == [[], []]


def test_each_word_of_a_text_has_its_own(known):
    found = like(known, "univercity velmor zorbx")
    assert [each[0][0] if each else "" for each in found] == ["university", "", "zorbex"]


def test_neighbours_of_listed_words_are_stored_without_the_word_itself(known):
    offsets, words, alike = stored_neighbours(known, keys_of_vocabulary(known))
    assert len(offsets) == len(known) + 1
    stored = {
        spelt(known, [number])[0]: spelt(known, words[offsets[number] : offsets[number + 1]])
        for number in range(len(known))
    }
    assert stored["zorbex"] == ["zorbeks"]
    assert stored["university"] == ["universitas"]
    assert stored["kadris"] == []
    assert all(score >= STORED_ALIKE for score in alike.tolist())


def test_a_key_that_many_words_share_is_left_out():
    crowded = vocabulary_of(*(f"kadr{number:04d}x" for number in range(CROWD + 1)))
    keys = keys_of_vocabulary(crowded)
    _, sizes = np.unique(keys.key, return_counts=True)
    assert sizes.max() <= CROWD


def test_a_word_of_two_listed_ones_is_both_and_of_one_alone_none(known):
    tokens = cut(b"zorbexworks zorbexvelmor works zorbex")
    token, word = parts_of_glued(known, tokens.buffer, tokens.start, tokens.end)
    found = sorted(zip(token.tolist(), spelt(known, word), strict=True))
    assert found == [(0, "works"), (0, "zorbex"), (3, "bex"), (3, "zor")]
