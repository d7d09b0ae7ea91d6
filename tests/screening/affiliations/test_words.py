"""One form for each word, so that its spellings meet; words that tell institutions apart stay apart."""

import pytest

from screening.affiliations.tokens import name_words
from screening.affiliations.words import beginning_of, canonical, plain


def test_technology_technological_and_technical_stay_three_words():
    assert (
        len({name_words(f"X {word} University") for word in ("Technology", "Technological", "Technical")})
        == 3
    )


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("universities", "university"),
        ("univ", "university"),
        ("institutes", "institute"),
        ("physics", "physic"),
        ("iii", "3"),
        ("14th", "14"),
        ("014", "14"),
        ("fourteenth", "14"),
        ("zorbexskij", "zorbexskiy"),
        ("zorbexsky", "zorbexskiy"),
        ("zorbexnyj", "zorbexnyy"),
        ("airforce", "air force"),
        ("zorbex", "zorbex"),
        ("", ""),
    ],
)
def test_a_word_has_one_canonical_form(word, form):
    assert canonical(word) == tuple(form.split())


@pytest.mark.parametrize("word", ["bus", "class", "news", "is"])
def test_words_that_only_look_like_plurals_stay_as_they_are(word):
    assert canonical(word) == (word,)


def test_a_full_stop_makes_a_beginning_the_shortest_usual_word_that_begins_so():
    assert canonical("aeron", dotted=True) == ("aeronautic",)
    assert canonical("aeron") == ("aeron",)
    assert canonical("zorb", dotted=True) == ("zorb",)


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("informat", "informatic"),
        ("transportat", "transportation"),
        ("info", ""),
        ("tele", ""),
        ("university", ""),
    ],
)
def test_a_longer_beginning_needs_no_full_stop(word, whole):
    assert beginning_of(word) == whole


@pytest.mark.parametrize(
    ("word", "letters"), [("Zürich", "zurich"), ("X-ray", "xray"), ("Пекин", "pekin"), ("!!", "")]
)
def test_a_plain_word_is_lower_case_ascii(word, letters):
    assert plain(word) == letters
