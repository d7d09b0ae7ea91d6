"""Every answer, refusals included: exactly these headers, one error shape, no trace."""

import gzip
import json

import pytest

HARDENED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?name=MIT",
        "/check?name=MIT&country=Atlantis",
        "/lists/",
        "/lists/nowhere",
        "/healthz",
        "/nowhere",
        "/api/v1/",
        "/api/v1/openapi.json",
        "/api/nowhere",
        "/api/v1/screen",
    ],
)
def test_every_answer_has_exactly_these_headers(client, path):
    answer = client.get(path)
    assert HARDENED.items() <= dict(answer.headers).items()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/nowhere", 404), ("GET", "/api/v1/screen", 405), ("DELETE", "/api/v1/", 405)],
)
def test_the_api_refuses_in_one_shape_at_every_address(client, method, path, status):
    answer = client.open(path, method=method)
    assert answer.status_code == answer.json["status"] == status
    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail", "code", "instance"}
    assert "Traceback" not in answer.text


def test_a_method_that_is_not_answered_names_those_that_are(client):
    assert "POST" in client.get("/api/v1/screen").headers["Allow"]


def test_the_id_of_a_request_comes_back_where_it_is_one(client):
    assert client.get("/healthz", headers={"X-Request-Id": "run-7.a"}).headers["X-Request-Id"] == "run-7.a"
    made = client.get("/healthz", headers={"X-Request-Id": "a b\u00e9"}).headers["X-Request-Id"]
    assert len(made) == 32
    refused = client.get("/api/nowhere", headers={"X-Request-Id": "r1"})
    assert refused.json["instance"].endswith(":r1")


def test_long_answers_are_packed_for_who_takes_that(client):
    plain = client.get("/api/v1/openapi.json")
    packed = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_address_longer_than_any_that_is_meant_is_refused(client):
    assert client.get("/api/v1/openapi.json?q=" + "x" * 60_001).status_code == 414


def test_a_failure_of_ours_shows_no_trace(app):
    def broken():
        raise KeyError("/etc/secret")

    app.view_functions["api.page"] = broken
    answer = app.test_client().get("/api/v1/")
    assert (answer.status_code, answer.json["code"]) == (500, "failed")
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/", "/api/v1/policies", "/search/default", "/entities/none", "/reconcile"])
def test_bytes_that_are_no_text_after_an_address_are_no_failure_of_ours(client, path):
    answer = client.get(path, environ_overrides={"QUERY_STRING": "x=\xff"})
    assert answer.status_code < 500
