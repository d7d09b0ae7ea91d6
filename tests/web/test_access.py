"""Closed by default: what is open is a short list, and a new address is closed until it is named."""

import re

import pytest

from screening.jobs import install, open_installation
from screening.keys import KeyFile, add_key, check_key, read_keys
from screening.people import Permission, Role, permissions_of
from screening.people.roles import meanings
from screening.settings import Settings
from web.access import THIS_MACHINE, Caller, Forbidden, require
from web.app import create_app
from web.config import Config
from web.pages import BLUEPRINTS
from web.routes import routes

URL = "/api/v1/screen"
BODY = {"subjects": [{"name": "KU Leuven"}]}


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "keys.csv"


@pytest.fixture
def keyed(make_app, keys):
    """A client of a service with keys, and one key of five calls a minute and ten subjects a day."""
    key = add_key(keys, "HR system", 5, 10)
    return make_app(api_keys=keys).test_client(), key


@pytest.fixture
def app_with_runs(small_engine, clock, tmp_path):
    """Every address there is."""
    install(settings := Settings(data=tmp_path / "data"))
    place = open_installation(settings, clock)
    yield create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)
    place.close()


def addresses(app):
    """Every address with each of its methods, with something in the place of its parts."""
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<path:filename>", "style.css")
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield rule, method, re.sub(r"<[^>]+>", "1", path)


def bearer(key):
    return {"Authorization": f"Bearer {key}"}


def test_every_address_declares_what_it_asks_for_and_nothing_else_is_declared(app_with_runs):
    there = {rule.endpoint for rule in app_with_runs.url_map.iter_rules()}
    assert there == routes().open | routes().needs.keys()


def test_an_address_that_declares_nothing_is_answered_to_nobody(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/forgotten").status_code == 403


def test_protocols_without_a_key_answer_at_the_open_addresses_only(make_app, keys):
    add_key(keys, "somebody", 1_000, 10)
    app = make_app(api_keys=keys)
    client = app.test_client()
    for rule, method, path in addresses(app):
        if rule.endpoint.partition(".")[0] in BLUEPRINTS:
            continue
        refused = client.open(path, method=method).status_code == 401
        says_what_it_is = rule.endpoint == "reconcile.endpoint" and method == "GET"
        assert refused == (rule.endpoint not in routes().open and not says_what_it_is), rule
    assert client.get("/api/v1/nowhere").status_code == 401


def test_pages_are_turned_away_from_other_machines(app_with_runs):
    client = app_with_runs.test_client()
    for rule, method, path in addresses(app_with_runs):
        if rule.endpoint.partition(".")[0] in BLUEPRINTS and rule.endpoint not in routes().open:
            answer = client.open(path, method=method, environ_base={"REMOTE_ADDR": "192.0.2.7"})
            assert answer.status_code == 403, rule


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_may_what_its_line_says_and_nothing_else(role, permission):
    caller = Caller("person:1", "Ana", "office", frozenset({role}))
    if permission in meanings()[role].may:
        require(caller, permission)
    else:
        with pytest.raises(Forbidden) as refused:
            require(caller, permission)
        assert (refused.value.status, refused.value.code) == (403, "not-permitted")


def test_this_machine_may_everything_and_no_role_may_nothing():
    assert permissions_of(THIS_MACHINE.roles) == set(Permission)
    assert permissions_of(()) == frozenset()


@pytest.mark.parametrize("header", ["Bearer {}", "ApiKey {}", "Apikey {}", "bearer {}"])
def test_a_key_is_taken_in_the_usual_headers(keyed, header):
    client, key = keyed
    assert client.post(URL, json=BODY, headers={"Authorization": header.format(key)}).status_code == 200
    assert client.post(URL, json=BODY, headers={"X-API-Key": key}).status_code == 200


@pytest.mark.parametrize("given", ["", "rs_", "x" * 61, "rs_000000000000_" + "A" * 43])
def test_what_is_no_key_is_refused(keyed, given):
    client, _ = keyed
    answer = client.post(URL, json=BODY, headers=bearer(given))
    assert (answer.status_code, answer.json["code"]) == (401, "key-needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_with_one_sign_changed_is_none(keyed, keys):
    _, key = keyed
    assert check_key(key, KeyFile(keys)).holder == "HR system"
    assert check_key(key[:-1] + ("A" if key[-1] != "A" else "B"), KeyFile(keys)) is None


def test_the_file_holds_no_key_and_is_for_its_owner_only(keyed, keys):
    _, key = keyed
    assert key.split("_", 2)[2] not in keys.read_text()
    assert keys.stat().st_mode & 0o077 == 0


def test_a_key_taken_out_of_the_file_is_no_key_any_more(keyed, keys):
    client, key = keyed
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 200
    keys.write_text(keys.read_text().splitlines()[0] + "\n")
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 401


def test_a_file_of_keys_that_is_wrong_lets_nobody_in(keyed, keys):
    client, key = keyed
    keys.write_text("id,holder\n")
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 500
    keys.unlink()
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 500


def test_keys_are_added_beside_those_there_are(keys):
    first, second = add_key(keys, "one", 1, 1), add_key(keys, "two, with a comma", 2, 2)
    assert [key.holder for key in read_keys(keys).values()] == ["one", "two, with a comma"]
    assert check_key(first, KeyFile(keys))
    assert check_key(second, KeyFile(keys))


@pytest.mark.parametrize(
    "where",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Host": "rebound.example"}},
    ],
)
def test_without_keys_only_this_machine_is_answered(client, where):
    assert client.post(URL, json=BODY).status_code == 200
    answer = client.post(URL, json=BODY, **where)
    assert (answer.status_code, answer.json["code"]) == (403, "only-from-this-machine")


def test_the_call_after_the_last_allowed_waits_for_the_window_to_end(keyed, clock):
    client, key = keyed
    for _ in range(5):
        assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 200
        clock.moved(seconds=2)
    refused = client.post(URL, json=BODY, headers=bearer(key))
    assert (refused.status_code, refused.json["code"]) == (429, "too-many-calls")
    assert refused.headers["Retry-After"] == "50"
    clock.moved(seconds=50)
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 200


def test_subjects_are_counted_a_day_and_a_batch_too_large_is_not_screened_in_part(keyed):
    client, key = keyed
    batch = {"subjects": [{"name": "KU Leuven"}] * 6}
    assert client.post(URL, json=batch, headers=bearer(key)).status_code == 200
    refused = client.post(URL, json=batch, headers=bearer(key))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "86400")


def test_two_workers_count_together(make_app, keys):
    key = add_key(keys, "HR system", 5, 10)
    workers = [make_app(api_keys=keys).test_client() for _ in range(2)]
    answers = [workers[place % 2].post(URL, json=BODY, headers=bearer(key)).status_code for place in range(6)]
    assert answers == [200] * 5 + [429]
