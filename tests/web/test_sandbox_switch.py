"""The sandbox: what docs/api.md says a caller gets for what is sent, asked of the running application, row by row."""

import json
import re
import threading
from pathlib import Path

import pytest
from accounts import new_key
from local_token import stranger
from receiver import HERE, Receiver

from screening.accounts import AccessRole
from screening.accounts.keys import every_key, make_key
from screening.context import open_context
from screening.runs.engines import Engines
from screening.runs.worker import Worker
from screening.sandbox.engine import sandbox_lists
from screening.settings import Settings
from web.app import create_app
from web.config import Config

URL = "/api/v1"
SECTION = re.compile(r"^## Sandbox$(.*?)^## ", re.M | re.S)
ROW = re.compile(r"^\| `(\{.*?\})` \| `(\w+)` \| `(\w+)` \| (?:`(\w+)`)? ?\| (.+) \|$", re.M)
PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
TABLE = ROW.findall(SECTION.search(PAGE)[1])
LIST = b"Institution,Country\nQuellmar Aerospace Holding,\nQuiet Valley Museum,\n"
UNCLEAR = re.search(r"^```csv\n(.*?)^```$", SECTION.search(PAGE)[1], re.M | re.S)[1].encode()


@pytest.fixture
def place(settle, tmp_path, clock):
    settings = Settings(data=settle(tmp_path / "data"), webhook_hosts=HERE)
    opened = open_context(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def app(place, small_engine, clock, tmp_path):
    return create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place)


@pytest.fixture
def caller(app, place):
    """Make a client for a key of the first team."""

    def of(*, sandbox, roles=(AccessRole.SCREENER,)):
        client = app.test_client()
        key = make_key(place, "HR", by="local:test", roles=roles, sandbox=sandbox)
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return of


@pytest.fixture
def sandbox(caller):
    return caller(sandbox=True)


@pytest.fixture(scope="module")
def answers(tmp_path_factory, settle, small_engine):
    """What the application answers to every row of the table, in one call."""
    opened = open_context(Settings(data=settle(tmp_path_factory.mktemp("sandbox") / "data")))
    app = create_app(Config(), small_engine, context=opened)
    key = make_key(opened, "HR", by="local:test", sandbox=True)
    subjects = [json.loads(sent) for sent, *_ in TABLE]
    said = app.test_client().post(
        f"{URL}/screen", json={"subjects": subjects}, headers={"Authorization": f"Bearer {key}"}
    )
    opened.close()
    return said.json["results"]


def test_the_table_has_every_outcome():
    assert {outcome for _, outcome, *_ in TABLE} == {"no_match", "review", "unscreened"}
    assert {level for _, _, level, *_ in TABLE} == {"none", "low", "medium", "high"}
    assert len(TABLE) > 20


@pytest.mark.parametrize("number", range(len(TABLE)), ids=[sent for sent, *_ in TABLE])
def test_who_sends_this_gets_that(answers, number):
    _, outcome, level, under, since = TABLE[number]
    found = answers[number]["assessment"]
    policies = [each["outcome"] for each in found["policies"]]
    assert (found["outcome"], found["risk_level"], policies) == (outcome, level, [under] if under else [])
    assert answers[number]["provenance"]["sandbox"] is True
    if code := re.search(r"`error.code` is `([\w-]+)`", since):
        assert answers[number]["error"]["code"] == code[1]
    if fact := re.search(r"asks for `(\w+)`", since):
        assert [each["fact"] for each in found["questions"]] == [fact[1]]
    if relation := re.search(r"`hits\[0\].relation` is `(\w+)`", since):
        assert answers[number]["hits"][0]["relation"] == relation[1]
    if code := re.search(r"`assessment.code` is `([\w-]+)`", since):
        assert found["code"] == code[1]
    if "delisted" in since:
        assert "no longer listed" in found["why"]


def test_a_namesake_is_asked_for_the_date_of_birth_and_shown_the_listed_one(sandbox):
    body = {"subjects": [{"name": "Ivo Quellmarsen", "type": "person"}]}
    (found,) = sandbox.post(f"{URL}/screen", json=body).json["results"]
    assert found["hits"][0]["listing"]["birth_date"] == "1961"
    (policy,) = found["assessment"]["policies"]
    assert "such as the date of birth (`birth_date` in a call)" in policy["text"]
    assert policy["missing"] == ["a second identifier beside the person's name"]


def test_a_question_is_answered_with_the_next_call(sandbox):
    body = {"subjects": [{"name": "Halbrun Microwave Research Centre"}], "project": {"sensitive_area": "yes"}}
    (found,) = sandbox.post(f"{URL}/screen", json=body).json["results"]
    assert [each["outcome"] for each in found["assessment"]["policies"]] == ["assess_and_record"]


def test_a_real_policy_cannot_decide_without_its_lists(sandbox):
    body = {"subjects": [{"name": "Quiet Valley Museum"}], "policies": ["us-restricted-parties"]}
    (found,) = sandbox.post(f"{URL}/screen", json=body).json["results"]
    assert [each["outcome"] for each in found["assessment"]["policies"]] == ["cannot_decide"]


def test_no_real_list_is_searched_and_no_real_key_sees_the_invented_one(sandbox, caller):
    real = caller(sandbox=False)
    for client, lists in (
        (sandbox, ["sandbox-list"]),
        (real, ["jp-end-users", "un-sanctions", "us-entity-list"]),
    ):
        assert sorted(each["id"] for each in client.get(f"{URL}/lists").json["lists"]) == lists
    for name, outcomes in (
        ("Beihang University", ["no_match", "review"]),
        ("Quellmar Aerospace Holding", ["review", "no_match"]),
    ):
        body = {"subjects": [{"name": name}]}
        answers = [client.post(f"{URL}/screen", json=body).json for client in (sandbox, real)]
        assert [each["results"][0]["assessment"]["outcome"] for each in answers] == outcomes
        assert [each["provenance"].get("sandbox") for each in answers] == [True, None]


def test_the_protocols_of_others_search_the_invented_list_too(sandbox, app, place):
    queries = {"q": {"schema": "Organization", "properties": {"name": ["Quellmar Aerospace Holding"]}}}
    matched = sandbox.post("/match/default", json={"queries": queries}).json["responses"]["q"]["results"]
    assert [each["datasets"] for each in matched] == [["sandbox_list"]]
    key = make_key(place, "OpenRefine", by="local:test", sandbox=True)
    asked = {"queries": json.dumps({"q": {"query": "Quellmar Aerospace Holding"}})}
    found = stranger(app).post(f"/reconcile/key/{key}", data=asked).json["q"]["result"]
    assert [each["name"] for each in found] == ["Quellmar Aerospace Holding"]


@pytest.mark.parametrize(
    ("name", "born", "topics"),
    [
        ("Ivo Quellmarsen", ["1961"], ["sanction", "asset.frozen"]),
        ("Zorbex Institute of Applied Photonics", [], ["export.control"]),
        ("Drelmont Semiconductor", [], ["export.control", "debarment"]),
        ("Penlough Foundation for Friendship", [], ["poi"]),
    ],
)
def test_the_topics_of_a_party_follow_from_what_its_listing_does(sandbox, name, born, topics):
    schema = "Person" if born else "Organization"
    queries = {"q": {"schema": schema, "properties": {"name": [name], "birthDate": born}}}
    (found,) = sandbox.post("/match/default", json={"queries": queries}).json["responses"]["q"]["results"]
    assert found["properties"]["topics"] == topics


def test_a_key_of_the_wrong_kind_opens_nothing(app, place):
    """Whoever writes the id of a sandbox key into the text of a real one, or leaves it out, has no key."""
    text = make_key(place, "HR", by="local:test", sandbox=True)
    for wrong in (
        text.replace("sandbox-", ""),
        text.replace("rs_sandbox-", "rs_sandbox-sandbox-"),
        text[:-1] + "!",
    ):
        answer = app.test_client().get(f"{URL}/lists", headers={"X-API-Key": wrong})
        assert (answer.status_code, answer.json["code"]) == (401, "key-needed")
    real = new_key(place)
    answer = app.test_client().get(f"{URL}/lists", headers={"X-API-Key": real.replace("rs_", "rs_sandbox-")})
    assert (answer.status_code, answer.json["code"]) == (401, "key-needed")


def test_a_sandbox_key_does_not_open_pages(app, place):
    key = make_key(place, "HR", by="local:test", sandbox=True)
    assert stranger(app).get("/runs/", headers={"X-API-Key": key}).status_code == 401


def test_calls_of_a_sandbox_key_are_counted_once(app, place):
    text = make_key(place, "HR", by="local:test", calls_per_minute=2, sandbox=True)
    client = app.test_client()
    statuses = [client.get(f"{URL}/lists", headers={"X-API-Key": text}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert every_key(place)[0].used_at


def carried_out(place, client, engine, body, query=""):
    """Send a list and let a worker run until its run has ended; how it stands then."""
    sent = f"{URL}/runs?file_name=list.csv&format=json{query}"
    run_id = client.post(sent, data=body, content_type="text/csv").json["id"]
    worker = Worker(place, Engines(lambda _day: engine))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        for _ in range(600):
            said = client.get(f"{URL}/runs/{run_id}").json
            if said["state"] not in ("queued", "running"):
                return said
            worker.stopping.wait(0.1)
        raise AssertionError(said)
    finally:
        worker.stopping.set()
        thread.join()


def test_a_run_stands_apart_from_real_ones_and_says_what_it_is(place, sandbox, caller, small_engine):
    run = carried_out(place, sandbox, small_engine, LIST)
    assert (run["state"], run["sandbox"]) == ("finished", True)
    rows = [json.loads(line) for line in sandbox.get(f"{URL}/runs/{run['id']}/results").text.splitlines()]
    assert [each["assessment"]["outcome"] for each in rows] == ["review", "no_match"]
    report = sandbox.get(f"{URL}/runs/{run['id']}/report").json
    assert '"sandbox": true' in json.dumps(report)
    real = caller(sandbox=False)
    assert real.get(f"{URL}/runs").json["runs"] == []
    hidden = real.get(f"{URL}/runs/{run['id']}")
    assert (hidden.status_code, hidden.json["code"]) == (404, "run-unknown")
    assert "a run of a sandbox key is shown to sandbox keys" in hidden.json["detail"]
    reviewer = caller(sandbox=False, roles=[AccessRole.REVIEWER])
    assert reviewer.get(f"{URL}/cases").json["cases"] == []
    assert len(caller(sandbox=True, roles=[AccessRole.REVIEWER]).get(f"{URL}/cases").json["cases"]) == 1


def test_a_run_of_yesterday_is_read_as_it_was(place, sandbox, small_engine, clock):
    run = carried_out(place, sandbox, small_engine, LIST)
    clock.moved(days=1)
    assert sandbox.get(f"{URL}/runs/{run['id']}/results").status_code == 200
    assert sandbox.get(f"{URL}/runs/{run['id']}/report.csv").status_code == 200


@pytest.mark.parametrize(
    ("body", "query", "state", "event"),
    [
        (LIST, "", "finished", "run.finished"),
        (LIST, "&map=name%3DNowhere", "failed", "run.failed"),
        (UNCLEAR, "", "needs_mapping", "run.needs_mapping"),
    ],
)
def test_events_of_a_sandbox_go_to_its_own_webhooks_alone(
    place, sandbox, caller, small_engine, body, query, state, event
):
    receiver, others = Receiver(), Receiver()
    try:
        asked = {"url": receiver.url, "events": ["run.finished", "run.failed", "run.needs_mapping"]}
        of_sandbox = caller(sandbox=True, roles=[AccessRole.ADMINISTRATOR])
        assert of_sandbox.post(f"{URL}/webhooks", json=asked).json["webhook"]["team"] == "sandbox:local"
        of_team = caller(sandbox=False, roles=[AccessRole.ADMINISTRATOR])
        assert of_team.post(f"{URL}/webhooks", json=asked | {"url": others.url}).status_code == 201
        run = carried_out(place, sandbox, small_engine, body, query)
        assert (run["state"], run["sandbox"]) == (state, True)
        assert state != "failed" or f"`failed`, `code` `{run['code']}`" in PAGE
        (hook,) = of_sandbox.get(f"{URL}/webhooks").json["webhooks"]
        sent = of_sandbox.get(f"{URL}/webhooks/{hook['id']}/deliveries").json["deliveries"]
        assert [each["type"] for each in sent] == [event]
        seen = of_team.get(f"{URL}/webhooks").json["webhooks"]
        (theirs,) = [each for each in seen if each["team"] == "local"]
        assert of_team.get(f"{URL}/webhooks/{theirs['id']}/deliveries").json["deliveries"] == []
    finally:
        receiver.close()
        others.close()


def test_every_body_of_the_list_is_invented_and_says_so(clock):
    library, register = sandbox_lists(clock().date())
    assert {each.remark.partition(";")[0] for each in library.listings} == {"Invented"}
    assert {each.source_url.partition("/sandbox/")[0] for each in library.listings} == {"https://example.org"}
    assert len(register.bodies) == 0
