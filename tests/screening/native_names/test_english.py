"""Words of English names, and the stems under which their forms meet."""

import pytest

from screening.names.scripts import Script
from screening.native_names.english import ascii_words, english_words, number_of, stem


@pytest.mark.parametrize(
    "forms",
    [
        ("technology", "technologies", "technological", "tech"),
        ("industry", "industries", "industrial"),
        ("engineering", "engineers", "engineer"),
        ("electric", "electrical", "electricity"),
        ("aluminium", "aluminum"),
    ],
)
def test_forms_of_one_word_share_a_stem(forms):
    assert len(set(map(stem, forms))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("center", "central"), ("state", "station"), ("press", "pressure")]
)
def test_two_words_keep_two_stems(one, other):
    assert stem(one) != stem(other)


def test_a_legal_form_and_small_words_are_no_words_of_a_name():
    assert english_words("Institute of Optics of China Co., Ltd.", Script.HAN) == [
        "institute",
        "optics",
        "china",
    ]


def test_an_arabic_article_is_left_out_of_romanised_arabic_alone():
    assert english_words("Al Rashid Bank", Script.ARABIC) == ["rashid", "bank"]
    assert english_words("Al Rashid Bank", Script.HANGUL) == ["al", "rashid", "bank"]


def test_the_native_name_that_a_list_prints_behind_is_no_romanised_word():
    assert ascii_words("Air Koryo (高麗航空)") == ["air", "koryo"]


def test_letters_in_brackets_are_left_out_and_an_apostrophe_parts_no_word():
    assert ascii_words("Xi'an Aircraft (AVIC)") == ["xian", "aircraft"]


@pytest.mark.parametrize(("word", "number"), [("54th", "54"), ("fifth", "5"), ("014", "14"), ("optics", "")])
def test_numbers_are_read_in_digits_and_words(word, number):
    assert number_of(word) == number
