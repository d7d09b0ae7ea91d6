"""A body of which less comes than was announced, or that goes on after what is taken, is refused whole, as under gunicorn."""

import gzip
import io
import json
import socket

import pytest
from local_token import TOKEN
from receiver import HERE
from served import Service

from screening.pipeline import ScreeningRequest
from screening.storage.tables import Run
from web.app import create_app
from web.config import Config

pytestmark = pytest.mark.slow

LIST = b"name\nKU Leuven\n"
LINES = b'{"name": "KU Leuven"}\n'
FORM = (
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'
    + LIST
    + b"\r\n--edge--\r\n"
)


@pytest.fixture
def client(tmp_path, small_engine, clock, place):
    return create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()


def send(client, url, body, kind, length, **headers):
    """Post as a server does that ends the body where the connection ended."""
    return client.post(
        url,
        input_stream=io.BytesIO(body),
        content_type=kind,
        headers=headers,
        environ_overrides={"CONTENT_LENGTH": str(length), "wsgi.input_terminated": True},
    )


CUT = {
    "csv": (LIST, "text/csv", {}),
    "ndjson": (LINES, "application/x-ndjson", {}),
    "form": (FORM, "multipart/form-data; boundary=edge", {}),
    "gzip": (gzip.compress(LIST), "text/csv", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("case", CUT)
def test_a_list_of_which_the_end_did_not_come_is_refused_and_nothing_is_kept(client, place, case):
    body, kind, headers = CUT[case]
    answer = send(client, "/api/v1/runs", body, kind, 500, **headers)
    assert (answer.status_code, answer.json["code"]) == (400, "upload-cut-off")
    assert client.get("/api/v1/runs").json["runs"] == []
    assert list(place.scratch().iterdir()) == []
    assert list(place.files.names()) == []
    assert send(client, "/api/v1/runs", body, kind, len(body), **headers).status_code == 202


def test_a_page_keeps_no_form_of_which_the_end_did_not_come(client, place):
    answer = send(client, "/upload", FORM, "multipart/form-data; boundary=edge", 500)
    assert 400 <= answer.status_code < 500
    assert not list((place.settings.data / "drafts").glob("*"))


def test_a_packed_form_that_is_too_large_is_said_to_be(client):
    asked = json.dumps({"q": {"query": "x" * 2 * 2**20}})
    answer = send(
        client,
        "/reconcile",
        gzip.compress(f"queries={asked}".encode()),
        "application/x-www-form-urlencoded",
        length=len(gzip.compress(f"queries={asked}".encode())),
        **{"Content-Encoding": "gzip"},
    )
    assert answer.status_code == 413


def test_gunicorn_takes_no_list_of_which_the_connection_broke(tmp_path):
    with Service(tmp_path / "data", SCREENING_WORKERS="0") as service:
        with socket.create_connection((HERE, service.port), timeout=60) as connection:
            connection.sendall(
                (
                    f"POST /api/v1/runs?file_name=list.csv HTTP/1.1\r\nHost: {HERE}\r\nContent-Type: text/csv\r\n"
                    f"Authorization: Bearer {TOKEN}\r\nContent-Length: 500\r\n\r\n"
                ).encode()
                + LIST
            )
            connection.shutdown(socket.SHUT_WR)
            said = b"".join(iter(lambda: connection.recv(2**16), b""))
        assert said.startswith(b"HTTP/1.1 400 ")
        assert b"upload-cut-off" in said
        assert service.call("GET", "/api/v1/runs").json()["runs"] == []


def test_a_policy_that_is_named_many_times_is_used_once(client, place):
    policy = client.get("/api/v1/policies").json["policies"][0]
    url = "/api/v1/runs?" + "&".join([f"policies={policy['id']}"] * 50)
    run_id = client.post(url, data=LIST, content_type="text/csv").json["id"]
    with place.database.read() as session:
        assert ScreeningRequest.from_json(session.get(Run, run_id).choices).policies == (policy["id"],)
