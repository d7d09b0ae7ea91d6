"""A group's own legal form behind its name is its name; other firms' forms are firms under it."""

import pytest

from screening.link import build, shipped_linker
from screening.model import Relation, Subject
from watchlists.model import ListedName, Listing, NameKind, PartyType


def listing(key, *names):
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, "CN")


class Lists:
    listings = (
        listing(
            "group",
            ListedName("Zorvex National Corporation", NameKind.PRIMARY),
            ListedName("中国佐维克斯集团", NameKind.NATIVE),
        ),
        listing("school", ListedName("Qytrel University", NameKind.PRIMARY)),
    )


class Nobody:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Nobody())


@pytest.fixture(scope="module")
def shipped():
    return shipped_linker()


def relation(linker, text):
    (hit,) = linker.read(Subject(name=text)).hits
    return hit.relation


@pytest.mark.parametrize(
    "text",
    [
        "Zorvex National Corporation Limited",
        "Zorvex National Corporation, Ltd.",
        "中国佐维克斯集团公司",
        "中国佐维克斯集团有限公司",
    ],
)
def test_a_group_with_its_legal_form_is_the_group(linker, text):
    assert relation(linker, text) is Relation.SAME


@pytest.mark.parametrize(
    "text",
    [
        "Zorvex National Corporation Holding Limited",
        "中国佐维克斯集团财务有限公司",
        "中国佐维克斯集团股份有限公司",
        "Qytrel University Press Company Limited",
    ],
)
def test_another_firm_behind_the_name_is_not_the_group(linker, text):
    assert relation(linker, text) is not Relation.SAME


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("中国电子科技集团有限公司", "us-dow-1260h:china-electronics-technology-group-corporation"),
        ("China Electronics Technology Group Corporation Limited", "us-ofac-ns-cmic:china-electronics-technology-group-corporation"),
        ("中国航空工业集团有限公司", "us-dow-1260h:aviation-industry-corporation-of-china-ltd"),
        ("中国航天科技集团有限公司", "aspi-tracker-2020:china-aerospace-science-and-technology-corporation"),
        ("中国航天科工集团有限公司", "us-dow-1260h:china-aerospace-science-and-industry-corporation-limited"),
        ("中国兵器工业集团有限公司", "us-dow-1260h:china-north-industries-group-corporation-limited"),
        ("中国兵器装备集团有限公司", "us-dow-1260h:china-south-industries-group-corporation"),
        ("中国船舶集团有限公司", "us-dow-1260h:china-state-shipbuilding-corporation-limited"),
        ("中国核工业集团有限公司", "us-dow-1260h:china-national-nuclear-corporation"),
        ("中国电子信息产业集团有限公司", "us-dow-1260h:china-electronics-corporation"),
        ("中国广核集团有限公司", "us-dow-1260h:china-general-nuclear-power-corporation"),
        ("中国广东核电集团有限公司", "us-dow-1260h:china-general-nuclear-power-corporation"),
        ("中国交通建设集团有限公司", "us-dow-1260h:china-communications-construction-group-limited"),
        ("China National Nuclear Corporation Limited", "us-dow-1260h:china-national-nuclear-corporation"),
    ],
)  # fmt: skip
def test_the_legal_names_of_today_find_the_listed_groups(shipped, text, listed):
    hits = {hit.listing.id: hit for hit in shipped.read(Subject(name=text)).hits}
    assert hits[listed].relation is Relation.SAME
