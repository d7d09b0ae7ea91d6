"""Who bears a name: by which id he is known, whether a list has him in force, and what he is to the one above."""

from dataclasses import replace

import pytest
from small_universe import bearer, body, listed_name, listing

from screening.link.bearers import is_in_force, relation_by_type
from screening.model import Relation
from watchlists.model import Status

ENTRY = listing("l:zorbex", "Zorbex Institute")


@pytest.mark.parametrize(
    ("known", "id_"),
    [
        (
            {"body": body(1, "Zorbex Institute", "RU"), "register_number": "inn:1", "listings": (ENTRY,)},
            "ror:000000001",
        ),
        ({"register_number": "inn:1", "listings": (ENTRY,)}, "inn:1"),
        ({"listings": (ENTRY, listing("m:zorbex", "Zorbex Institute"))}, "l:zorbex"),
        ({}, ""),
    ],
)
def test_the_register_names_a_bearer_then_a_number_then_its_first_listing(known, id_):
    assert bearer(**known).id == id_


def test_a_bearer_is_in_force_while_one_of_its_listings_is():
    lapsed = replace(ENTRY, status=Status.LIFTED)
    assert is_in_force(bearer(listings=(lapsed, ENTRY)))
    assert not is_in_force(bearer(listings=(lapsed,)))
    assert not is_in_force(bearer())


@pytest.mark.parametrize(
    ("types", "relation"),
    [
        ({"healthcare", "facility"}, Relation.HOSPITAL_OF),
        ({"facility"}, Relation.LABORATORY_OF),
        ({"company"}, Relation.SUBSIDIARY_OF),
        ({"education"}, Relation.MEMBER_OF),
        (set(), Relation.MEMBER_OF),
    ],
)
def test_the_type_of_a_body_says_what_it_is_to_the_one_above(types, relation):
    assert relation_by_type(frozenset(types)) is relation


def test_a_name_is_looked_up_by_its_words_without_spaces():
    assert listed_name("Zor Bex", words=("zor", "bex")).key == listed_name("Zorbex").key == "zorbex"
