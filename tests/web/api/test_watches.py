"""Watches over HTTP: made once however often asked, screened again when something changed, and seen by their team only."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from accounts import new_key
from sqlmodel import select

from screening.accounts import AccessRole
from screening.accounts.accounts import find
from screening.context import open_context
from screening.link import build
from screening.policy.list_state import ListState
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.settings import Settings
from screening.storage.tables import Run
from screening.watch.background import work_on_watches
from watchlists.library import Library
from watchlists.model import ListedName, NameKind
from web.app import create_app
from web.config import Config

URL = "/api/v1/watches"
LIST = b"Reference,Institution,Country\nP-1,Beihang University,China\nP-2,KU Leuven,Belgium\n"
TERMS = {
    "name": "Visitors of the rocket laboratory",
    "purpose": "Check visitors while they are here.",
    "legal_basis": "Art. 6(1)(f) GDPR",
    "ends_on": "2027-11-25",
}


@pytest.fixture
def place(settle, tmp_path, clock):
    folder = tmp_path / "incoming"
    folder.mkdir()
    opened = open_context(Settings(data=settle(tmp_path / "data"), watch_folder=str(folder)), clock)
    yield opened
    opened.close()


@pytest.fixture
def service(place, small_engine, clock, tmp_path):
    """Make a client for a key of a team with roles; every key belongs to one service."""
    app = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place)

    def client_of(team="office", *roles):
        client = app.test_client()
        key = new_key(place, f"system of {team}", team=team, roles=roles or (AccessRole.SCREENER,))
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return client_of


@pytest.fixture
def client(service):
    return service()


@pytest.fixture
def later_engine(small_engine):
    """The same lists with KU Leuven on one of them."""
    lists = dict(small_engine.library.lists)
    before = lists["jp-end-users"]
    joined = replace(
        before.listings[0],
        id="jp-end-users:2",
        names=(ListedName("KU Leuven", NameKind.PRIMARY),),
        country="BE",
    )
    snapshot = replace(before.snapshot, edition="2026-11", file_sha256="1" * 64, count=2, count_all=2)
    lists["jp-end-users"] = replace(before, snapshot=snapshot, listings=(*before.listings, joined))
    library = Library(lists, {})
    return replace(
        small_engine,
        library=library,
        linker=build(library, small_engine.register),
        lists=ListState.of(library),
    )


def make(client, body=LIST, file_name="list.csv", headers=None, query="", **fields):
    fields = {**TERMS, **fields}
    if body is not None:
        fields["file"] = (io.BytesIO(body), file_name)
    return client.post(f"{URL}{query}", data=fields, content_type="multipart/form-data", headers=headers)


def work(place, engine, run_id):
    """Screen a run to its end, if it waits."""
    steps = StepRunner(place, Engines(lambda _day: engine), "worker")
    with place.database.read() as session:
        run = session.get(Run, run_id)
        state, attempt = run.state, run.attempt
    if state == "queued":
        for kind in ("plan", "chunk", "report"):
            steps.do(kind, run_id, attempt, 0)


def follow(place, engine, client, watch_id):
    """Screen what is queued, tell it, and begin what is due by then; twice, so that both come to an end."""
    engines = Engines(lambda _day: engine)
    for _ in range(2):
        work(place, engine, client.get(f"{URL}/{watch_id}").json["run"])
        work_on_watches(place, engines, "worker")


@pytest.fixture
def changed(client, place, small_engine, later_engine):
    """A watch of which one screening changed something."""
    watch_id = make(client).json["id"]
    follow(place, small_engine, client, watch_id)
    follow(place, later_engine, client, watch_id)
    return watch_id


def test_a_file_is_watched_and_its_screenings_are_runs_that_name_the_watch(client, place, small_engine):
    made = make(client, reference="dept-4", metadata=["cost_centre=4711", "owner=physics"], weekly="yes")
    assert made.status_code == 202
    assert made.headers["Location"] == made.json["links"]["self"]
    said = client.get(made.headers["Location"]).json
    assert {key: said[key] for key in TERMS} == TERMS
    assert (said["reference"], said["weekly"], said["source"]) == ("dept-4", True, "file")
    assert said["metadata"] == {"cost_centre": "4711", "owner": "physics"}
    assert (said["state"], said["version"], said["rows"], said["told_run"]) == ("watching", 1, None, "")
    assert said["policies"] == ["international-baseline"]
    follow(place, small_engine, client, said["id"])
    said = client.get(made.headers["Location"]).json
    assert (said["rows"], said["told_run"], said["unread"]) == (2, said["run"], 0)
    run = client.get(said["links"]["run"]).json
    assert (run["watch"], run["state"], run["file_name"]) == (said["id"], "finished", "list.csv")
    other = client.post("/api/v1/runs?file_name=o.csv", data=LIST, content_type="text/csv").json
    assert other["watch"] == ""
    assert [each["id"] for each in client.get(said["links"]["runs"]).json["runs"]] == [run["id"]]


def test_a_list_as_the_body_with_the_terms_in_the_query_is_watched_as_well(client):
    made = client.post(URL, query_string={"file_name": "x.csv", **TERMS}, data=LIST, content_type="text/csv")
    assert (made.status_code, made.json["name"]) == (202, TERMS["name"])


def test_what_changed_comes_with_before_after_and_reasons_until_it_was_read(client, changed):
    said = client.get(f"{URL}/{changed}").json
    assert said["unread"] == 1
    (change,) = client.get(f"{said['links']['changes']}?unseen=yes").json["changes"]
    assert (change["kind"], change["reference"], change["subject"]) == ("listed", "P-2", "KU Leuven")
    assert (change["before"]["outcome"], change["after"]["outcome"]) == ("no_match", "review")
    assert change["reasons"]
    assert (change["run"], change["read_at"]) == (said["run"], "")
    assert client.get(f"{said['links']['changes']}?run={change['earlier_run']}").json["changes"] == []
    assert client.post(f"{URL}/{changed}/read?run={change['earlier_run']}").json["read"] == 0
    read = client.post(f"{URL}/{changed}/read").json
    assert (read["read"], read["watch"]["unread"]) == (1, 0)
    assert client.get(f"{said['links']['changes']}?unseen=yes").json["changes"] == []
    (change,) = client.get(f"{said['links']['changes']}?run={said['run']}").json["changes"]
    assert change["read_by"].startswith("key:")


def pages(client, address, what):
    """Every page of one entry, by its links."""
    found = []
    while address:
        answer = client.get(address)
        found.append(answer.json[what])
        link = answer.headers.get("Link", "")
        address = link.partition(">")[0].removeprefix("<")
    return found


def test_changes_and_versions_come_in_pages(client, place, later_engine, changed, clock):
    clock.moved(minutes=1)
    given = client.post(
        f"{URL}/{changed}/files?file_name=n.csv", data=LIST + b"P-3,Zabir Logistics Company,SY\n"
    )
    assert given.json["new"] is True
    follow(place, later_engine, client, changed)
    found = pages(client, f"{URL}/{changed}/changes?limit=1", "changes")
    assert [[each["reference"] for each in page] for page in found] == [["P-3"], ["P-2"]]
    (newest,), (first,) = pages(client, f"{URL}/{changed}/versions?limit=1", "versions")
    assert (newest["number"], newest["rows"], newest["joined"], newest["left"]) == (2, 3, 1, 0)
    assert (first["number"], first["rows"], first["file_name"]) == (1, 2, "list.csv")
    assert client.get(f"{URL}/{changed}/changes?cursor=x").json["code"] == "parameters-malformed"


def test_the_newest_file_given_again_is_no_new_version(client, place, small_engine):
    watch_id = make(client).json["id"]
    again = client.post(f"{URL}/{watch_id}/files", data={"file": (io.BytesIO(LIST), "other.csv")})
    assert (again.status_code, again.json["new"], again.json["watch"]["version"]) == (202, False, 1)


def test_the_same_call_with_the_same_key_makes_one_watch(client):
    key = {"Idempotency-Key": "visitors-2026"}
    first, second = (make(client, headers=key) for _ in range(2))
    assert first.status_code == second.status_code == 202
    assert first.json["id"] == second.json["id"]
    assert len(client.get(URL).json["watches"]) == 1
    assert make(client).json["id"] != first.json["id"]
    refused = make(client, LIST + b"P-3,MIT,US\n", headers=key)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency-key-reused")
    assert make(client, headers=key, format="csv").json["code"] == "idempotency-key-reused"
    client.patch(f"{URL}/{first.json['id']}", json={"name": "Guests"})
    assert make(client, headers=key).json["name"] == "Guests"


def test_the_same_call_sent_several_times_at_once_makes_one_watch(service):
    clients = [service() for _ in range(4)]
    key = {"Idempotency-Key": "at once"}
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda each: make(each, headers=key), clients))
    assert [each.status_code for each in answers] == [202] * 4
    assert len({each.json["id"] for each in answers}) == 1
    assert len(clients[0].get(URL).json["watches"]) == 1


def test_a_key_of_a_run_is_none_of_a_watch(client):
    key = {"Idempotency-Key": "k"}
    run = client.post("/api/v1/runs", data=LIST, content_type="text/csv", headers=key)
    assert (run.status_code, make(client, headers=key).status_code) == (202, 202)


def test_the_list_of_a_finished_run_is_watched_as_it_was_ordered(client, place, small_engine):
    address = "/api/v1/runs?file_name=o.csv&format=csv&project=sensitive_area=yes"
    run_id = client.post(address, data=LIST, content_type="text/csv").json["id"]
    assert make(client, body=None, run=run_id).json["code"] == "run-not-ready"
    work(place, small_engine, run_id)
    refused = make(client, body=None, run=run_id, policies="international-baseline")
    assert (refused.status_code, refused.json["code"]) == (422, "watch-invalid")
    assert [each["parameter"] for each in refused.json["errors"]] == ["policies"]
    assert make(client, run=run_id).json["code"] == "watch-invalid"
    key = {"Idempotency-Key": "of a run"}
    first, second = (make(client, body=None, run=run_id, headers=key) for _ in range(2))
    assert first.status_code == 202, first.text
    assert first.json["id"] == second.json["id"]
    assert first.json["project"] == {"sensitive_area": "yes"}
    assert client.get(first.json["links"]["run"]).json["format"] == "csv"


def test_a_folder_of_the_server_is_watched_and_takes_no_file_that_is_sent(client, place, clock):
    folder = place.settings.watch_folder_path / "office" / "visitors"
    empty = make(client, body=None, folder="visitors")
    assert (empty.status_code, empty.json["code"]) == (422, "watch-folder")
    folder.mkdir(parents=True)
    assert make(client, body=None, folder="visitors").json["code"] == "watch-folder"
    (folder / "week-48.csv").write_bytes(LIST)
    settled = (clock.now - timedelta(minutes=5)).timestamp()
    os.utime(folder / "week-48.csv", (settled, settled))
    made = make(client, body=None, folder="visitors")
    assert (made.status_code, made.json["source"], made.json["folder"]) == (202, "folder", "visitors")
    assert client.get(made.json["links"]["run"]).json["file_name"] == "week-48.csv"
    given = client.post(f"{URL}/{made.json['id']}/files", data=LIST, content_type="text/csv")
    assert (given.status_code, given.json["code"]) == (409, "watch-closed")
    assert make(client, body=None, folder="../data").json["code"] == "watch-folder"


def test_every_fault_of_what_is_said_is_named_with_its_place(client):
    sent = {"file": (io.BytesIO(LIST), "x.csv"), "ends_on": "30.11.2027", "owner": "me"}
    refused = client.post(URL, data=sent)
    assert (refused.status_code, refused.json["code"]) == (422, "parameters-malformed")
    found = {each["parameter"]: each["code"] for each in refused.json["errors"]}
    missing = dict.fromkeys(("name", "purpose", "legal_basis"), "field-missing")
    assert found == missing | {"ends_on": "wrong-form", "owner": "field-unknown"}
    assert make(client, ends_on="2027-02-30").json["errors"][0]["code"] == "value-invalid"
    late = make(client, ends_on="2026-11-25")
    assert (late.status_code, late.json["code"]) == (422, "watch-invalid")
    assert late.json["errors"][0]["parameter"] == "ends_on"
    assert make(client, tell="nobody@example.org").json["errors"][0]["parameter"] == "tell"
    assert make(client, body=None).json["code"] == "no-list"
    assert client.get(URL).json["watches"] == []


def test_people_of_the_team_are_named_by_their_sign_in_name(client, place):
    with place.database.read() as session:
        ana = find(session, "somebody@office.example").actor
    new_key(place, team="other")
    made = make(client, tell=["Somebody@office.example", ana]).json
    assert made["tell"] == [ana]
    assert make(client, tell="somebody@other.example").json["code"] == "watch-invalid"
    said = client.patch(f"{URL}/{made['id']}", json={"owner": "somebody@office.example", "tell": []}).json
    assert (said["owner"], said["tell"]) == (ana, [])


def test_terms_are_changed_one_by_one_and_a_watch_that_ended_goes_on(client, place, small_engine, clock):
    watch_id = make(client, reference="dept-4").json["id"]
    said = client.patch(f"{URL}/{watch_id}", json={"purpose": "Another one.", "metadata": {"a": "b"}}).json
    assert (said["purpose"], said["metadata"], said["reference"]) == ("Another one.", {"a": "b"}, "dept-4")
    assert said["legal_basis"] == TERMS["legal_basis"]
    refused = client.patch(f"{URL}/{watch_id}", json={"ends_on": "2031-01-01"})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/ends_on")
    assert client.patch(f"{URL}/{watch_id}", json={"name": ""}).json["errors"][0]["code"] == "too-short"
    follow(place, small_engine, client, watch_id)
    clock.moved(days=366)
    work_on_watches(place, Engines(lambda _day: small_engine), "worker")
    assert client.get(f"{URL}/{watch_id}").json["state"] == "ended"
    for step in ("pause", "resume", "screen", "files"):
        answer = client.post(f"{URL}/{watch_id}/{step}", data=b"Institution\nMIT\n", content_type="text/csv")
        assert (answer.status_code, answer.json["code"]) == (409, "watch-closed")
    assert client.patch(f"{URL}/{watch_id}", json={"ends_on": "2028-11-25"}).json["state"] == "watching"


def test_a_watch_is_paused_resumed_and_screened_now(client, place, small_engine):
    made = make(client).json
    assert client.post(f"{URL}/{made['id']}/pause").json["state"] == "paused"
    assert client.post(f"{URL}/{made['id']}/resume").json["state"] == "watching"
    now = client.post(f"{URL}/{made['id']}/screen")
    assert (now.status_code, now.json["id"]) == (202, made["run"])
    follow(place, small_engine, client, made["id"])
    again = client.post(f"{URL}/{made['id']}/screen")
    assert again.json["id"] != made["run"]
    assert again.headers["Location"] == f"/api/v1/runs/{again.json['id']}"
    assert again.json["watch"] == made["id"]


def test_watches_are_listed_by_state_and_reference_in_pages(client):
    first, second, third = (make(client, reference=each).json["id"] for each in ("a", "b", "a"))
    client.post(f"{URL}/{third}/pause")
    found = pages(client, f"{URL}?limit=2", "watches")
    assert [len(page) for page in found] == [2, 1]
    assert {each["id"] for page in found for each in page} == {first, second, third}
    assert {each["id"] for each in client.get(f"{URL}?reference=a").json["watches"]} == {first, third}
    assert [each["id"] for each in client.get(f"{URL}?state=paused").json["watches"]] == [third]
    assert client.get(f"{URL}?state=removed").status_code == 422


def test_only_who_may_erase_removes_a_watch_and_then_it_is_not_there(service, client, place, changed):
    refused = client.delete(f"{URL}/{changed}")
    assert (refused.status_code, refused.json["code"]) == (403, "not-permitted")
    manager = service("office", AccessRole.RECORDS_MANAGER)
    run_id = client.get(f"{URL}/{changed}").json["run"]
    assert manager.delete(f"{URL}/{changed}").json == {"id": changed, "held_runs": 0}
    assert client.get(f"{URL}/{changed}").json["code"] == "watch-unknown"
    assert client.get(f"/api/v1/runs/{run_id}").json["state"] == "erased"
    assert client.get(URL).json["watches"] == []


def test_after_a_removal_its_key_makes_no_second_watch(service, client):
    key = {"Idempotency-Key": "k"}
    watch_id = make(client, headers=key).json["id"]
    service("office", AccessRole.RECORDS_MANAGER).delete(f"{URL}/{watch_id}")
    again = make(client, headers=key)
    assert (again.status_code, again.json["code"]) == (409, "watch-closed")


def test_another_teams_watch_is_not_there(service, client, changed):
    theirs = service("other", AccessRole.SCREENER, AccessRole.RECORDS_MANAGER)
    absent = theirs.get(f"{URL}/{'0' * 32}")
    asked = [("GET", ""), ("GET", "/versions"), ("GET", "/changes"), ("PATCH", ""), ("DELETE", "")]
    asked += [("POST", f"/{each}") for each in ("files", "read", "pause", "resume", "screen")]
    for method, path in asked:
        answer = theirs.open(f"{URL}/{changed}{path}", method=method)
        assert (answer.status_code, answer.json["detail"]) == (404, absent.json["detail"]), path
    assert theirs.get(URL).json["watches"] == []
    assert theirs.get(f"/api/v1/runs?watch={changed}").json["runs"] == []
    assert client.get(f"{URL}/{changed}").json["state"] == "watching"


def test_a_refused_call_keeps_nothing(client, place):
    assert make(client, b"%PDF-1.7").status_code == 422
    assert make(client, policies="none-such").json["code"] == "policy-unknown"
    with place.database.read() as session:
        assert session.exec(select(Run.id)).all() == []
