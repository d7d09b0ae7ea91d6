"""One name from the command line."""

import json
import re

import pytest

SHAPE = {
    "reference",
    "subject",
    "assessment",
    "recognised",
    "hits",
    "self_declared",
    "alternatives",
    "provenance",
}


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


@pytest.mark.parametrize("how", [(), ("--json",), ("--full",)])
def test_a_name_that_could_not_be_screened_ends_with_code_1_and_one_without_a_match_with_0(run, how):
    empty, unlisted = run("check", "", *how), run("check", "Xqzzt Blorf", *how)
    assert (empty.exit_code, unlisted.exit_code) == (1, 0)
    assert "could not be screened" in empty.output.lower()


def test_words_come_in_the_order_outcome_why_and_sources(run):
    output = run("check", "Beihang University", "--country", "CN", "--full").output
    assert output.index("review") < output.index("Possible match") < output.index("https://")
    assert output.rstrip().endswith("Possible matches for review by a person; not findings.")


@pytest.mark.parametrize(
    "name",
    [
        "Beihang University",
        "School of Astronautics, NPU, Xi'an 710072",
        "NPU",
        "Huawei",
        "PLA 306 Hospital",
        "Malek Ashtar University of Technology; PLA Unit 61398; NPU; Huawei; IRGC",
        "Xqzzt Blorf",
        "-",
    ],
)
def test_a_check_takes_ten_rows_of_a_narrow_terminal_at_most(run, name):
    lines = run("check", "--", name).output.splitlines()
    assert sum(-(-len(line) // 80) for line in lines) <= 10
    assert lines[-1].endswith("More: --full")


def test_one_body_on_several_lists_is_one_entry_in_short_and_in_full(run):
    short = run("check", "Beihang University", "--country", "CN").output
    assert short.count("Beihang University [CN]") == 1
    assert re.search(r"on \d lists: .*Entity List.*; .*Section 1286 List", short)
    full = run("check", "Beihang University", "--country", "CN", "--full").output
    assert full.count("Beihang University [CN]") == 1
    assert full.count("    https://") >= 2


def test_in_short_lists_that_are_out_of_date_or_not_searched_are_counted(run):
    output = run("check", "Xqzzt Blorf", "--screened-at", "2030-01-01T00:00:00Z").output
    assert re.search(r"We searched \d+ lists; \d+ are out of date, \d+ more were not searched\.", output)


def test_a_listed_person_is_said_to_bear_the_name_and_never_to_be_the_body(run):
    output = run("check", "Abdul Satar Ghoura", "--type", "person").output
    assert "a listed person of the same or a similar name" in output
    assert "listed body" not in output


def test_relation_and_state_are_said_in_words_and_not_in_codes(run):
    listed = run("check", "Beihang University", "--country", "CN", "--full").output
    assert "Beihang University [CN], the listed body itself, confidence" in listed
    assert ", in force" in listed
    assert "in_force" not in listed


def test_an_answer_says_who_was_recognised_whether_lists_are_current_and_what_was_not_searched(run):
    said = json.loads(run("check", "Beihang University", "--reference", "grant-7", "--json").output)
    assert said["reference"] == "grant-7"
    assert said["recognised"] == [
        {
            "text": "Beihang University",
            "name": "Beihang University",
            "id": "ror:00wk2mp56",
            "country": "CN",
            "listed": True,
            "noted": None,
        }
    ]
    assert said["assessment"]["lists_current"] is said["provenance"]["lists_current"]
    missing = {each["id"]: each for each in said["provenance"]["not_searched"]}
    assert missing["us-ofac-sdn"]["reason"] == "not_installed"
    assert not missing.keys() & {each["watchlist"] for each in said["provenance"]["snapshots"]}


def test_a_university_that_nobody_could_mistake_for_a_listed_one_is_recognised(run):
    assert (
        "University of Auckland (New Zealand, ROR 03b94tp07): not on any list searched"
        in run("check", "University of Auckland").output
    )
    (found,) = json.loads(run("check", "Dept of Physics, University of Otago, Dunedin", "--json").output)[
        "recognised"
    ]
    assert (found["name"], found["id"], found["listed"]) == ("University of Otago", "ror:01jmxt844", False)


def test_nonsense_is_said_to_be_unknown_and_out_of_date_lists_are_named_in_the_same_line(run):
    output = run("check", "Xqzzt Blorf", "--full", "--screened-at", "2030-01-01T00:00:00Z").output
    assert output.splitlines()[0] == "· No match found, on lists that are out of date"
    assert (
        "“Xqzzt Blorf”: we do not know this organisation; nothing like it is on the lists we searched"
        in output
    )
    assert "Not searched (not installed; an installation administrator can download it): " in output


def test_nothing_found_says_in_how_many_lists_of_which_day(run):
    output = run("check", "University of Otago").output
    assert re.search(
        r"No match found(, but \d+ of the \d+ lists searched are out of date| on \d+ lists), as of", output
    )


def test_a_country_nobody_knows_is_refused(run):
    answer = run("check", "BUAA", "--country", "Atlantis")
    assert answer.exit_code == 2
    assert "Atlantis" in answer.output


def test_an_identifier_that_no_scheme_has_the_form_of_is_refused(run):
    assert run("check", "BUAA", "--id", "00wk2").exit_code == 2


def test_what_the_text_itself_says_is_said_with_its_points(run):
    output = run("check", "PLA 306 Hospital", "--full").output
    assert "The text itself names the Chinese People's Liberation Army" in output
    assert "cn-pla-abbr" not in output
    assert "[military" not in output
    assert "+20" in output


@pytest.mark.parametrize("how", [(), ("--full",)])
def test_what_a_policy_must_know_is_printed_with_the_option_that_answers_it(run, how):
    asked = run("check", "Beihang University", "--policy", "jp-meti-end-users", *how).output
    assert (
        "To decide this, answer:\n  Would anything other than published information go to the party" in asked
    )
    assert "    --project supply=yes|no\n" in asked
    told = run(
        "check", "Beihang University", "--policy", "jp-meti-end-users", "--project", "supply=no", *how
    ).output  # fmt: skip
    assert "To decide this" not in told


def test_the_answers_that_a_result_rests_on_stand_in_its_provenance(run):
    said = json.loads(run("check", "Beihang University", "--project", "supply=no", "--json").output)
    assert said["provenance"]["project"] == {"supply": "no"}
