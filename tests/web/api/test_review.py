"""Cases and decisions over HTTP: read in pages, decided on what was seen, and confirmed by people only."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from json import loads

import pytest
from flask import g, request
from sqlmodel import select

from screening.accounts import AccessRole
from screening.pipeline import ScreeningRequest
from screening.review.decide import Proposal, confirm, propose
from screening.review.rules import Decider, Verdict
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.retention import clear_up
from screening.runs.submit import submit_list
from screening.storage.review_tables import Case
from web.access import Caller
from web.app import create_app
from web.config import Config

LIST = (
    "Name,Institution,Country\nWei Zhang,Beihang University,CN\nLi Na,Beijing University of Aeronautics and Astronautics,CN\n"
    "Ada,Zabir Logistics Company,SY\nJane Roe,KU Leuven,BE\n"
)
FOUND = {"verdict": "inconclusive", "reason": "too_little"}


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """Whoever the header Key names, of its team and with its role; or the person whom the header Person names."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        name, _, rest = request.headers.get("Key", "hr").partition("@")
        team, _, role = rest.partition(" ")
        roles = frozenset({AccessRole(role or "reviewer")})
        g.caller = Caller(f"key:{name}", name, team or "office", roles)
        if person := request.headers.get("Person"):
            g.caller = Caller(f"person:{person}", person.title(), "office", roles)

    return app.test_client()


@pytest.fixture
def run(place, small_engine, clock, tmp_path):
    """The id of a run that found three cases."""
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    order = ScreeningRequest(format="csv", policies=tuple(each.id for each in small_engine.policies))
    run_id = submit_list(
        place, path, order, pins_of(small_engine), actor="x", team="office", file_name="list.csv"
    )
    steps = StepRunner(place, Engines(lambda day: replace(small_engine, on=day)), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, run_id, 1, 0)
    return run_id


@pytest.fixture
def case(client, run):
    return client.get("/api/v1/cases?q=wei").json["cases"][0]["id"]


def decide(client, case, body=FOUND, tag=None, **headers):
    tag = tag or client.get(f"/api/v1/cases/{case}").headers["ETag"]
    return client.post(f"/api/v1/cases/{case}/decisions", json=body, headers={"If-Match": tag, **headers})


def test_cases_are_given_filtered_and_in_pages(client, run):
    said = client.get(f"/api/v1/cases?run={run}&limit=2")
    assert (said.json["total"], len(said.json["cases"])) == (3, 2)
    assert said.json["states"] == {"open": 3, "second": 0, "escalated": 0, "new": 0, "decided": 0}
    following = said.json["next"]
    assert said.headers["Link"] == f'</api/v1/cases?run={run}&limit=2&cursor={following}>; rel="next"'
    last = client.get(f"/api/v1/cases?run={run}&limit=2&cursor={following}")
    assert (len(last.json["cases"]), last.json["next"]) == (1, None)
    assert last.json["cases"][0] not in said.json["cases"]
    assert "Link" not in last.headers
    found = client.get("/api/v1/cases?list=un-sanctions").json["cases"]
    assert [each["party"]["name"] for each in found] == ["Zabir Logistics Company"]
    assert client.get("/api/v1/cases?state=guilty").status_code == 422
    assert client.get("/api/v1/cases?run=unknown").status_code == 404


def test_cases_that_are_decided_between_two_pages_hide_no_other(client, run):
    every = [each["id"] for each in client.get("/api/v1/cases").json["cases"]]
    first = client.get("/api/v1/cases?limit=1").json
    decide(client, first["cases"][0]["id"])
    rest = client.get(f"/api/v1/cases?limit=5&cursor={first['next']}").json
    assert [each["id"] for each in rest["cases"]] == every[1:]


@pytest.mark.parametrize("sort", ["", "score", "-rows"])
def test_cases_that_change_their_rank_between_pages_are_given_once_each(client, run, place, sort):
    order = [each["id"] for each in client.get(f"/api/v1/cases?sort={sort}").json["cases"]]
    here, walked = f"/api/v1/cases?limit=1&sort={sort}", []
    while here:
        answer = client.get(here).json
        walked += [each["id"] for each in answer["cases"]]
        here = answer["next"] and f"/api/v1/cases?limit=1&sort={sort}&cursor={answer['next']}"
        # What was given goes to the end of the queue, and what was not to its beginning.
        with place.decide() as decision:
            for each in decision.session.exec(select(Case)):
                each.level, each.score, each.rows = (0, 1, 1) if each.id in walked else (3, 99, 99)
                decision.session.add(each)
            decision.record("case.assigned", actor="x", team="office")
    assert walked == order
    now = client.get("/api/v1/cases?limit=5").json["cases"]
    assert {each["rows"] for each in now} == {1}


def test_cases_that_arrive_between_pages_come_with_the_next_walk(client, run, place):
    first = client.get("/api/v1/cases?limit=2").json
    with place.decide() as decision:
        known = decision.session.exec(select(Case)).first()
        late = Case.model_validate(known.model_dump() | {"id": "0" * 32, "apart": "x"})
        decision.session.add(late)
        decision.record("case.assigned", actor="x", team="office")
    rest = client.get(f"/api/v1/cases?limit=5&cursor={first['next']}").json
    assert (len(rest["cases"]), rest["next"]) == (1, None)
    assert len(client.get("/api/v1/cases?limit=5").json["cases"]) == 4


def test_a_cursor_is_good_for_a_day_and_of_its_team_alone(client, run, place, clock):
    following = client.get("/api/v1/cases?limit=1").json["next"]
    page = f"/api/v1/cases?limit=1&cursor={following}"
    assert client.get(page, headers={"Key": "hr@another"}).status_code == 422
    clock.now += timedelta(days=1)
    clear_up(place)
    assert client.get(page).status_code == 200
    clock.now += timedelta(days=2)
    clear_up(place)
    refused = client.get(page).json
    assert [(each["parameter"], each["code"]) for each in refused["errors"]] == [("cursor", "value-invalid")]
    assert client.get("/api/v1/cases?limit=1").json["next"] == following


def test_a_case_carries_its_members_listings_history_and_rows(client, case, run):
    said = client.get(f"/api/v1/cases/{case}").json["case"]
    assert (said["text"], said["people"], said["rows"]) == ("Beihang University", 1, 1)
    (member,) = said["members"]
    assert (member["subject"]["name"], member["run"], member["row"]) == ("Wei Zhang", run, 2)
    assert client.get(f"/api/v1/cases/{case}/members").json == {
        "total": 1,
        "members": [member],
        "next": None,
    }
    assert client.get(f"/api/v1/cases/{case}/members", headers={"Key": "x@others"}).status_code == 404
    assert said["listings"] == ["jp-end-users:1", "us-entity-list:cn/beihang"]
    assert said["seen_in"] == [{"run": run, "sheet": "CSV", "row": 2, "rows": 1}]
    assert said["history"] == []


def test_deciding_asks_for_what_was_looked_at_and_refuses_what_has_changed(client, case):
    address = f"/api/v1/cases/{case}/decisions"
    assert client.post(address, json=FOUND).status_code == 428
    seen = client.get(f"/api/v1/cases/{case}").headers["ETag"]
    made = decide(client, case, {**FOUND, "note": "asked"}, seen)
    assert made.status_code == 201
    assert made.json["case"]["state"] == "decided"
    assert made.headers["ETag"] != seen
    late = decide(client, case, tag=seen)
    assert (late.status_code, late.json["code"]) == (412, "case-changed")
    assert late.content_type == "application/problem+json"
    assert decide(client, case).status_code == 409  # decided already: withdraw first
    assert len(client.get(f"/api/v1/cases/{case}").json["case"]["history"]) == 1


def test_a_packed_answers_tag_is_as_good(client, case):
    packed = client.get(f"/api/v1/cases/{case}", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert packed.endswith('-gzip"')
    assert decide(client, case, tag=packed).status_code == 201


def test_what_a_key_clears_waits_for_a_person(client, case, place):
    made = decide(client, case, {"verdict": "false_positive", "reason": "misread"})
    assert made.json["case"]["state"] == "second"
    (waiting,) = made.json["case"]["history"]
    confirm(place, "office", waiting["id"], Decider("person:ana", "Ana"))
    said = client.get(f"/api/v1/cases/{case}").json["case"]
    assert (said["state"], said["history"][0]["second_by"]) == ("decided", "Ana")


def test_a_decision_is_taken_back_with_a_reason_and_stays_in_the_history(client, case):
    decide(client, case)
    address = f"/api/v1/cases/{case}/withdraw"
    tag = {"If-Match": client.get(f"/api/v1/cases/{case}").headers["ETag"]}
    assert client.post(address, json={"reason": ""}, headers=tag).status_code == 422
    back = client.post(address, json={"reason": "He answered"}, headers=tag)
    assert back.json["case"]["state"] == "open"
    assert back.json["case"]["history"][0]["ended_reason"] == "He answered"
    tag = {"If-Match": back.headers["ETag"]}
    assert client.post(address, json={"reason": "again"}, headers=tag).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"verdict": "true_match", "reason": "misread"},
        {"verdict": "guilty", "reason": "name_and_place"},
        {"verdict": "true_match"},
        {**FOUND, "by": "somebody else"},
        {**FOUND, "note": "x" * 4001},
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(client, case, body):
    assert decide(client, case, body).status_code == 422
    assert client.get(f"/api/v1/cases/{case}").json["case"]["state"] == "open"


def test_a_decision_is_undone_and_one_of_before_is_taken_over(client, case, place, clock):
    decide(client, case, {**FOUND, "note": "asked"})
    tag = {"If-Match": client.get(f"/api/v1/cases/{case}").headers["ETag"]}
    assert client.post(f"/api/v1/cases/{case}/undo", headers={**tag, "Key": "other"}).status_code == 422
    back = client.post(f"/api/v1/cases/{case}/undo", headers=tag)
    assert (back.json["case"]["state"], back.json["case"]["history"][0]["state"]) == ("open", "withdrawn")
    tag = {"If-Match": back.headers["ETag"]}
    assert client.post(f"/api/v1/cases/{case}/take-over", headers=tag).status_code == 422
    with place.decide() as decision:
        kept = decision.session.get(Case, case)
        kept.earlier_id = back.json["case"]["history"][0]["id"]
        decision.session.add(kept)
        decision.record("test.meddled", actor="test", team="office", facts={})
    again = client.post(f"/api/v1/cases/{case}/take-over", headers=tag)
    assert (again.status_code, again.json["case"]["verdict"], again.json["case"]["earlier"]) == (
        201,
        "inconclusive",
        None,
    )


def test_a_case_has_a_due_day_and_is_found_by_it(client, case):
    said = client.put(f"/api/v1/cases/{case}/due", json={"due": "2026-01-31"}).json["case"]
    assert said["due"] == "2026-01-31"
    assert client.get("/api/v1/cases?due=overdue").json["total"] == 1
    assert client.put(f"/api/v1/cases/{case}/due", json={"due": "soon"}).status_code == 422
    assert client.put(f"/api/v1/cases/{case}/due", json={"due": ""}).json["case"]["due"] is None
    assert client.get("/api/v1/cases?sort=nothing").status_code == 422


def test_members_are_taken_out_and_put_back(client, run, case, place, small_engine, tmp_path):
    member = client.get(f"/api/v1/cases/{case}/members").json["members"][0]["id"]
    address = f"/api/v1/cases/{case}/exceptions"
    assert client.post(address, json={"members": [member]}).status_code == 422  # it has no other
    assert client.post(address, json={"members": []}).status_code == 422
    assert client.post(f"/api/v1/cases/{case}/put-back").status_code == 422


def test_decisions_are_read_by_run_state_and_the_moment_they_changed(client, case, run, clock):
    decide(client, case)
    clock.moved(hours=1)
    other = client.get("/api/v1/cases?q=li+na").json["cases"][0]["id"]
    decide(client, other, {"verdict": "escalated", "reason": "legal_advice"})

    def found(**query):
        said = client.get("/api/v1/dispositions", query_string=query).json
        return [each["case_id"] for each in said["dispositions"]]

    assert found() == found(run=run) == [case, other]
    assert found(verdict="escalated") == found(since="2026-11-25T10:00:00Z") == [other]
    assert found(since="2026-11-25T12:30:00+02:00") == [other]
    clock.moved(hours=1)
    tag = client.get(f"/api/v1/cases/{case}").headers["ETag"]
    client.post(f"/api/v1/cases/{case}/withdraw", json={"reason": "x"}, headers={"If-Match": tag})
    assert found(since="2026-11-25T11:00:00Z") == found(state="withdrawn") == [case]
    page = client.get("/api/v1/dispositions?limit=1")
    assert page.json["total"] == 2
    following = client.get(page.headers["Link"].partition(">")[0].removeprefix("<")).json
    assert [each["case_id"] for each in (*page.json["dispositions"], *following["dispositions"])] == [
        other,
        case,
    ]
    assert following["next"] is None
    assert client.get("/api/v1/dispositions?since=2026-13-01").status_code == 422


def test_a_case_is_taken_on_and_talked_about(client, case):
    said = client.put(f"/api/v1/cases/{case}/assignee", json={"to": "me"}).json["case"]
    assert said["assignee"] == "hr"
    assert client.get("/api/v1/cases?assignee=mine").json["total"] == 1
    said = client.post(f"/api/v1/cases/{case}/comments", json={"text": "asked the dean"})
    assert said.status_code == 201
    assert [each["text"] for each in said.json["case"]["remarks"]] == ["asked the dean"]


def test_reasons_are_the_codes_that_may_be_given(client):
    said = client.get("/api/v1/reasons").json["reasons"]
    assert {"code", "label", "for", "about", "note_needed", "retired"} == set(said[0])


def test_another_team_has_no_such_case_and_who_may_not_decide_does_not(client, case):
    assert client.get(f"/api/v1/cases/{case}", headers={"Key": "x@others"}).status_code == 404
    assert client.get("/api/v1/cases", headers={"Key": "x@others"}).json["total"] == 0
    tag = client.get(f"/api/v1/cases/{case}").headers["ETag"]
    assert decide(client, case, tag=tag, Key="x@others").status_code == 404
    assert client.get("/api/v1/dispositions", headers={"Key": "x@others"}).json["total"] == 0


def report(client, run, written):
    """The run's report with cells written beside rows, by name of the subject, as CSV."""
    content = client.get(f"/api/v1/runs/{run}/report").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    for row in rows:
        row |= {f"Review: {key}": text for key, text in written.get(row["Name"], {}).items()}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


UNSURE = {"decision": "inconclusive", "reason": "too_little"}


def test_a_filled_in_report_says_what_would_become_of_it_and_is_taken_over_when_asked(client, run, case):
    content = report(
        client, run, {"Wei Zhang": UNSURE, "Ada": {"decision": "false positive", "reason": "misread"}}
    )
    address = f"/api/v1/runs/{run}/annotated"
    shown = client.post(address, data=content, content_type="text/csv")
    assert shown.status_code == 200
    assert (shown.json["taken"], shown.json["counts"]["apply"]) == (0, 2)
    assert (shown.json["counts"]["second"], shown.json["unanswered"]["count"]) == (
        1,
        1,
    )  # a key clears nothing alone
    assert client.get("/api/v1/dispositions").json["total"] == 0
    taken = client.post(f"{address}?take=all", data=content, content_type="text/csv").json
    assert taken["taken"] == 2
    assert {each["party"] for each in taken["lines"]} == {"Beihang University", "Zabir Logistics Company"}
    made = client.get("/api/v1/dispositions").json["dispositions"]
    assert {(each["verdict"], each["state"], each["source"]) for each in made} == {
        ("inconclusive", "decided", "workbook"),
        ("false_positive", "proposed", "workbook"),  # a key's, so it waits
    }
    again = client.post(f"{address}?take=all", data=content, content_type="text/csv").json
    assert (again["taken"], again["counts"]["unchanged"]) == (0, 2)
    other = report(client, run, {"Wei Zhang": {"decision": "escalated", "reason": "legal_advice"}})
    (line,) = client.post(address, data=other, content_type="text/csv").json["lines"]
    assert line["action"] == "conflict"
    assert "There is another decision" in line["action_reason"]


def test_a_key_confirms_no_proposal_by_workbook_and_a_person_does(client, run, case, place):
    ana, ben = Decider("person:ana", "Ana"), Decider("person:ben", "Ben")
    propose(place, "office", case, Proposal(Verdict.TRUE_MATCH, "name_and_place"), ana, source="page")
    content = report(client, run, {"Wei Zhang": {"decision": "confirm"}})
    address = f"/api/v1/runs/{run}/annotated?take=all"
    said = client.post(address, data=content, content_type="text/csv").json
    assert (said["taken"], said["counts"]["confirm"]) == (0, 1)
    (line,) = said["lines"]
    assert (line["action"], line["verdict"], line["can_import"]) == ("confirm", "true_match", False)
    assert "Confirms the proposal of Ana" in line["action_reason"]
    assert "An API key cannot confirm this" in line["action_reason"]
    said = client.post(address, data=content, content_type="text/csv", headers={"Person": "ben"}).json
    assert (said["taken"], said["lines"][0]["can_import"]) == (1, True)
    (made,) = client.get(f"/api/v1/cases/{case}").json["case"]["history"]
    assert (made["state"], made["second_by"]) == ("decided", ben.name)


def test_a_form_with_the_report_in_it_is_as_good(client, run):
    form = {"file": (io.BytesIO(report(client, run, {"Wei Zhang": UNSURE})), "back.csv")}
    said = client.post(f"/api/v1/runs/{run}/annotated", data=form)
    assert said.json["counts"]["apply"] == 1


def test_refusals_of_a_filled_in_report_have_the_one_shape(client, run):
    address = f"/api/v1/runs/{run}/annotated"
    for content, expected in ((b"Name,Institution\nWei,BUAA\n", 422), (b"", 400)):
        refused = client.post(address, data=content, content_type="text/csv")
        assert (refused.status_code, refused.content_type) == (expected, "application/problem+json")
    filled = report(client, run, {"Wei Zhang": UNSURE})
    assert client.post(f"{address}?take=some", data=filled, content_type="text/csv").status_code == 422
    assert client.post(address, data=filled, headers={"Key": "x@others"}).status_code == 404


def test_a_file_is_attached_listed_and_given_back_as_it_was(client, case):
    content = b"%PDF-1.7 a letter"
    address = f"/api/v1/cases/{case}/files"
    made = client.post(f"{address}?file_name=letter.pdf", data=content, content_type="application/pdf")
    assert made.status_code == 201
    said = made.json["file"]
    assert (said["file_name"], said["size"]) == ("letter.pdf", len(content))
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert client.get(address).json["files"] == [said]
    assert client.get(f"/api/v1/cases/{case}").json["case"]["remarks"][0]["file_id"] == said["id"]
    given = client.get(f"{address}/{said['id']}")
    assert given.data == content
    assert given.content_type == "application/octet-stream"
    assert given.headers["Content-Security-Policy"].startswith("sandbox")
    assert 'filename="letter.pdf"' in given.headers["Content-Disposition"]
    form = {"file": (io.BytesIO(b"seen"), "note.txt")}
    assert client.post(address, data=form).json["file"]["file_name"] == "note.txt"
    assert len(client.get(address).json["files"]) == 2


def test_files_that_may_not_stand_there_and_other_teams_are_refused(client, case):
    address = f"/api/v1/cases/{case}/files"
    for name, content in (("tool.exe", b"MZ"), ("letter.pdf", b"MZ"), ("", b"seen")):
        refused = client.post(f"{address}?file_name={name}", data=content)
        assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert client.post(f"{address}?file_name=a.txt", data=b"").status_code == 400
    assert client.get(address).json["files"] == []
    made = client.post(f"{address}?file_name=a.txt", data=b"seen").json["file"]["id"]
    assert client.get(f"{address}/{made}", headers={"Key": "x@others"}).status_code == 404
    assert client.get(address, headers={"Key": "x@others"}).status_code == 404
    assert client.get(f"{address}/unknown").status_code == 404


def test_results_and_reports_name_what_was_decided_then_and_on_request_now(client, case, run, place):
    def said(**asked):
        lines = client.get(f"/api/v1/runs/{run}/results", query_string=asked).text.splitlines()
        rows = {each["subject"]["name"]: each["decisions"] for each in map(loads, lines)}
        return [each["verdict"] for each in rows["Wei Zhang"]]

    decide(client, case)
    assert said() == said(decisions="then") == []
    assert said(decisions="now") == ["inconclusive"]
    then = client.get(f"/api/v1/runs/{run}/report.csv")
    now = client.get(f"/api/v1/runs/{run}/report.csv?decisions=now")
    assert "Stands: inconclusive" not in then.text
    assert "Stands: inconclusive (too little), hr" in now.text
    assert then.headers["Content-Disposition"] != now.headers["Content-Disposition"]
    assert "decisions of 2026-11-25" in now.headers["Content-Disposition"]
    assert client.get(f"/api/v1/runs/{run}/report").data == then.data
    assert client.get(f"/api/v1/runs/{run}/results?decisions=later").status_code == 422
    assert client.get(f"/api/v1/runs/{run}/report.csv?decisions=later").status_code == 422
