"""What the reconciliation service answers, held against the shapes of version 0.2 in `schemas`."""

import json
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator, ValidationError

from web.compat.openrefine.words import properties

FOLDER = Path(__file__).with_name("schemas")
QUERIES = {
    "q0": {"query": "Beihang University"},
    "q1": {"query": "Abdul Satar Ghoura", "type": "person", "properties": [{"pid": "birthDate", "v": 1964}]},
    "q2": {"query": ""},
    "q3": {"query": "Nobody Of That Name", "limit": 3},
}
IDS = ["jp-end-users:1", "us-entity-list:cn/beihang", "un-sanctions:7", "us-entity-list:cn/old", "none"]
ENDPOINTS = pytest.mark.parametrize(
    "endpoint", ["/reconcile", "/reconcile/default", "/reconcile/us_entity_list"]
)


def assert_valid(said, schema):
    Draft202012Validator(json.loads((FOLDER / f"{schema}.json").read_text(encoding="utf-8"))).validate(said)


@ENDPOINTS
def test_the_manifest_is_valid(client, endpoint):
    assert_valid(client.get(endpoint).json, "manifest")


@ENDPOINTS
def test_candidates_are_valid(client, endpoint):
    said = client.post(endpoint, data={"queries": json.dumps(QUERIES)}).json
    assert said.keys() == QUERIES.keys()
    assert_valid(said, "results")


@ENDPOINTS
def test_further_columns_are_valid_whatever_is_asked_for(client, endpoint):
    question = {"ids": IDS, "properties": [{"id": name} for name in properties()]}
    said = client.post(endpoint, data={"extend": json.dumps(question)}).json
    assert_valid(said, "extend")
    assert [each["id"] for each in said["meta"]] == list(properties())
    assert said["rows"].keys() == set(IDS)
    assert all(row.keys() == properties().keys() for row in said["rows"].values())


@ENDPOINTS
@pytest.mark.parametrize("kind", ["entity", "type", "property"])
@pytest.mark.parametrize("prefix", ["", "be", "o", "country", "banana"])
def test_suggestions_are_valid(client, endpoint, kind, prefix):
    said = client.get(f"{endpoint}/suggest/{kind}?prefix={prefix}").json
    assert_valid(said, "suggest")
    assert prefix not in ("", "banana") or said == {"result": []}


@ENDPOINTS
def test_proposed_properties_are_valid(client, endpoint):
    said = client.get(f"{endpoint}/properties?type=organisation&limit=5").json
    assert_valid(said, "properties")
    assert len(said["properties"]) == 5


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("manifest", {"versions": ["0.1"], "name": "x", "identifierSpace": "x:", "schemaSpace": "x:"}),
        ("results", {"q0": {}}),
        ("results", {"q0": {"result": [{"id": "x", "name": "x", "score": 101}]}}),
        ("extend", {"meta": [], "rows": {"x": {"y": [{"str": 1}]}}}),
        ("suggest", {"result": [{"id": "x"}]}),
    ],
)
def test_what_has_another_shape_is_not_valid(schema, said):
    with pytest.raises(ValidationError):
        assert_valid(said, schema)
