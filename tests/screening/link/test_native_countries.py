"""Countries named in their own letters: every row of the two tables, and names in a run of Han characters."""

import pytest

from screening.link.native_countries import countries_in_han, countries_in_name, country_of_words
from screening.link.self_declared import find
from screening.names.scripts import Script
from screening.vocabulary import rows
from watchlists.countries import country_table


@pytest.mark.parametrize(
    "row", rows("russian_case_endings"), ids=lambda row: f"{row['ending']} {row['nominative']}"
)
def test_an_ending_is_a_case_of_a_countrys_name_and_of_no_other_word(row):
    assert country_of_words(tuple(row["example"].split())) in country_table().names
    assert row["example"].split()[0].lower().endswith(row["ending"]) or " " in row["example"]
    assert country_of_words(tuple(row["counter_example"].split())) == ""


@pytest.mark.parametrize("word", ["кубы", "перуна", "Institute", "Стратегии"])
def test_another_word_names_no_country(word):
    assert country_of_words((word,)) == ""


@pytest.mark.parametrize("row", rows("country_words"), ids=lambda row: row["word"])
def test_a_word_means_its_country_and_is_not_in_its_counter_example(row):
    assert row["country"] in country_table().names
    assert country_of_words(tuple(row["word"].title().split())) == row["country"]
    assert find(row["example"])
    assert row["word"] not in row["counter_example"].lower()


@pytest.mark.parametrize(
    ("run", "place", "found"),
    [
        ("哈萨克斯坦国防大学", 5, ["KZ"]),
        ("英国皇家海军学院", 4, ["GB"]),
        ("北京美国国防部", 4, ["US"]),
        ("朝鲜族自治州公安局", 6, []),
        ("海军学院", 0, []),
    ],
)
def test_a_country_begins_a_run_or_stands_right_before_the_words(run, place, found):
    assert list(dict.fromkeys(countries_in_han(run, place))) == found


@pytest.mark.parametrize(
    ("name", "script", "countries"),
    [
        ("中国工商银行", Script.HAN, {"CN"}),
        ("天馬株式会社", Script.HAN, {"JP"}),
        ("朝鲜族自治州银行", Script.HAN, set()),
        ("한국무역은행", Script.HANGUL, {"KR"}),
        ("Банк России", Script.CYRILLIC, {"RU"}),
        ("بانک ملی ایران", Script.ARABIC, {"IR"}),
        ("المصرف التجاري السوري", Script.ARABIC, {"SY"}),
    ],
)
def test_a_native_name_says_its_country_itself(name, script, countries):
    assert countries_in_name(name, script) == countries
