"""What is told of a body as an entity, and what of it can be searched."""

from datetime import date

import pytest

from watchlists.model import Status
from web.compat.body_entities import BodyEntities
from web.compat.yente.body_index import BodyIndex, body_entity, nested_body_entity
from web.directory import parties

BUAA, BEIHANG = "us-entity-list:cn/beihang", "jp-end-users:1"


@pytest.fixture
def indexed(engine_with):
    """The record of Beihang University and the lists, some of whose listings are changed, by their ids."""

    def made(changes):
        engine = engine_with(changes)
        index = BodyIndex.of(BodyEntities.of(engine), engine.library, parties(engine))
        return index.find(BEIHANG), engine.library

    return made


def test_a_body_has_what_all_its_lists_say_and_the_ids_of_all(indexed):
    said = body_entity(*indexed({BEIHANG: {"country": "CN HK", "listed_from": date(1999, 1, 1)}}))
    assert (said["id"], said["datasets"]) == (BEIHANG, ["jp_end_users", "us_entity_list"])
    assert said["referents"] == ["ror:00wk2mp56", BUAA]
    assert said["properties"]["country"] == ["cn", "hk"]
    assert said["properties"]["alias"] == ["Beijing University of Aeronautics and Astronautics"]
    assert (said["first_seen"], said["last_change"]) == ("1999-01-01T00:00:00", "2001-05-14T00:00:00")


def test_what_was_lifted_is_a_change_and_a_sanction_that_ended_and_no_dataset(indexed):
    lifted = {BUAA: {"status": Status.LIFTED, "listed_to": date(2024, 2, 3)}}
    record, library = indexed(lifted)
    said = nested_body_entity(record, library)
    assert (said["datasets"], said["target"]) == (["jp_end_users"], True)
    assert said["last_change"] == "2024-02-03T00:00:00"
    assert "alias" not in said["properties"]
    assert [each["properties"].get("endDate") for each in said["properties"]["sanctions"]] == [
        None,
        ["2024-02-03"],
    ]


def test_a_body_of_which_all_is_history_is_no_target_and_keeps_its_datasets(indexed):
    lifted = {id_: {"status": Status.LIFTED} for id_ in (BUAA, BEIHANG)}
    said = body_entity(*indexed(lifted))
    assert (said["datasets"], said["target"]) == (["jp_end_users", "us_entity_list"], False)


@pytest.mark.parametrize("company", [BUAA, BEIHANG])
def test_the_narrowest_of_its_schemata_is_that_of_the_body(indexed, company):
    record, library = indexed({company: {"identifiers": (("ftm-schema", "Company"),)}})
    assert record.schema == body_entity(record, library)["schema"] == "Company"


def test_words_are_found_whole_and_by_their_beginnings_and_phrases_in_one_name(indexed):
    record, _ = indexed({})
    assert {"beihang", "beijing"} <= record.words
    assert record.holds_phrase(("beijing", "university"))
    assert not record.holds_phrase(("university", "beijing"))
