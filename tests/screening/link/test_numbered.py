"""An institute of a group is found by its number however it is written, and another number is another institute."""

import pytest
from small_universe import SmallUniverse

from screening.link import build
from screening.link.numbered import add_numbered
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


def added(printed):
    """The names that the step gives a listed body of this name."""
    universe = SmallUniverse(listing("institute", printed))
    before = {name.text for name in universe.names}
    return {(name.text, name.kind) for name in universe.after(add_numbered).names if name.text not in before}


def test_other_ways_of_writing_are_made_from_a_printed_name():
    names = added("China Electronics Technology Group Corporation 38th Research Institute")
    assert ("CETC 38", NameKind.ALIAS) in names
    assert ("中国电子科技集团公司第38研究所", NameKind.NATIVE) in names
    assert ("第38研究所", NameKind.NATIVE) not in names  # two digits are any group's


def test_three_digits_alone_say_an_institute_in_its_town():
    printed = "China Electronics Technology Group Corporation 702nd Research Institute"
    universe = SmallUniverse(listing("institute", printed)).after(add_numbered)
    assert universe.name("第702研究所").doubtful


@pytest.mark.parametrize(
    "printed",
    [
        "China Electronics Technology Group Corporation 13th Institute Hebei branch",  # it goes on
        "China Electronics Technology Group Corporation",
        "Zorvex Group 38th Research Institute",
        "CETC 38 and 14 Institute",  # two numbers
    ],
)
def test_a_name_that_is_not_the_group_and_one_number_has_no_other_ways(printed):
    assert added(printed) == set()
