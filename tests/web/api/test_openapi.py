"""The document: every address of the API stands in it, and every reference leads somewhere."""

import csv
import re
from pathlib import Path
from typing import get_args

import pytest

from web.api.described import description_of
from web.api.field_tables import field_tables
from web.api.schema_texts import FIELDS
from web.api.webhooks_answers import Kind
from web.faults import words_of_form

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def references(said):
    if isinstance(said, dict):
        yield from ([said["$ref"]] if "$ref" in said else [])
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from references(each)


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


def test_every_reference_resolves(document):
    found = set(references(document))
    assert len(found) > 10
    for reference in found:
        here = document
        for step in reference.removeprefix("#/").split("/"):
            here = here[step]


def test_every_address_of_the_api_is_described(app):
    undescribed = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and description_of(app.view_functions[rule.endpoint]) is None
    }
    assert undescribed == {"api.page", "api.openapi"}


def patterns(said):
    if isinstance(said, dict):
        yield from ([said["pattern"]] if isinstance(said.get("pattern"), str) else [])
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from patterns(each)


def test_every_form_that_a_text_must_have_is_said_in_words(document):
    found = set(patterns(document))
    assert len(found) > 5
    assert {each for each in found if words_of_form(each) is None} == set()


def test_names_of_types_are_plain(document):
    assert {"ScreenRequest", "SubjectRequest", "ResultJson", "ProblemAnswer"} <= set(
        document["components"]["schemas"]
    )
    assert all(name.isalnum() for name in document["components"]["schemas"])


def test_people_can_read_it_without_anything_from_elsewhere(client):
    page = client.get("/api/v1/").text
    assert "POST /api/v1/screen" in page
    assert "http" not in page.replace("https://example.org", "")


def test_the_page_shows_the_fields_within_a_body_and_what_parameters_mean(client, document):
    page = client.get("/api/v1/").text
    for path in ("subjects[].name", "subjects[].identifiers[].scheme", "subjects[].ties[].kind"):
        assert f"<code>{path}</code>" in page
    rows = re.findall(
        r"<td><code>([\w-]+)</code></td><td>(?:query|path|header)</td><td>\w+</td><td>(.*?)</td>", page
    )
    assert len(rows) > 50
    assert [name for name, meaning in rows if not meaning.strip()] == []


def test_the_table_of_subject_fields_in_the_documentation_is_that_of_the_schema(document):
    lines = [
        f"| `{row.path}` | {'yes' if row.needed else ''} | {row.value} | {row.meaning} |"
        for table in field_tables(document, "SubjectRequest")
        for row in table.rows
    ]
    section = PAGE.split("### Fields of a subject")[1].split("\n### ")[0]
    # The document is sorted by name; the page has the order of the type.
    assert sorted(re.findall(r"^\| `.*\|$", section, re.MULTILINE)) == sorted(lines)


def test_the_questions_of_an_assessment_and_those_of_the_interview_are_described(document):
    schemas = document["components"]["schemas"]
    assert "questions" in schemas["AssessmentJson"]["properties"]
    assert {"fact", "question", "answers", "policies"} <= schemas["OpenQuestionJson"]["properties"].keys()
    assert "post" in document["paths"]["/api/v1/policies/advice"]
    again = document["paths"]["/api/v1/runs/{run_id}/again"]["post"]
    assert [each["name"] for each in again["parameters"]] == ["run_id", "project"]


def test_every_field_and_parameter_is_described(document):
    schemas = document["components"]["schemas"]
    undescribed = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, said in schema.get("properties", {}).items()
        if not said.get("description")
    ]
    undescribed += [
        f"{path} {method} {each['name']}"
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        for each in said["parameters"]
        if not each.get("description")
    ]
    assert undescribed == []


def test_no_description_is_of_a_field_that_there_is_none_of(document):
    schemas = document["components"]["schemas"]
    fields = {field for schema in schemas.values() for field in schema.get("properties", {})}
    with FIELDS.open(encoding="utf-8", newline="") as file:
        rows = [(row["type"], row["field"]) for row in csv.DictReader(file)]
    assert [field for kind, field in rows if not kind and field not in fields] == []
    assert [
        (kind, field)
        for kind, field in rows
        if kind not in ("", "path") and field not in schemas[kind]["properties"]
    ] == []


def bodies(document):
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {}).get("application/json")
            if content is not None:
                yield f"{method} {path}", content["schema"]["$ref"].rpartition("/")[2]


def test_every_body_has_an_example_that_is_accepted(document, app):
    models = {
        said.body.__name__: said.body
        for said in map(description_of, app.view_functions.values())
        if said is not None and said.body is not None
    }
    named = {name for _, name in bodies(document)}
    assert named == models.keys()
    for name in named:
        for example in document["components"]["schemas"][name]["examples"]:
            models[name].model_validate(example)


def test_answers_are_open_to_new_fields_and_bodies_are_closed(document):
    schemas = document["components"]["schemas"]
    for name in ("RunJson", "ProblemAnswer", "ResultJson", "RunEvent"):
        assert "additionalProperties" not in schemas[name]
    for _, name in bodies(document):
        assert schemas[name]["additionalProperties"] is False, name


def test_events_of_webhooks_are_described_with_their_bodies(document):
    assert document["webhooks"].keys() == {*get_args(Kind), "ping"}
    for said in document["webhooks"].values():
        assert said["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert "reference" in document["components"]["schemas"]["RunOfEvent"]["properties"]
