"""The document: every address of the API stands in it, and every reference leads somewhere."""

import pytest

from web.api.described import description_of
from web.faults import words_of_form


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


def test_the_questions_of_an_assessment_and_those_of_the_interview_are_described(document):
    schemas = document["components"]["schemas"]
    assert "questions" in schemas["AssessmentJson"]["properties"]
    assert {"fact", "question", "answers", "policies"} <= schemas["OpenQuestionJson"]["properties"].keys()
    assert "post" in document["paths"]["/api/v1/policies/advice"]
    again = document["paths"]["/api/v1/runs/{run_id}/again"]["post"]
    assert [each["name"] for each in again["parameters"]] == ["run_id", "project"]
