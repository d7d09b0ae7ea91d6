"""`screening review`, as a person types it."""

import json

import pytest
from click.testing import CliRunner

from screening.cli import main


@pytest.fixture
def call(office, place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    office.screen()

    def called(command, *arguments):
        return CliRunner().invoke(main, ["review", command, *arguments, "--team", office.team])

    return called


def test_cases_are_listed_shown_and_decided_from_the_shell(call, office):
    case = office.case()
    listed = call("list").output
    assert case.id in listed
    assert "Wei Zhang" in listed
    said = json.loads(call("list", "--json", "--limit", "1").output)
    assert (said["total"], len(said["cases"])) == (2, 1)
    made = call("decide", case.id, "inconclusive", "--reason", "contradiction", "--note", "two ORCID ids")
    assert made.output == "It is decided.\n"
    shown = call("show", case.id).output
    assert "Sources contradict each other" in shown
    assert "two ORCID ids" in shown
    assert json.loads(call("show", case.id, "--json").output)["history"][0]["source"] == "shell"


def test_a_true_match_said_at_the_shell_waits_for_a_second_person(call, office):
    made = call("decide", office.case().id, "true_match", "--reason", "identifier")
    assert "waits for a second person" in made.output
    assert office.case().state == "second"


def test_a_refusal_is_one_sentence_and_exit_code_2(call, office):
    refused = call("decide", office.case().id, "true_match", "--reason", "misread")
    assert refused.exit_code == 2
    assert "[decision-refused]" in refused.output
    unknown = call("show", "nothing")
    assert unknown.exit_code == 2
    assert "[case-unknown]" in unknown.output


def test_reasons_are_the_codes_that_may_be_given():
    said = CliRunner().invoke(main, ["review", "reasons"]).output
    assert "no_answer" in said
    assert "[inconclusive]" in said
