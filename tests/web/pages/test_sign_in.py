"""Signing in: closed to everybody else, the same answer to every failure, and sessions that end where they should."""

import hashlib
import re
from dataclasses import replace

import pytest

from screening.accounts import AccessRole
from screening.accounts.accounts import add_person, add_roles
from screening.accounts.one_time_links import LinkKind, make_link, set_up, set_up_link
from screening.storage.people_tables import SignedIn
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
PASSWORD = "correct horse battery"
ANA = {"login": "ana@office.example", "name": "Ana Ngata", "team": "Office", "password": PASSWORD}
COOKIE = "__Host-screening"


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)


def post(client, page, path, **form):
    """Send a form of a page, with the proof it carries."""
    proof = hidden("proof", client.get(page, **HTTPS).text)
    return client.post(path, data={"proof": proof, **form}, **HTTPS)


@pytest.fixture
def office(place):
    """The first account is made; nobody is signed in."""
    set_up(place, set_up_link(place), **ANA)


def enter(client, login="ana@office.example", password=PASSWORD, onward="/"):
    return post(client, "/sign-in", "/sign-in", login=login, password=password, next=onward)


@pytest.fixture
def ana(client, office):
    assert enter(client).status_code == 303
    return client


def cookie_of(answer):
    return next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith(COOKIE))


def test_before_anybody_has_an_account_this_machine_uses_the_pages_and_its_account_says_so(client):
    assert client.get("/runs/", **HTTPS).status_code == 200
    assert "No accounts are set up" in client.get("/account/", **HTTPS).text


def test_the_printed_link_makes_the_first_account_and_closes_the_pages_to_others(client, place):
    link = f"/welcome/{set_up_link(place)}"
    answer = post(client, link, link, **ANA)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/check")
    assert "Ana Ngata" in client.get("/", **HTTPS).text
    other = client.application.test_client()
    assert other.get("/runs/", **HTTPS).headers["Location"] == "/sign-in?next=/runs/"
    assert client.get(link, **HTTPS).status_code == 404


def test_a_refusal_on_the_link_keeps_what_was_typed_but_for_the_password(client, place):
    link = f"/welcome/{set_up_link(place)}"
    answer = post(client, link, link, **ANA | {"password": "too short"})
    assert answer.status_code == 422
    assert "Ana Ngata" in answer.text
    assert "too short" not in answer.text


def test_a_wrong_password_and_an_unknown_name_get_one_answer(client, office):
    answers = [enter(client, "ana@office.example", "wrong horse battery"), enter(client, "bo@office.example")]
    first, second = (re.sub(r'value="[^"]*"', "", each.text) for each in answers)
    assert {each.status_code for each in answers} == {401}
    assert first == second
    assert "WWW-Authenticate" not in answers[0].headers


@pytest.mark.parametrize("login", ["ana@office.example", "nobody@office.example"])
def test_five_failures_bring_a_pause_and_ten_a_longer_one_whether_the_account_exists_or_not(
    client, office, clock, login
):
    for _ in range(2):
        assert [enter(client, login, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
        clock.moved(seconds=60)
    late = enter(client, login, PASSWORD)
    assert late.status_code == 429
    assert 600 < int(late.headers["Retry-After"]) <= 900
    clock.moved(minutes=15)
    assert enter(client, login, PASSWORD).status_code == (303 if login.startswith("ana") else 401)


def test_failures_are_counted_over_all_processes(client, office, small_engine, clock, place, tmp_path):
    other = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place).test_client()
    answers = [enter((client, other)[number % 2], password="wrong").status_code for number in range(6)]
    assert answers == [401] * 5 + [429]


def test_one_address_that_tries_many_names_is_stopped(client, office):
    answers = [enter(client, f"person{number}", "wrong").status_code for number in range(31)]
    assert answers == [401] * 30 + [429]


def test_who_signs_in_in_the_end_starts_with_fresh_counts(client, office):
    for _ in range(3):
        assert [enter(client, password="wrong").status_code for _ in range(4)] == [401] * 4
        assert enter(client).status_code == 303
        post(client, "/account/", "/sign-out")


def test_the_cookie_is_out_of_reach_of_scripts_other_sites_and_plain_http(client, office):
    said = cookie_of(enter(client))
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in said
    assert "Domain" not in said
    assert "Expires" not in said


def test_signing_in_gives_a_new_session_and_the_one_before_cannot_be_planted(client, office):
    planted = "A" * 43
    client.set_cookie(COOKIE, planted, domain="localhost", secure=True)
    given = re.match(rf"{COOKIE}=([^;]+)", cookie_of(enter(client))).group(1)
    assert given != planted
    assert len(given) == 43
    again = client.application.test_client()
    again.set_cookie(COOKIE, planted, domain="localhost", secure=True)
    assert again.get("/runs/", **HTTPS).status_code == 302


def test_signing_out_ends_the_session_on_the_server(ana):
    secret = ana.get_cookie(COOKIE, domain="localhost").value
    assert post(ana, "/account/", "/sign-out").headers["Location"] == "/sign-in"
    thief = ana.application.test_client()
    thief.set_cookie(COOKIE, secret, domain="localhost", secure=True)
    assert thief.get("/runs/", **HTTPS).status_code == 302


def test_signing_out_lets_the_browser_forget_its_policies(ana):
    post(ana, "/policies/choose?where=japan", "/policies/choose", policy="ca-strac")
    assert ana.get_cookie("screening-policies", domain="localhost")
    post(ana, "/account/", "/sign-out")
    assert ana.get_cookie("screening-policies", domain="localhost") is None


def test_a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours(ana, clock):
    clock.moved(minutes=29)
    assert ana.get("/runs/", **HTTPS).status_code == 200
    clock.moved(minutes=30)
    assert ana.get("/runs/", **HTTPS).status_code == 302


def test_what_cannot_be_led_back_is_told_to_sign_in_and_a_part_of_a_page_leads_the_whole(client, office):
    answer = client.post("/runs/1/cancel", **HTTPS)
    assert (answer.status_code, "/sign-in" in answer.text) == (401, True)
    part = client.get("/check?name=x", headers={"HX-Request": "true"}, **HTTPS)
    assert (part.status_code, part.headers["HX-Redirect"]) == (401, "/sign-in?next=/check?name%3Dx")


def test_after_signing_in_one_goes_on_where_one_wanted_to(client, office):
    led = client.get("/check?name=KU+Leuven", **HTTPS).headers["Location"]
    onward = hidden("next", client.get(led, **HTTPS).text).replace("&amp;", "&")
    assert onward == "/check?name=KU+Leuven"
    assert enter(client, onward=onward).headers["Location"] == onward


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=1".replace("%0d%0a", "\r\n"),
        "/\t/evil.example",
        " //evil.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client, office, elsewhere):
    assert enter(client, onward=elsewhere).headers["Location"] == "/"


@pytest.mark.parametrize(
    "where",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}, "base_url": "http://screening.example"},
        {"headers": {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}},  # a proxy nobody named
    ],
)
def test_passwords_are_not_taken_where_others_may_read_them(client, office, where):
    for answer in (client.get("/sign-in", **where), client.get("/welcome/x", **where)):
        assert (answer.status_code, "not-private" in answer.text) == (403, True)


def test_on_this_very_machine_passwords_are_taken_without_https(client, office):
    form = {"login": "ana@office.example", "password": PASSWORD}
    form["proof"] = hidden("proof", client.get("/sign-in").text)
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303
    assert answer.headers["Set-Cookie"].startswith("screening-here=")
    assert client.get("/runs/").status_code == 200


def test_where_accounts_are_set_up_programs_need_a_key_even_on_this_machine(client, office):
    answer = client.post("/api/v1/screen", json={"subjects": [{"name": "KU Leuven"}]})
    assert (answer.status_code, answer.json["code"]) == (401, "key-needed")


def test_a_session_is_no_key(ana):
    assert ana.get("/api/v1/runs", **HTTPS).status_code == 401


def test_the_password_is_changed_by_who_knows_it_and_every_other_session_ends(ana, place):
    other = ana.application.test_client()
    enter(other)
    wrong = post(ana, "/account/", "/account/password", now="wrong", password="four other words here")
    assert (wrong.status_code, "password is wrong" in wrong.text) == (401, True)
    weak = post(ana, "/account/", "/account/password", now=PASSWORD, password="short")
    assert weak.status_code == 422
    done = post(ana, "/account/", "/account/password", now=PASSWORD, password="four other words here")
    assert done.status_code == 303
    assert ana.get("/account/", **HTTPS).status_code == 200
    assert other.get("/account/", **HTTPS).status_code == 302
    assert enter(other).status_code == 401
    assert enter(other, password="four other words here").status_code == 303


def test_another_session_is_listed_and_ended(ana, place):
    other = ana.application.test_client()
    enter(other)
    paths = re.findall(r'action="(/account/sessions/[0-9a-f]+/end)"', ana.get("/account/", **HTTPS).text)
    assert len(paths) == 2  # the other one, and the one that the first link began
    for path in paths:
        assert post(ana, "/account/", path).status_code == 303
    assert other.get("/account/", **HTTPS).status_code == 302
    assert post(ana, "/account/", path).status_code == 404


def test_the_database_holds_no_secret_of_a_session(ana, place):
    secret = ana.get_cookie(COOKIE, domain="localhost").value
    with place.database.read() as session:
        kept = session.get_one(SignedIn, hashlib.sha256(secret.encode()).hexdigest())
    assert secret not in str(kept)


def test_the_proof_of_one_session_is_worth_nothing_in_the_next(ana):
    old = hidden("proof", ana.get("/account/", **HTTPS).text)
    post(ana, "/account/", "/sign-out")
    enter(ana)
    answer = ana.post("/sign-out", data={"proof": old}, **HTTPS)
    assert (answer.status_code, "form-refused" in answer.text) == (400, True)
    assert ana.get("/account/", **HTTPS).status_code == 200


def test_a_service_for_other_machines_shows_nothing_before_there_are_accounts(
    small_engine, clock, place, tmp_path
):
    wide = replace(place, settings=place.settings.model_copy(update={"host": "0.0.0.0"}))
    client = create_app(Config(rates=tmp_path / "r.sqlite3"), small_engine, clock, wide).test_client()
    answer = client.get("/", **HTTPS)
    assert (answer.status_code, "one-time link" in answer.text) == (403, True)
    assert client.get(f"/welcome/{set_up_link(place)}", **HTTPS).status_code == 200


def test_behind_a_known_proxy_the_address_of_the_caller_counts_and_https_is_believed(
    small_engine, clock, place, tmp_path, office
):
    behind = replace(place, settings=place.settings.model_copy(update={"trusted_proxies": 1}))
    client = create_app(Config(rates=tmp_path / "r.sqlite3"), small_engine, clock, behind).test_client()
    through = {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost"}
    page = client.get("/sign-in", headers=through)
    form = {"proof": hidden("proof", page.text), "login": "ana@office.example", "password": PASSWORD}
    far = {"headers": through, "base_url": "https://localhost"}
    assert cookie_of(client.post("/sign-in", data=form, **far))


def test_an_invitation_is_taken_up_and_says_who_one_is(client, office, place):
    with place.decide() as decision:
        bo = add_person(decision, "bo@office.example", "Bo <b>Tane</b>")
        add_roles(decision, bo.id, "local", [AccessRole.REVIEWER])
        link = f"/welcome/{make_link(decision, LinkKind.INVITATION, bo.id, 'person:1')}"
        decision.record("person.invited", actor="person:1", team="")
    assert "<b>Tane" not in client.get(link, **HTTPS).text
    assert post(client, link, link, password="four other words here").status_code == 303
    page = client.get("/account/", **HTTPS).text
    assert "Reviewer" in page
    assert "<li>Administrator:" not in page
