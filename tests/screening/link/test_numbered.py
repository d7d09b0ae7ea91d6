"""An institute of a group is found by its number however it is written, and another number is another institute."""

import pytest

from screening.link import build
from screening.model import Relation, Subject
from watchlists.model import ListedName, Listing, NameKind, PartyType


def listing(key, name):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, "CN")


class Lists:
    listings = (
        listing("cetc-97", "China Electronics Technology Group Corporation 97th Research Institute"),
        listing(
            "branch", "China Electronics Technology Group Corporation 97th Research Institute, Zorvex Branch"
        ),
        listing("cssc-797", "China State Shipbuilding Corporation, Limited (CSSC) 797th Research Institute"),
    )


class Nobody:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Nobody())


def same_as(linker, text):
    hits = linker.read(Subject(affiliations=(text,))).hits
    return {hit.listing.id for hit in hits if hit.relation is Relation.SAME}


@pytest.mark.parametrize(
    "text",
    [
        "CETC 97, Hefei, China",
        "CETC-97",
        "CETC No. 97 Institute, China",
        "The 97th Institute of CETC, Hefei, China",
        "中国电科97所",
        "中电科第九十七研究所",
        "中国电子科技集团公司第九十七研究所，合肥",
    ],
)
def test_a_number_is_read_however_it_is_written(linker, text):
    assert same_as(linker, text) == {"one:cetc-97"}


def test_a_group_of_two_names_has_one_set_of_numbers(linker):
    assert same_as(linker, "中国船舶集团有限公司第七九七研究所") == {"one:cssc-797"}


@pytest.mark.parametrize("text", ["CETC 96, Hefei, China", "中国电科第九十六研究所", "CSSC 97, China"])
def test_another_number_is_another_institute(linker, text):
    assert same_as(linker, text) == set()
