"""Listings of one company are one body, also where a list gives no country or names its firms abroad alike."""

import pytest

from screening.link import build
from screening.model import Relation, Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(watchlist, key, name, country="CN"):
    return Listing(
        f"{watchlist}:{key}",
        watchlist,
        (ListedName(name, NameKind.PRIMARY),),
        PartyType.ORGANISATION,
        country,
    )


class Lists:
    listings = (
        listing("one", "zorvex", "Zorvex Technologies Co., Ltd."),
        listing("one", "zorvex-eg", "Zorvex Technology", "EG"),
        listing("two", "zorvex", "Zorvex Technologies Co., Ltd.", ""),
        listing("three", "zorvex", "ZORVEX TECHNOLOGIES COMPANY"),
        listing("one", "sun", "Miro Trading", "HK"),
        listing("one", "sun-ae", "Miro Trading", "AE"),
        listing("two", "qrt", "QRT Corporation"),
    )


class Known:
    in_order = (
        Body(
            "ror:0aaaaaa01", (RegisterName("Zorvex Technologies (China)", "label"),), "CN", (), ("company",)
        ),
    )


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def found(linker, text, country=""):
    return {hit.listing.id: hit.relation for hit in linker.read(Subject(name=text, country=country)).hits}


def test_without_a_country_the_name_means_the_group_on_all_its_lists(linker):
    reading = linker.read(Subject(name="Zorvex Technologies"))
    assert {hit.listing.id for hit in reading.hits} == {"one:zorvex", "two:zorvex", "three:zorvex"}
    assert not reading.ambiguous
    assert any(other.id == "one:zorvex-eg" for other in reading.alternatives)


def test_with_its_country_the_firm_abroad_is_itself_and_stands_under_the_group(linker):
    hits = found(linker, "Zorvex Technologies", "EG")
    assert hits["one:zorvex-eg"] is Relation.SAME
    assert hits["one:zorvex"] is Relation.SUBSIDIARY_OF


def test_two_small_firms_of_one_name_stay_ambiguous(linker):
    assert linker.read(Subject(name="Miro Trading")).ambiguous


def test_a_company_in_capitals_is_found_by_its_bare_name_for_review(linker):
    reading = linker.read(Subject(name="QRT"))
    assert {hit.listing.id for hit in reading.hits} == {"two:qrt"}
    assert reading.hits[0].confidence < 0.5


class Namesakes:
    listings = (
        listing("one", "qorvat", "Qorvat Machines Co., Ltd.", "CN"),
        listing("one", "qorvat-uk", "Qorvat Machines (UK) Co., Ltd.", "GB"),
        listing("one", "jet-es", "Veltrix Jet Global", "ES"),
        listing("one", "jet-mt", "Veltrix Jet Global", "MT"),
    )


class Nobody:
    in_order = ()


def test_a_name_means_no_bearer_whose_name_adds_a_place_that_the_text_lacks():
    reading = build(Namesakes(), Nobody()).read(Subject(name="Qorvat Machines Co., Ltd."))
    assert [hit.listing.id for hit in reading.hits] == ["one:qorvat"]
    assert not reading.ambiguous
    assert any("adds “UK”" in other.why for other in reading.alternatives)


def test_a_name_with_its_place_means_the_bearer_of_that_place():
    reading = build(Namesakes(), Nobody()).read(Subject(name="Qorvat Machines (UK) Co., Ltd."))
    assert "one:qorvat-uk" in {hit.listing.id for hit in reading.hits}


def test_of_several_listed_bearers_of_a_name_a_listed_one_is_meant_all_the_same():
    reading = build(Namesakes(), Nobody()).read(Subject(name="Veltrix Jet Global"))
    assert {hit.listing.id for hit in reading.hits} == {"one:jet-es", "one:jet-mt"}
    assert reading.ambiguous
    assert all(hit.confidence > 0.5 for hit in reading.hits)
