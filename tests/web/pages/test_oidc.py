"""Signing in through a real OpenID provider on loopback (npm's certified oidc-provider), and what must not count.

Skips, saying so, where there is no node or the provider was not installed (`npm ci` in tests/oidc; .ci/run does it).
"""

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from accounts import first
from identity_provider import SECRET, START, free_port, provider
from itsdangerous import URLSafeTimedSerializer
from pydantic import SecretStr

from screening.accounts import AccessRole, administration
from screening.accounts.oidc import Ask, Provider, ProviderGone, ProviderRefused, claims_of
from screening.accounts.oidc_accounts import GroupRoles, MappingInvalid
from web.app import create_app
from web.config import Config


@pytest.fixture(scope="module")
def ports():
    return free_port(), free_port()


@pytest.fixture(scope="module")
def issuer(ports):
    """The provider, running; gives its address."""
    with provider(*ports) as address:
        yield address


@pytest.fixture
def serve(issuer, ports, place, small_engine, tmp_path):
    """Serve with a mapping of groups, by the machine's own clock as the provider does; gives our address."""
    from threading import Thread

    from werkzeug.serving import make_server

    servers = []

    def stop():
        while servers:
            servers[-1].shutdown()
            servers.pop().server_close()

    def do(roles="research=local:reviewer"):
        stop()
        settings = place.settings.model_copy(
            update={
                "oidc_issuer": issuer,
                "oidc_client_id": "screening",
                "oidc_client_secret": SecretStr(SECRET),
                "oidc_label": "Office",
                "oidc_group_roles": roles,
            }
        )
        now = lambda: datetime.now(UTC)  # noqa: E731
        here = replace(place, settings=settings, now=now)
        app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, now, here)
        servers.append(make_server("127.0.0.1", ports[1], app, threaded=True))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{ports[1]}"

    first(place)
    yield do
    stop()


def until_back(browser, address, login, onward=""):
    """Go to the provider and sign in there; gives the address that leads back to us, not opened yet."""
    answer = browser.get(f"{address}{START}{onward}", allow_redirects=False)
    while True:
        if (to := answer.headers.get("Location")) is not None:
            to = urljoin(answer.url, to)
            if to.startswith(f"{address}{START}back"):
                return to
            answer = browser.get(to, allow_redirects=False)
            continue
        form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        given = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
        if 'name="login"' in answer.text:
            given |= {"login": login, "password": "any"}
        answer = browser.post(urljoin(answer.url, form.group(1)), data=given, allow_redirects=False)


def test_somebody_of_the_institution_signs_in_and_has_the_roles_of_his_groups(serve):
    address, browser = serve(), requests.Session()
    assert "Sign in with Office" in browser.get(f"{address}/sign-in").text
    back = until_back(browser, address, "mere", "?next=/lists/")
    answer = browser.get(back)
    assert urlsplit(answer.url).path == "/lists/"
    assert "mere of the provider" in answer.text
    page = browser.get(f"{address}/account/").text
    assert "Reviewer" in page
    assert "<li>Administrator:" not in page
    assert "which also keeps your password" in page


def test_the_same_person_is_known_again_and_has_what_his_groups_give_today(serve, place):
    browser = requests.Session()
    browser.get(until_back(browser, serve(), "mere"))
    address, later = serve("research=local:auditor"), requests.Session()
    assert later.get(until_back(later, address, "mere")).status_code == 200
    # Roles of before have ended.
    assert browser.get(f"{address}/runs/", allow_redirects=False).status_code == 302
    (mere,) = [each for each in administration.everybody(place) if each.person.login == "mere@office.example"]
    assert [each.roles for each in mere.places] == [{AccessRole.AUDITOR}]
    assert mere.person.password == ""


def test_who_has_no_group_here_is_known_but_let_in_nowhere_until_he_is_given_a_role(serve, place):
    address, browser = serve(), requests.Session()
    answer = browser.get(until_back(browser, address, "stranger"))
    assert (answer.status_code, "no team yet" in answer.text) == (401, True)
    assert browser.get(f"{address}/runs/", allow_redirects=False).status_code == 302
    stranger = next(
        each for each in administration.everybody(place) if each.person.login.startswith("stranger")
    )
    assert stranger.places == ()


def test_an_installation_administrator_is_let_in_without_a_group_since_the_shell_said_so(serve, place):
    """And no group takes it away or gives it."""
    address, browser = serve(), requests.Session()
    assert browser.get(until_back(browser, address, "stranger")).status_code == 401
    stranger = next(
        each for each in administration.everybody(place) if each.person.login.startswith("stranger")
    )
    administration.make_installation_administrator(place, stranger.person.id, by="local:root")
    browser = requests.Session()
    assert browser.get(until_back(browser, address, "stranger")).status_code == 200
    assert "no team" in browser.get(f"{address}/account/").text
    assert browser.get(f"{address}/people/").status_code == 200
    with pytest.raises(MappingInvalid):
        GroupRoles.read("groups", "all=local:installation_administrator")


def test_a_disabled_account_is_let_in_by_no_provider(serve, place):
    address, browser = serve(), requests.Session()
    browser.get(until_back(browser, address, "mere"))
    mere = next(
        each.person for each in administration.everybody(place) if each.person.login.startswith("mere")
    )
    administration.disable(place, mere.id, by="person:ana")
    assert browser.get(f"{address}/runs/", allow_redirects=False).status_code == 302
    assert browser.get(until_back(browser, address, "mere")).status_code == 401


def test_a_provider_takes_over_no_account_of_the_same_name(serve, place):
    address, browser = serve(), requests.Session()
    # ana@office.example signs in with a password here.
    answer = browser.get(until_back(browser, address, "ana"))
    assert (answer.status_code, "sign-in name is taken" in answer.text) == (422, True)


def test_a_way_back_leads_nowhere_in_another_browser_or_with_another_state(serve):
    address, browser, other = serve(), requests.Session(), requests.Session()
    back = until_back(browser, address, "mere")
    assert other.get(back).status_code == 401
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert browser.get(back.replace(state, "A" * 43)).status_code == 401
    assert browser.get(back).status_code == 200


def test_a_way_back_of_another_issuer_is_refused(serve):
    address, browser = serve(), requests.Session()
    back = until_back(browser, address, "mere")
    strange = re.sub(r"iss=[^&]+", "iss=https://evil.example", back)
    assert strange != back
    assert "another provider" in browser.get(strange).text


def test_a_state_that_was_used_is_refused_even_with_its_cookie(serve):
    address, browser = serve(), requests.Session()
    back = until_back(browser, address, "mere")
    kept = browser.cookies.get("screening-provider")
    assert browser.get(back).status_code == 200
    thief = requests.Session()
    thief.cookies.set("screening-provider", kept)
    answer = thief.get(back)
    assert (answer.status_code, "already used" in answer.text) == (401, True)


def test_another_nonce_than_the_one_that_was_asked_with_signs_nobody_in(serve, place):
    address, browser = serve(), requests.Session()
    back = until_back(browser, address, "mere")
    notes = URLSafeTimedSerializer(place.key, salt="oidc")
    state, _, verifier, onward = notes.loads(browser.cookies.get("screening-provider"))
    changed = requests.Session()
    changed.cookies.set("screening-provider", notes.dumps([state, "B" * 43, verifier, onward]))
    answer = changed.get(back)
    assert (answer.status_code, "could not accept" in answer.text) == (401, True)


def test_a_code_without_its_verifier_is_worth_nothing(serve, place):
    address, browser = serve(), requests.Session()
    back = until_back(browser, address, "mere")
    notes = URLSafeTimedSerializer(place.key, salt="oidc")
    state, nonce, _, onward = notes.loads(browser.cookies.get("screening-provider"))
    changed = requests.Session()
    changed.cookies.set("screening-provider", notes.dumps([state, nonce, "C" * 43, onward]))
    assert changed.get(back).status_code == 401


@pytest.fixture
def signed(serve, issuer, place):
    """A real ID token, the provider's keys, and what was asked with."""
    address, browser = serve(), requests.Session()
    back = until_back(browser, address, "mere")
    note = browser.cookies.get("screening-provider")
    state, nonce, verifier, _ = URLSafeTimedSerializer(place.key, salt="oidc").loads(note)
    provider, ask = Provider(issuer, "screening", SECRET), Ask(state, nonce, verifier)
    code = parse_qs(urlsplit(back).query)["code"][0]
    token = provider.tokens(ask, code, back.partition("?")[0])["id_token"]
    keys = requests.get(f"{issuer}/jwks").json()["keys"]
    return token, keys, {"issuer": issuer, "client_id": "screening", "nonce": nonce, "now": datetime.now(UTC)}


def test_what_the_provider_signed_counts_for_whom_when_and_as_it_was_signed_only(signed):
    token, keys, asked = signed
    assert claims_of(token, keys, **asked)["sub"] == "mere"
    for wrong in (
        {"client_id": "another client"},
        {"issuer": "https://evil.example"},
        {"nonce": "another"},
        {"nonce": ""},
        {"now": asked["now"] + timedelta(days=1)},
        {"now": asked["now"] - timedelta(days=1)},
    ):
        with pytest.raises(ProviderRefused):
            claims_of(token, keys, **asked | wrong)
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**said, "sub": "ana"}).encode()).rstrip(b"=").decode()
    bare = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for each in (f"{head}.{forged}.{signature}", f"{bare}.{forged}.", "", "a.b.c"):
        with pytest.raises(ProviderRefused):
            claims_of(each, keys, **asked)
    with pytest.raises(ProviderRefused):
        claims_of(token, [], **asked)


def test_without_a_provider_there_is_no_way_to_one(client, place):
    first(place)
    for path in (START, f"{START}back"):
        assert client.get(path, base_url="https://localhost").status_code == 404
    assert "Sign in with" not in client.get("/sign-in", base_url="https://localhost").text


def test_a_provider_that_does_not_answer_is_said_to_be_gone():
    with pytest.raises(ProviderGone):
        Provider(f"http://127.0.0.1:{free_port()}", "screening", SECRET).address(Ask.new(), "http://x")


@pytest.mark.parametrize("text", ["research", "research=local", "research=local:king", "=local:auditor"])
def test_a_mapping_that_says_nothing_is_refused(text):
    with pytest.raises(MappingInvalid):
        GroupRoles.read("groups", text)


def test_groups_give_the_roles_of_the_mapping_and_no_others():
    mapping = GroupRoles.read("groups", "a=local:auditor, cn=x,ou=y=grants:reviewer".replace(",ou", ";ou"))
    assert {team for team, _ in mapping.roles({"groups": ["a", "cn=x;ou=y"]})} == {"local", "grants"}
    assert mapping.roles({"groups": "a"}) == mapping.roles({"groups": ["a", 7]})
    assert mapping.roles({"groups": ["b"]}) == mapping.roles({}) == set()
