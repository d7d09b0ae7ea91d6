"""Single words are repaired towards the words of names; two words that are both known are never confused."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.spelling import Repair, is_of_initials, readings


@pytest.fixture(scope="module")
def speller():
    """One listed company and one listed school; "brelmar" stands in the names of five bodies, and is well known."""
    return SmallUniverse(
        listing("l:vikron", "Hangzhou Vikronis Digital Technology", "CN"),
        listing("l:xiangtan", "Xiangtan University", "CN"),
        listing("l:kolvin", "Kolvin Works", "RU"),
        listing("l:kurchalov", "Kurchalov Institute", "RU"),
        listing("l:zeldarin", "Zeldarin Works", "RU"),
        listing("l:zeldorin", "Zeldorin Works", "RU"),
        bodies=tuple(body(number, f"Brelmar Institute {number}", "CN") for number in range(1, 6)),
    ).speller


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("univercity", "university"),
        ("vikronnis", "vikronis"),  # a letter more
        ("vikrnois", "vikronis"),  # two letters exchanged
        ("enginering", "engineering"),
        ("brelmer", "brelmar"),
        ("universityof", "university"),  # run together with "of"
        ("informat", "informatic"),  # cut off, as indexes do
        ("kurtschalow", "kurchalov"),  # a Russian name as German has it
        ("kourtchalov", "kurchalov"),  # and as French has it
    ],
)
def test_a_word_that_no_name_holds_is_repaired(speller, word, meant):
    assert speller.repair(word).word == meant


@pytest.mark.parametrize(
    "word",
    [
        "vikronis",  # a word of a name
        "university",
        "brelmar",
        "colvin",  # another first letter
        "abc",  # too short
        "v1kronis",  # not letters alone
        "zembla",  # near nothing
        "vykronnes",  # three letters wrong
    ],
)
def test_a_known_word_one_far_from_all_or_a_short_one_is_not_repaired(speller, word):
    assert speller.repair(word) is None


def test_the_repair_of_a_word_that_is_pinyin_is_doubtful(speller):
    assert speller.repair("xiangnan") == Repair(("xiangtan",), doubtful=True)
    assert speller.repair("xiangten") == Repair(("xiangtan",), doubtful=False)


def test_of_two_words_as_near_both_are_read_where_one_letter_is_wrong_and_neither_where_two_are(speller):
    assert speller.repair("zeldurin") == Repair(("zeldarin", "zeldorin"), doubtful=True)
    assert speller.repair("zeldurim") is None


def test_a_short_word_may_have_one_letter_wrong_and_a_longer_one_two(speller):
    assert speller.repair("kolvim").word == "kolvin"
    assert speller.repair("kolwim") is None
    assert speller.repair("vikrunes").word == "vikronis"


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("vikronnis", "vikronis", True),
        ("oklvin", "kolvin", True),  # the first two letters exchanged
        ("colvin", "kolvin", False),  # another letter in front
        ("xiangtun", "xiangtan", False),  # both are pinyin
        ("kolv", "kolvi", False),  # too short
        ("university", "universitu", False),  # settled
        ("brelmar", "brelmor", False),
    ],
)
def test_an_unsettled_word_may_stand_for_another_one_that_begins_alike(speller, one, other, says):
    assert speller.is_misspelling(one, other) is says


@pytest.mark.parametrize(
    ("word", "may_be"),
    [
        ("vikronis", True),
        ("vikronnis", True),
        ("digitalvikronis", True),
        ("oklvin", True),
        ("brelmar", False),
    ],
)
def test_a_word_may_be_of_a_listed_name_as_it_stands_misspelt_or_run_together(speller, word, may_be):
    assert speller.may_be_listed(word) is may_be


def test_a_word_is_settled_where_it_is_usual_or_more_than_three_names_hold_it(speller):
    assert speller.is_settled("university")
    assert speller.is_settled("brelmar")
    assert not speller.is_settled("vikronis")
    assert (speller.names_with("brelmar"), speller.names_with("zembla")) == (5, 0)


def test_a_misspelt_word_for_an_institution_is_one(speller):
    assert speller.names_institution("institute")
    assert speller.names_institution("hospital")
    assert speller.names_institution("univercity")
    assert not speller.names_institution("vikronnis")


@pytest.mark.parametrize(
    ("word", "says"), [("xiangtan", True), ("xian", True), ("vikronis", False), ("xiangt", False)]
)
def test_pinyin_is_what_can_be_cut_into_syllables_of_mandarin(speller, word, says):
    assert speller.is_pinyin(word) is says


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("GosNIIAS", True),
        ("NIITEK", True),
        ("ЦНИИмаш", True),
        ("INDUSTRnAL", False),
        ("VIKRONIS", False),
        ("Vikronis", False),
    ],
)
def test_words_made_of_initials_are_told_from_capitals_and_slips(raw, says):
    assert is_of_initials(raw) is says


def test_readings_are_the_likeliest_first_and_then_each_further_reading_of_one_word():
    repairs = {1: Repair(("x", "y")), 2: Repair(("z",))}
    assert list(readings(["a", "b", "c"], repairs)) == [["a", "x", "z"], ["a", "y", "z"]]
    assert list(readings(["a"], {})) == [["a"]]
