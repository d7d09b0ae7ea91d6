"""A mention beside one listed name, in numbers: what of the name is there, what stands beside it, and where that is."""

import pytest
from small_universe import SmallUniverse, body, listed_name, listing

from screening.link.stage_features import (
    AGREES,
    CONFLICTS,
    COUNTRIES,
    DIFFERENCES,
    FEATURES,
    GENERAL_MISSING,
    ONE_MORE,
    RESPELT,
    TELLING_MISSING,
    UNSAID,
    WHOLE,
    align,
    lone_word_parts,
    may_be_abroad,
    span_of,
)
from screening.link.stage_names import LETTERS
from watchlists.model import NameKind

COMPANY = "Hangzhou Vikronis Digital Technology"
INSTITUTE = "Tarmun Institute of Optical Engineering"
SHIPPING = "Zorbex Shipping Company"
LONGER = "Brelmar Works of Thermal Fuel Engineering and Shipping"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:vikron", COMPANY, "CN"),
        listing("l:tarmun", INSTITUTE, "RU"),
        listing("l:brelmar", LONGER, "RU"),
        listing("l:fourteen", "Velmor Research Institute 14", "CN"),
        listing("l:zorbex", SHIPPING, "RU", "ZSC", kind=NameKind.ACRONYM),
        listing("l:kadris", "Kadris University", "IR", "KDU", kind=NameKind.ACRONYM),
        bodies=(
            body(1, "Hangzhou Museum", "CN", cities=("Hangzhou",)),
            body(2, "Kadris University", "IR", cities=("Isfahan",)),
        ),
    )


def compared(universe, text, name, country="", *, company=False):
    return universe.beside(text, name, country, company=company).comparison


def fit(comparison):
    """What of the name is there."""
    return int(comparison.values["sort_and_fit"]) % 4


@pytest.mark.parametrize(
    ("text", "there"),
    [
        (INSTITUTE, WHOLE),
        ("Tarmunn Institute of Optical Engineering", RESPELT),
        ("Tarmun Institute of Optical Enginering", RESPELT),
        ("Tarmun Institute", GENERAL_MISSING),
        ("Institute of Optical Engineering", TELLING_MISSING),
        ("Tarmun Institute of Zembla Optical Engineering", TELLING_MISSING),
        ("Optical Engineering Institute, Tarmun", TELLING_MISSING),  # two segments, in another order
    ],
)
def test_what_is_there_of_a_name_is_one_of_four(universe, text, there):
    assert fit(compared(universe, text, INSTITUTE)) == there


def test_a_whole_name_has_all_of_its_weight_and_a_part_the_share_that_is_there(universe):
    whole, part = (compared(universe, text, INSTITUTE) for text in (INSTITUTE, "Tarmun Institute"))
    assert whole.values["coverage"] == pytest.approx(1)
    assert whole.is_there
    assert whole.missing_weight == pytest.approx(0)
    assert 0 < part.values["coverage"] < 1
    assert not part.is_there
    assert part.missing_weight == pytest.approx(part.values["weight_of_name"] - part.weight)


@pytest.mark.parametrize("text", ["Quelmar Plumbing", "Digital Bakery", "Institute of Engineering"])
def test_a_name_of_which_too_little_stands_in_a_text_is_not_compared(universe, text):
    name = COMPANY if text.startswith("Digital") else INSTITUTE
    assert compared(universe, text, name) is None


def test_letters_of_a_school_are_left_to_the_exact_reading(universe):
    assert compared(universe, "KDU", "KDU") is None
    assert compared(universe, "ZSC", "ZSC", company=True).values["sort_and_fit"] // 4 == LETTERS


@pytest.mark.parametrize(
    ("text", "stand_for"),
    [("ZSC", 0), ("Zentral Schul Club (ZSC)", -1), (f"{SHIPPING} (ZSC)", 1)],
)
def test_letters_are_the_bodys_own_others_or_stand_alone(universe, text, stand_for):
    assert compared(universe, text, "ZSC", company=True).values["acronym_expansion"] == stand_for


@pytest.mark.parametrize(
    ("text", "country", "agrees"),
    [
        ("Kadris University", "", UNSAID),
        ("Kadris University, Isfahan", "", AGREES),
        ("Kadris University", "IR", AGREES),
        ("Kadris University, New Zealand", "", CONFLICTS),
    ],
)
def test_the_country_agrees_is_unsaid_or_conflicts(universe, text, country, agrees):
    found = compared(universe, text, "Kadris University", country)
    assert found.country == agrees
    assert int(found.values["sort_and_country"]) % COUNTRIES == agrees


def test_a_companys_word_beside_another_country_is_a_branch_that_lacks_no_town(universe):
    text = "Vikronis Digital Technology Deutschland GmbH"
    found = compared(universe, text, COMPANY, company=True)
    assert found.branch
    assert (found.country, found.values["branch_abroad"]) == (UNSAID, 2)
    assert compared(universe, "Vikronis Deutschland GmbH", COMPANY, company=True).values["branch_abroad"] == 1
    assert not compared(universe, text, COMPANY).branch
    assert not compared(universe, "Digital Deutschland Vikronis Garden", COMPANY, company=True).branch


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        (INSTITUTE, 0),
        ("Tarmun Institute", 1),  # lacks one
        ("Tarmun Institute of Optical Engineering and Medicine", ONE_MORE),
        ("Tarmun Institute of Medical Engineering", 3),  # another one
    ],
)
def test_subjects_are_the_same_missing_more_or_other_ones(universe, text, differs):
    found = compared(universe, text, INSTITUTE)
    assert int(found.values["sort_and_subject"]) % DIFFERENCES == differs


def test_another_number_is_noticed_and_the_same_one_is_not(universe):
    name = "Velmor Research Institute 14"
    assert compared(universe, "Velmor Research Institute 38", name).other_number
    assert not compared(universe, "Velmor Research Institute", name).other_number
    assert not compared(universe, "Velmor Research Institute No. 14", name).other_number


@pytest.mark.parametrize(("text", "whose"), [("Kadris University", 0), ("Kadris University Isfahan", 1)])
def test_a_place_run_on_to_a_name_is_the_bodys_own(universe, text, whose):
    assert compared(universe, text, "Kadris University").values["sort_and_place"] % 3 == whose


def test_a_text_that_ends_within_a_name_loses_nothing_of_it(universe):
    found = compared(universe, "Tarmun Institute of Optical Engin", INSTITUTE)
    assert found.begun
    assert found.is_there
    assert fit(found) == RESPELT
    longer = compared(universe, "Brelmar Works of Thermal Fuel Engin", LONGER)
    assert longer.missing_weight == 0


def test_words_are_aligned_once_each_and_close_together(universe):
    names = universe.stage_names().listed
    row = next(row for row, at in enumerate(names.numbers) if universe.names[at].text == SHIPPING)
    far = "Shipping news from somewhere far away and then at last Zorbex Shipping Company"
    mention = universe.mention(universe.reader(far))
    assert [mention.raws[each.place] for each in align(names, mention, row)] == [
        "Zorbex",
        "Shipping",
        "Company",
    ]
    apart = universe.mention(universe.reader("Zorbex news from somewhere far away tell of one Company"))
    assert [apart.raws[each.place] for each in align(names, apart, row)] == ["Zorbex"]
    assert align(names, universe.mention(universe.reader("Quelmar Plumbing")), row) == []


def test_a_lone_word_says_whether_it_is_at_home_anybodys_and_what_else_stands_there(universe):
    cell = int(compared(universe, "Zorbex Bakery", SHIPPING, "RU", company=True).values["lone_word"])
    assert lone_word_parts(cell) == (True, False, True, True)
    whole = int(compared(universe, "Kadris University", "Kadris University").values["lone_word"])
    assert lone_word_parts(whole) == (False, False, False, False)
    assert compared(universe, SHIPPING, SHIPPING, company=True).values["lone_word"] == 0


def test_every_feature_has_a_number_and_the_span_is_where_the_words_stand(universe):
    beside = universe.beside("Board of the Tarmun Institute of Optical Engineering", INSTITUTE)
    assert len(beside.comparison.features()) == len(FEATURES)
    assert beside.reader.tokens.piece(*span_of(beside.mention, beside.comparison)) == INSTITUTE


@pytest.mark.parametrize(
    ("name", "may_be"),
    [("Zorbex Shipping Company", True), ("Kadris University", False), ("Zorbex Research Institute", False)],
)
def test_companies_have_branches_abroad_and_institutes_do_not(name, may_be):
    assert may_be_abroad(listed_name(name)) is may_be
