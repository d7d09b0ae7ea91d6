"""The words of an organisation's name that are compared: in English, written out, without articles, letters joined."""

import pytest

from screening.names.organisation_words import PLACES, join_letters, telling_words


def test_abbreviations_and_institution_words_of_other_languages_are_english():
    assert telling_words("univ of posts and telecommun".split()) == [
        "university",
        "posts",
        "telecommunications",
    ]
    assert telling_words("qinghua daxue".split()) == ["qinghua", "university"]
    assert telling_words("a b c shipping".split()) == ["abc", "shipping"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("the zorbex of velmor", "zorbex velmor"),
        ("zorbex s inst", "zorbex institute"),
        ("zorbex fourteenth inst", "zorbex 14 institute"),
        ("the", "the"),  # the name is not empty
    ],
)
def test_articles_go_and_numerals_are_digits_but_something_is_left(words, kept):
    assert telling_words(words.split()) == kept.split()


@pytest.mark.parametrize(
    ("words", "joined"),
    [("a b c zorbex d e", "abc zorbex de"), ("a 1 b", "a 1 b"), ("zorbex", "zorbex"), ("", "")],
)
def test_runs_of_single_letters_are_one_word_and_a_digit_ends_a_run(words, joined):
    assert join_letters(words.split()) == joined.split()


def test_places_are_a_table():
    assert "albania" in PLACES
    assert "zorbex" not in PLACES
