"""A page, and an answer of the API, about a group on no list name the listed bodies that belong to it."""

from flask import render_template_string

from screening.model import Recognised
from screening.report.json_output import RecognisedJson

GROUP = Recognised("Vortelan", "Vortelan Group", "", "CN", listed_members=("Quelmar <Works>", "Drostel Mill"))
SHOWN = '{% import "macros.html" as m with context %}{{ m.recognised(entries, [], false, {}) }}'


def test_the_page_names_each_member_of_a_result_or_of_its_json(client):
    for entry in (GROUP, RecognisedJson.of(GROUP).model_dump(mode="json")):
        with client.application.test_request_context():
            page = render_template_string(SHOWN, entries=[entry])
        assert "not itself on any list searched; 2 listed organisations belong to it: " in page
        assert "Quelmar &lt;Works&gt;" in page
        assert "Drostel Mill" in page


def test_what_was_saved_before_groups_were_known_still_shows(client):
    saved = RecognisedJson.of(Recognised("Vortelan", "Vortelan Group", "", "CN")).model_dump(mode="json")
    assert "listed_members" not in saved
    with client.application.test_request_context():
        assert "not on any list searched" in render_template_string(SHOWN, entries=[saved])
