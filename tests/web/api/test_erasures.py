"""Erasures over HTTP: asked for with a reason by keys that may, undone, and never agreed to by a key."""

import pytest
from accounts import new_key
from erasing import later
from sqlmodel import select

from screening.accounts import AccessRole
from screening.review.decide import Proposal, propose
from screening.review.rules import Decider, Verdict
from screening.runs.engines import Engines
from screening.runs.erasures import carry_out_due
from screening.runs.execute import StepRunner
from screening.storage.review_tables import Case
from web.app import create_app
from web.config import Config

LIST = b"Institution,Country\nBeihang University,China\nKU Leuven,Belgium\n"
URL = "/api/v1"
WHY = {"reason": "Uploaded by mistake"}


@pytest.fixture
def service(place, small_engine, clock, tmp_path):
    """Make a client for a key of a team with roles; every key belongs to one service."""
    app = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place)

    def client_of(team, *roles):
        client = app.test_client()
        key = new_key(place, f"system of {team}", team=team, roles=roles)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return client_of


@pytest.fixture
def manager(service):
    return service("office", AccessRole.RECORDS_MANAGER)


@pytest.fixture
def run_id(service, place, small_engine):
    """A finished run of the office."""
    screener = service("office", AccessRole.SCREENER)
    made = screener.post(f"{URL}/runs?format=csv", data=LIST, content_type="text/csv").json["id"]
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    for kind in ("plan", "chunk", "report"):
        steps.do(kind, made, 1, 0)
    return made


def test_a_run_is_asked_for_marked_and_gone_when_it_is_due(manager, place, run_id):
    asked = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY)
    assert asked.status_code == 202
    erasure = asked.json["erasure"]
    assert (erasure["kind"], erasure["what"], erasure["outcome"]) == ("run", run_id, "")
    run = manager.get(f"{URL}/runs/{run_id}").json
    mark = {"due_at": erasure["due_at"], "asked_by": "system of office", "needs_second": False}
    assert run["erasure"] == {"id": erasure["id"], **mark}
    assert manager.get(f"{URL}/runs").json["runs"][0]["erasure"] == run["erasure"]
    for part in ("report", "report.json", "results"):
        assert manager.get(f"{URL}/runs/{run_id}/{part}").headers["Sunset"].endswith("GMT")
    assert manager.get(asked.headers["Location"]).json["erasure"] == erasure
    again = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY)
    assert (again.status_code, again.json["code"]) == (409, "erasure-waits")
    assert carry_out_due(later(place)) == 1
    gone = manager.get(f"{URL}/runs/{run_id}").json
    assert (gone["state"], gone["file_name"], gone["erasure"]) == ("erased", "", None)
    assert manager.get(f"{URL}/erasures").json["erasures"][0]["outcome"] == "done"


def test_it_is_undone_once(manager, place, run_id):
    here = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY).headers["Location"]
    assert manager.delete(here).json["erasure"]["outcome"] == "undone"
    assert (manager.delete(here).status_code, carry_out_due(later(place))) == (409, 0)
    assert "Sunset" not in manager.get(f"{URL}/runs/{run_id}/report").headers


def test_a_case_and_a_subject_are_asked_for_by_kind(manager, place, run_id):
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    asked = manager.post(f"{URL}/erasures", json={"kind": "case", "what": case_id, **WHY})
    assert asked.status_code == 202
    mark = manager.get(f"{URL}/cases/{case_id}").json["case"]["erasure"]
    assert mark["id"] == asked.json["erasure"]["id"]
    subject = {"kind": "subject", "what": "KU Leuven", **WHY}
    assert manager.post(f"{URL}/erasures", json=subject).json["erasure"]["subject"] == "KU Leuven"
    assert carry_out_due(later(place)) == 2
    said = manager.get(f"{URL}/erasures").json["erasures"]
    assert {(each["outcome"], each["subject"]) for each in said} == {("done", "")}


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "body-malformed"), ({"reason": ""}, "body-malformed"), ({"reason": "  "}, "reason-missing")],
)
def test_a_reason_is_needed(manager, run_id, body, code):
    refused = manager.post(f"{URL}/runs/{run_id}/erasure", json=body)
    assert (refused.status_code, refused.json["code"]) == (422, code)


@pytest.mark.parametrize(
    "role", [AccessRole.SCREENER, AccessRole.REVIEWER, AccessRole.AUDITOR, AccessRole.ADMINISTRATOR]
)
def test_no_other_role_erases(service, manager, run_id, role):
    here = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY).headers["Location"]
    other = service("office", role)
    subject = {"kind": "subject", "what": "A", **WHY}
    calls = [
        other.post(f"{URL}/runs/{run_id}/erasure", json=WHY),
        other.post(f"{URL}/erasures", json=subject),
        other.get(f"{URL}/erasures"),
        other.get(here),
        other.delete(here),
    ]
    assert {(each.status_code, each.json["code"]) for each in calls} == {(403, "not-permitted")}
    assert other.delete(f"{URL}/runs/{run_id}").status_code == 405


def test_another_teams_things_are_not_there(service, manager, run_id):
    here = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY).headers["Location"]
    other = service("other", AccessRole.RECORDS_MANAGER)
    calls = [
        other.post(f"{URL}/runs/{run_id}/erasure", json=WHY),
        other.post(f"{URL}/erasures", json={"kind": "run", "what": run_id, **WHY}),
        other.get(here),
        other.delete(here),
    ]
    assert {each.status_code for each in calls} == {404}
    assert other.get(f"{URL}/erasures").json["erasures"] == []


def test_no_key_agrees_to_what_somebody_decided_about(manager, place, run_id):
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    proposal = Proposal(Verdict.ESCALATED, "legal_advice")
    propose(place, "office", case_id, proposal, Decider("person:x", "X"), source="page")
    asked = manager.post(f"{URL}/runs/{run_id}/erasure", json=WHY).json["erasure"]
    assert asked["needs_second"]
    document = manager.get(f"{URL}/openapi.json").json
    assert [path for path in document["paths"] if "second" in path] == []
    assert carry_out_due(later(place)) == 0


def test_the_document_shows_how_an_erasure_is_asked_for(manager):
    schemas = manager.get(f"{URL}/openapi.json").json["components"]["schemas"]
    for name in ("RunErasureRequest", "ErasureRequest", "ErasureJson"):
        assert schemas[name]["examples"], name
