"""A direction is written in two forms; in another country the other form is another school's name."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


@pytest.fixture(scope="module")
def linker():
    name = "Northeastern Velmor University"
    names = (ListedName(name, NameKind.PRIMARY),)
    return build(
        Lists(Listing("l:velmor", "l", names, PartyType.ORGANISATION, "CN")),
        Known(Body("ror:000000111", (RegisterName(name, "label"),), "CN", ("Shenyang",), ("education",))),
    )


def asked(linker, text, country):
    return [
        hit.listing.id for hit in linker.read(Subject(affiliations=(text,), institution_country=country)).hits
    ]


def test_the_other_form_of_a_direction_is_the_same_school_at_home(linker):
    assert asked(linker, "Northeast Velmor University, Shenyang", "CN") == ["l:velmor"]


def test_the_other_form_of_a_direction_is_another_school_elsewhere(linker):
    assert asked(linker, "Northeast Velmor University", "US") == []
