"""Numerals in names are digits, in words, in Roman and in Chinese; what may be part of a name stays."""

import pytest

from screening.names.numbers import han_numbers, read_numbers


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("brigade forty 4", "brigade 44"),
        ("three percenters", "3 percenters"),
        ("fund xii", "fund 12"),
        ("v kontakte", "v kontakte"),
        ("14th institute", "14 institute"),
        ("fourteenth institute", "14 institute"),
        ("institute no 14", "institute no 14"),
        ("sixty", "60"),
    ],
)
def test_numerals_become_digits(words, digits):
    assert read_numbers(words.split()) == digits.split()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("第十四研究所", "14 研究所"),
        ("第七〇二研究所", "702 研究所"),
        ("三峡大学", "三峡大学"),
        ("第三医院", "3 医院"),
        ("二十三所", "23 所"),
    ],
)
def test_chinese_numerals_become_digits(text, digits):
    assert han_numbers(text).split() == digits.split()


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("zorbex forty four", "zorbex 44"),
        ("zorbex forty 14", "zorbex 40 14"),  # no ones
        ("ii zorbex ii", "ii zorbex 2"),
        ("zorbex 2nd", "zorbex 2"),
        ("zorbex", "zorbex"),
        ("", ""),
    ],
)
def test_tens_take_the_ones_behind_them_and_a_roman_numeral_never_begins_a_name(words, digits):
    assert read_numbers(words.split()) == digits.split()


def test_a_numeral_without_units_is_read_sign_by_sign():
    assert han_numbers("七〇二所").split() == ["702", "所"]
    assert han_numbers("第百二厂").split() == ["102", "厂"]
    assert han_numbers("十") == "十"
