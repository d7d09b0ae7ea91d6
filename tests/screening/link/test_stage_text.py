"""A mention as the second stage compares it: its words set right, what each may stand for, and where the mention is."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.stage_text import stage_texts, words_inside
from screening.link.word_forms import DISTINCTIVE, LEGAL, PLACE, WordForms


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", "Hangzhou Vikronis Digital Technology Co., Ltd.", "CN"),
        listing("l:tarmun", "Tarmun Institute of Optical Engineering", "RU"),
        listing("l:zorbex", "Zorbex Aviation Development and Production Corporation", "RU"),
        listing("l:brelgan", "JSC Brelganov Zvorex", "RU"),
        listing("l:quelmar", "Quelmar Electronic Information Industry", "CN"),
        bodies=(
            body(1, "Hangzhou Museum", "CN", cities=("Hangzhou",)),
            body(2, "Kadris University", "IR", cities=("Isfahan",)),
        ),
    )


def mention(universe, text, country=""):
    return universe.mention(universe.reader(text, country))


def forms_of(universe, text):
    """The words of listed names that each word of a text may stand for, the likeliest of each."""
    words = universe.stage_names().listed.table.words
    return [words[forms[0][0]] if forms else "" for forms in mention(universe, text).forms]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vikro nis Digital", ["vikronis", "digital"]),  # written apart
        ("VikronisDigital Technology", ["vikronis", "digital", "technology"]),  # run together
        ("vikronisdigital", ["vikronis", "digital"]),
        ("V1kronis Techno1ogy", ["vikronis", "technology"]),  # a scan's digits
        ("Vikronis 0001004527 Digital", ["vikronis", "digital"]),  # a vendor's number
        ("Vikronis, info@zorbex.com", ["vikronis"]),  # a mail address
        ("Institute of Vikronis", ["institute", "vikronis"]),  # without stop words
    ],
)
def test_words_are_set_right_where_a_listed_name_has_them_otherwise(universe, text, words):
    assert mention(universe, text).words == words


@pytest.mark.parametrize("text", ["Zem bla", "W1dg3t", "Kadris University"])
def test_words_that_no_listed_name_has_stay_as_they_are(universe, text):
    assert mention(universe, text).words == text.lower().split()


def test_places_are_those_in_the_text_so_that_a_stop_word_between_shows(universe):
    found = mention(universe, "Institute of Vikronis")
    assert found.places == [0, 2]


def test_an_abbreviation_may_be_several_words_and_initials_are_themselves_or_nothing(universe):
    assert forms_of(universe, "Quelmar Electr Inf Ind") == [
        "quelmar",
        "electronic",
        "information",
        "industry",
    ]
    assert forms_of(universe, "GosZORB Vikronis") == ["", "vikronis"]


def test_a_text_that_ends_within_a_listed_name_is_begun_and_a_short_or_whole_one_is_not(universe):
    assert mention(universe, "Tarmun Institute of Optical Engin").begun
    assert forms_of(universe, "Tarmun Institute of Optical Engin")[-1] == "engineering"
    assert not mention(universe, "Tarmun Institute").begun
    assert not mention(universe, "Hangzhou Museum of Tarmun Institute of Optical").begun


def test_a_text_cut_within_a_stop_word_is_begun_without_it(universe):
    found = mention(universe, "ZORBEX AVIATION DEVELOPMENT AN")
    assert found.words == ["zorbex", "aviation", "development"]
    assert found.begun


@pytest.mark.parametrize(
    ("text", "country", "said"),
    [
        ("Vikronis", "", ""),
        ("Vikronis", "NZ", "NZ"),
        ("Vikronis, Dunedin, New Zealand", "", "NZ"),
        ("Vikronis (NZ)", "", "NZ"),
        ("Vikronis Hangzhou", "", "CN"),
        ("Vikronis CHINA Kitchen", "", "CN"),
        ("Vikronis Chinese Kitchen", "", ""),  # a kitchen, and no country
    ],
)
def test_a_country_is_said_at_the_end_beside_in_letters_or_by_a_town(universe, text, country, said):
    assert mention(universe, text, country).countries == frozenset(said.split())


def test_a_place_within_the_name_of_somebody_else_is_not_where_the_mention_is(universe):
    assert "CN" in mention(universe, "Vikronis, Hangzhou").countries
    assert mention(universe, "Hangzhou Museum, Vikronis").setting.cities == frozenset()


def test_words_for_where_a_mention_is_are_marked(universe):
    found = mention(universe, "Tarmun, Hangzhou, China")
    assert found.marked == {1, 2}
    assert mention(universe, "Tarmun, Isfahan Region").marked == {1, 2}
    assert mention(universe, "Hangzhou Tarmun").marked == frozenset()


def test_classes_of_words_know_places_of_several_words_and_legal_forms(universe):
    assert mention(universe, "Vikronis South East Asia Pte Ltd").kinds == [
        DISTINCTIVE, PLACE, PLACE, PLACE, LEGAL, LEGAL,
    ]  # fmt: skip


def test_a_mention_in_cyrillic_letters_is_read_up_to_its_first_comma(universe):
    found = mention(universe, "Брелганов Зворекс, Нижний Новгород")
    assert found.is_in_cyrillic
    assert forms_of(universe, "Брелганов Зворекс, Нижний Новгород") == ["brelganov", "zvorex"]
    assert not mention(universe, "Брелганов Vikronis").is_in_cyrillic


def test_words_of_other_scripts_and_of_a_text_without_words_are_none(universe):
    assert words_inside(universe.reader("سازمان Vikronis"), 0) == [1]
    assert words_inside(universe.reader("…"), 0) == []


def test_each_mention_between_semicolons_is_one(universe):
    forms = WordForms(universe.stage_names().listed.table, universe.speller, universe.lexicon)
    reader = universe.reader("Vikronis, China; Tarmun Institute, Russia")
    found = list(stage_texts(reader, forms, universe.stage_names().listed))
    assert [each.words[0] for each in found] == ["vikronis", "tarmun"]
    assert [each.countries for each in found] == [{"CN"}, {"RU"}]
