"""Keys under which spellings of one spoken word meet; they keep apart what is another word."""

import pytest

from screening.names.sounds import (
    consonants,
    keeps_no_vowels,
    share_of_vowels,
    skeleton,
    sound,
    sound_apart,
    sounded_consonants,
    stem,
    vowels_left_out,
    wade_giles,
)


def test_words_that_sound_alike_share_a_key():
    assert sound("qasim") == sound("kasim")
    assert sound("phan") == sound("fan") != sound("han")


def test_pinyin_meets_wade_giles():
    assert [wade_giles(word) for word in ("zhou", "jinping", "deng", "xu")] == [
        "chou",
        "chinping",
        "teng",
        "hsu",
    ]
    assert wade_giles("smith") is None


def test_left_out_vowels_are_told_from_other_names():
    assert vowels_left_out("mhmmd", "muhammad")
    assert vowels_left_out("srz", "suarez")
    assert not vowels_left_out("ali", "leal")
    assert not vowels_left_out("li", "lei")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hussein", "hosein"),
        ("xavier", "savier"),
        ("hsu", "su"),
        ("khan", "han"),
        ("djamel", "jamel"),
        ("djahid", "jahid"),
        ("jack", "jak"),
    ],
)
def test_spellings_of_one_sound_meet(one, other):
    assert sound(one) == sound(other)


def test_words_that_surely_sound_apart_have_two_keys_and_others_may_have():
    words = ["zorbex", "anton", "otto", "phan", "fan", "qasim", "kasim", "lena", "rena", "omar", "gamal"]
    for one in words:
        for other in words:
            assert not (sound_apart(one, other) and sound(one) == sound(other))
    assert sound_apart("anton", "otto")
    assert not sound_apart("phan", "fan")


def test_a_skeleton_is_the_consonants_as_scripts_without_vowels_tell_them_apart():
    assert skeleton("muhammad") == skeleton("mohamed") != skeleton("hamid")
    assert skeleton("left") == skeleton("reft")
    assert sounded_consonants("left") != sounded_consonants("reft")


def test_consonants_are_kept_once_and_vowels_go():
    assert consonants("zoorrbex") == "zrbx"
    assert (share_of_vowels(""), share_of_vowels("abae"), share_of_vowels("xyz")) == (0, 0.75, 0)


@pytest.mark.parametrize(
    ("word", "says"), [("mhmd", True), ("mr", True), ("li", False), ("omar", False), ("ana", True)]
)
def test_a_word_without_inner_vowels_may_be_one_with_them_left_out(word, says):
    assert keeps_no_vowels(word) is says


@pytest.mark.parametrize(
    ("word", "without"),
    [("optical", "opt"), ("companies", "compan"), ("metals", "metal"), ("bus", "bus"), ("optics", "optic")],
)
def test_a_long_word_loses_its_ending_and_a_short_one_does_not(word, without):
    assert stem(word) == without


@pytest.mark.parametrize(
    ("pinyin", "wade"), [("xiang", "hsiang"), ("zhi", "chih"), ("ge", "ko"), ("si", "ssu"), ("", "")]
)
def test_each_syllable_of_pinyin_has_one_spelling_in_wade_giles(pinyin, wade):
    assert wade_giles(pinyin) == wade
