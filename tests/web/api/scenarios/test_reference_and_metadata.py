"""A caller's own reference and metadata come back with every subject, row and run, in every format, and are never matched."""

import csv
import io
import json
import zipfile

import pytest
from accounts import new_key
from openpyxl import load_workbook
from sqlmodel import select

from screening.accounts import AccessRole
from screening.context import AppContext
from screening.runs.deletion import delete_run
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.storage.tables import Run
from screening.storage.webhook_tables import WebhookDelivery
from screening.webhooks.targets import add_target
from web.app import create_app
from web.config import Config

SCREEN, RUNS = "/api/v1/screen", "/api/v1/runs"
OWN = {"cost_centre": "4711", "name": "Beihang University"}
LINES = [
    {"name": "KU Leuven", "reference": "a-1", "metadata": OWN},
    {"name": "Zabir Logistics Company", "country": "SY"},
]
STREAM = "\n".join(map(json.dumps, LINES)).encode()
LIST = "Reference,Name,metadata.cost_centre,metadata.name\na-1,KU Leuven,4711,Beihang University\n,Zabir Logistics Company,,\n"


@pytest.fixture
def client(place, small_engine, clock, tmp_path):
    roles = (AccessRole.SCREENER, AccessRole.ADMINISTRATOR)
    key = new_key(place, "system", team="office", roles=roles)
    client = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture
def screened(client, place, small_engine):
    """Send a list, screen it, and give its run."""

    def send(body, query="", kind="application/x-ndjson"):
        accepted = client.post(f"{RUNS}?{query}", data=body, content_type=kind)
        assert accepted.status_code == 202, accepted.text
        steps = StepRunner(place, Engines(lambda day: small_engine), "worker")
        for step in ("plan", "chunk", "report"):
            steps.do(step, accepted.json["id"], 1, 0)
        run = client.get(f"{RUNS}/{accepted.json['id']}").json
        assert run["state"] == "finished", run
        return run

    return send


def test_a_subject_comes_back_with_its_own_and_is_not_matched_by_it(client):
    answer = client.post(SCREEN, json={"subjects": [*LINES, {"name": 7, "metadata": {"a": "b"}}]}).json
    first, second, refused = answer["results"]
    assert (first["reference"], first["metadata"]) == ("a-1", OWN)
    assert first["assessment"]["outcome"] == "no_match"
    assert (second["reference"], second["metadata"]) == (None, {})
    assert refused["error"]["code"] == "name-is-not-text"


def test_an_id_is_named_as_ignored_and_what_to_send(client):
    (result,) = client.post(SCREEN, json={"subjects": [{"id": "7", "name": "KU Leuven"}]}).json["results"]
    assert result["ignored"] == [{"field": "id", "reason": "send reference: your own key of the subject"}]


@pytest.mark.parametrize(
    ("metadata", "pointer", "code"),
    [
        ({"a": 1}, "/a", "type-mismatch"),
        ({"a": "x" * 201}, "/a", "too-long"),
        ({"a b": "x"}, "/a b", "wrong-form"),
        ({f"k{n}": "x" for n in range(21)}, "", "too-many"),
        ([1], "", "type-mismatch"),
    ],
)
def test_metadata_is_a_small_object_of_texts(client, metadata, pointer, code):
    subject = {"name": "KU Leuven", "metadata": metadata}
    (result,) = client.post(SCREEN, json={"subjects": [subject]}).json["results"]
    assert [(each["pointer"], each["code"]) for each in result["error"]["errors"]] == [
        (f"/subjects/0/metadata{pointer}", code)
    ]
    line = json.dumps(subject).encode()
    refused = client.post(RUNS, data=line, content_type="application/x-ndjson").json
    assert [(each["line"], each["pointer"], each["code"]) for each in refused["errors"]] == [
        (1, f"/metadata{pointer}", code)
    ]


@pytest.mark.parametrize("sent", ["ndjson", "csv"])
def test_rows_come_back_with_their_own_in_every_format(client, screened, sent):
    kind = {"ndjson": "application/x-ndjson", "csv": "text/csv"}[sent]
    run = screened(STREAM if sent == "ndjson" else LIST.encode(), "format=csv", kind)
    here = run["links"]["self"]
    lines = [
        [*map(json.loads, client.get(f"{here}/{path}").text.splitlines())]
        for path in ("results", "report.ndjson")
    ]
    for found in (*lines, client.get(f"{here}/report.json").json["results"]):
        assert [(each["reference"], each["metadata"]) for each in found] == [("a-1", OWN), (None, {})]
        assert found[0]["assessment"]["outcome"] == "no_match"
    table = [*csv.DictReader(io.StringIO(client.get(f"{here}/report.csv").text.removeprefix("\ufeff")))]
    assert [row["metadata.name"] for row in table] == ["Beihang University", ""]
    for form in ("report.xlsx", "report.fresh-xlsx"):
        content = client.get(f"{here}/{form}").data
        assert zipfile.is_zipfile(io.BytesIO(content))
        texts = {
            cell
            for sheet in load_workbook(io.BytesIO(content), read_only=True)
            for row in sheet.values
            for cell in row
        }
        assert {"metadata.cost_centre", "4711", "a-1"} <= {str(each) for each in texts}, form


def test_a_run_comes_back_with_its_own_is_found_by_it_and_told_of_with_it(client, place, screened):
    add_target(place, "https://93.184.216.34/", ("run.finished",), actor="x", team="office", within="office")
    run = screened(STREAM, "reference=grant-7&metadata=unit%3DPhysics&metadata=sent_by%3Dhr%3D1")
    screened(STREAM)
    own = {"unit": "Physics", "sent_by": "hr=1"}
    assert (run["reference"], run["metadata"]) == ("grant-7", own)
    (found,) = client.get(f"{RUNS}?reference=grant-7").json["runs"]
    assert found == run
    with place.database.read() as session:
        events = [json.loads(each.body)["run"] for each in session.exec(select(WebhookDelivery))]
    told = {each["id"]: each for each in events}
    assert (told[run["id"]]["reference"], told[run["id"]]["metadata"]) == ("grant-7", own)
    assert sum("reference" in each for each in events) == 1


def test_the_reports_of_a_run_state_its_own(client, screened):
    run = screened(STREAM, "reference=grant-7&metadata=unit%3DPhysics&format=fresh-xlsx")
    here = run["links"]["self"]
    of_run = client.get(f"{here}/report.json").json["run"]
    assert (of_run["reference"], of_run["metadata"]) == ("grant-7", {"unit": "Physics"})
    # As it was written by the run, and written anew from its results.
    for path in ("report", "report.xlsx"):
        book = load_workbook(io.BytesIO(client.get(f"{here}/{path}").data), read_only=True)
        for title in ("Screening summary", "Screening provenance"):
            pairs = {(row[0], row[1]) for row in book[title].values}
            assert {("Reference", "grant-7"), ("metadata.unit", "Physics")} <= pairs, (path, title)
    nothing = client.get(f"{screened(STREAM)['links']['self']}/report.json").json["run"]
    assert (nothing["reference"], nothing["metadata"]) == (None, {})


def test_what_is_erased_keeps_nothing_of_it(client, place: AppContext, screened):
    add_target(place, "https://93.184.216.34/", ("run.finished",), actor="x", team="office", within="office")
    run = screened(STREAM, "reference=secret-7&metadata=unit%3DPhysics")
    with place.decide() as decision:
        delete_run(decision, run["id"], actor="x", why="asked")
    with place.database.read() as session:
        kept = session.get(Run, run["id"])
        assert (kept.state, kept.reference, kept.metadata_json) == ("erased", "", "")
        bodies = [each.body for each in session.exec(select(WebhookDelivery))]
    assert len(bodies) == 1
    assert "secret-7" not in bodies[0]
    assert "Physics" not in bodies[0]


def test_screened_again_a_list_keeps_its_own(client, screened):
    run = screened(STREAM, "reference=grant-7&metadata=unit%3DPhysics")
    again = client.post(f"{RUNS}/{run['id']}/again").json
    assert (again["reference"], again["metadata"]) == ("grant-7", {"unit": "Physics"})


def test_the_same_key_of_a_call_with_another_reference_is_refused(client):
    def send(query):
        headers = {"Idempotency-Key": "k"}
        return client.post(
            f"{RUNS}?{query}", data=STREAM, content_type="application/x-ndjson", headers=headers
        )

    assert send("reference=a").json["id"] == send("reference=a").json["id"]
    assert send("reference=b").json["code"] == "idempotency-key-reused"
    assert send("reference=a&metadata=x%3Dy").json["code"] == "idempotency-key-reused"


def test_metadata_of_a_run_is_pairs_of_key_and_text(client):
    query = "&".join(["metadata=nothing", "metadata=a+b%3Dc", "metadata=a%3D" + "x" * 201])
    refused = client.post(f"{RUNS}?{query}", data=STREAM, content_type="application/x-ndjson").json
    assert [(each["parameter"], each["code"]) for each in refused["errors"]] == [
        ("metadata", "wrong-form")
    ] * 3
