"""Collections in pages: nothing is lost or given twice while entries come and go, and a cursor is for one question."""

import base64
import json
import uuid
from datetime import timedelta

import pytest
from accounts import new_key

from screening.accounts import AccessRole
from screening.storage.tables import Run
from screening.webhooks.targets import add_target, remove_target
from web.api.paging import PageRequest
from web.app import create_app
from web.config import Config

URL = "/api/v1/runs"
RUNS = 1_200


@pytest.fixture
def client(place, small_engine, clock, tmp_path):
    """A key of the office that administers it."""
    roles = (AccessRole.SCREENER, AccessRole.ADMINISTRATOR)
    key = new_key(place, "system", team="office", roles=roles)
    client = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture
def keep(place, clock):
    """Keep runs as the office accepted them: so many every second, all of one state."""

    def kept(count, state="finished", team="office"):
        ids = [uuid.uuid4().hex for _ in range(count)]
        with place.decide() as decision:
            for number, run_id in enumerate(ids):
                at = (clock() + timedelta(seconds=number // 7)).isoformat()
                decision.session.add(
                    Run(
                        id=run_id,
                        upload_sha256="0" * 64,
                        team=team,
                        actor="x",
                        file_name="list.csv",
                        choices="{}",
                        pins="{}",
                        screened_at=at,
                        accepted_at=at,
                        state=state,
                    )
                )
            decision.record("test.kept", actor="x", team=team, facts={})
        return ids

    return kept


def pages(client, address, field, between=lambda: None):
    """The ids of each page, and those that Link leads to must be the same as those of `next`."""
    cursor, link = "", None
    while cursor is not None:
        joint = "&" if "?" in address else "?"
        answer = client.get(f"{address}{joint}cursor={cursor}" if cursor else address)
        assert answer.status_code == 200, answer.text
        ids = [each["id"] for each in answer.json[field]]
        if link:
            assert [each["id"] for each in client.get(link).json[field]] == ids
        yield ids
        cursor = answer.json["next"]
        header = answer.headers.get("Link", "")
        assert header.endswith('>; rel="next"') == (cursor is not None)
        link = header.partition(">")[0].removeprefix("<")
        between()


def test_1200_runs_are_all_given_once_while_new_ones_arrive(client, keep, clock):
    there = keep(RUNS)
    clock.moved(hours=1)
    found = [each for page in pages(client, f"{URL}?limit=100", "runs", lambda: keep(3)) for each in page]
    assert sorted(found) == sorted(there)
    assert len(found) == len(set(found)) == RUNS
    first = client.get(f"{URL}?limit=500").json["runs"]
    assert len(first) == 500
    assert [each["accepted_at"] for each in first] == sorted(
        (each["accepted_at"] for each in first), reverse=True
    )


def test_runs_are_asked_for_by_state_and_by_when_they_were_accepted(client, keep, clock):
    old = keep(2)
    clock.moved(days=1)
    new = keep(2, state="failed")
    keep(2, team="others")

    def found(**query):
        return {each["id"] for each in client.get(URL, query_string=query).json["runs"]}

    assert found() == {*old, *new}
    assert found(state="failed") == found(since="2026-11-26") == {*new}
    assert found(state="finished") == found(until="2026-11-26T09:30:00Z") == {*old}
    assert found(since="2026-11-25T09:30:00Z", until="2026-11-25T09:30:01Z") == {*old}
    assert found(state="finished", since="2026-11-26") == set()
    refused = client.get(URL, query_string={"state": "lost", "since": "2026-02-30", "until": "soon"})
    assert {each["parameter"]: each["code"] for each in refused.json["errors"]} == {
        "state": "not-a-choice",
        "since": "value-invalid",
        "until": "wrong-form",
    }


def test_a_cursor_is_for_the_question_that_it_was_given_for(client, keep):
    keep(5)
    cursor = client.get(f"{URL}?limit=2&state=finished").json["next"]
    assert client.get(f"{URL}?limit=1&state=finished&cursor={cursor}").status_code == 200
    for other in (f"{URL}?cursor={cursor}", f"{URL}?state=failed&cursor={cursor}"):
        refused = client.get(other)
        assert refused.status_code == 422
        assert [each["parameter"] for each in refused.json["errors"]] == ["cursor"]


@pytest.mark.parametrize(
    "said",
    ["x", "[]", "5", '["a"]', '["a", 1, 2]', '["a", "b"]', "{", '["a", "\\u0000", "b"]', "é", "[" * 500],
)
def test_a_cursor_that_nobody_gave_is_a_fault_of_the_query(client, said):
    cursor = base64.urlsafe_b64encode(said.encode()).decode()
    refused = client.get(URL, query_string={"cursor": cursor})
    assert (refused.status_code, refused.json["code"]) == (422, "parameters-malformed")
    assert [each["parameter"] for each in refused.json["errors"]] == ["cursor"]
    assert client.get(URL, query_string={"cursor": said}).status_code == 422


def test_a_cursor_with_values_that_no_database_compares_is_refused(client, keep):
    keep(3)
    cursor = client.get(f"{URL}?limit=1").json["next"]
    question, *_ = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    for key in (["2026", "\x00"], ["2026", "\ud800"]):
        made_up = base64.urlsafe_b64encode(json.dumps([question, *key]).encode()).decode()
        assert client.get(URL, query_string={"cursor": made_up}).status_code == 422


def test_lists_policies_and_organisations_come_in_pages(client):
    every = [each["id"] for each in client.get("/api/v1/policies?limit=500").json["policies"]]
    assert len(every) > 3
    assert [each for page in pages(client, "/api/v1/policies?limit=2", "policies") for each in page] == every
    every = [each["id"] for each in client.get("/api/v1/lists").json["lists"]]
    assert [each for page in pages(client, "/api/v1/lists?limit=1", "lists") for each in page] == every
    address = "/api/v1/organisations?q=university"
    every = [each["id"] for each in client.get(address).json["organisations"]]
    assert len(every) > 2
    found = [each for page in pages(client, f"{address}&limit=2", "organisations") for each in page]
    assert found == every


def test_webhooks_come_in_pages_also_where_the_last_one_is_gone(client, place, clock):
    made = []
    for number in range(5):
        clock.moved(seconds=1)
        target, _ = add_target(
            place,
            f"https://93.184.216.{number}/",
            ("run.finished",),
            actor="x",
            team="office",
            within="office",
        )
        made.append(target.id)
    assert [*pages(client, "/api/v1/webhooks?limit=2", "webhooks")] == [made[:2], made[2:4], made[4:]]
    cursor = client.get("/api/v1/webhooks?limit=2").json["next"]
    remove_target(place, made[1], actor="x", within="office")
    after = client.get(f"/api/v1/webhooks?limit=2&cursor={cursor}").json["webhooks"]
    assert [each["id"] for each in after] == made[2:4]


def test_every_collection_has_a_limit_and_a_cursor(client):
    """An answer with a list of entries of the same kind, in which something may be added, comes in pages."""
    document = client.get("/api/v1/openapi.json").json
    paged = {
        path.removeprefix("/api/v1")
        for path, methods in document["paths"].items()
        if {"limit", "cursor"} <= {each["name"] for each in methods.get("get", {}).get("parameters", [])}
    }
    assert paged == {
        "/cases",
        "/cases/{case_id}/files",
        "/cases/{case_id}/members",
        "/collaboration-decisions",
        "/dispositions",
        "/erasures",
        "/keys",
        "/lists",
        "/organisations",
        "/policies",
        "/reviewers",
        "/runs",
        "/runs/{run_id}/compare/{earlier_id}",
        "/runs/{run_id}/results",
        "/runs/{run_id}/subjects",
        "/teams",
        "/watches",
        "/watches/{watch_id}/changes",
        "/watches/{watch_id}/versions",
        "/webhooks",
        "/webhooks/{webhook_id}/deliveries",
    }
    assert PageRequest().limit == 100
