"""An entry of a list that names no party is kept to be read and is never found in a text."""

from screening.link import build
from screening.model import Subject
from watchlists.model import ListedName, Listing, NameKind, PartyType


class Lists:
    listings = (
        Listing("orders:r", "orders", (ListedName("Inner Region", NameKind.PRIMARY),), PartyType.OTHER, "CN"),
        Listing(
            "orders:m",
            "orders",
            (ListedName("Miao Chi Mill", NameKind.PRIMARY),),
            PartyType.ORGANISATION,
            "CN",
        ),
    )


class Known:
    in_order = ()


def found(text):
    return {hit.listing.id for hit in build(Lists(), Known()).read(Subject(affiliations=(text,))).hits}


def test_an_order_on_the_goods_of_a_region_does_not_hit_an_address_in_it():
    assert found("Example University, Inner Region, China") == set()
    assert found("Inner Region") == set()


def test_an_order_against_a_firm_does():
    assert found("Miao Chi Mill, China") == {"orders:m"}
