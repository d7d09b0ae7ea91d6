"""One name from the command line."""

import json

SHAPE = {"subject", "assessment", "hits", "alternatives", "provenance"}


def test_a_check_answers_in_the_one_json_shape(run):
    answer = run("check", "BUAA", "--country", "China", "--json")
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.output)
    assert set(said) >= SHAPE
    assert said["assessment"]["outcome"] == "review"
    assert (
        sum(reason["points"] for reason in said["assessment"]["reasons"]) == said["assessment"]["risk_score"]
    )
    for hit in said["hits"]:
        assert hit["listing"]["watchlist"]["publisher"]
        assert hit["listing"]["edition"]
        assert hit["listing"]["source_url"].startswith("http")
        assert len(hit["snapshot"]["sha256"]) == 64


def test_words_come_in_the_order_outcome_why_and_sources(run):
    output = run("check", "Beihang University", "--country", "CN").output
    assert output.index("review") < output.index("Possible match") < output.index("https://")
    assert output.rstrip().endswith("Possible matches for review by a person; not findings.")


def test_nothing_found_says_in_how_many_lists_of_which_day(run):
    output = run("check", "University of Otago").output
    assert "No match found on" in output


def test_a_country_nobody_knows_is_refused(run):
    answer = run("check", "BUAA", "--country", "Atlantis")
    assert answer.exit_code == 2
    assert "Atlantis" in answer.output


def test_an_identifier_that_no_scheme_has_the_form_of_is_refused(run):
    assert run("check", "BUAA", "--id", "00wk2").exit_code == 2
