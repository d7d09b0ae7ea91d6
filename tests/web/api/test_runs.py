"""Runs over HTTP: accepted once however often asked, seen by their team only, and their reports fetched whole."""

import csv
import gzip
import hashlib
import io
import json
import threading
import time

import duckdb
import pytest
from accounts import new_key
from click.testing import CliRunner
from werkzeug.serving import make_server

from screening.cli import main
from screening.client import Client, ServiceRefused
from screening.confirmed_mappings import mappings
from screening.pipeline import ScreeningRequest
from screening.runs.engines import Engines
from screening.runs.worker import Worker
from screening.storage.tables import Run
from web.app import create_app
from web.config import Config

LIST = b"Institution,Country\nBeihang University,China\nKU Leuven,Belgium\n"
URL = "/api/v1/runs"


@pytest.fixture
def service(place, small_engine, clock, tmp_path):
    """Make a client for a key of a team; every key belongs to one service."""
    app = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place)

    def client_of(team):
        key = new_key(place, f"system of {team}", team=team)
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return client

    return client_of


@pytest.fixture
def client(service):
    return service("office")


def send(client, body=LIST, query="file_name=list.csv&format=csv", **more):
    return client.post(f"{URL}?{query}", data=body, content_type="text/csv", **more)


def work(place, engine, client, run_id):
    """Let a worker run until the run has ended."""
    worker = Worker(place, Engines(lambda day: engine))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        for _ in range(600):
            said = client.get(f"{URL}/{run_id}").json
            if said["state"] not in ("queued", "running"):
                return said
            time.sleep(0.1)
        raise AssertionError(said)
    finally:
        worker.stopping.set()
        thread.join()


def test_a_list_is_accepted_screened_and_reported(client, place, small_engine):
    accepted = send(client)
    assert accepted.status_code == 202
    assert (accepted.json["state"], accepted.json["lists_current"]) == ("queued", None)
    assert accepted.headers["Location"] == accepted.json["links"]["self"]
    assert client.get(f"{accepted.json['links']['self']}/report").status_code == 409
    ended = work(place, small_engine, client, accepted.json["id"])
    assert (ended["state"], ended["rows"], ended["share"]) == ("finished", 2, 1)
    assert ended["lists_current"] is True
    report = client.get(ended["links"]["report"])
    assert report.data.decode("utf-8-sig").startswith('"Institution","Country","Screening: outcome"')
    assert "Beihang University" in report.text
    assert "list.screened.csv" in report.headers["Content-Disposition"]
    again = client.get(ended["links"]["report"], headers={"If-None-Match": report.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(ended["links"]["receipt"]).json


def lines_of(answer):
    assert answer.content_type == "application/x-ndjson", answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_results_come_in_pages_in_any_form_and_beside_an_earlier_run(client, place, small_engine):
    first = work(place, small_engine, client, send(client).json["id"])
    page = client.get(f"{first['links']['results']}?limit=1")
    (row,) = lines_of(page)
    assert row["row"] == {"sheet": "CSV", "number": 2}
    assert (row["subject"]["name"], row["assessment"]["outcome"]) == ("Beihang University", "review")
    assert row["provenance"]["snapshots"]
    assert page.headers["X-Total-Count"] == "2"
    link = page.headers["Link"]
    rest = client.get(link.partition(">")[0].removeprefix("<"))
    assert [each["row"]["number"] for each in lines_of(rest)] == [3]
    assert "Link" not in rest.headers
    assert (
        client.get(rest.request.full_path, headers={"If-None-Match": rest.headers["ETag"]}).status_code == 304
    )
    once = lines_of(client.get(f"{first['links']['results']}?provenance=once"))
    assert ["provenance" in each for each in once] == [True, False]

    workbook = client.get(first["links"]["report.xlsx"])
    assert workbook.data.startswith(b"PK")
    assert "list.screened.xlsx" in workbook.headers["Content-Disposition"]
    unknown = client.get(f"{URL}/{first['id']}/report.pdf").json
    assert unknown["code"] == "form-unknown"
    assert unknown["detail"].endswith("there are xlsx, fresh-xlsx, csv, json, ndjson, parquet.")

    again = client.post(first["links"]["again"])
    assert (again.status_code, again.json["file_name"]) == (202, "list.csv")
    assert client.get(f"{URL}/{again.json['id']}/results").json["code"] == "run-not-ready"
    second = work(place, small_engine, client, again.json["id"])
    found = client.get(f"{URL}/{second['id']}/compare/{first['id']}").json
    assert found["counts"] == {"new": 0, "gone": 0, "changed": 0, "same": 2}
    assert found["earlier"]["snapshots"] == found["later"]["snapshots"]
    more = LIST + b"Zabir Logistics Company,Syria\n"
    third = work(place, small_engine, client, send(client, more).json["id"])
    found = client.get(f"{URL}/{third['id']}/compare/{first['id']}?kind=new").json
    assert [(each["kind"], each["subject"]["name"]) for each in found["changes"]] == [
        ("new", "Zabir Logistics Company")
    ]
    for only in (f"new_against={first['id']}", f"since={second['screened_at']}"):
        new = lines_of(client.get(f"{third['links']['results']}?{only.replace('+', '%2B')}"))
        assert [each["subject"]["name"] for each in new] == ["Zabir Logistics Company"]
    early = client.get(f"{third['links']['results']}?since=2020-01-01")
    assert (early.status_code, early.json["code"]) == (404, "no-earlier-run")
    assert client.get(f"{third['links']['results']}?since=yesterday").status_code == 422


def test_only_rows_counted_so_are_given_when_they_are_asked_for(client, place, small_engine):
    body = "Name\nKU Leuven\nXqzzt Institute of Blorf\nBeihang University\n"
    results = work(place, small_engine, client, send(client, body=body).json["id"])["links"]["results"]
    given = {
        counted: [each["subject"]["name"] for each in lines_of(client.get(f"{results}?counted_as={counted}"))]
        for counted in ("no_match", "organisation_not_known", "named", "review", "unscreened")
    }
    assert given == {
        "no_match": ["KU Leuven"],
        "organisation_not_known": ["Xqzzt Institute of Blorf"],
        "named": [],
        "review": ["Beihang University"],
        "unscreened": [],
    }


def test_a_row_of_several_people_has_an_object_for_each(client, place, small_engine):
    body = "Author,Affiliation\nAnna Berg; Bo Ek; Cy Dahl,KU Leuven; Beihang University; KU Leuven\nAda Lind,KU Leuven\n"
    ended = work(place, small_engine, client, send(client, body=body).json["id"])
    assert ended["rows"] == 2
    said = lines_of(client.get(ended["links"]["results"]))
    assert [each["row"].get("subject") for each in said] == [1, 2, 3, None]
    assert [each["subject"]["name"] for each in said][:3] == ["Anna Berg", "Bo Ek", "Cy Dahl"]
    assert [each["assessment"]["outcome"] for each in said] == ["no_match", "review", "no_match", "no_match"]


def test_a_run_that_did_not_end_well_is_begun_anew(client, place, small_engine):
    run_id = send(client).json["id"]
    assert client.post(f"{URL}/{run_id}/retry").json["code"] == "run-not-ready"
    client.post(f"{URL}/{run_id}/cancel")
    again = client.post(f"{URL}/{run_id}/retry")
    assert (again.status_code, again.json["state"], again.json["attempt"]) == (202, "queued", 2)
    assert work(place, small_engine, client, run_id)["state"] == "finished"


def test_a_form_with_a_file_is_taken_as_well(client):
    answer = client.post(f"{URL}?format=csv", data={"file": (io.BytesIO(LIST), "x.csv")})
    assert (answer.status_code, answer.json["file_name"]) == (202, "x.csv")


def test_the_same_call_with_the_same_key_makes_one_run(client):
    first, second = (send(client, headers={"Idempotency-Key": "grant-2026-11"}) for _ in range(2))
    assert first.status_code == second.status_code == 202
    assert first.json["id"] == second.json["id"]
    assert len(client.get(URL).json["runs"]) == 1
    assert send(client).json["id"] != first.json["id"]


@pytest.mark.parametrize(
    ("body", "query"),
    [(LIST + b"MIT,US\n", "file_name=list.csv&format=csv"), (LIST, "file_name=list.csv&format=json")],
)
def test_a_key_sent_again_with_something_else_is_refused(client, body, query):
    send(client, headers={"Idempotency-Key": "k"})
    refused = send(client, body, query, headers={"Idempotency-Key": "k"})
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency-key-reused")


def test_another_teams_run_is_not_there(service):
    ours, theirs = service("office"), service("other")
    run_id = send(ours, headers={"Idempotency-Key": "k"}).json["id"]
    absent = theirs.get(f"{URL}/{'0' * 32}")
    for method, path in [
        ("GET", ""),
        ("GET", "/report"),
        ("GET", "/receipt"),
        ("GET", "/results"),
        ("GET", "/report.xlsx"),
        ("GET", f"/compare/{run_id}"),
        ("POST", "/retry"),
        ("POST", "/again"),
        ("POST", "/cancel"),
    ]:
        answer = theirs.open(f"{URL}/{run_id}{path}", method=method)
        assert (answer.status_code, answer.json["detail"]) == (404, absent.json["detail"])
    assert theirs.get(URL).json["runs"] == []
    assert send(theirs, headers={"Idempotency-Key": "k"}).json["id"] != run_id
    assert ours.get(f"{URL}/{run_id}").json["state"] == "queued"


STREAM = b"""{"name": "Jane Roe", "type": "person", "affiliations": ["KU Leuven", "Beihang University"], "reference": 7}

{"name": "Zabir Logistics Company", "type": "organisation", "country": "SY"}
{"name": "Abdul Satar Ghoura", "type": "person", "birth_date": 1964}
{"affiliations": ["MIT"], "identifiers": [{"scheme": "ror", "value": "042nb2s44"}]}
"""


def test_a_report_in_parquet_is_ordered_or_made_of_the_results_and_is_the_same(client, place, small_engine):
    first = work(place, small_engine, client, send(client).json["id"])
    made = client.get(f"{URL}/{first['id']}/report.parquet")
    accepted = client.post(f"{URL}?file_name=list.csv&format=parquet", data=LIST, content_type="text/csv")
    second = work(place, small_engine, client, accepted.json["id"])
    ordered = client.get(second["links"]["report"])
    for answer in (made, ordered):
        assert answer.content_type == "application/vnd.apache.parquet"
        assert "list.screened.parquet" in answer.headers["Content-Disposition"]
        assert answer.data.startswith(b"PAR1")
        assert answer.data.endswith(b"PAR1")
    sealed = client.get(second["links"]["receipt"]).json["receipt"]["report"]
    assert sealed == hashlib.sha256(ordered.data).hexdigest()
    assert client.get(f"{URL}/{second['id']}/report.parquet").data == ordered.data


def send_stream(client, body=STREAM, query="format=ndjson", **more):
    return client.post(f"{URL}?{query}", data=body, content_type="application/x-ndjson", **more)


def test_a_stream_of_subjects_is_a_list_like_any_other(client, place, small_engine):
    accepted = send_stream(client, query="format=ndjson&file_name=people.ndjson")
    assert (accepted.status_code, accepted.json["file_name"]) == (202, "people.csv")
    ended = work(place, small_engine, client, accepted.json["id"])
    assert (ended["state"], ended["rows"]) == ("finished", 4)
    rows = {row["row"]["number"]: row for row in lines_of(client.get(ended["links"]["results"]))}
    assert sorted(rows) == [2, 4, 5, 6]  # line n stands in row n + 1
    assert [hit["listing"]["name"] for hit in rows[2]["hits"]] == ["Beihang University"] * 2
    assert rows[2]["subject"]["type"] == rows[5]["subject"]["type"] == "person"
    assert rows[4]["assessment"]["outcome"] == "review"
    # The sender's own, as text as every cell of a list is.
    assert (rows[2]["reference"], rows[4]["reference"]) == ("7", None)
    assert rows[5]["subject"]["birth_date"] == "1964"
    assert rows[6]["subject"]["identifiers"] == [{"scheme": "ror", "value": "042nb2s44"}]
    assert list(place.settings.data.glob("incoming-*")) == []


def test_a_number_for_a_name_in_a_stream_leaves_its_line_unscreened_and_keeps_hits(
    client, place, small_engine
):
    lines = [
        {"name": True},
        {"type": "organisation", "name": 360},
        {"name": 42, "affiliations": ["Beihang University", 7]},
        {"name": "Beihang University", "amount": 12},
    ]
    accepted = send_stream(client, "\n".join(map(json.dumps, lines)).encode())
    ended = work(place, small_engine, client, accepted.json["id"])
    rows = {row["row"]["number"]: row for row in lines_of(client.get(ended["links"]["results"]))}
    outcomes = [rows[number]["assessment"]["outcome"] for number in (2, 3, 4, 5)]
    assert outcomes == ["unscreened", "unscreened", "review", "review"]
    assert "(true), not text" in rows[2]["assessment"]["why"]
    assert "(360), not text" in rows[3]["assessment"]["why"]


def test_a_truth_value_for_a_name_in_a_column_chosen_by_hand_leaves_its_line_unscreened(
    client, place, small_engine
):
    lines = [{"Firma X": True, "sum": 12}, {"Firma X": "Beihang University", "sum": 7}]
    body = "\n".join(map(json.dumps, lines)).encode()
    accepted = send_stream(client, body, "format=csv&map=organisation%3DFirma%20X")
    ended = work(place, small_engine, client, accepted.json["id"])
    report = client.get(ended["links"]["report"]).text
    rows = [*csv.DictReader(io.StringIO(report.removeprefix("\ufeff")))]
    assert [row["sum"] for row in rows] == ["12", "7"]
    assert ["unscreened" in row.values() for row in rows] == [True, False]


def test_a_stream_in_pieces_of_no_announced_length_and_packed_is_taken_whole(client):
    once = send_stream(client, headers={"Idempotency-Key": "k"})
    packed = gzip.compress(STREAM)
    headers = {"Idempotency-Key": "k", "Content-Encoding": "gzip"}
    again = send_stream(client, packed, headers=headers)
    pieces = client.post(
        f"{URL}?format=ndjson",
        input_stream=io.BytesIO(STREAM),
        content_type="application/x-ndjson",
        headers={"Idempotency-Key": "k", "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert once.json["id"] == again.json["id"] == pieces.json["id"]
    other = send_stream(client, STREAM + STREAM, headers={"Idempotency-Key": "k"})
    assert other.json["code"] == "idempotency-key-reused"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{", "Line 2: The body is not JSON"),
        (b"[]", "Line 2 holds no object"),
        (b'{"name": NaN}', "Line 2: NaN is not JSON"),
        (b'{"name": "a", "name": "b"}', "Line 2: The name 'name' stands twice"),
        (b'{"name": {"first": "a"}}', "Line 2: 'name' holds no text"),
        (b'{"name": "\\ud800"}', "Line 2: A text holds half a surrogate pair"),
        (b'{"identifiers": [{"scheme": "ror"}]}', "Line 2: 'identifiers' holds no text"),
        (b'{"name": "' + b"a" * 2**20 + b'"}', "Line 2 is longer than"),
        (b"\xff", "Line 2: Byte 0 of the body is not UTF-8"),
        (b"{" + b",".join(b'"k%d": 1' % n for n in range(257)) + b"}", "Line 2: there are more than 256"),
    ],
)
def test_a_stream_with_a_line_that_cannot_be_read_is_refused_whole(client, line, says):
    answer = send_stream(client, b'{"name": "MIT"}\n' + line + b"\n")
    assert (answer.status_code, answer.json["code"]) == (422, "ndjson-refused")
    assert answer.json["detail"].startswith(says)
    assert client.get(URL).json["runs"] == []


def test_every_line_that_cannot_be_read_is_named_at_once(client):
    answer = send_stream(client, b'{"name": {}, "city": {}}\n{"name": "MIT"}\n[]\n{\n')
    assert [(each["line"], each["pointer"], each["code"]) for each in answer.json["errors"]] == [
        (1, "/name", "type-mismatch"),
        (1, "/city", "type-mismatch"),
        (3, "", "type-mismatch"),
        (4, "", "json-invalid"),
    ]
    many = send_stream(client, b"[]\n" * 1_000).json
    assert len(many["errors"]) == 100


def test_every_parameter_that_is_wrong_is_named_at_once(client):
    answer = send(client, LIST, "format=docx&no_such=1&map=name&map=name%3DA&map=x")
    assert [(each["parameter"], each["code"]) for each in answer.json["errors"]] == [
        ("map", "wrong-form"),
        ("map", "wrong-form"),
        ("format", "not-a-choice"),
        ("no_such", "field-unknown"),
    ]


def test_a_stream_longer_than_a_run_takes_says_what_to_do(client):
    answer = send_stream(client, b'{"name": "MIT"}\n' * 100_001)
    assert (answer.status_code, answer.json["code"]) == (413, "ndjson-too-long")
    assert "screening screen" in answer.json["detail"]
    assert send_stream(client, b"\n\n").json["code"] == "ndjson-refused"


def test_a_run_is_cancelled(client):
    run_id = send(client).json["id"]
    assert client.post(f"{URL}/{run_id}/cancel").json["state"] == "cancelled"


@pytest.mark.parametrize(
    ("body", "query", "status", "code"),
    [
        (b"", "", 400, "no-list"),
        (b"%PDF-1.4 x", "file_name=a.pdf", 422, None),
        (LIST, "format=docx", 422, "parameters-malformed"),
        (LIST, "no_such=1", 422, "parameters-malformed"),
        (LIST, "map=name", 422, "parameters-malformed"),
        (LIST, "policies=none", 404, "policy-unknown"),
        (LIST, "project=sensitive_area%3Dperhaps", 400, "project-fact-invalid"),
    ],
)
def test_what_cannot_be_run_is_refused_and_not_kept(client, body, query, status, code):
    answer = send(client, body, query)
    assert answer.status_code == status
    assert code in (None, answer.json["code"])
    assert client.get(URL).json["runs"] == []


@pytest.mark.parametrize(
    "body",
    [
        b'[{"name": "Beihang University"}]',
        b'{"subjects": [{"name": "Beihang University"}]}',
        b'\xef\xbb\xbf\n [ "Beihang University" ]',
        '{"name": "Beihang University"}\n'.encode("utf-16"),
    ],
)
def test_json_is_no_table_and_its_refusal_says_where_it_belongs(client, body):
    for name in ("list.csv", "subjects.json"):
        answer = client.post(f"{URL}?file_name={name}", data=body, content_type="application/json")
        assert (answer.status_code, answer.json["code"]) == (422, "json")
        assert "NDJSON" in answer.json["detail"]
        assert "/api/v1/screen" in answer.json["detail"]
    assert client.get(URL).json["runs"] == []


@pytest.mark.parametrize(
    "body", [b"[Name],[Country]\nBeihang University,CN\n", b"{Name};Country\nKU Leuven;BE\n"]
)
def test_a_table_whose_header_stands_in_brackets_is_taken(client, body):
    assert client.post(f"{URL}?file_name=list.csv", data=body, content_type="text/csv").status_code == 202


def test_nothing_of_a_call_is_left_behind_in_the_data_folder(client, place):
    send(client)
    assert list(place.settings.data.glob("incoming-*")) == []


def test_a_service_without_a_data_folder_says_so(make_app):
    answer = make_app().test_client().get(URL)
    assert (answer.status_code, answer.json["code"]) == (503, "no-runs-here")


@pytest.fixture
def at_work(service, place, small_engine):
    """A service that listens and works; gives its address and a key."""
    client = service("office")
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    worker = Worker(place, Engines(lambda day: small_engine))
    working = threading.Thread(target=worker.run)
    serving.start()
    working.start()
    key = client.environ_base["HTTP_AUTHORIZATION"].partition(" ")[2]
    yield f"http://127.0.0.1:{server.server_port}", key
    worker.stopping.set()
    working.join()
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_command_line_lets_a_service_do_it(at_work, tmp_path):
    address, key = at_work
    (tmp_path / "list.csv").write_bytes(LIST)
    out = tmp_path / "out.csv"
    asked = ["screen", str(tmp_path / "list.csv"), "-o", str(out), "--server", address, "--key", key]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "2 subjects screened" in done.output
    assert "Beihang University" in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("asked", [("-o", "out.parquet"), ("--format", "parquet")])
def test_the_command_line_has_a_service_write_parquet(at_work, tmp_path, monkeypatch, asked):
    address, key = at_work
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_bytes(LIST)
    done = CliRunner().invoke(main, ["screen", "list.csv", *asked, "--server", address, "--key", key])
    assert done.exit_code == 0, done.output
    name = "out.parquet" if "-o" in asked else "list.screened.parquet"
    rows = duckdb.execute(f"SELECT row, subject, outcome FROM '{tmp_path / name}'").fetchall()
    assert rows == [
        (1, "", "skipped"),
        (2, "Beihang University", "review"),
        (3, "KU Leuven", "no_match"),
    ]


def test_the_client_sends_subjects_as_a_stream_and_reads_results_page_by_page(at_work):
    client = Client(*at_work)
    names = [f"Company {number}" for number in range(250)] + ["Beihang University"]
    started = client.start_run_of({"name": name} for name in names)
    assert client.wait(started["id"])["state"] == "finished"
    results = list(client.results(started["id"]))
    assert [each["subject"]["name"] for each in results] == names
    assert results[-1]["assessment"]["outcome"] == "review"
    again = client.start_run_of([{"name": "Zabir Logistics Company"}], idempotency_key="mine")
    # The worker may have begun meanwhile: the same run, not the same progress.
    twice = client.start_run_of([{"name": "Zabir Logistics Company"}], idempotency_key="mine")
    assert twice["id"] == again["id"]


UNCLEAR = (
    b"Ref,Alpha,Beta\n"
    b"R0001,Anna Smith,Li Wei\nR0002,Zoe Brown,Maria Garcia\n"
    b"R0003,John Miller,Peter Jones\nR0004,Wang Fang,Hans Weber\n"
)


def send_unclear(client, query="", body=UNCLEAR, **more):
    return send(client, body, f"file_name=list.csv&format=ndjson{query}", **more)


def test_a_caller_who_wants_no_run_that_waits_gets_the_readings_and_nothing_is_kept(client):
    answer = send_unclear(client, "&question=refuse")
    assert (answer.status_code, answer.json["code"]) == (422, "needs-mapping")
    (table,) = answer.json["question"]["tables"]
    assert [each["subjects"][0] for each in table["readings"]] == ["Anna Smith", "Li Wei"]
    assert client.get(URL).json["runs"] == []
    assert send_unclear(client, "&question=refuse", b"Name\nKU Leuven\n").status_code == 202


def test_a_run_that_needs_a_mapping_shows_its_readings_and_goes_on_once_answered(client, place, small_engine):
    run_id = send_unclear(client).json["id"]
    asked = work(place, small_engine, client, run_id)
    assert (asked["state"], asked["code"]) == ("needs_mapping", "needs-mapping")
    (table,) = asked["question"]["tables"]
    answer = client.post(asked["links"]["mapping"], json=table["readings"][1]["choice"])
    assert (answer.status_code, answer.json["state"], answer.json["id"]) == (202, "queued", run_id)
    assert answer.json["question"] is None
    done = work(place, small_engine, client, run_id)
    assert done["state"] == "finished"
    names = [
        each["subject"]["name"]
        for each in map(json.loads, client.get(f"{URL}/{run_id}/results").text.splitlines())
    ]
    assert names[0] == "Li Wei"
    assert len(mappings(place, "office")) == 1
    assert client.post(f"{URL}/{run_id}/mapping", json={"map": ["name=Beta"]}).status_code == 409


def test_the_same_call_makes_one_run_though_its_list_was_answered_since(client, place, small_engine):
    key = {"Idempotency-Key": "import of today"}
    run_id = send_unclear(client, headers=key).json["id"]
    asked = work(place, small_engine, client, run_id)
    choice = asked["question"]["tables"][0]["readings"][0]["choice"]
    client.post(f"{URL}/{run_id}/mapping", json=choice)
    assert send_unclear(client, headers=key).json["id"] == run_id
    assert (
        send_unclear(client, "&map=person_name=Alpha", headers=key).json["code"] == "idempotency-key-reused"
    )


@pytest.mark.parametrize(
    "body",
    [
        {"map": ["name"]},
        {"header_row": ["Sheet"]},
        {"delimiter": "ab"},
        {"columns": []},
        {},
        {"map": "name=B"},
    ],
)
def test_an_answer_that_says_nothing_is_refused_and_the_run_still_asks(client, place, small_engine, body):
    run_id = send_unclear(client).json["id"]
    work(place, small_engine, client, run_id)
    assert client.post(f"{URL}/{run_id}/mapping", json=body).status_code == 422
    assert client.get(f"{URL}/{run_id}").json["state"] == "needs_mapping"


def test_another_team_can_neither_see_nor_answer_it(service, place, small_engine):
    ours, theirs = service("office"), service("grants")
    run_id = send_unclear(ours).json["id"]
    asked = work(place, small_engine, ours, run_id)
    assert theirs.post(f"{URL}/{run_id}/mapping", json={"map": ["name=B"]}).status_code == 404
    assert asked["question"]["tables"][0]["readings"][0]["subjects"][0] not in theirs.get(URL).text


def test_the_command_line_shows_the_same_readings_for_a_service_and_writes_nothing(at_work, tmp_path):
    address, key = at_work
    path, out = tmp_path / "my list.csv", tmp_path / "out.csv"
    path.write_bytes(UNCLEAR)
    asked = ["screen", str(path), "-o", str(out), "--server", address, "--key", key]
    answer = CliRunner().invoke(main, asked)
    assert answer.exit_code == 4, answer.output
    assert f"--server {address} --map person_name=Beta" in answer.output
    assert key not in answer.output
    assert not out.exists()
    chosen = CliRunner().invoke(main, [*asked, "--map", "person_name=Beta", "--ignore", "Alpha"])
    assert chosen.exit_code == 0, chosen.output
    assert "4 subjects screened" in chosen.output


def test_the_client_raises_the_question_and_answers_it(at_work, tmp_path):
    client = Client(*at_work)
    path = tmp_path / "list.csv"
    path.write_bytes(UNCLEAR)
    with pytest.raises(ServiceRefused) as refused:
        client.start_run(path, question="refuse")
    assert refused.value.question["tables"]
    run = client.wait(client.start_run(path)["id"])
    assert run["state"] == "needs_mapping"
    client.answer_question(run["id"], **run["question"]["tables"][0]["readings"][0]["choice"])
    assert client.wait(run["id"])["state"] == "finished"


def test_a_key_that_may_only_look_answers_nothing(service, place, client):
    run_id = send_unclear(client).json["id"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {new_key(place, roles=['auditor'], team='office')}"
    assert client.post(f"{URL}/{run_id}/mapping", json={"map": ["name=B"]}).status_code == 403


def test_a_list_is_screened_again_with_answers_about_the_project(client, place, small_engine):
    first = send(
        client, query="file_name=list.csv&format=csv&policies=nz-trusted-research&project=purpose%3Dvisit"
    ).json["id"]
    again = client.post(f"{URL}/{first}/again?project=sensitive_area%3Dno&project=purpose%3Dfunding")
    assert again.status_code == 202
    with place.database.read() as session:
        kept = ScreeningRequest.from_json(session.get_one(Run, again.json["id"]).choices).project
    assert kept == ("purpose=funding", "sensitive_area=no")
    refused = client.post(f"{URL}/{first}/again?project=sensitive_area%3Dperhaps")
    assert (refused.status_code, refused.json["code"]) == (400, "project-fact-invalid")


ABOVE = b"Name,Institution,Country\nWei Zhang,Beihang University,China\nJane Roe,as above,China\n"


@pytest.mark.parametrize(
    ("said", "outcomes"), [("", ["review", "unscreened"]), ("yes", ["review", "review"])]
)
def test_cells_that_say_as_above_are_read_as_the_cell_above_where_the_call_says_so(
    client, place, small_engine, said, outcomes
):
    query = f"file_name=list.csv&format=csv{'&as_above=' * bool(said)}{said}"
    run_id = send(client, ABOVE, query).json["id"]
    ended = work(place, small_engine, client, run_id)
    report = client.get(ended["links"]["report"]).data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(report)))
    assert [row["Screening: outcome"] for row in rows] == outcomes
    assert ("carried from row 2" in report) == bool(said)


def test_whether_a_cell_is_as_the_one_above_is_said_with_yes_or_no(client):
    answer = send(client, ABOVE, "file_name=list.csv&as_above=maybe")
    assert answer.status_code == 422
