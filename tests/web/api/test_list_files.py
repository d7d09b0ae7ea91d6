"""A whole list as a file."""

import json
from typing import get_args

from screening.link.identifier_evidence import IDENTIFIER_POINTS
from web.api.models import Identifier

LIST = "/api/v1/lists/un-sanctions"


def test_a_list_is_given_as_followthemoney_one_entity_a_line(client):
    answer = client.get(f"{LIST}/entities.ftm.json")
    assert (answer.status_code, answer.content_type) == (200, "application/x-ndjson")
    bodies = [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]
    assert bodies
    assert all(each["datasets"] == ["un_sanctions"] for each in bodies)


def test_a_list_is_given_as_csv_one_name_a_line(client, small_engine):
    answer = client.get(f"{LIST}/entities.csv")
    assert answer.content_type.startswith("text/csv")
    names = sum(len(each.names) for each in small_engine.library["un-sanctions"].listings)
    assert len(answer.get_data(as_text=True).splitlines()) == 1 + names


def test_a_list_that_there_is_not_is_not_found(client):
    assert client.get("/api/v1/lists/nobody/entities.ftm.json").status_code == 404
    assert client.get("/api/v1/lists/nobody/entities.csv").status_code == 404


def test_the_document_describes_both(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    for ending, media in (("ftm.json", "application/x-ndjson"), ("csv", "text/csv; charset=utf-8")):
        done = paths[f"/api/v1/lists/{{list_id}}/entities.{ending}"]["get"]["responses"]["200"]
        assert list(done["content"]) == [media]


def test_every_scheme_of_identifiers_that_finds_a_party_may_be_given():
    assert set(get_args(Identifier.model_fields["scheme"].annotation)) == {*IDENTIFIER_POINTS, "orcid"}
