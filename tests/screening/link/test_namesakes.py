"""A listed company abroad is tied to the group of its name, where one list has both and several lists have the group."""

import pytest
from small_universe import SmallUniverse, listing

from screening.link.namesakes import add_namesakes
from screening.model import Relation


def group(*lists):
    return [listing(f"{each}:group", "Zorbex Group", "CN") for each in lists]


def ties(*listings):
    """What bearers are tied to after the step, by their countries."""
    universe = SmallUniverse(*listings).after(add_namesakes)
    return [
        (*bearer.countries, tie.relation, *universe.bearers[tie.bearer].countries)
        for bearer in universe.bearers
        for tie in bearer.ties
    ]


def test_a_namesake_abroad_on_a_list_of_the_group_is_tied_to_it():
    assert ties(*group("a", "b", "c"), listing("a:abroad", "Zorbex Group", "RU")) == [
        ("RU", Relation.SUBSIDIARY_OF, "CN")
    ]


@pytest.mark.parametrize(
    "listings",
    [
        (*group("a", "b"), listing("a:abroad", "Zorbex Group", "RU")),  # the group stands on two lists
        (*group("a", "b", "c"), listing("d:abroad", "Zorbex Group", "RU")),  # no list has both
        (*group("a", "b", "c"), listing("a:abroad", "Zorbex Shipping", "RU")),  # another name
        (*group("a", "b", "c"), listing("a:abroad", "Zorbex Group")),  # nobody says where it is
        group("a", "b", "c"),
    ],
)
def test_anybody_else_is_not(listings):
    assert ties(*listings) == []


def test_schools_and_names_without_a_distinctive_word_are_never_tied():
    for name in ("Zorbex University", "Technology Group"):
        listings = [listing(f"{each}:home", name, "CN") for each in "abc"]
        assert ties(*listings, listing("a:abroad", name, "RU")) == []


def test_a_tie_is_made_once():
    listings = (*group("a", "b", "c"), listing("a:abroad", "Zorbex Group", "RU"))
    universe = SmallUniverse(*listings).after(add_namesakes, add_namesakes)
    assert sorted(len(bearer.ties) for bearer in universe.bearers) == [0, 1]
