"""Companies whose listed name is a coined brand are also written by the pinyin of their native one."""

import pytest
from small_universe import SmallUniverse

from screening.link import build
from screening.link.pinyin_names import IN_PINYIN, add_pinyin_names
from screening.model import Subject, SubjectType
from watchlists.model import ListedName, Listing, NameKind, PartyType


def listing(key, name):
    names = (ListedName(name, NameKind.PRIMARY),)
    return Listing(f"one:{key}", "one", names, PartyType.ORGANISATION, "CN")


class Lists:
    listings = (
        listing("hytera", "Hytera Communications Corporation Limited"),
        listing("poly", "Poly Technologies Inc."),
        listing("boe", "BOE Technology Group Co., Ltd."),
        listing("crrc", "CRRC Corporation Limited"),
    )


class Nobody:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Nobody())


def hits(linker, text, country=""):
    subject = Subject(text, SubjectType.ORGANISATION, country=country)
    return {hit.listing.id: hit.confidence for hit in linker.read(subject).hits}


@pytest.mark.parametrize(
    "text", ["Hainengda Communications Ltd Shenzhen", "Hainengda Communications Co., Ltd."]
)
def test_a_brand_in_pinyin_with_its_trade_means_the_company(linker, text):
    assert set(hits(linker, text, "CN")) == {"one:hytera"}


def test_without_a_place_it_is_a_question(linker):
    assert 0 < hits(linker, "Hainengda Communications")["one:hytera"] < 0.8


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Zhongche Corporation Limited", "CN"),  # two syllables and a legal form may be anybody
        ("Hainengda Trading", "US"),
        ("Jingdong Technology", "CN"),  # 京东, and not 京东方
        ("Hainan Communications Corporation Limited", "CN"),
    ],
)
def test_what_may_be_anybody_is_not_asked_about(linker, text, country):
    assert hits(linker, text, country) == {}


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Hytera Communications", {"Hainengda communication"}),
        ("Hytera", {"Hainengda"}),  # three syllables are few companies'
        ("Huawei Group", set()),  # two with no trade beside them are many
        ("Hytera 38 Institute", set()),
        ("Zorvex Communications", set()),
    ],
)
def test_the_step_gives_weak_names_in_pinyin(printed, names):
    universe = SmallUniverse(listing("brand", printed)).after(add_pinyin_names)
    made = [name for name in universe.names if name.note == IN_PINYIN]
    assert {name.text for name in made} == names
    assert all(name.kind is NameKind.WEAK_ALIAS and name.doubtful for name in made)
