"""Closed by default: what is open is a short list, and a new address is closed until it is named."""

import re

import pytest
from accounts import first, new_key
from local_token import stranger

from screening.accounts import AccessRole, Permission, administration, permissions_of
from screening.accounts.accounts import PersonRefused
from screening.accounts.keys import check_key, every_key, make_key, revoke_key
from screening.accounts.roles import meanings
from screening.accounts.sessions import TeamUnknown
from web.access import THIS_MACHINE, Caller, Forbidden, require
from web.pages import BLUEPRINTS
from web.routes import routes

URL = "/api/v1/screen"
BODY = {"subjects": [{"name": "KU Leuven"}]}
FOREIGN = ("yente.", "reconcile.")


@pytest.fixture
def keyed(make_app, place):
    """A client of a service with keys, and one key of five calls a minute and ten subjects a day."""
    key = new_key(place, calls=5, subjects=10)
    return make_app(context=place).test_client(), key


@pytest.fixture
def app_with_runs(make_app, place):
    """Every address there is."""
    return make_app(context=place)


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


def test_the_open_addresses_of_foreign_protocols_are_these(make_app, place):
    new_key(place)
    app = make_app(context=place)
    foreign = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(FOREIGN)}
    assert foreign & routes().open == {"yente.named", "reconcile.features"}
    # Each address has answers for strangers in test_answers_to_strangers.py.
    assert stranger(app).get("/api/v1/nowhere").status_code == 401


def test_pages_are_turned_away_from_other_machines(app_with_runs):
    client = app_with_runs.test_client()
    for rule, method, path in addresses(app_with_runs):
        if rule.endpoint.partition(".")[0] in BLUEPRINTS and rule.endpoint not in routes().open:
            answer = client.open(path, method=method, environ_base={"REMOTE_ADDR": "192.0.2.7"})
            assert answer.status_code == 403, rule


def test_before_there_are_keys_or_accounts_other_machines_get_the_way_in_and_the_probes_only(make_app, place):
    client = make_app(context=place).test_client()
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}}
    asked = [(rule, method, path) for rule, method, path in addresses(client.application)]
    assert len(asked) > 100
    for rule, method, path in asked:
        refused = client.open(path, method=method, **elsewhere)
        if rule.endpoint not in routes().open_before:
            assert refused.status_code == 403, rule
    assert client.get("/healthz", **elsewhere).status_code == 200
    assert client.get("/algorithms").status_code == 200
    new_key(place)
    assert client.get("/algorithms", **elsewhere).status_code == 200


@pytest.mark.parametrize("role", list(AccessRole))
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
    assert all(map(THIS_MACHINE.may, Permission))
    assert THIS_MACHINE.within is None
    assert permissions_of(()) == frozenset()


def test_a_role_in_a_team_never_reaches_beyond_it_and_no_key_holds_more(place):
    everything = Caller("key:1", "HR", "office", frozenset(AccessRole))
    assert everything.within == "office"
    assert not everything.may(Permission.ADMINISTER_INSTALLATION)
    assert not everything.may(Permission.KEEP_LISTS)
    with pytest.raises(ValueError, match="installation_administrator"):
        new_key(place, roles=[AccessRole("installation_administrator")])
    assert Caller("person:1", "Ana", "office", frozenset(), installation_administrator=True).within is None


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


def test_a_key_with_one_sign_changed_is_none(keyed, place):
    _, key = keyed
    assert check_key(place, key).holder == "HR system"
    assert check_key(place, key[:-1] + ("A" if key[-1] != "A" else "B")) is None


def test_the_database_holds_no_key(keyed, place):
    _, key = keyed
    (kept,) = every_key(place)
    assert key.split("_", 2)[2] not in str(kept.model_dump())


def test_a_revoked_key_is_none_from_the_next_call_on_and_opens_nothing_to_others(keyed, place):
    client, key = keyed
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 200
    revoke_key(place, every_key(place)[0].id, by="person:ana")
    assert client.post(URL, json=BODY, headers=bearer(key)).status_code == 401
    assert client.post(URL, json=BODY).status_code == 401  # as on this machine before there were keys


def test_the_use_of_a_key_is_noted_to_the_minute(keyed, place, clock):
    client, key = keyed
    assert every_key(place)[0].used_at == ""
    client.get("/api/v1/lists", headers=bearer(key))
    noted = every_key(place)[0].used_at
    assert noted == clock.now.isoformat()
    clock.moved(seconds=59)
    client.get("/api/v1/lists", headers=bearer(key))
    assert every_key(place)[0].used_at == noted
    clock.moved(seconds=1)
    client.get("/api/v1/lists", headers=bearer(key))
    assert every_key(place)[0].used_at == clock.now.isoformat()


def test_a_key_belongs_to_a_team_that_there_is_and_ends_with_it(place):
    first(place)
    with pytest.raises(TeamUnknown):
        make_key(place, "HR", by="person:ana", team="nowhere")
    team = administration.add_team(place, "Grants", by="person:ana")
    with pytest.raises(PersonRefused, match="Nobody is in the team 'grants'"):
        make_key(place, "HR", by="person:ana", team=team)
    administration.invite(place, "bo", "Bo", team, {AccessRole.SCREENER}, by="person:ana")
    key = make_key(place, "HR", by="person:ana", team=team)
    assert check_key(place, key).team == "grants"
    administration.close_team(place, team, by="person:ana")
    assert check_key(place, key) is None


@pytest.mark.parametrize("wrong", [{"roles": []}, {"calls_per_minute": 0}, {"holder": ""}, {"team": "A B"}])
def test_a_key_that_could_do_nothing_is_not_made(place, wrong):
    given = {"holder": "HR", "by": "person:ana", **wrong}
    with pytest.raises((PersonRefused, TeamUnknown)):
        make_key(place, given.pop("holder"), **given)
    assert every_key(place) == []


@pytest.mark.parametrize("role", list(AccessRole))
def test_a_key_may_what_its_roles_say_at_every_address_for_programs(make_app, place, role):
    """W1 for keys: made of the addresses that there are."""
    app, key = make_app(context=place), new_key(place, roles=[role])
    client = app.test_client()
    for rule, method, path in addresses(app):
        needed = routes().needs.get(rule.endpoint)
        if rule.endpoint.partition(".")[0] in BLUEPRINTS or needed is None or "api_key" in rule.arguments:
            continue
        answer = client.open(path, method=method, headers=bearer(key))
        manifest = rule.rule == "/reconcile" and method == "GET"
        refused = (
            answer.status_code == 403
            and answer.text.count("This needs a key with the role") + answer.text.count("No key may") == 1
        )
        assert refused == (needed not in permissions_of([role]) and not manifest), (rule, method)


def test_another_teams_runs_are_not_there_for_a_key(make_app, place):
    """W2 for keys: the same answer as for a run that nobody has, at every address and by every verb."""
    app = make_app(context=place)
    ours, theirs = (app.test_client() for _ in range(2))
    ours.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {new_key(place, team='office')}"
    theirs.environ_base["HTTP_AUTHORIZATION"] = (
        f"Bearer {new_key(place, team='grants', roles=list(AccessRole))}"
    )
    made = ours.post("/api/v1/runs?file_name=list.csv", data=b"Name\nKU Leuven\n", content_type="text/csv")
    run_id, tried = made.headers["Location"].rsplit("/", 1)[1], 0
    for rule, method, _ in addresses(app):
        if rule.endpoint.startswith("api.") and "run_id" in rule.arguments:
            answers = []
            for each in (run_id, "f" * 32):
                path = (
                    rule.rule.replace("<run_id>", each).replace("<earlier_id>", each).replace("<form>", "csv")
                )
                answers.append(theirs.open(path, method=method))
            assert [each.status_code for each in answers] == [404, 404], rule
            said = [{key: value for key, value in each.json.items() if key != "instance"} for each in answers]
            assert said[0] == said[1]
            tried += 1
    assert tried >= 9
    assert ours.get(f"/api/v1/runs/{run_id}").json["state"] == "queued"
    assert run_id not in theirs.get("/api/v1/runs").text


@pytest.mark.parametrize(
    "where",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"Host": "rebound.example"}},
    ],
)
def test_without_keys_only_this_machine_is_answered(client, where):
    assert client.post(URL, json=BODY).status_code == 200
    answer = client.post(URL, json=BODY, **where)
    assert (answer.status_code, answer.json["code"]) == (403, "only-from-this-machine")


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "Via",
        "X-Real-IP",
        "X-Client-IP",
        "True-Client-IP",
        "CF-Connecting-IP",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
    ],
)
@pytest.mark.parametrize("said", ["127.0.0.1", "192.0.2.7", ""])
def test_a_call_that_a_proxy_passes_on_is_none_of_this_machine_whatever_it_says_of_its_origin(
    client, header, said
):
    answer = client.post(URL, json=BODY, headers={header: said})
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


def test_two_workers_count_together(make_app, place):
    key = new_key(place, calls=5)
    workers = [make_app(context=place).test_client() for _ in range(2)]
    answers = [workers[place % 2].post(URL, json=BODY, headers=bearer(key)).status_code for place in range(6)]
    assert answers == [200] * 5 + [429]


def quota_of(answer):
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return tuple(int(answer.headers[name]) for name in names)


def test_a_key_learns_what_is_left_before_it_is_refused(keyed, clock):
    client, key = keyed
    assert quota_of(client.post(URL, json=BODY, headers=bearer(key))) == (5, 4, 60)
    clock.moved(seconds=10)
    for left in (3, 2, 1, 0):
        assert quota_of(client.get("/api/v1/lists", headers=bearer(key))) == (5, left, 50)
    refused = client.get("/api/v1/lists", headers=bearer(key))
    assert (refused.status_code, quota_of(refused)) == (429, (5, 0, 50))
    assert refused.headers["Retry-After"] == refused.headers["RateLimit-Reset"]


def test_what_is_said_is_of_the_allowance_of_which_the_least_is_left(keyed):
    client, key = keyed
    batch = {"subjects": [{"name": "KU Leuven"}] * 6}
    assert quota_of(client.post(URL, json=batch, headers=bearer(key))) == (10, 4, 86_400)


def test_who_needs_no_key_has_nothing_left_to_learn(client):
    assert "RateLimit-Limit" not in client.get("/api/v1/errors").headers


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({}, "No key was sent."),
        ({"X-API-Key": ""}, "No key was sent."),
        ({"Authorization": "Bearer"}, "has no key after Bearer"),
        ({"Authorization": "Bearer "}, "has no key after Bearer"),
        ({"Authorization": "rs_0123456789ab_secret"}, "has no word Bearer before the key"),
        ({"Authorization": "Basic cnM6cnM="}, "not of the form `Bearer` and a key"),
        ({"Authorization": "Bearer rs_0123456789ab_short"}, "has not the form of a key"),
        ({"X-API-Key": "rs_0123456789ab"}, "has not the form of a key"),
    ],
)
def test_who_sends_no_key_or_half_of_one_is_told_what_is_missing(keyed, headers, says):
    client, _ = keyed
    answer = stranger(client.application).post(URL, json=BODY, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "key-needed")
    assert says in answer.json["detail"]


def test_of_a_key_that_is_wrong_revoked_or_anothers_the_same_is_said(keyed, place):
    client, key = keyed
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    said = {client.post(URL, json=BODY, headers=bearer(wrong)).json["detail"]}
    revoke_key(place, every_key(place)[0].id, by="local:test")
    said.add(client.post(URL, json=BODY, headers=bearer(key)).json["detail"])
    said.add(client.post(URL, json=BODY, headers=bearer(f"rs_{'0' * 12}_{'A' * 43}")).json["detail"])
    (sentence,) = said
    assert "This key is not accepted" in sentence


@pytest.mark.parametrize(
    "path", ["/screen", "/screen/", "/screenings", "/api/v1/screen/", "/api/v1/screenings"]
)
def test_a_program_at_an_address_that_there_is_none_of_is_told_the_nearest(keyed, path):
    client, key = keyed
    answer = client.post(path, json=BODY, headers=bearer(key))
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")
    assert "POST /api/v1/screen." in answer.json["detail"]
    assert "start page" not in answer.json["detail"]


def test_a_method_that_an_address_does_not_answer_is_named_with_those_it_does(keyed):
    client, key = keyed
    answer = client.get(URL, headers=bearer(key))
    assert (answer.status_code, answer.json["code"]) == (405, "method-not-allowed")
    assert {*answer.headers["Allow"].split(", ")} == {"POST", "OPTIONS"}
    assert answer.json["detail"] == "This address does not answer GET; it answers POST."


def test_a_key_that_may_not_is_told_which_role_may(keyed):
    client, key = keyed
    asked = {"url": "https://example.org/", "events": ["run.finished"]}
    answer = client.post("/api/v1/webhooks", json=asked, headers=bearer(key))
    assert (answer.status_code, answer.json["code"]) == (403, "not-permitted")
    assert answer.json["detail"] == "This needs a key with the role administrator; this one has screener."
