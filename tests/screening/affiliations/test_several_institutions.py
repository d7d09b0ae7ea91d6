"""Several institutions in one line become a group each; nothing of the text is lost but the words that join them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.affiliations.places import places_of
from screening.affiliations.several_institutions import split_institutions
from screening.affiliations.tokens import tokenise

PLACES = places_of([("Oslo", "NO"), ("Quito", "EC")])
PIECES = [
    "University of Oslo",
    "Oslo",
    "Norway",
    "China",
    "Quito",
    "Bosnia and Herzegovina",
    "Institute of Physics IOP",
    "and",
    "and the",
    "with",
    "2",
    "a",
    ",",
    ".",
    ";",
    "*",
    "+",
    "/",
    "(",
    ")",
    "北京",
    "École",
]


def groups(text):
    tokens = split_institutions(tokenise(text), PLACES)
    found = {}
    for word, group in zip(tokens.raws, tokens.groups, strict=True):
        found.setdefault(group, []).append(word)
    return [" ".join(words) for words in found.values()]


@pytest.mark.parametrize(
    "between",
    [
        " and ",
        " and the ",
        ", and ",
        " & ",
        ". ",
        " * ",
        " + ",
        ", ",
        " / ",
        " 2 ",
        " (2) ",
        " b ",
        " in cooperation with ",
    ],
)
def test_two_addresses_in_two_countries_are_two_groups(between):
    found = groups(f"University of Oslo, Oslo, Norway{between}University of Quito, Quito, Ecuador")
    assert len(found) == 2
    assert found[0].startswith("University of Oslo Oslo Norway")
    assert found[1].endswith("University of Quito Quito Ecuador")


@pytest.mark.parametrize(
    "text",
    [
        "University of Sarajevo, Bosnia and Herzegovina",
        "School of Science and Technology, University of Oslo, Norway",
        "Bank of China and University of Oslo",
        "Defence Science, U.K. Ministry of Defence",
        "Offices in Norway and Ecuador",
        "University of Oslo, St. Olavs plass, Oslo, Norway",
        "Norway, Oslo, University of Oslo, Department of Physics",
    ],
)
def test_one_address_stays_one_group(text):
    assert len(groups(text)) == 1


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_nothing_is_lost_but_joining_words_and_marks(text):
    before = tokenise(text)
    after = split_institutions(before, PLACES)
    lost = len(before) - len(after)
    joining = sum(word in {"and", "with", "2", "a"} for word in before.plains)
    assert 0 <= lost <= joining
    assert (
        len({len(each) for each in (after.words, after.raws, after.stops, after.segments, after.groups)}) == 1
    )
    assert after.groups == sorted(after.groups)
    assert after.segments == sorted(after.segments)
    assert after.starts == sorted(after.starts)
