"""Institutes of an academy that lists print with it and texts name without it."""

import pytest
from small_universe import SmallUniverse

from screening.link import build
from screening.link.academies import add_without_academy
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


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Zorvex Institute of Fuel, Russian Academy of Sciences", {"Zorvex Institute of Fuel"}),
        ("Zorvex Institute of Fuel SB RAS", {"Zorvex Institute of Fuel"}),
        (
            "Institute of Fuel named after A. Zorvex of the Siberian Branch of the Russian Academy of Sciences",
            {"Institute of Fuel named after A. Zorvex"},
        ),
        (
            "Institute of Chemical Physics, Russian Academy of Sciences",
            set(),
        ),  # other countries have one, too
        ("Zorvex Bureau of Fuel, Russian Academy of Sciences", set()),  # no institute
        ("Zorvex Institute of Fuel", set()),
    ],
)
def test_a_name_that_says_whose_institute_it_is_is_taken_without_its_academy(printed, names):
    universe = SmallUniverse(listing("institute", printed))
    before = {name.text for name in universe.names}
    assert {name.text for name in universe.after(add_without_academy).names} - before == names
