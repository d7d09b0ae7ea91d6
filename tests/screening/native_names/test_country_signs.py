"""The country of a native name is bounded by its script, and by letters, words and legal forms of one country."""

import pytest

from screening.names.scripts import Script
from screening.native_names.country_signs import countries_of_script, countries_of_signs
from screening.native_names.vocabulary import rows


def test_each_script_that_is_read_has_its_countries():
    assert "CN" in countries_of_script(Script.HAN)
    assert countries_of_script(Script.HANGUL) == {"KP", "KR"}
    assert not countries_of_script(Script.GREEK)


def test_persian_words_and_arabic_endings_tell_two_languages():
    persian = countries_of_signs("شرکت صنایع پارس", Script.ARABIC)
    arabic = countries_of_signs("شركة الصناعات", Script.ARABIC)
    assert "IR" in persian
    assert "IQ" not in persian
    assert "IQ" in arabic
    assert "IR" not in arabic


def test_a_name_without_such_signs_may_be_of_any_country():
    assert not countries_of_signs("نور", Script.ARABIC)
    assert not countries_of_signs("Завод", Script.CYRILLIC)


@pytest.mark.parametrize("row", rows("country_signs"), ids=lambda row: f"{row['sign']} {row['where']}")
def test_a_sign_says_its_countries_and_is_not_in_its_counter_example(row):
    script, countries = Script(row["script"]), set(row["countries"].split())
    assert countries_of_signs(row["example"], script) <= countries
    assert countries_of_signs(row["counter_example"].partition(":")[0], script) != countries


def test_signs_of_two_countries_leave_both_open():
    assert countries_of_signs("Российский и Белорусский банк", Script.CYRILLIC) == {"RU", "BY"}
