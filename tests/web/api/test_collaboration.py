"""Collaboration decisions over HTTP: decided on what was seen, answered for by a person, and beside every result."""

from json import loads

import pytest
from flask import g, request
from sqlmodel import select

from screening.accounts import AccessRole
from screening.pipeline import ScreeningRequest
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.runs.pins import pins_of
from screening.runs.submit import submit_list
from screening.storage.review_tables import CaseMember
from web.access import Caller
from web.app import create_app
from web.config import Config

WHOLE = {
    "decision": "proceed_with_conditions",
    "until": "2027-06-30",
    "reason": "Open research.",
    "conditions": [{"text": "No samples leave", "by": "Export office", "until": "2027-01-31"}],
    "answerable": "Mere Tane",
}


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """A key of the team that the header Team names."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        roles = frozenset({AccessRole.REVIEWER})
        g.caller = Caller("key:hr", "hr", request.headers.get("Team", "office"), roles)

    return app.test_client()


@pytest.fixture
def run(place, small_engine, clock, tmp_path):
    """The id of a run that found one case."""
    path = tmp_path / "list.csv"
    path.write_text("Name,Institution,Country\nWei Zhang,Beihang University,CN\n")
    order = ScreeningRequest(format="csv", policies=tuple(each.id for each in small_engine.policies))
    run_id = submit_list(
        place, path, order, pins_of(small_engine), actor="x", team="office", file_name="list.csv"
    )
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    for step in ("plan", "chunk", "report"):
        steps.do(step, run_id, 1, 0)
    return run_id


@pytest.fixture
def address(run, place):
    """Of the collaboration decision about the only subject."""
    with place.database.read() as session:
        return f"/api/v1/subjects/{session.exec(select(CaseMember.subject_digest)).one()}/collaboration"


def test_a_decision_is_made_on_what_was_seen_and_stands_beside_the_results(client, address, run):
    before = client.get(address)
    assert (before.json["standing"], before.json["history"]) == (None, [])
    assert client.post(address, json=WHOLE).status_code == 428
    seen = {"If-Match": before.headers["ETag"]}
    made = client.post(address, json=WHOLE, headers=seen)
    assert made.status_code == 201, made.text
    assert made.json["standing"]["status"] == "in_effect"
    assert made.json["standing"]["conditions"] == WHOLE["conditions"]
    assert made.json["standing"]["answerable"] == "Mere Tane"
    again = client.post(address, json=WHOLE, headers=seen)
    assert (again.status_code, again.json["code"]) == (412, "collaboration-changed")
    line = loads(client.get(f"/api/v1/runs/{run}/results?decisions=now").text.splitlines()[0])
    assert line["decisions"] == []
    assert line["collaboration"]["decision"] == "proceed_with_conditions"
    (listed,) = client.get("/api/v1/collaboration-decisions").json["decisions"]
    assert (listed["id"], listed["name"], listed["state"]) == (
        made.json["standing"]["id"],
        "Wei Zhang",
        "standing",
    )


def test_a_subject_without_any_match_has_an_id_by_which_the_collaboration_is_decided(
    client, place, small_engine, tmp_path
):
    path = tmp_path / "clear.csv"
    path.write_text(
        "Name,Institution,Country\nWei Zhang,Beihang University,CN\nJane Roe,KU Leuven,BE\nJane Roe,KU Leuven,BE\n"
    )
    order = ScreeningRequest(format="csv", policies=tuple(each.id for each in small_engine.policies))
    pins = pins_of(small_engine)
    run_id = submit_list(place, path, order, pins, actor="x", team="office", file_name="clear.csv")
    subjects = f"/api/v1/runs/{run_id}/subjects"
    assert client.get(subjects).status_code == 409
    steps = StepRunner(place, Engines(lambda _day: small_engine), "worker")
    for step in ("plan", "chunk", "report"):
        steps.do(step, run_id, 1, 0)
    first = client.get(f"{subjects}?limit=1")
    (found,) = first.json["subjects"]
    assert (found["row"], found["outcome"], found["name"]) == (2, "review", None)
    (jane,) = client.get(subjects, query_string={"limit": 1, "cursor": first.json["next"]}).json["subjects"]
    assert (jane["row"], jane["rows"], jane["outcome"]) == (3, 2, "no_match")
    assert client.get(f"{subjects}?row=3").json == {
        "next": None,
        "subjects": [{**jane, "name": "Jane Roe"}],
    }
    hers = f"/api/v1/subjects/{jane['id']}/collaboration"
    seen = {"If-Match": client.get(hers).headers["ETag"]}
    made = client.post(hers, json=WHOLE, headers=seen)
    assert (made.status_code, made.json["standing"]["status"]) == (201, "in_effect")
    assert client.get(subjects, headers={"Team": "others"}).status_code == 404


def test_a_decision_is_withdrawn_with_a_reason_and_its_history_stays(client, address):
    tag = client.get(address).headers["ETag"]
    made = client.post(address, json=WHOLE, headers={"If-Match": tag})
    seen = {"If-Match": made.headers["ETag"]}
    gone = client.post(f"{address}/withdraw", json={"reason": "Another person."}, headers=seen)
    assert gone.json["standing"] is None
    assert [(each["state"], each["ended_reason"]) for each in gone.json["history"]] == [
        ("withdrawn", "Another person.")
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"until": "2020-01-01"}, "2020-01-01 is past"),
        ({"conditions": [{"text": " ", "by": "Dean"}]}, "Say what condition 1 is."),
        ({"answerable": ""}, "A key decides nothing: name the person who answers for it."),
        ({"decision": "accept"}, "decision"),
    ],
)
def test_what_is_not_whole_is_refused_in_a_plain_sentence(client, address, said, sentence):
    tag = client.get(address).headers["ETag"]
    refused = client.post(address, json={**WHOLE, **said}, headers={"If-Match": tag})
    assert refused.status_code == 422
    assert sentence in refused.text


def test_other_teams_and_roles_that_may_not_decide_are_kept_out(client, address, monkeypatch):
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"Team": "elsewhere"}).status_code == 404
    monkeypatch.setattr(Caller, "may", lambda _self, asked: asked.value != "decide")
    for place, body in ((address, WHOLE), (f"{address}/withdraw", {"reason": "no"})):
        assert client.post(place, json=body, headers={"If-Match": tag}).status_code == 403
    assert client.get(address).json["standing"] is None
