"""The words around a claim, which tell a hospital, a branch or a joint school from the body itself."""

import pytest
from small_universe import SmallUniverse, listing

from screening.link.surroundings import Surroundings


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", "Kadris University", "IR"), listing("l:zorbex", "Zorbex Works", "RU")
    )


def around(universe, text):
    reader = universe.reader(text)
    return Surroundings.of(reader.tokens, reader.claims[0])


def test_words_before_stand_in_the_group_and_words_behind_in_the_segment():
    small = SmallUniverse(listing("l:kadris", "Kadris University", "IR"))
    found = around(small, "Velmor; Hospital, of Kadris University Isfahan; Tabriz Branch")
    assert (found.before, found.after) == (["hospital", "of"], ["isfahan"])
    assert (found.next, found.closing) == ([], "")


@pytest.mark.parametrize(
    ("text", "following", "closing"),
    [
        ("Kadris University, Tabriz Branch", ["tabriz", "branch"], "branch"),
        (
            "Kadris University, some words before a Hospital",
            [],
            "hospital",
        ),  # a long segment says its last word
        ("Kadris University", [], ""),
    ],
)
def test_a_short_segment_behind_is_told_whole_and_of_a_long_one_its_last_word(
    universe, text, following, closing
):
    found = around(universe, text)
    assert (found.next, found.closing) == (following, closing)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Laboratory of Fuel (Kadris University)", ["laboratory", "of", "fuel"]),
        ("Laboratory of Fuel（Kadris University）", ["laboratory", "of", "fuel"]),
        ("Laboratory of Fuel (Kadris University, Isfahan)", []),  # something else stands in the brackets
        ("Laboratory of Fuel, Kadris University", []),
        ("(Kadris University)", []),
    ],
)
def test_a_claim_alone_in_brackets_stands_behind_what_it_is_the_host_of(universe, text, host):
    assert around(universe, text).host_of == host


@pytest.mark.parametrize(
    ("text", "joint"),
    [
        ("Joint Institute of Kadris University and Zorbex Works", True),
        ("United Joint Board of Kadris University", False),
        ("Joint Institute, Kadris University", False),  # of another segment
    ],
)
def test_a_joint_institute_is_told_in_its_own_segment(universe, text, joint):
    assert around(universe, text).joint is joint
