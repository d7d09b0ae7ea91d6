"""Two-factor authentication and known browsers as people meet them: the pages, their cookies, and who is led where."""

import re
from dataclasses import replace
from threading import BoundedSemaphore

import pyotp
import pytest
from accounts import ANA, HTTPS, PASSWORD, enter, first, hidden, member, post
from sqlmodel import select

from screening.accounts import AccessRole, administration, credentials
from screening.accounts.accounts import find
from screening.accounts.sessions import of_person
from screening.accounts.sign_in_attempts import BY_ACCOUNT
from screening.storage.people_tables import KnownDevice
from web.app import create_app
from web.config import Config
from web.pages.sign_in_attempts import Attempts

PAGE = "/account/two-factor/"
CODE = "/sign-in/code"
STEP, DEVICE, SESSION = "__Host-screening-step", "__Host-screening-device", "__Host-screening"


@pytest.fixture
def office(place):
    first(place)


@pytest.fixture
def ana(client, office):
    assert enter(client).status_code == 303
    return client


@pytest.fixture
def app(ana, clock):
    """Ana turned it on; gives her app, and its recovery codes as `app.codes`. The clock has gone on since."""
    post(ana, PAGE, f"{PAGE}begin", password=PASSWORD)
    totp = key_on(ana.get(PAGE, **HTTPS).text)
    answer = post(ana, PAGE, f"{PAGE}confirm", code=totp.at(clock.now))
    totp.codes = re.findall(r"<li><code>([a-z2-7-]{19})</code>", answer.text)
    clock.moved(seconds=60)
    return totp


@pytest.fixture
def elsewhere(client):
    """Another browser."""
    return client.application.test_client()


def key_on(page):
    return pyotp.TOTP(re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page).group(1).replace(" ", ""))


def give(client, **code):
    return post(client, CODE, CODE, **code)


def cookie_of(answer, name):
    return next((each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")), "")


def test_it_is_turned_on_with_password_and_first_code_and_shows_recovery_codes_once(ana, clock):
    assert post(ana, PAGE, f"{PAGE}begin", password="wrong").status_code == 401
    assert post(ana, PAGE, f"{PAGE}begin", password=PASSWORD).status_code == 303
    page = ana.get(PAGE, **HTTPS).text
    assert '<svg viewBox="0 0' in page
    assert "data:" not in page.replace("data-", "")
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    totp = key_on(page)
    assert post(ana, PAGE, f"{PAGE}confirm", code="000000").status_code == 401
    answer = post(ana, PAGE, f"{PAGE}confirm", code=totp.at(clock.now))
    codes = re.findall(r"<li><code>([a-z2-7-]{19})</code>", answer.text)
    assert len(set(codes)) == 10
    later = ana.get(PAGE, **HTTPS).text
    assert not any(each in later for each in (*codes, totp.secret[:4]))
    assert "10 recovery codes left" in later


def test_a_session_begins_only_after_the_code(app, elsewhere, clock, place):
    with place.database.read() as session:
        person_id = find(session, ANA["login"]).id
    before = len(of_person(place, person_id))
    answer = enter(elsewhere, onward="/runs/")
    assert (answer.status_code, answer.headers["Location"]) == (303, CODE)
    assert not cookie_of(answer, SESSION)
    assert not cookie_of(answer, DEVICE)
    assert len(of_person(place, person_id)) == before
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Max-Age=600"):
        assert part in cookie_of(answer, STEP)
    assert elsewhere.get("/runs/", **HTTPS).status_code == 302
    assert give(elsewhere, code="000000").status_code == 401
    done = give(elsewhere, code=app.at(clock.now))
    assert (done.status_code, done.headers["Location"]) == (303, "/runs/")
    assert elsewhere.get("/runs/", **HTTPS).status_code == 200
    assert elsewhere.get_cookie(STEP, domain="localhost") is None


def test_a_recovery_code_signs_in_once(app, elsewhere, clock):
    for expected in (303, 401):
        enter(elsewhere)
        assert give(elsewhere, recovery=app.codes[0]).status_code == expected
        if expected == 303:
            assert "9 recovery codes left" in elsewhere.get("/account/", **HTTPS).text
            post(elsewhere, "/account/", "/sign-out")


def test_the_note_of_the_first_step_is_worth_nothing_alone_late_or_changed(app, elsewhere, clock):
    enter(elsewhere)
    note = elsewhere.get_cookie(STEP, domain="localhost").value
    thief = elsewhere.application.test_client()
    for value in (note, note[:-2] + "AA", "", "[]"):
        thief.set_cookie(STEP, value, domain="localhost", secure=True)
        proof = hidden("proof", thief.get("/sign-in", **HTTPS).text)
        answer = thief.post(CODE, data={"proof": proof, "code": app.at(clock.now)}, **HTTPS)
        assert (answer.status_code, "sign-in-again" in answer.text) == (401, True)
        assert thief.get(CODE, **HTTPS).headers["Location"] == "/sign-in"
    clock.moved(minutes=10)
    assert elsewhere.get(CODE, **HTTPS).headers["Location"] == "/sign-in"


def test_the_note_is_no_session(app, elsewhere):
    enter(elsewhere)
    note = elsewhere.get_cookie(STEP, domain="localhost").value
    elsewhere.set_cookie(SESSION, note, domain="localhost", secure=True)
    for path in ("/account/", PAGE, "/runs/"):
        assert elsewhere.get(path, **HTTPS).status_code == 302


def test_codes_cannot_be_tried_without_end_and_a_known_browser_is_counted_apart(app, ana, elsewhere, clock):
    post(ana, "/account/", "/sign-out")
    enter(elsewhere)
    assert [give(elsewhere, code="000000").status_code for _ in range(6)] == [401] * 5 + [429]
    enter(ana)
    assert give(ana, code=app.at(clock.now)).status_code == 303


def test_a_link_to_a_new_password_leads_to_the_code(app, ana, elsewhere, place, clock):
    with place.database.read() as session:
        person_id = find(session, ANA["login"]).id
    link = f"/welcome/{administration.new_link(place, person_id, by='person:1')}"
    answer = post(elsewhere, link, link, password="four other words here")
    assert answer.headers["Location"] == CODE
    assert elsewhere.get("/runs/", **HTTPS).status_code == 302
    assert give(elsewhere, code=app.at(clock.now)).status_code == 303
    assert elsewhere.get("/runs/", **HTTPS).status_code == 200


def test_a_link_to_a_new_password_leads_to_the_code_in_a_browser_that_is_signed_in_too(
    app, ana, place, clock
):
    with place.database.read() as session:
        person_id = find(session, ANA["login"]).id
    link = f"/welcome/{administration.new_link(place, person_id, by='person:1')}"
    assert ana.get("/runs/", **HTTPS).status_code == 200
    assert post(ana, link, link, password="four other words here").headers["Location"] == CODE
    assert give(ana, code=app.at(clock.now)).status_code == 303
    assert ana.get("/runs/", **HTTPS).status_code == 200


def test_it_is_turned_off_with_password_and_code(app, ana, elsewhere, clock):
    code = app.at(clock.now)
    assert post(ana, PAGE, f"{PAGE}off", password="wrong", code=code).status_code == 401
    assert post(ana, PAGE, f"{PAGE}off", password=PASSWORD, code="000000").status_code == 401
    assert post(ana, PAGE, f"{PAGE}off", password=PASSWORD, code=code).status_code == 303
    assert enter(elsewhere).headers["Location"] == "/"


def test_recovery_codes_are_made_anew_with_a_code(app, ana, clock):
    answer = post(ana, PAGE, f"{PAGE}recovery-codes", code=app.at(clock.now))
    made = set(re.findall(r"<li><code>([a-z2-7-]{19})</code>", answer.text))
    assert len(made) == 10
    assert not made & set(app.codes)


@pytest.fixture
def asking(small_engine, clock, place, tmp_path, office):
    """Serve with a setting of who must have it."""

    def do(setting):
        here = replace(place, settings=place.settings.model_copy(update={"two_factor": setting}))
        return create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, here)

    return do


def test_who_must_have_it_sets_it_up_before_anything_else(asking, clock):
    client = asking("administrators").test_client()
    assert enter(client, onward="/runs/").status_code == 303
    for path in ("/runs/", "/account/", "/people/", "/check"):
        assert client.get(path, **HTTPS).headers["Location"] == PAGE
    proof = hidden("proof", client.get(PAGE, **HTTPS).text)
    answer = client.post("/people/teams", data={"proof": proof, "title": "x"}, **HTTPS)
    assert (answer.status_code, "two-factor-needed" in answer.text) == (403, True)
    post(client, PAGE, f"{PAGE}begin", password=PASSWORD)
    totp = key_on(client.get(PAGE, **HTTPS).text)
    assert post(client, PAGE, f"{PAGE}confirm", code=totp.at(clock.now)).status_code == 200
    assert client.get("/runs/", **HTTPS).status_code == 200


def test_who_need_not_have_it_is_not_led_there(asking, place):
    app = asking("administrators")
    assert member(app, place, "bo", "local", AccessRole.SCREENER).get("/runs/", **HTTPS).status_code == 200
    everybody = asking("everybody").test_client()
    enter(everybody, "bo")
    assert everybody.get("/runs/", **HTTPS).headers["Location"] == PAGE


def test_where_it_is_not_offered_the_page_says_so(asking):
    client = asking("off").test_client()
    enter(client)
    assert "not offered here" in client.get(PAGE, **HTTPS).text


def guessed_at(place, login=ANA["login"]):
    """Strangers from everywhere used up what they may try."""
    for number in range(BY_ACCOUNT[0][0]):
        Attempts(place).begin(login, f"20.{number}.7.1")


def test_the_owner_signs_in_at_once_in_a_known_browser_however_many_strangers_guess(ana, place, elsewhere):
    post(ana, "/account/", "/sign-out")
    guessed_at(place)
    late = enter(elsewhere)
    assert (late.status_code, "one-time link" in late.text) == (429, True)
    assert 0 < int(late.headers["Retry-After"]) <= 3_600
    assert enter(ana).status_code == 303


def test_the_owner_on_a_new_browser_gets_in_by_a_one_time_link_and_is_known_there(ana, place, elsewhere):
    guessed_at(place)
    with place.database.read() as session:
        person_id = find(session, ANA["login"]).id
    link = f"/welcome/{administration.new_link(place, person_id, by='person:1')}"
    assert post(elsewhere, link, link, password="four other words here").status_code == 303
    post(elsewhere, "/account/", "/sign-out")
    assert enter(elsewhere, password="four other words here").status_code == 303
    assert enter(ana).status_code == 429  # the browsers of before are forgotten with the password


def test_the_device_cookie_is_out_of_reach_lasts_and_alone_opens_nothing(ana, elsewhere, place):
    answer = enter(elsewhere)
    said = cookie_of(answer, DEVICE)
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={400 * 86_400}"):
        assert part in said
    thief = elsewhere.application.test_client()
    secret = elsewhere.get_cookie(DEVICE, domain="localhost").value
    thief.set_cookie(DEVICE, secret, domain="localhost", secure=True)
    assert thief.get("/runs/", **HTTPS).status_code == 302
    assert [enter(thief, password="wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    with place.database.read() as session:
        assert secret not in str([each.secret_sha256 for each in session.exec(select(KnownDevice))])


def test_known_browsers_stand_on_the_account_page_and_are_forgotten_there(ana, elsewhere, place):
    enter(elsewhere)
    post(elsewhere, "/account/", "/sign-out")
    page = ana.get("/account/", **HTTPS).text
    paths = re.findall(r'action="(/account/devices/[0-9a-f]+/forget)"', page)
    assert len(paths) == 2
    for path in paths:
        assert post(ana, "/account/", path).status_code == 303
    assert post(ana, "/account/", path).status_code == 404
    guessed_at(place)
    assert enter(elsewhere).status_code == 429


def test_a_machine_that_is_too_busy_to_look_at_passwords_locks_no_known_browser(ana, monkeypatch):
    post(ana, "/account/", "/sign-out")
    with monkeypatch.context() as busy:
        busy.setattr(credentials, "_TURNS", BoundedSemaphore(1))
        busy.setattr(credentials, "_PATIENCE_SECONDS", 0)
        with credentials._TURNS:
            for _ in range(12):
                assert enter(ana).status_code == 503
    assert enter(ana).status_code == 303


def test_strangers_do_not_keep_who_is_signed_in_from_changing_the_password(ana, place):
    guessed_at(place)
    new = "four other words here"
    assert post(ana, "/account/", "/account/password", now=PASSWORD, password=new).status_code == 303
    post(ana, "/account/", "/sign-out")
    assert enter(ana, password=new).status_code == 303  # and this browser is still known
