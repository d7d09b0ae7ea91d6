"""The name of an unlisted body that holds a listed one ties the two, where the rest is a place or a word for a part."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.contained_names import OTHER_SEAT, NamesInside
from screening.model import Relation
from watchlists.model import NameKind

AZAD = "Kadris Azad University"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:kadris", AZAD, "IR"),
        listing("l:torvel", "Torvel University", "CN", "克尔马尔大学", kind=NameKind.NATIVE),
        listing(
            "l:geo", "Torvel University of Geosciences (Wuhan)", "CN", "Torvel University of Geosciences"
        ),
        bodies=(
            body(1, f"{AZAD} of Isfahan", "IR"),
            body(2, f"{AZAD} Hospital", "IR", types=("healthcare",)),
            body(3, f"College of {AZAD}", "IR"),
            body(4, f"{AZAD} Affiliated Institute of Fuel", "IR", types=("facility",)),
            body(5, f"{AZAD} Press", "IR"),
            body(6, f"{AZAD} Hospital, Dunedin", "NZ", types=("healthcare",)),
            body(7, "Torvel University of Geosciences (Beijing)", "CN"),
            body(8, "克尔马尔大学附属医院", "CN", types=("healthcare",)),
            body(9, "克尔马尔大学出版社", "CN"),
            body(10, "Torvel University", "CN", types=("education",)),
            body(11, "Museum of Isfahan", "IR", cities=("Isfahan",)),
            body(12, "Museum of China", "CN", cities=("Wuhan", "Beijing")),
        ),
    )


@pytest.fixture(scope="module")
def inside(universe):
    return NamesInside(universe.bearers, universe.gazetteer)


def ties(universe, inside, text):
    name = universe.name(text)
    found = inside.ties(name, universe.bearers[name.bearer])
    return [(tie.relation, universe.bearers[tie.bearer].name) for tie in found]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (f"{AZAD} of Isfahan", Relation.CAMPUS_OF),
        (f"{AZAD} Hospital", Relation.HOSPITAL_OF),
        (f"College of {AZAD}", Relation.MEMBER_OF),
        (f"{AZAD} Affiliated Institute of Fuel", Relation.LABORATORY_OF),
    ],
)
def test_a_place_or_a_part_beside_a_listed_name_says_what_the_body_is_to_it(universe, inside, text, relation):
    assert ties(universe, inside, text) == [(relation, AZAD)]


@pytest.mark.parametrize("text", [f"{AZAD} Press", f"{AZAD} Hospital, Dunedin", "Museum of Isfahan"])
def test_another_word_another_country_or_no_listed_name_ties_to_nobody(universe, inside, text):
    assert ties(universe, inside, text) == []


def test_two_seats_of_one_school_say_that_they_may_be_two_schools(universe, inside):
    name = universe.name("Torvel University of Geosciences (Beijing)")
    assert OTHER_SEAT in [tie.why for tie in inside.ties(name, universe.bearers[name.bearer])]


def test_a_part_of_a_listed_school_is_read_in_han(universe, inside):
    assert ties(universe, inside, "克尔马尔大学附属医院") == [(Relation.HOSPITAL_OF, "Torvel University")]
    assert ties(universe, inside, "克尔马尔大学出版社") == []


def test_what_was_read_is_remembered_by_bearer_and_name(universe, inside):
    name = universe.name(f"{AZAD} Hospital")
    bearer = universe.bearers[name.bearer]
    assert inside.ties(name, bearer) is inside.ties(name, bearer)
    assert inside.ties(name, universe.bearer(f"{AZAD} Press")) != ()
