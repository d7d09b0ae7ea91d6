"""POST /api/v1/screen: each subject its own result or error; nothing that was asked is lost or called “no match” unseen."""

import json
from dataclasses import replace

import pytest

from screening.policy.list_state import ListState
from web.api.answers import ScreenAnswer
from web.problems import ProblemAnswer

URL = "/api/v1/screen"


NOTHING = dict.fromkeys(("no_match", "organisation_not_known", "named", "unscreened", "review"), 0)


def ask(client, *subjects, **more):
    return client.post(URL, json={"subjects": list(subjects), **more})


def test_a_listed_university_comes_back_for_review_with_its_source(client):
    answer = ask(client, {"reference": "grant-7", "name": "Beihang University"}).json
    (result,) = answer["results"]
    assert (result["index"], result["reference"], result["error"]) == (0, "grant-7", None)
    assert result["assessment"]["outcome"] == "review"
    assert result["hits"][0]["listing"]["watchlist"]["publisher"] == "Bureau of Examples"
    assert (
        sum(reason["points"] for reason in result["assessment"]["reasons"])
        == result["assessment"]["risk_score"]
    )


def test_provenance_stands_in_every_result_or_once_in_the_answer(client):
    each, once = (
        ask(client, {"name": "Beihang University"}, {"name": ""}, provenance=how).json
        for how in ("each", "once")
    )
    assert [result["provenance"] for result in each["results"]] == [each["provenance"]] * 2
    assert [list(result) for result in once["results"]] == [
        [field for field in result if field != "provenance"] for result in each["results"]
    ]
    assert once["provenance"] == each["provenance"]


@pytest.mark.parametrize("how", ["each", "once"])
def test_an_answer_is_written_as_its_model_says_whatever_part_of_it_was_written_before(client, how):
    said = ask(client, {"name": "Beihang University"}, {"name": ""}, provenance=how)
    written = ScreenAnswer.model_validate(said.json).model_dump(mode="json")
    assert said.text == json.dumps(written, ensure_ascii=False)


def test_a_later_answer_says_when_it_was_given(client, clock):
    first = ask(client, {"name": "KU Leuven"}).json["provenance"]
    clock.moved(seconds=1)
    later = ask(client, {"name": "KU Leuven"}).json["provenance"]
    assert later["screened_at"] > first["screened_at"]
    assert {**later, "screened_at": ""} == {**first, "screened_at": ""}


def test_a_code_stands_in_the_assessment_of_what_was_not_screened_and_nowhere_else(client):
    screened, refused = ask(client, {"name": "KU Leuven"}, {"name": ""}).json["results"]
    assert "code" not in screened["assessment"]
    assert (refused["assessment"]["code"], screened["error"]) == (refused["error"]["code"], None)
    assert "question" not in refused["error"]


def test_subjects_come_back_in_the_order_asked_and_the_counts_add_up(client):
    names = ["KU Leuven", "Beihang University", "", "University of Cambridge"]
    answer = ask(client, *({"name": name} for name in names)).json
    assert [each["index"] for each in answer["results"]] == [0, 1, 2, 3]
    outcomes = [each["assessment"]["outcome"] for each in answer["results"]]
    assert outcomes == ["no_match", "review", "unscreened", "no_match"]
    assert answer["counts"] == {**NOTHING, "subjects": 4, "no_match": 2, "review": 1, "unscreened": 1}


def test_an_organisation_that_nobody_knows_is_counted_apart_from_no_match(client):
    answer = ask(client, {"name": "KU Leuven"}, {"name": "Xqzzt Blorf"}).json
    said = [each["assessment"]["organisation_not_known"] for each in answer["results"]]
    assert said == [False, True]
    assert {each["assessment"]["outcome"] for each in answer["results"]} == {"no_match"}
    assert answer["counts"] == {**NOTHING, "subjects": 2, "no_match": 1, "organisation_not_known": 1}


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({"name": "  "}, "subject-empty"),
        ({}, "subject-empty"),
        ("Beihang University", "subject-malformed"),
        (None, "subject-malformed"),
        ({"name": 7}, "name-is-not-text"),
        ({"name": [7]}, "subject-malformed"),
        ({"name": "x" * 301}, "subject-malformed"),
        ({"name": "x", "affiliations": ["y" * 2001]}, "subject-malformed"),
        ({"name": "x", "type": "ship"}, "subject-malformed"),
        ({"name": "x", "identifiers": [{"scheme": "shoe-size", "value": "1"}]}, "subject-malformed"),
        ({"name": "x", "birth_date": "65"}, "subject-malformed"),
        ({"name": "x", "birth_date": "1965-13-07"}, "subject-malformed"),
    ],
)
def test_a_subject_that_cannot_be_read_is_unscreened_by_itself(client, subject, code):
    good = {"name": "Beihang University"}
    first, bad, last = ask(client, good, subject, good).json["results"]
    assert bad["assessment"]["outcome"] == "unscreened"
    assert bad["error"]["code"] == bad["assessment"]["code"] == code
    assert bad["error"]["status"] == 422
    assert first["assessment"] == last["assessment"]
    assert first["assessment"]["outcome"] == "review"


def test_a_failure_inside_screening_is_unscreened_and_names_nobody_in_the_log(make_app, small_engine, caplog):
    class Broken:
        universe = small_engine.linker.universe
        printed = small_engine.linker.printed

        def link(self, subject, tick):
            raise RuntimeError(subject.name)

    client = make_app(replace(small_engine, linker=Broken())).test_client()
    (result,) = ask(client, {"name": "Marker Markerson"}).json["results"]
    assert result["assessment"]["outcome"] == "unscreened"
    assert result["error"]["code"] == "screening-failed"
    assert "Marker" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_fields_that_are_not_used_are_named_with_the_reason(client):
    sent = {
        "name": "Ann Smith",
        "type": "person",
        "nationality": "CN",
        "shoe_size": 44,
        "country": "Ruritania",
        "city": None,
    }
    (result,) = ask(client, sent).json["results"]
    assert {each["field"]: each["reason"] for each in result["ignored"]} == {
        "nationality": "never an input of a result",
        "shoe_size": "there is no such field",
        "country": "'Ruritania' is no country we know; give its ISO code",
    }


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("affiliation", "Beihang University", "affiliations"),
        ("afilliation", "Beihang University", "affiliations"),
        ("Employer", "Beihang University", "affiliations"),
        ("date_of_birth", "1964", "birth_date"),
        ("birthDate", "1964", "birth_date"),
        ("lei", "529900T8BM49AURSDO55", "identifiers"),
        ("tpye", "person", "type"),
    ],
)
def test_a_field_that_is_near_to_one_never_ends_as_no_match(client, field, value, meant):
    (result,) = ask(client, {"name": "Anna Berg", field: value}).json["results"]
    said = result["assessment"]
    assert (said["outcome"], said["code"]) == ("unscreened", "field-misnamed")
    assert f"“{field}”" in said["why"]
    assert f"send {meant}" in said["why"]
    assert [each["field"] for each in result["ignored"]] == [field]
    assert {each["outcome"] for each in said["policies"]} == {"cannot_decide"}


def test_a_hit_is_kept_beside_a_misspelt_field_and_says_that_it_was_not_read(client):
    (result,) = ask(client, {"name": "Beihang University", "contry": "CN"}).json["results"]
    assert result["assessment"]["outcome"] == "review"
    assert "There is no field “contry”" in result["assessment"]["why"]


@pytest.mark.parametrize("field", ["shoe_size", "favourite_colour"])
def test_no_match_says_which_fields_mean_nothing_to_us(client, field):
    (result,) = ask(client, {"name": "Anna Berg", field: "x"}).json["results"]
    assert result["assessment"]["outcome"] == "no_match"
    assert f"there is no such field: “{field}”" in result["assessment"]["why"]


@pytest.mark.parametrize(
    "more", [{"affiliation": ""}, {"employer": None}, {"id": "7"}, {"notes": "x"}, {"metadta": {"a": "b"}}]
)
def test_what_holds_nothing_to_search_for_leaves_the_result_as_it_is(client, more):
    plain, with_it = ask(client, {"name": "Anna Berg"}, {"name": "Anna Berg", **more}).json["results"]
    assert with_it["assessment"] == plain["assessment"]


def test_the_error_of_a_subject_without_a_name_says_which_field_was_meant(client):
    (result,) = ask(client, {"nam": "Quellmar"}).json["results"]
    assert result["error"]["code"] == "subject-empty"
    assert "“nam”" in result["error"]["detail"]
    assert result["ignored"] == [{"field": "nam", "reason": "send name, a text"}]


def test_no_match_of_a_person_says_how_many_of_the_lists_hold_persons(client):
    answer = ask(client, {"name": "Vlad Nobody", "type": "person"}, {"name": "Quiet Valley Museum"}).json
    person, museum = (each["assessment"]["why"] for each in answer["results"])
    assert person.endswith(
        "The person's own name was compared with 2 lists; 1 list searched holds no persons here."
    )
    assert "person" not in museum
    held = {each["watchlist"]: each["holds_persons"] for each in answer["provenance"]["snapshots"]}
    assert held == {"us-entity-list": True, "jp-end-users": False, "un-sanctions": True}


def test_provenance_says_which_lists_are_past_their_age_limit(make_app, small_engine):
    library = small_engine.library
    old = replace(
        library,
        lists={
            key: replace(each, watchlist=replace(each.watchlist, oldest_age_days=30))
            for key, each in library.lists.items()
        },
    )
    served = make_app(replace(small_engine, library=old, lists=ListState.of(old))).test_client()
    answer = ask(served, {"name": "Quiet Valley Museum"}).json
    ages = [
        (each["age_days"], each["oldest_age_days"], each["stale"])
        for each in answer["provenance"]["snapshots"]
    ]
    assert ages == [(55, 30, True)] * 3
    assert "all 3 lists searched are out of date" in answer["results"][0]["assessment"]["why"]


def test_a_citizenship_changes_nothing_in_the_result(client):
    plain, with_it = ask(
        client,
        {"name": "Abdul Satar Ghoura", "type": "person"},
        {"name": "Abdul Satar Ghoura", "type": "person", "nationality": "AF"},
    ).json["results"]
    assert plain["assessment"] == with_it["assessment"]


def test_provenance_names_every_list_the_engine_and_the_policies(client):
    answer = ask(client, {"name": "KU Leuven"}).json
    assert answer["results"][0]["provenance"] == answer["provenance"]
    assert {each["watchlist"] for each in answer["provenance"]["snapshots"]} == {
        "us-entity-list",
        "jp-end-users",
        "un-sanctions",
    }
    assert answer["provenance"]["policies"][0]["id"] == "international-baseline"
    assert answer["provenance"]["screened_at"] == "2026-11-25T09:30:00+00:00"
    once = ask(client, {"name": "KU Leuven"}, provenance="once").json
    assert "provenance" not in once["results"][0]


def test_a_caller_may_choose_policies_and_say_facts_of_the_project(client):
    answer = ask(
        client,
        {"name": "Beihang University"},
        policies=["us-bis-licence-check"],
        project={"sensitive_area": "yes"},
    )
    (result,) = answer.json["results"]
    assert [each["id"] for each in result["assessment"]["policies"]] == ["us-bis-licence-check"]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"policies": ["no-such"]}, 404, "policy-unknown"),
        ({"project": {"sensitive_area": "perhaps"}}, 400, "project-fact-invalid"),
        ({"project": {"no_such": "yes"}}, 400, "project-fact-invalid"),
        ({"unknown": 1}, 422, "body-malformed"),
        ({"provenance": "never"}, 422, "body-malformed"),
    ],
)
def test_a_batch_that_cannot_be_understood_is_refused_whole(client, more, status, code):
    answer = ask(client, {"name": "Beihang University"}, **more)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    ProblemAnswer.model_validate(answer.json)


def test_every_fault_of_a_body_is_named_at_once(client):
    answer = ask(client, provenance="never", project={"a": 1}, policies="one", unknown=1)
    assert (answer.status_code, answer.json["code"]) == (422, "body-malformed")
    assert {each["pointer"]: each["code"] for each in answer.json["errors"]} == {
        "/subjects": "too-few",
        "/provenance": "not-a-choice",
        "/project/a": "type-mismatch",
        "/policies": "type-mismatch",
        "/unknown": "field-unknown",
    }
    assert answer.json["detail"].endswith("There are 5 faults in all; `errors` has each.")
    ProblemAnswer.model_validate(answer.json)


def test_faults_of_subjects_are_named_beside_those_of_the_body(client):
    """Also what would be screened all the same: who mends the body has every fault before him."""
    subjects = (
        {"name": 7},
        {"name": "KU Leuven"},
        {"name": 7, "affiliations": ["KU Leuven"], "extra": 1},
        {"name": " "},
        "KU Leuven",
    )
    answer = ask(client, *subjects, unknown=1)
    assert (answer.status_code, answer.json["code"]) == (422, "body-malformed")
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [
        ("/unknown", "field-unknown"),
        ("/subjects/0/name", "type-mismatch"),
        ("/subjects/2/name", "type-mismatch"),
        ("/subjects/3", "subject-empty"),
        ("/subjects/4", "type-mismatch"),
    ]
    many = ask(client, *({"name": 7} for _ in range(150)), unknown=1).json
    assert len(many["errors"]) == 100
    assert "There are 100 or more faults in all" in many["detail"]
    assert ask(client, *subjects).status_code == 200


def test_every_fault_of_a_subject_is_named_by_its_place_in_the_body(client):
    fine, wrong = ask(
        client,
        {"name": "KU Leuven"},
        {
            "name": "x" * 301,
            "type": "Jane Roe",
            "affiliations": ["MIT", 5, ["MIT"]],
            "ties": [{"text": 5}, {"text": "MIT", "kind": "wife"}],
            "birth_date": "long ago",
        },
    ).json["results"]
    assert fine["error"] is None
    assert {each["pointer"]: each["code"] for each in wrong["error"]["errors"]} == {
        "/subjects/1/name": "too-long",
        "/subjects/1/type": "not-a-choice",
        "/subjects/1/affiliations/1": "type-mismatch",
        "/subjects/1/affiliations/2": "type-mismatch",
        "/subjects/1/ties/0/text": "type-mismatch",
        "/subjects/1/ties/1/kind": "not-a-choice",
        "/subjects/1/birth_date": "wrong-form",
    }
    assert "Roe" not in str(wrong["error"])


def test_a_subject_of_numbers_alone_has_a_fault_for_each(client):
    (result,) = ask(client, {"name": 7, "affiliations": [True]}).json["results"]
    assert result["error"]["code"] == "name-is-not-text"
    assert [each["pointer"] for each in result["error"]["errors"]] == [
        "/subjects/0/name",
        "/subjects/0/affiliations/0",
    ]


def test_a_thousand_subjects_are_taken_and_one_more_is_refused(client):
    subjects = [{"name": "Beihang University"}] * 1_000
    assert ask(client, *subjects, provenance="once").json["counts"]["review"] == 1_000
    refused = ask(client, *subjects, {"name": "KU Leuven"})
    assert (refused.status_code, refused.json["code"]) == (413, "call-too-large")
    assert "1,001 subjects; up to 1,000" in refused.json["detail"]
    assert ask(client).status_code == 422


@pytest.mark.parametrize(
    ("subjects", "what"),
    [
        ([{"name": "x", "affiliations": ["y" * 2_000] * 50}] * 2 + [{"name": "z"}], "200,003 characters"),
        ([{"name": "x", "affiliations": ["y"] * 50}] * 99, "5,049 texts"),
        ([{"name": "x", "ties": [{"text": "y"}] * 50}] * 99, "5,049 texts"),
    ],
)
def test_a_call_that_holds_more_than_is_read_at_once_is_refused_and_sent_to_the_runs(client, subjects, what):
    refused = ask(client, *subjects)
    assert (refused.status_code, refused.json["code"]) == (413, "call-too-large")
    assert what in refused.json["detail"]
    assert "POST /api/v1/runs" in refused.json["detail"]


def test_a_cell_that_is_too_long_for_a_call_is_sent_to_the_runs(client):
    result, other = ask(client, {"name": "x" * 301}, {"name": 7}).json["results"]
    assert "POST /api/v1/runs" in result["error"]["detail"]
    assert "POST /api/v1/runs" not in other["error"]["detail"]


def test_what_is_not_reached_before_the_deadline_is_unscreened_and_never_no_match(make_app):
    client = make_app(call_seconds=0.0).test_client()
    answer = ask(
        client,
        {"reference": 1, "name": "KU Leuven"},
        {"reference": 2, "name": "Beihang University"},
        {"name": 7},
    ).json
    assert answer["counts"] == {**NOTHING, "subjects": 3, "unscreened": 3}
    first, second, malformed = answer["results"]
    assert [each["error"]["code"] for each in (first, second)] == ["deadline", "deadline"]
    assert (first["assessment"]["code"], first["error"]["status"], first["reference"]) == ("deadline", 503, 1)
    assert "POST /api/v1/runs" in first["error"]["detail"]
    assert malformed["error"]["code"] == "name-is-not-text"


HOSTILE = {
    "not json": (b"{", "json-invalid"),
    "not utf-8": ('{"subjects":[{"name":"Björn"}]}'.encode("cp1252"), "json-invalid"),
    "a hundred thousand levels": (b"[" * 100_000, "json-invalid"),
    "fifty levels": (b'{"subjects":[' + b"[" * 50 + b"]" * 50 + b"]}", "json-invalid"),
    "not a number": (b'{"subjects":[{"name":NaN}]}', "json-invalid"),
    "infinity": (b'{"subjects":[{"name":-Infinity}]}', "json-invalid"),
    "a name twice": (b'{"subjects":[{"name":"a","name":"b"}]}', "json-invalid"),
    "half a pair": (b'{"subjects":[{"name":"\\ud800"}]}', "json-invalid"),
    "ten thousand digits": (b'{"subjects":[{"name":' + b"9" * 10_000 + b"}]}", "json-invalid"),
    "a list": (b"[]", "body-malformed"),
    "nothing": (b"", "json-invalid"),
    "null": (b"null", "body-malformed"),
}


@pytest.mark.parametrize(("body", "code"), HOSTILE.values(), ids=HOSTILE)
def test_bodies_that_can_be_read_in_two_ways_or_none_are_refused(client, body, code):
    answer = client.post(URL, data=body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert answer.json["code"] == code
    assert answer.json["detail"].endswith((".", "?"))


def test_ten_megabytes_are_refused_before_they_are_read(client):
    answer = client.post(URL, data=b" " * 10 * 2**20, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (413, "request-entity-too-large")


def test_whole_pairs_and_every_script_come_back_as_given(client):
    name = "北京航空航天大学 𠮷 👩‍🔬"
    body = json.dumps({"subjects": [{"name": name}]}, ensure_ascii=True)
    assert client.post(URL, data=body).json["results"][0]["subject"]["name"] == name


def test_a_service_that_runs_for_years_sees_its_lists_grow_old(client, clock):
    clock.moved(days=900)
    (result,) = ask(client, {"name": "KU Leuven"}).json["results"]
    assert result["provenance"]["as_of"] is None
    assert all(each["age_days"] > 900 for each in result["provenance"]["snapshots"])
    assert result["assessment"]["policies"][0]["outcome"] == "cannot_decide"


@pytest.mark.parametrize("own", ["grant-7", "", 4711])
def test_the_senders_own_reference_comes_back_as_it_was_sent_also_where_the_subject_is_refused(client, own):
    answer = ask(client, {"reference": own, "name": "KU Leuven"}, {"reference": own, "name": 7})
    assert [each["reference"] for each in answer.json["results"]] == [own, own]


def test_an_answer_names_who_was_recognised_and_which_lists_were_not_searched(client, clock):
    name = "University of Cambridge"
    result, unknown = ask(client, {"name": name}, {"name": "Xqzzt Blorf"}).json["results"]
    cambridge = {"text": name, "name": name, "id": "ror:013meh722", "country": "GB", "listed": False}
    assert result["recognised"] == [{**cambridge, "noted": None}]
    assert [each["name"] for each in unknown["recognised"]] == [None]
    assert result["assessment"]["lists_current"] is True
    clock.moved(days=2_000)
    later = ask(client, {"name": name}).json
    assert later["results"][0]["assessment"]["lists_current"] is False
    assert later["provenance"]["lists_current"] is False
    assert later["provenance"]["not_searched"] == []


def test_ties_are_read_with_their_dates_and_come_back_as_they_were_given(client):
    tie = {"text": "Beihang University", "kind": "employment", "starts": "2016", "ends": "2019-06"}
    answer = ask(client, {"name": "Anna Berg", "type": "person", "ties": [tie]}).json
    (result,) = answer["results"]
    assert result["subject"]["ties"] == [{**tie, "role": "", "country": ""}]
    assert {hit["mention"]["role"] for hit in result["hits"]} == {"former"}
    said = " ".join(reason["text"] for reason in result["assessment"]["reasons"])
    assert "from 2016, until 2019-06 (file)" in said
    assert "no sign that it has ended" not in said


def test_the_tie_of_another_person_is_never_scored_on_the_subject(client):
    tie = {"text": "Beihang University", "kind": "other_person", "role": "referee: Li Wei"}
    answer = ask(
        client, {"name": "Anna Berg", "type": "person", "affiliations": ["KU Leuven"], "ties": [tie]}
    )
    said = answer.json["results"][0]["assessment"]
    assert (said["outcome"], said["risk_level"], said["risk_score"]) == ("review", "none", 0)
    assert "We did not count this towards the score of this person." in said["why"]


def test_a_date_that_cannot_be_read_is_named_and_not_guessed(client):
    answer = ask(client, {"name": "Anna Berg", "ties": [{"text": "KU Leuven", "ends": "soon"}]}).json
    assert answer["results"][0]["ignored"] == [
        {"field": "ties.0.ends", "reason": "'soon' is not a year, month or day that we can read"}
    ]


def test_what_the_text_itself_says_stands_beside_the_hits(client):
    answer = ask(client, {"name": "PLA 306 Hospital"}, {"name": "KU Leuven"}).json
    military, civil = answer["results"]
    assert [(each["pattern"], each["kind"]) for each in military["self_declared"]] == [
        ("cn-pla-abbr", "military")
    ]
    assert (military["assessment"]["outcome"], military["hits"]) == ("review", [])
    assert civil["self_declared"] == []


@pytest.mark.parametrize("value", [True, False, 42, 0, 3.5])
def test_a_number_or_truth_value_for_a_name_is_unscreened_with_the_reason(client, value):
    for subject in ({"name": value}, {"affiliations": [value]}, {"name": value, "ties": [{"text": value}]}):
        first, second = ask(client, subject, {"name": "Beihang University"}).json["results"]
        assert first["assessment"]["outcome"] == "unscreened"
        assert first["error"]["code"] == first["assessment"]["code"] == "name-is-not-text"
        assert json.dumps(value) in first["error"]["detail"]
        assert second["assessment"]["outcome"] == "review"


def test_what_is_a_text_beside_it_keeps_its_hit_and_is_never_no_match(client):
    asked = [
        {"name": 42, "affiliations": ["Beihang University"]},
        {"name": "Beihang University", "affiliations": [True]},
        {"name": "Jane Roe", "affiliations": ["KU Leuven", 42]},
        {"name": "Jane Roe", "affiliations": ["KU Leuven"], "birth_date": "1980-03-07"},
    ]
    answer = ask(client, *asked).json
    said = [each["assessment"] for each in answer["results"]]
    assert [each["outcome"] for each in said] == ["review", "review", "unscreened", "no_match"]
    assert "name is 42, not text" in said[0]["why"]
    assert "affiliations.0 is true" in said[1]["why"]
    assert "affiliations.1 is 42" in said[2]["why"]


def test_what_a_policy_must_know_comes_as_questions_with_their_answers_and_an_answer_takes_them_away(client):
    subject, policies = {"name": "KU Leuven"}, ["nz-trusted-research"]
    said = ask(client, subject, policies=policies).json["results"][0]["assessment"]
    (question,) = [each for each in said["questions"] if each["fact"] == "sensitive_area"]
    assert question["question"].endswith("?")
    assert (question["kind"], question["answers"]) == ("yes_or_no", ["yes", "no"])
    assert question["policies"] == policies
    known = {each["fact"]: (each["answers"] or ["no"])[-1] for each in said["questions"]}
    decided = ask(client, subject, policies=policies, project=known).json["results"][0]["assessment"]
    asked_still = {each["fact"] for each in decided["questions"]}
    assert "sensitive_area" not in asked_still


def test_a_result_that_waits_for_no_answer_has_no_questions(client):
    assert ask(client, {"name": "KU Leuven"}).json["results"][0]["assessment"]["questions"] == []


def test_a_fact_of_the_project_that_is_no_text_says_which_text_to_send(client):
    answer = ask(client, {"name": "KU Leuven"}, project={"sensitive_area": True, "foreign_share": 3}).json
    assert {each["pointer"]: each["sentence"] for each in answer["errors"]} == {
        "/project/sensitive_area": 'project.sensitive_area must be a text; send "yes", in quotation marks.',
        "/project/foreign_share": 'project.foreign_share must be a text; send "3", in quotation marks.',
    }


def test_every_fact_of_the_project_that_is_wrong_is_named_at_once(client):
    answer = ask(client, {"name": "KU Leuven"}, project={"sensitive_area": "maybe", "colour": "blue"}).json
    assert answer["code"] == "project-fact-invalid"
    assert "sensitive_area must be yes, no or unknown, not 'maybe'." in answer["detail"]
    assert "There is no project fact 'colour'" in answer["detail"]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("identifiers", {"scheme": "lei", "value": "x"}, "a list of objects with scheme and value"),
        ("affiliations", "KU Leuven", "a list of texts"),
        ("ties", ["KU Leuven"], None),
    ],
)
def test_a_field_of_another_type_says_of_what_its_list_is(client, field, value, says):
    (result,) = ask(client, {"name": "KU Leuven", field: value}).json["results"]
    (fault,) = result["error"]["errors"]
    assert fault["code"] == "type-mismatch"
    if says:
        assert fault["sentence"] == f"{field} must be a list: {says}."
