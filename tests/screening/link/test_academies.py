"""Institutes of an academy that lists print with it and texts name without it."""

import pytest

from screening.link import build
from screening.model import Subject
from watchlists.model import ListedName, Listing, NameKind, PartyType


def listing(key, name):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, "RU")


class Lists:
    listings = (
        listing("zorvex", "A.B. Zorvex Institute of Control Sciences of Russian Academy of Sciences"),
        listing(
            "general", "Institute of Control Sciences, Siberian Branch of the Russian Academy of Sciences"
        ),
    )


class Nobody:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Nobody())


def found(linker, text):
    return {hit.listing.id for hit in linker.read(Subject(affiliations=(text,))).hits}


def test_an_institute_that_honours_somebody_is_found_without_its_academy(linker):
    assert found(linker, "A.B. Zorvex Institute of Control Sciences, Moscow, Russia") == {"one:zorvex"}


def test_an_institute_of_a_general_name_is_not(linker):
    assert found(linker, "Institute of Control Sciences, Moscow, Russia") == set()
