"""A street run on to a name is its address; a street called after a body, and a market in a street, are others."""

import pytest

from screening.link import build
from screening.model import Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


class Lists:
    def __init__(self, *listings):
        self.listings = listings


class Known:
    def __init__(self, *bodies):
        self.in_order = bodies


@pytest.fixture(scope="module")
def linker():
    names = (ListedName("Velmor University", NameKind.PRIMARY),)
    body = Body("ror:000000111", (RegisterName("Velmor University", "label"),), "CN")
    return build(Lists(Listing("l:velmor", "l", names, PartyType.ORGANISATION, "CN")), Known(body))


def asked(linker, text):
    return [hit.confidence for hit in linker.read(Subject(affiliations=(text,))).hits]


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
