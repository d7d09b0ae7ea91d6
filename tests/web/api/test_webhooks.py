"""Webhooks over HTTP and on their pages: an administrator's business, with a secret that is shown once."""

import re

import pytest
from accounts import new_key
from receiver import HERE, Receiver

from screening.context import open_context
from screening.settings import Settings
from screening.webhooks.delivery import carry
from screening.webhooks.signing import is_genuine
from web.app import create_app
from web.config import Config

URL = "/api/v1/webhooks"
HTTPS = {"base_url": "https://localhost"}


@pytest.fixture
def place(settle, tmp_path, clock):
    settings = Settings(data=settle(tmp_path / "data"), webhook_hosts=HERE)
    opened = open_context(settings, clock)
    yield opened
    opened.close()


@pytest.fixture
def client(place, small_engine, clock, tmp_path):
    return create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place).test_client()


@pytest.fixture
def receiver():
    opened = Receiver()
    yield opened
    opened.close()


def test_a_webhook_is_made_pinged_looked_at_and_taken_away(client, place, receiver):
    made = client.post(URL, json={"url": receiver.url, "events": ["run.finished", "list.changed"]})
    assert made.status_code == 201
    here, secret = made.headers["Location"], made.json["secret"]
    assert client.get(here).json["webhook"] == made.json["webhook"]
    assert [each["id"] for each in client.get(URL).json["webhooks"]] == [made.json["webhook"]["id"]]
    assert secret not in client.get(URL).text + client.get(here).text
    sent = client.post(f"{here}/ping")
    assert (sent.status_code, sent.json["delivery"]["state"]) == (202, "waiting")
    delivery = sent.json["delivery"]["id"]
    assert client.post(f"{here}/deliveries/{delivery}/again").json["code"] == "delivery-not-again"
    carry(place, delivery, 1, 0)
    ((headers, body),) = receiver.got
    assert is_genuine(secret, headers, body, int(place.now().timestamp()))
    found = client.get(f"{here}/deliveries").json
    assert (found["total"], found["deliveries"][0]["state"]) == (1, "delivered")
    assert found["deliveries"][0]["tries"] == [{"at": place.now().isoformat(), "status": 200, "code": ""}]
    assert client.post(f"{here}/deliveries/{delivery}/again").status_code == 202
    assert client.post(f"{here}/secret").json["secret"] not in ("", secret)
    assert client.delete(here).json["webhook"]["url"] == receiver.url
    assert client.get(here).json["code"] == "webhook-unknown"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"url": "https://10.0.0.1/", "events": ["run.finished"]}, "address-refused"),
        ({"url": "http://example.org/", "events": ["run.finished"]}, "address-refused"),
        ({"url": "https://no-such-host.invalid/", "events": ["run.finished"]}, "host-unknown"),
        ({"url": f"http://{HERE}/", "events": []}, "body-malformed"),
        ({"url": f"http://{HERE}/", "events": ["ping"]}, "body-malformed"),
        ({"url": f"http://{HERE}/", "events": ["run.finished"], "secret": "mine"}, "body-malformed"),
    ],
)
def test_what_cannot_be_told_is_refused(client, said, code):
    answer = client.post(URL, json=said)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert client.get(URL).json["webhooks"] == []


def test_a_key_that_is_no_administrators_may_nothing_here(place, small_engine, clock, tmp_path):
    key = new_key(place)
    app = create_app(Config(rates=tmp_path / "rates"), small_engine, clock, place)
    asked = app.test_client()
    asked.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    for method, path in [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/x"),
        ("DELETE", "/x"),
        ("POST", "/x/secret"),
        ("POST", "/x/ping"),
        ("GET", "/x/deliveries"),
        ("POST", "/x/deliveries/y/again"),
    ]:
        assert asked.open(URL + path, method=method).json["code"] == "not-permitted", path


def proof_on(page):
    return re.search(r'name="proof" value="([^"]+)"', page).group(1)


def test_the_pages_make_show_try_and_take_away(client, place, receiver):
    page = client.get("/webhooks/", **HTTPS).text
    assert "No webhooks yet" in page
    proof = {"proof": proof_on(page)}
    refused = client.post(
        "/webhooks/", data={**proof, "url": "https://10.1.1.1/", "event": "run.failed"}, **HTTPS
    )
    assert refused.status_code == 422
    assert "SCREENING_WEBHOOK_HOSTS" in refused.text
    assert 'value="https://10.1.1.1/"' in refused.text
    made = client.post("/webhooks/", data={**proof, "url": receiver.url, "event": "run.finished"}, **HTTPS)
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made.text).group()
    here = re.search(r'href="(/webhooks/[0-9a-f]{32})"', made.text).group(1)
    assert secret not in client.get(here, **HTTPS).text
    receiver.status = 410
    client.post(f"{here}/ping", data=proof, **HTTPS)
    page = client.get(here, **HTTPS).text
    assert "under way" in page
    delivery = client.get(f"{URL}/{here.rsplit('/', 1)[1]}/deliveries").json["deliveries"][0]["id"]
    carry(place, delivery, 1, 0)
    page = client.get(here, **HTTPS).text
    assert "given up" in page
    assert "410, <code>refused</code>" in page
    client.post(f"{here}/deliveries/{delivery}/again", data=proof, **HTTPS)
    assert "under way" in client.get(here, **HTTPS).text
    assert secret not in client.post(f"{here}/secret", data=proof, **HTTPS).text
    assert client.post(f"{here}/remove", data=proof, **HTTPS).headers["Location"] == "/webhooks/"
    assert client.get(here, **HTTPS).status_code == 404
