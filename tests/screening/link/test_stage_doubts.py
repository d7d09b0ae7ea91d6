"""What words make doubtful of a candidate and no feature counts, each doubt with the sentence that an officer reads."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.scorecard import (
    COMMON_WORD,
    NOBODYS_WORD,
    ORDINARY_NAME,
    OTHER_BUSINESS,
    OTHER_LETTERS,
    OTHER_SCHOOL,
    OTHER_SUBJECT,
    STRANGERS_WORD,
)
from screening.link.stage_doubts import StageDoubts

SCHOOL = "Velgorod State University"
COMPANY = "Hangzhou Vikronis Digital Technology Co., Ltd."
PHYSICS = "Institute of Solid State Physics"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:velgorod", SCHOOL, "RU"),
        listing("l:vikron", COMPANY, "CN"),
        listing("l:almaz", "Almaz JSC", "RU"),
        listing("l:creative", "Creative Dynamics Engineering", "PK", "Creative Dynamics"),
        listing("l:wagner", "Wagner LLC", "RU"),
        listing("l:physics", PHYSICS, "RU"),
        listing("l:queldor", "Queldor Group", "CN"),
        listing("l:zvor", "ZVOR Co.", "IR"),
        listing("l:brelgan", "JSC Brelganov Zvorex", "RU"),
        bodies=(
            body(1, "Tarmun University", "NZ"),
            body(2, "Velgorod Museum", "RU", cities=("Velgorod",)),
        ),
    )


@pytest.fixture(scope="module")
def stage(universe):
    return StageDoubts(universe.lexicon, universe.bearers)


def doubts(universe, stage, text, name, country="", *, company=False):
    beside = universe.beside(text, name, country, company=company)
    return stage.doubts(*beside)


@pytest.mark.parametrize(
    ("text", "name", "doubt", "says"),
    [
        (
            "Vikronis Restaurant, Dunedin",
            COMPANY,
            STRANGERS_WORD,
            "“Restaurant” is in no name of the listed organisation",
        ),
        ("Wagner Solutions Ltd", "Wagner LLC", NOBODYS_WORD, "many countries are called “wagner”"),
        ("Almaz Trading Ltd", "Almaz JSC", COMMON_WORD, "many countries are called “almaz”"),
        ("Creative Dynamics Studio", "Creative Dynamics", ORDINARY_NAME, "the text has more words"),
    ],
)
def test_words_that_others_bear_make_a_company_doubtful(universe, stage, text, name, doubt, says):
    found = doubts(universe, stage, text, name, company=True)
    assert says in found[doubt]


@pytest.mark.parametrize(
    ("text", "name"),
    [("Almaz Trading Ltd", "Almaz JSC"), ("Creative Dynamics Studio", "Creative Dynamics")],
)
def test_in_the_country_of_the_listed_company_no_word_is_doubtful(universe, stage, text, name):
    country = "RU" if name.startswith("Almaz") else "PK"
    assert doubts(universe, stage, text, name, country, company=True) == {}


def test_a_brand_with_another_country_beside_it_is_nobodys_word(universe, stage):
    assert NOBODYS_WORD in doubts(universe, stage, "Almaz Trading Ltd", "Almaz JSC", "NZ", company=True)


def test_a_subject_within_the_name_of_a_school_makes_it_another_school(universe, stage):
    found = doubts(universe, stage, "Velgorod State Medical University", SCHOOL)
    assert found == {OTHER_SUBJECT: "with “Medical” it is the name of another school"}
    assert doubts(universe, stage, SCHOOL, SCHOOL) == {}


def test_a_unit_with_a_general_name_under_another_school_is_doubtful(universe, stage):
    found = doubts(universe, stage, f"{PHYSICS}, Tarmun University", PHYSICS)
    assert found[OTHER_SCHOOL] == "the text places it under another school, “Tarmun University”"


def test_such_a_unit_in_its_own_country_or_without_a_school_is_not(universe, stage):
    assert OTHER_SCHOOL not in doubts(universe, stage, f"{PHYSICS}, Tarmun University, Russia", PHYSICS)
    assert OTHER_SCHOOL not in doubts(universe, stage, f"{PHYSICS}, Tarmun Bakery", PHYSICS)


def test_a_text_in_cyrillic_letters_is_never_sure(universe, stage):
    found = doubts(universe, stage, "ОКБМ Брелганов Зворекс", "JSC Brelganov Zvorex", company=True)
    assert "Cyrillic" in found[OTHER_LETTERS]
    assert doubts(universe, stage, "JSC Brelganov Zvorex", "JSC Brelganov Zvorex", company=True) == {}


@pytest.mark.parametrize(
    ("country", "company", "settled"), [("CN", True, 1), ("", True, 0), ("CN", False, 0)]
)
def test_another_business_is_settled_for_a_rare_word_of_a_company_at_home(
    universe, stage, country, company, settled
):
    beside = universe.beside("Queldor Photonics", "Queldor Group", country, company=company)
    assert stage.settled(beside.comparison) == (OTHER_BUSINESS,) * settled


def test_a_few_capitals_beside_other_words_are_told(universe, stage):
    beside = universe.beside("ETX Kurich, D-ZVOR", "ZVOR Co.", company=True)
    assert stage.few_letters(beside.mention, beside.comparison) == "ZVOR"


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ZVOR", ""),  # nothing else stands there
        ("ETX KURICH, D-ZVOR", ""),  # capitals throughout mark nothing
        ("ETX Kurich, D-ZVOR", "IR"),  # at home
        ("Etx Kurich, Zvor", ""),  # a word and no letters
    ],
)
def test_capitals_alone_or_at_home_are_no_doubt(universe, stage, text, country):
    beside = universe.beside(text, "ZVOR Co.", country, company=True)
    assert stage.few_letters(beside.mention, beside.comparison) == ""
