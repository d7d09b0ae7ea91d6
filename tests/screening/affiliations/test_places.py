"""Where a text places what it names: countries at an end of a segment, cities as segments, and never the parts of a name."""

import pytest

from screening.affiliations.places import (
    city_key,
    compatible,
    country_in_script,
    places_of,
    setting_of,
    setting_without,
    settings_by_group,
)
from screening.affiliations.tokens import tokenise

PLACES = places_of(
    [
        ("Nanjing", "CN"),
        ("Boston", "US"),
        ("Velgorod", "RU"),
        ("Quelmar", "US"),
        ("Quelmar", "CN"),
        ("Zembla City", "CN"),
        ("Institute", "GB"),
    ]
)


def setting(text, given=""):
    return setting_of(tokenise(text), PLACES, given)


def countries(text, given=""):
    return set(setting(text, given).countries)


@pytest.mark.parametrize(
    "text",
    [
        "Nanjing, People's Republic of China",
        "NANJING, PEOPLE’S REPUBLIC OF CHINA",
        "Nanjing, Pеople’s Rеpublic of China",
        "Nanjing 210094 P. R. China",
        "Nanjing University, Nanjing, PRC",
    ],
)
def test_the_peoples_republic_is_china_and_never_taiwan(text):
    assert countries(text) == {"CN"}


def test_taiwan_with_china_after_it_is_taiwan():
    assert countries("Soochow University, Taipei, Taiwan, China") == {"TW"}


def test_a_country_within_a_name_places_nothing_and_the_text_goes_before_the_column():
    assert countries("Bank of China") == set()
    assert countries("Bank of China", "GB") == {"GB"}
    assert countries("Northeastern University, Boston, USA", "CN") == {"US"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("دانشگاه زورک، ایران", "IR"),
        ("하얼빈공업대학교 중국", "CN"),
        ("ハルビン工業大学、中国", "CN"),
        ("西北大学（アメリカ合衆国・シカゴ）", "US"),
        ("Университет Зорвекс, Россия", "RU"),
    ],
)
def test_a_country_is_read_in_the_letters_of_its_text(text, code):
    assert countries(text) == {code}


@pytest.mark.parametrize(
    "text",
    ["中国科学院大学", "جامعة زورك، عمان", "موسسه مالی"],
)
def test_a_country_in_a_name_or_one_that_is_a_town_or_a_word_too_places_nothing(text):
    assert countries(text) == set()


@pytest.mark.parametrize(
    ("text", "cities", "implied"),
    [
        ("Zorbex, Velgorod", {"velgorod"}, {"RU"}),
        ("Zorbex Institute, Velgorod 123456", {"velgorod"}, {"RU"}),
        ("Zorbex, Zembla", {"zembla"}, {"CN"}),
        ("Zorbex, Quelmar", {"quelmar"}, set()),  # it lies in two countries alike
        ("Velgorod Institute", set(), set()),  # a part of a name
        ("600 Velgorod Road", set(), set()),
    ],
)
def test_a_city_counts_as_a_segment_and_speaks_for_its_country_where_most_of_it_is_there(
    text, cities, implied
):
    found = setting(text)
    assert (set(found.cities), set(found.implied)) == (cities, implied)


@pytest.mark.parametrize(
    ("text", "given", "said", "is_given"),
    [
        ("Zorbex", "CN", {"CN"}, True),
        ("Zorbex, USA", "CN", {"US"}, False),
        ("Zorbex, Velgorod", "CN", set(), False),  # the city in the text goes before the country beside it
        ("Zorbex, Hong Kong", "HK", {"HK"}, False),
        ("Zorbex", "", set(), False),
    ],
)
def test_what_stands_in_the_text_goes_before_what_is_given_beside_it(text, given, said, is_given):
    found = setting(text, given)
    assert (set(found.countries), found.given, found.beside) == (said, is_given, given)


@pytest.mark.parametrize("text", ["Zorbex, Georgia", "Zorbex of the people of China", "usa Zorbex"])
def test_a_state_and_a_country_inside_a_text_place_nothing(text):
    assert "GE" not in countries(text)
    assert "US" not in countries(text)


def test_marks_are_where_the_words_of_places_stand():
    found = setting("Zorbex Institute, Velgorod, Russia")
    assert [(mark.value, mark.is_country, mark.first, mark.last) for mark in found.marks] == [
        ("velgorod", False, 2, 2),
        ("RU", True, 3, 3),
    ]


def test_a_place_within_a_span_says_nothing_of_what_stands_there():
    whole = setting("Velgorod, Zorbex Institute, China")
    assert setting_without(whole, 0, 0, PLACES).cities == frozenset()
    assert setting_without(whole, 0, 0, PLACES).countries == {"CN"}
    assert setting_without(whole, 1, 2, PLACES) is whole


def by_group(text):
    tokens = tokenise(text)
    found = settings_by_group(tokens, PLACES, setting_of(tokens, PLACES, ""))
    return {group: set(each.countries or each.implied) for group, each in found.items()}


def test_the_place_of_one_group_says_nothing_about_the_next():
    assert by_group("Zorbex; Kadris, Velgorod; Velmor, China") == {0: set(), 1: {"RU"}, 2: {"CN"}}


def test_a_group_of_nothing_but_a_country_speaks_for_all_and_one_group_needs_no_settings():
    assert by_group("Zorbex; Kadris, Velgorod; China") == {0: {"CN"}, 1: {"RU"}, 2: {"CN"}}
    assert by_group("Zorbex, China") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Velgorod", True),
        ("China", True),
        ("UK", True),
        ("HK", True),
        ("hk", False),
        ("Zorbex", False),
        ("Institute", False),
    ],
)
def test_a_text_that_is_a_city_a_region_or_a_country_is_a_place(text, says):
    assert PLACES.is_place(text) is says


@pytest.mark.parametrize(
    ("word", "where", "says"),
    [
        ("velgorod", "RU", True),
        ("velgorod", "CN", False),
        ("velgorod", "", True),
        ("quelmar", "CN US", True),
        ("china", "CN", True),
        ("china", "RU", False),
        ("zorbex", "", False),
    ],
)
def test_a_word_lies_in_a_country_or_anywhere_where_none_is_known(word, where, says):
    assert PLACES.lies_in(word, frozenset(where.split())) is says


@pytest.mark.parametrize(("city", "country"), [("velgorod", "RU"), ("quelmar", ""), ("zorbex", "")])
def test_a_city_speaks_for_one_country_or_none(city, country):
    assert PLACES.country_of(city) == country


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [("CN", "CN", True), ("CN", "HK", True), ("HK", "CN", True), ("CN", "RU", False), ("", "RU", True)],
)
def test_countries_agree_overlap_or_are_unknown(one, other, says):
    assert compatible(one.split(), other.split()) is says


@pytest.mark.parametrize(
    ("text", "code"), [("中国", "CN"), ("Россия", "RU"), ("Réunion", "RE"), ("China", "")]
)
def test_a_country_is_known_in_letters_other_than_english_ones(text, code):
    assert country_in_script(text) == code


def test_the_key_of_a_city_lacks_the_word_city():
    assert city_key("Zembla City") == city_key("ZEMBLA") == "zembla"
