"""Looking up parties by words of their names: each body once, by whichever of its ids it is asked for."""

import pytest

from web.directory import parties


@pytest.fixture(scope="module")
def known(small_engine):
    return parties(small_engine)


def test_a_body_on_several_lists_is_found_once_as_the_register_has_it(known):
    assert len(known.find("beihang university")) > 1
    assert [party.id for party in known.find_bodies("beihang university")] == ["ror:00wk2mp56"]


def test_where_only_listings_are_wanted_a_body_is_the_first_of_them(known):
    (party,) = known.find_bodies("beihang university", lambda each: each.listing is not None)
    assert party.id == known.listings_of["ror:00wk2mp56"][0].id


def test_an_id_finds_that_party_and_every_listing_leads_to_all_of_its_body(known):
    (party,) = known.find_bodies("us-entity-list:cn/beihang")
    assert party.id == "us-entity-list:cn/beihang"
    assert known.body_of[party.id] == "ror:00wk2mp56"
    assert known.listings_of[party.id] == known.listings_of["ror:00wk2mp56"]
