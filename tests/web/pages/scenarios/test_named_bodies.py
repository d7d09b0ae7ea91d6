"""Pages and answers that show a body which documents name say which document, what it says, and what follows."""

import pytest
from flask import render_template_string
from named_bodies import world

from screening.model import Subject, SubjectType


@pytest.fixture(scope="module")
def small():
    return world()


@pytest.fixture
def named_client(make_app, small):
    return make_app(small).test_client()


@pytest.mark.parametrize(
    "address",
    [
        "/reconcile/view/influence-designated:station",
        "/organisations/influence-designated:station",
        "/check?name=Press+Example+Television&type=organisation",
    ],
)
def test_a_body_says_why_it_is_shown(named_client, address):
    page = named_client.get(address).get_data(as_text=True)
    for text in (
        "Why it is shown",
        "state media outlet",
        "designated in Report on Examples (Parliament of Examples, 2023-07-13)",
        "page 38",
        "read in a transcription",
        "It is described as taking part in the work.",
        "that anybody in it has done wrong.",
        "a finding, for review; as one of",
        "for review, at most low, if the person has a role there",
    ):
        assert text in page, text


def test_a_body_that_a_list_alone_names_has_no_document(named_client):
    page = named_client.get("/reconcile/view/us-ofac-sdn:other").get_data(as_text=True)
    assert "Zabir Logistics Company" in page
    assert "Why it is shown" not in page


def test_the_document_is_no_point_against_the_reading(named_client):
    page = named_client.get("/check?name=United+Front+Work+Department").get_data(as_text=True)
    assert "Possible mention of an organisation listed only as context, for review" in page
    assert "What it says:" not in page


def test_what_a_persons_text_was_read_as_says_that_membership_says_nothing(named_client, small):
    subject = Subject("Wei Zhang", SubjectType.PERSON, ("Confucius Institute; University of Melbourne",))
    entries = small.screen(subject).reading.recognised
    shown = '{% import "macros.html" as m with context %}{{ m.recognised(entries, [], true, {}) }}'
    with named_client.application.test_request_context():
        page = render_template_string(shown, entries=entries)
    assert page.count("membership says nothing about a person") == 1
    assert "on a list that we searched" not in page
    assert "not on any list searched" in page


def test_the_listings_of_the_api_carry_the_document(named_client):
    asked = {"subjects": [{"name": "Press Example Television", "type": "organisation"}]}
    said = named_client.post("/api/v1/screen", json=asked).get_json()
    (hit,) = said["results"][0]["hits"]
    party = named_client.get("/api/v1/organisations/influence-designated:station").get_json()
    assert party["organisation"]["listings"][0]["named"] == hit["listing"]["named"]
    assert hit["listing"]["named"]["law"] == "us-ofac-sdn"
