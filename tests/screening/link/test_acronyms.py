"""Letters without a country are a question where every bearer of them stands on a list."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, letters):
    names = (ListedName(name, NameKind.PRIMARY), ListedName(letters, NameKind.ACRONYM))
    return Listing(key, "l", names, PartyType.ORGANISATION, "PK")


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("l:institute", "Pakistan Velmor Institute of Tarkvin Studies", "PVITS"),
            listing("l:other", "Tarkvin Studies Institute of Velmor, Nilore", "PVITS"),
            listing("l:school", "Quillor School of Tarkvin", "QSTAR"),
        ),
        Known(
            Body(
                "ror:000000111",
                (RegisterName("Quarry Star", "label"), RegisterName("QSTAR", "acronym")),
                "NZ",
            )
        ),
    )


def asked(linker, text):
    return {hit.listing.id for hit in linker.read(Subject(affiliations=(text,))).hits}


def test_letters_of_listed_bodies_alone_are_a_question_without_a_country(linker):
    hits = linker.read(Subject(affiliations=("PVITS, Radiation Group",))).hits
    assert {hit.listing.id for hit in hits} == {"l:institute", "l:other"}
    assert max(hit.confidence for hit in hits) < 0.8


def test_letters_that_an_unlisted_body_bears_too_are_none(linker):
    assert asked(linker, "QSTAR, Radiation Group") == set()
