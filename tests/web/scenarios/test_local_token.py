"""Without accounts only who brings the token is let in: not another user of the machine, and not what a proxy passes on."""

import http.client
import re
import threading
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from accounts import HTTPS, first, hidden, new_key
from local_token import BEARER, TOKEN, browser_cookie, stranger
from receiver import HERE
from werkzeug.serving import make_server

from screening.accounts.local_token import make_token
from screening.accounts.roles import AccessRole
from screening.settings import ConfigUnsafe, Settings, check_settings
from web.routes import routes

OTHER = "token-of-others-0123456789abcdefghijklmno"
URL = "/api/v1/screen"
BODY = {"subjects": [{"name": "KU Leuven"}]}


@pytest.fixture
def app(make_app, place):
    return make_app(context=place)


@pytest.fixture
def nobody(app):
    """Another user of this machine."""
    return stranger(app)


def closed(app):
    """Every address that is not open, by its method; the reconciliation service says to everybody what it is."""
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            manifest = rule.rule == "/reconcile" and method == "GET"
            if rule.endpoint not in routes().open and not manifest:
                yield rule, method, path


def test_a_stranger_on_this_machine_is_refused_at_every_address_but_the_open_ones(app, nobody):
    tried = 0
    for rule, method, path in closed(app):
        answer = nobody.open(path, method=method)
        assert answer.status_code == 401, rule
        assert "token-needed" in answer.text or "token" in answer.json.get(
            "detail", answer.json.get("message", "")
        )
        tried += 1
    assert tried > 100
    assert nobody.get("/healthz").status_code == 200
    assert nobody.get("/readyz").status_code in (200, 503)
    assert nobody.get("/metrics").status_code == 401
    assert nobody.get("/nowhere").status_code == 401


def test_without_an_installation_too(make_app):
    nobody = stranger(make_app())
    assert nobody.get("/").status_code == 401
    assert nobody.post(URL, json=BODY).status_code == 401
    assert nobody.post(URL, json=BODY, headers=BEARER).status_code == 200
    assert nobody.get(f"/?token={TOKEN}", follow_redirects=True).status_code == 200


def test_the_printed_address_lets_a_browser_in_and_takes_the_token_out_of_the_address(nobody):
    answer = nobody.get(f"/check?name=KU%20Leuven&token={TOKEN}&country=BE")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/check?name=KU+Leuven&country=BE"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert TOKEN not in str(answer.headers) + answer.text
    assert nobody.get("/").status_code == 200
    assert nobody.get("/runs/").status_code == 200


def test_over_https_the_cookie_is_for_this_host_and_https_alone(nobody):
    (cookie,) = nobody.get(f"/?token={TOKEN}", **HTTPS).headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-screening-token=")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site_with_the_token(nobody, path):
    asked = nobody.get("/", query_string={"token": TOKEN}, environ_overrides={"PATH_INFO": path})
    location = asked.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_a_page_asks_for_the_token_and_takes_it_from_a_form(nobody):
    page = nobody.get("/runs/?page=2")
    assert page.status_code == 401
    assert "screening serve" in page.text
    assert '<label for="token">' in page.text
    form = {name: hidden(name, page.text) for name in ("proof", "next")}
    wrong = nobody.post("/token", data=form | {"token": OTHER})
    assert (wrong.status_code, "token-needed" in wrong.text, OTHER in wrong.text) == (401, True, False)
    assert "Set-Cookie" not in wrong.headers or "screening-token" not in wrong.headers["Set-Cookie"]
    right = nobody.post("/token", data=form | {"token": f" {TOKEN}\n"})
    assert (right.status_code, right.headers["Location"]) == (303, "/runs/?page=2")
    assert nobody.get("/runs/").status_code == 200


def test_the_form_has_an_address_of_its_own(nobody):
    page = nobody.get("/token")
    assert (page.status_code, '<label for="token">' in page.text) == (200, True)


def test_the_form_is_one_of_ours_and_leads_to_no_other_site(nobody):
    assert nobody.post("/token", data={"token": TOKEN}).status_code == 400
    form = {"proof": hidden("proof", nobody.get("/").text), "token": TOKEN}
    answer = nobody.post("/token", data=form | {"next": "https://evil.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_part_of_a_page_that_needs_the_token_sends_the_browser_where_it_is_asked_for(nobody):
    answer = nobody.get("/check?name=x", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/")


@pytest.mark.parametrize("given", ["", "x", OTHER, TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ü"])
def test_another_token_lets_nobody_in(app, given):
    nobody = stranger(app)
    assert nobody.get("/", query_string={"token": given}).status_code == 401
    assert (
        nobody.post(URL, json=BODY, headers={"X-API-Key": given.encode().decode("latin-1")}).status_code
        == 401
    )
    assert nobody.get("/").status_code == 401


def test_a_program_sends_the_token_in_the_place_of_a_key(nobody):
    answer = nobody.post(URL, json=BODY)
    assert (answer.status_code, answer.json["code"]) == (401, "token-needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    for headers in (BEARER, {"X-API-Key": TOKEN}):
        assert nobody.post(URL, json=BODY, headers=headers).status_code == 200
    assert nobody.get("/metrics", headers=BEARER).status_code == 200
    asked = {"queries": '{"q": {"query": "KU Leuven"}}'}
    assert nobody.post("/reconcile", data=asked).status_code == 401
    assert nobody.post(f"/reconcile/key/{TOKEN}", data=asked).status_code == 200
    assert nobody.get("/match/default", headers=BEARER).status_code != 401


def test_the_cookie_of_a_browser_opens_no_protocol(nobody):
    """A page at another port of this machine has the browser send it along."""
    nobody.get(f"/?token={TOKEN}")
    assert nobody.get("/").status_code == 200
    assert nobody.post(URL, json=BODY).status_code == 401


@pytest.mark.parametrize(
    ("base", "token"),
    [
        ("http://localhost:8081", TOKEN),  # another port
        ("http://127.0.0.1", TOKEN),  # another name
        ("http://localhost", OTHER),  # another installation, or an earlier start
    ],
)
def test_a_cookie_from_elsewhere_is_not_taken(nobody, base, token):
    ours = browser_cookie("http://localhost")["name"]
    nobody.set_cookie(ours, browser_cookie(base, token)["value"], domain="localhost")
    assert nobody.get("/").status_code == 401


def test_services_at_two_ports_do_not_overwrite_each_others_cookies():
    names = {browser_cookie(f"http://127.0.0.1:{port}")["name"] for port in (8080, 8081)}
    assert len(names) == 2


def test_wrong_tokens_are_slowed_and_the_right_one_always_opens(nobody, clock):
    answers = [nobody.post(URL, json=BODY, headers={"X-API-Key": OTHER}).status_code for _ in range(22)]
    assert answers == [401] * 20 + [429] * 2
    slowed = nobody.get(f"/?token={OTHER}")
    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "60")
    assert nobody.post(URL, json=BODY, headers=BEARER).status_code == 200
    assert nobody.get(f"/?token={TOKEN}").status_code == 303
    clock.moved(seconds=60)
    assert nobody.post(URL, json=BODY, headers={"X-API-Key": OTHER}).status_code == 401


@pytest.mark.parametrize(
    "where",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Host": "rebound.example"}},
    ],
)
def test_the_token_opens_nothing_from_elsewhere(client, nobody, where):
    assert client.get("/runs/").status_code == 200
    assert client.get("/runs/", **where).status_code == 403
    assert nobody.get(f"/?token={TOKEN}", **where).status_code == 403
    own = {**where, "headers": {**BEARER, **where.get("headers", {})}}
    assert nobody.post(URL, json=BODY, **own).status_code == 403


def test_with_the_first_account_the_token_is_void(app, place, client, nobody):
    first(place)
    assert client.get("/runs/").headers["Location"].startswith("/sign-in")
    assert client.post(URL, json=BODY).status_code == 401
    opened = nobody.get(f"/runs/?token={TOKEN}")
    assert (opened.headers["Location"], "Set-Cookie" in opened.headers) == ("/runs/", False)
    assert (
        nobody.post(
            "/token", data={"proof": hidden("proof", nobody.get("/sign-in").text), "token": TOKEN}
        ).status_code
        == 403
    )


def test_with_the_first_key_the_token_opens_pages_alone(app, place, client):
    key = new_key(place, roles=list(AccessRole))
    assert client.post(URL, json=BODY).status_code == 401
    assert client.post(URL, json=BODY, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert client.get("/runs/").status_code == 200


def test_a_service_that_was_started_without_a_token_answers_nobody_and_says_what_to_do(
    make_app, place, monkeypatch
):
    monkeypatch.delenv("SCREENING_TOKEN")
    bare = make_app(context=_without_token(place)).test_client()
    refused = bare.post(URL, json=BODY)
    assert (refused.status_code, refused.json["code"]) == (403, "token-unset")
    assert "screening serve" in refused.json["detail"]
    assert "SCREENING_TOKEN" in refused.json["detail"]
    assert bare.get("/").status_code == 403
    assert bare.get("/?token=").status_code == 403
    assert stranger(make_app()).post(URL, json=BODY).json["code"] == "token-unset"


def test_the_token_that_serve_wrote_to_the_data_folder_is_taken(make_app, place, monkeypatch):
    monkeypatch.delenv("SCREENING_TOKEN")
    bare = _without_token(place)
    token = make_token(bare.settings)
    program = stranger(make_app(context=bare))
    assert program.post(URL, json=BODY, headers={"X-API-Key": token}).status_code == 200
    assert program.post(URL, json=BODY, headers=BEARER).status_code == 401


@pytest.mark.parametrize("weak", ["x", "changeme", "a" * 40, f"{TOKEN} {TOKEN}", "ü" * 20 + TOKEN])
def test_a_token_that_could_be_guessed_or_not_stand_in_an_address_is_refused(weak, tmp_path):
    with pytest.raises(ConfigUnsafe, match="SCREENING_TOKEN"):
        check_settings(Settings(data=tmp_path / "data", token=weak))


@contextmanager
def listening(server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bare_proxy(to):
    """A proxy as people write one: it passes on what it is sent, under our own name, and adds no header."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {**dict(self.headers), "Host": f"{HERE}:{to}"}
            there = http.client.HTTPConnection(HERE, to, timeout=60)
            there.request(self.command, self.path, body, headers)
            answer = there.getresponse()
            said = answer.read()
            there.close()
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = pass_on  # noqa: N815 - http.server's own

        def log_message(self, *_said):
            pass

    return ThreadingHTTPServer((HERE, 0), Handler)


def test_a_bare_proxy_gets_strangers_nothing(app):
    with (
        listening(make_server(HERE, 0, app, threaded=True)) as ours,
        listening(bare_proxy(ours)) as port,
    ):
        answered = {}
        for rule, method, path in closed(app):
            connection = http.client.HTTPConnection(HERE, port, timeout=60)
            connection.request(method, path, headers={"Host": "screening.example.org"})
            answer = connection.getresponse()
            answered[rule.endpoint, method] = answer.status
            assert "KU Leuven" not in answer.read().decode()
            connection.close()
        assert set(answered.values()) == {401}
        connection = http.client.HTTPConnection(HERE, port, timeout=60)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()


def _without_token(place):
    return replace(place, settings=place.settings.model_copy(update={"token": Settings().token}))
