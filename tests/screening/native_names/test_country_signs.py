"""The country of a native name is bounded by its script, and in Arabic script by the language of its words."""

from screening.names.scripts import Script
from screening.native_names.country_signs import countries_of_language, countries_of_script


def test_each_script_that_is_read_has_its_countries():
    assert "CN" in countries_of_script(Script.HAN)
    assert countries_of_script(Script.HANGUL) == {"KP", "KR"}
    assert not countries_of_script(Script.GREEK)


def test_persian_words_and_arabic_endings_tell_two_languages():
    persian = countries_of_language("شرکت صنایع پارس", Script.ARABIC)
    arabic = countries_of_language("شركة الصناعات", Script.ARABIC)
    assert "IR" in persian
    assert "IQ" not in persian
    assert "IQ" in arabic
    assert "IR" not in arabic


def test_a_name_without_such_signs_may_be_of_any_country():
    assert not countries_of_language("نور", Script.ARABIC)
    assert not countries_of_language("Завод", Script.CYRILLIC)
