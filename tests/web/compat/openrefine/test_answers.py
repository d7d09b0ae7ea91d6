"""Which candidate of a cell is claimed to be the party: the first or none."""

import pytest

from watchlists.model import ListedName, NameKind
from web.compat.body_entities import BodyEntities
from web.compat.openrefine.answers import answer
from web.compat.openrefine.queries import read_cell

PERSON = {"query": "Abdul Satar Ghoura", "type": "person"}
BORN = {**PERSON, "properties": [{"pid": "birthDate", "v": 1964}]}
US, UN = "us-entity-list:af/ghoura", "un-sanctions:7"


@pytest.fixture
def reconciled(engine_with):
    """What one cell is answered in the small world, with some of its listings changed, by their ids."""

    def answered(cell, only=None, **changes):
        engine = engine_with(changes)
        return answer(engine, BodyEntities.of(engine), read_cell(cell), only=only)["result"]

    return answered


def claimed(found):
    return [each["id"] for each in found if each["match"]]


def test_two_entries_of_one_country_of_whom_the_second_identifier_agrees_are_likely_one_person(reconciled):
    found = reconciled(BORN)
    assert len(found) == 2
    assert claimed(found) == [found[0]["id"]]


def test_nobody_is_claimed_where_people_of_two_countries_fit_alike(reconciled):
    found = reconciled(BORN, **{UN: {"country": "PK"}})
    assert len(found) == 2
    assert claimed(found) == []


def test_nobody_is_claimed_beside_a_namesake_of_whom_nothing_further_is_known(reconciled):
    assert claimed(reconciled(BORN, **{UN: {"birth_date": ""}})) == []


def test_nobody_is_claimed_by_a_name_alone(reconciled):
    assert claimed(reconciled(PERSON)) == []


def test_only_the_first_of_those_that_are_shown_is_claimed_and_none_where_it_is_on_another_list(reconciled):
    everybody = reconciled(BORN)
    other = {US: "un-sanctions", UN: "us-entity-list"}[everybody[0]["id"]]
    (shown,) = reconciled(BORN, only=other)
    assert shown["id"] == everybody[1]["id"]
    assert not shown["match"]


def test_a_body_is_not_claimed_under_a_listing_with_another_number(reconciled):
    """The registered body's own name finds it, and the list prints an institute of it, which a number tells apart."""
    name = ListedName("Beihang University 12 Research Institute", NameKind.PRIMARY)
    listed = {
        "jp-end-users:1": {"names": (name,), "identifiers": (("ftm", "NK-1"),)},
        "us-entity-list:cn/beihang": {"identifiers": (("ftm", "NK-1"),)},
    }
    found = reconciled({"query": "Beihang University"}, **listed)
    assert claimed(found) == []


def test_features_say_how_sure_the_link_is_and_the_description_names_all_lists(reconciled):
    (found,) = reconciled({"query": "Beihang University"})
    features = {each["id"]: each["value"] for each in found["features"]}
    assert features["same_party"] is True
    assert 50 < features["confidence"] <= 100
    assert found["description"] == "End User List; 2026-10; China; also on Entity List"
