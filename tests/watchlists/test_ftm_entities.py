"""The entities of a FollowTheMoney file by id, with those that stand beside them."""

import json

import pytest

from watchlists.ftm_entities import EntityFile, entities_in, entity_index, is_edge


def entity(id, schema, referents=(), **properties):
    return {"id": id, "schema": schema, "referents": list(referents), "properties": properties}


PERSON = entity("p", "Person", ["old-p"], name=["Jon Example"], birthPlace=["Alder"])
WORKS = entity("c", "Company", name=["A Works"])
OWNS = entity("o", "Ownership", owner=["p"], asset=["c"])


@pytest.fixture
def stored(tmp_path):
    def written(*entities):
        file, index = tmp_path / "file", tmp_path / "index"
        file.write_text("\n".join(map(json.dumps, entities)), encoding="utf-8")
        index.write_bytes(entity_index(file.read_bytes()))
        return EntityFile(file, index)

    return written


def beside(stored, body):
    return [(name, other["id"]) for name, other in stored.adjacent(body)]


def test_an_entity_is_given_as_it_came_by_its_id_and_by_one_that_was_merged_into_it(stored):
    file = stored(OWNS, PERSON, WORKS)
    assert file.get("p") == file.get("old-p") == PERSON
    assert file.get("nobody") is None
    assert list(map(json.loads, file.lines())) == [OWNS, PERSON, WORKS]


def test_an_own_id_goes_before_one_that_was_merged(stored):
    assert stored(entity("x", "Person", ["p"], name=["Other"]), PERSON).get("p") == PERSON


def test_what_an_entity_names_and_what_names_it_stand_beside_it(stored):
    file = stored(OWNS, PERSON, WORKS)
    assert beside(file, OWNS) == [("owner", "p"), ("asset", "c")]
    assert beside(file, PERSON) == [("ownershipOwner", "o")]
    assert beside(file, WORKS) == [("ownershipAsset", "o")]
    assert is_edge("Ownership")
    assert not is_edge("Person")


def test_entities_that_are_nested_are_found_like_all_others(stored):
    sanction = entity("s", "Sanction", entity=["p"], reason=["Because"])
    address = entity("a", "Address", full=["1 Harbour Street"])
    nested = {
        **PERSON,
        "properties": {**PERSON["properties"], "sanctions": [sanction], "addressEntity": [address]},
    }
    file = stored(nested)
    assert file.get("s") == sanction
    assert file.get("p")["properties"] == {**PERSON["properties"], "addressEntity": ["a"]}
    assert beside(file, file.get("p")) == [("addressEntity", "a"), ("sanctions", "s")]


def test_values_that_are_no_texts_become_texts():
    (said,) = entities_in({"id": "x", "schema": "Person", "properties": {"height": 180, "name": ["A", None]}})
    assert said["properties"] == {"height": ["180"], "name": ["A"]}


def test_the_same_file_gives_the_same_index():
    content = json.dumps(PERSON).encode()
    assert entity_index(content) == entity_index(content)
