"""A street run on to a name is its address; a street called after a body, and a market in a street, are others."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


@pytest.fixture(scope="module")
def linker():
    names = (ListedName("Velmor University", NameKind.PRIMARY),)
    body = Body("ror:000000111", (RegisterName("Velmor University", "label"),), "CN")
    firm = (ListedName("Tarvik Electronics", NameKind.PRIMARY),)
    return build(
        Lists(
            Listing("l:velmor", "l", names, PartyType.ORGANISATION, "CN"),
            Listing("l:tarvik", "l", firm, PartyType.ORGANISATION, "RU"),
        ),
        Known(body),
    )


def asked(linker, text):
    return [hit.confidence for hit in linker.read(Subject(affiliations=(text,))).hits]


def named(linker, text):
    """The listings that the text holds a whole name of."""
    hits = linker.read(Subject(affiliations=(text,))).hits
    return [hit.listing.id for hit in hits if any(line.feature == "name" for line in hit.evidence)]


@pytest.mark.parametrize(
    "text", ["Velmor University Weijin Road Tianjin", "Velmor University 92 Weijin Road, Tianjin, China"]
)
def test_a_street_that_is_run_on_to_a_name_is_its_address(linker, text):
    (confidence,) = asked(linker, text)
    assert confidence >= 0.8


@pytest.mark.parametrize(
    "text", ["Velmor University Road, Shijiazhuang", "Velmor University Weijin Road Trading Market, Tianjin"]
)
def test_a_street_called_after_a_body_and_a_market_in_a_street_are_others(linker, text):
    assert all(confidence < 0.8 for confidence in asked(linker, text))


@pytest.mark.parametrize(
    "text",
    [
        "Tarvik Electronics Saint Petersburg",
        "Tarvik Electronics Nizhny Novgorod Region",
        "Tarvik Electronics Quelgorsk Moscow Region",
        "Tarvik Electronics Lenina Prospekt 27 Saint Petersburg",
    ],
)
def test_a_town_of_several_words_and_a_region_that_are_run_on_to_a_name_are_its_address(linker, text):
    assert named(linker, text) == ["l:tarvik"]


@pytest.mark.parametrize(
    "text",
    [
        "Tarvik Electronics Saint Petersburg Torman Works",
        "Tarvik Electronics Quelgorsk Holding Region",
        "Tarvik Electronics Quelgorsk Torman Moscow Region",
    ],
)
def test_words_beside_them_that_are_no_places_make_another_name(linker, text):
    assert named(linker, text) == []
