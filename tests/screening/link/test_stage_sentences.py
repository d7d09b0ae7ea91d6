"""What an officer reads of a question of the second stage: the words it rests on, and points that add up."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.scorecard import OTHER_LETTERS
from screening.link.stage_sentences import (
    BY_LETTERS,
    country_sentence,
    doubt_sentence,
    evidence_of,
    missing_words,
    number_sentence,
    quoted,
    words_of_name,
)

COMPANY = "Hangzhou Vikronis Digital Technology Co., Ltd."
NUMBERED = "Velmor Research Institute 14"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", COMPANY, "CN"),
        listing("l:fourteen", NUMBERED, "CN"),
        listing("l:stars", "Nine Stars Shipping", "RU"),
        listing("l:nowhere", "Zorbex Shipping"),
        bodies=(body(1, "Hangzhou Museum", "CN", cities=("Hangzhou",)),),
    )


def beside(universe, text, name=COMPANY, country=""):
    _, mention, comparison = universe.beside(text, name, country, company=True)
    return mention, comparison


def notes(universe, text, name=COMPANY):
    return [line.note for line in evidence_of(*beside(universe, text, name), text, {}, "", 40)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], ""),
        (["a"], "“a”"),
        (["a", "b"], "“a” and “b”"),
        (["a", "b", "a", "c"], "“a”, “b” and “c”"),
        ("abcdefgh", "“a”, “b”, “c”, “d”, “e”, “f” and others"),
    ],
)
def test_words_are_listed_once_each_and_six_at_most(words, sentence):
    assert quoted(words) == sentence


def test_lines_name_the_words_in_both_those_missing_and_those_beside(universe):
    assert notes(universe, "Vikronnis Digital Gadgets, Hangzhou")[:4] == [
        "“Digital” and “Hangzhou” are in both names; we read “Vikronnis” as “Vikronis”",
        "“Technology”, “Co” and “Ltd” of the listed name are missing",
        "the text also has “Gadgets” next to these words",
        "the text says China, where the listed body is",
    ]


def test_lines_say_where_nothing_is_missing_and_nothing_beside(universe):
    assert notes(universe, "Zorbex Shipping", "Zorbex Shipping")[:5] == [
        "“Zorbex” and “Shipping” are in both names",
        "no word of the listed name is missing",
        "the text has no other words next to these",
        "the list gives no country",
        "no other organisation that we know shares as much with the text",
    ]


def test_two_words_that_are_compared_as_one_are_shown_as_the_list_has_them(universe):
    first, *_ = notes(universe, "Ninestars Shipping", "Nine Stars Shipping")
    assert first == "“Nine”, “Stars” and “Shipping” are in both names"


def test_points_of_features_are_summed_in_their_lines_and_the_last_line_takes_them_to_the_confidence(
    universe,
):
    mention, comparison = beside(universe, "Vikronis Deutschland GmbH")
    points = {"coverage": 10, "weight_found": 5, "heaviest_missing": -3, "words_of_name": 2}
    lines = evidence_of(mention, comparison, "Vikronis", points, "", 40)
    assert [line.points for line in lines] == [
        15,
        -3,
        0,
        0,
        0,
        28,
    ]  # a feature without a line goes into the last
    assert sum(line.points for line in lines) == 40
    assert {(line.subject, line.listing) for line in lines} == {("Vikronis", COMPANY)}
    assert lines[-1].note.endswith("about 40 in 100 texts like this one mean the listed body")


def test_the_last_line_says_the_doubt(universe):
    mention, comparison = beside(universe, "Vikronis Deutschland GmbH")
    *_, last = evidence_of(mention, comparison, "Vikronis", {}, "it may be anybody", 40)
    assert last.note.endswith("; it may be anybody")


def test_other_organisations_are_counted_and_the_nearest_is_named(universe):
    mention, comparison = beside(universe, "Vikronis Deutschland GmbH")
    comparison.nearest = "Zembla Museum"
    said = []
    for holders in (0.0, 0.6931471805599453, 7.601402334583733):  # logarithms of 1, 2 and 2,001
        comparison.values["bearers_of_words"] = holders
        said.append(evidence_of(mention, comparison, "", {}, "", 40)[4].note)
    assert said == [
        "no other organisation that we know shares as much with the text; the nearest is Zembla Museum",
        "one other organisation that we know shares as much with the text; the nearest is Zembla Museum",
        "2,000 names of other organisations share as much with the text; the nearest is Zembla Museum",
    ]


@pytest.mark.parametrize(
    ("text", "country", "sentence"),
    [
        ("Vikronis Digital", "CN", "the text says China, where the listed body is"),
        ("Vikronis Digital", "NZ", "the text gives New Zealand; the listed body is in China"),
        ("Vikronis Digital", "", "the text gives no country; the listed body is in China"),
    ],
)
def test_a_sentence_says_where_the_text_and_the_listed_body_are(universe, text, country, sentence):
    assert country_sentence(*beside(universe, text, country=country)) == sentence


def test_numbers_that_differ_are_named_on_both_sides(universe):
    sentence = number_sentence(*beside(universe, "Velmor Research Institute 38", NUMBERED))
    assert sentence == "the numbers differ: “38” in the text, “14” in the listed name"


def test_words_of_the_listed_name_are_shown_as_printed_and_those_that_are_missing_in_their_order(universe):
    _, comparison = beside(universe, "Technology of Vikronis")
    assert words_of_name(comparison) == ["Hangzhou", "Vikronis", "Digital", "Technology", "Co", "Ltd"]
    assert missing_words(comparison) == ["Hangzhou", "Digital", "Co", "Ltd"]


@pytest.mark.parametrize(
    ("doubt", "sentence"),
    [
        ("lone_word", "others may also be called “Vikronis”"),
        ("sort_and_subject", "“Medical” is not in the listed name"),
        ("sort_and_type", "an extra word may mean a different body"),  # no word for a type is there
        (OTHER_LETTERS, BY_LETTERS),
    ],
)
def test_a_doubt_is_a_sentence_about_the_words_that_make_it(universe, doubt, sentence):
    assert doubt_sentence(*beside(universe, "Vikronis Digital Medical Technology"), doubt) == sentence
