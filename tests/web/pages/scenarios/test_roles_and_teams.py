"""Who is let in where: every address by every role, another team's things by every verb, and forms without proof.

All three tables are made of the addresses that the application has, so a new one is tried without being named here.
"""

import hashlib
import io
import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from accounts import HTTPS, enter, first, hidden, member
from sqlalchemy import text
from sqlmodel import select

from screening.accounts import AccessRole, Permission, administration, permissions_of
from screening.accounts.roles import installation_meaning
from screening.review.comments import attach
from screening.review.rules import Decider
from screening.storage.review_tables import Case, Remark
from web.pages import BLUEPRINTS
from web.routes import routes

LIST = "Name,Institution,Country\nWei Zhang,Beihang University,CN\nJane Roe,KU Leuven,BE\n"
ROOT = Path(__file__).parents[4]
WORLD_OPEN = {
    "token.ask",
    "token.give",
    "sign_in.ask",
    "sign_in.enter",
    "sign_in.ask_code",
    "sign_in.enter_code",
    "sign_in.ask_link",
    "sign_in.send_link",
    "sign_in.welcome",
    "sign_in.take_up",
    "oidc.leave",
    "oidc.come_back",
}
ANA = Decider("person:ana", "Ana")


def addresses(app):
    """Every address of the pages with each of its methods, something standing in the place of its parts."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in BLUEPRINTS:
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, rule.rule


def filled(path, parts):
    """The address with its parts filled in; what is not named there is 1."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(parts.get(found.group(1), "1")), path)


def code_of(answer):
    found = re.search(r"Code ([a-z-]+)\.", answer.text)
    return found.group(1) if found else ""


def content(place):
    """A hash of everything that is kept."""
    with place.database.read() as session:
        tables = session.connection().execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        names = sorted(name for (name,) in tables if not name.startswith("sqlite_"))
        rows = [(name, session.connection().execute(text(f'SELECT * FROM "{name}"')).all()) for name in names]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture
def office(client, place):
    """The first account is there; gives what makes members."""
    first(place)

    def join(login, *roles, team="local"):
        return member(client.application, place, login, team, *roles)

    return join


@pytest.fixture
def theirs(client, place, screened, office):
    """Things of the first team: a run, a saved check, a case with a file; and somebody with every role in another team."""
    ours = office("ours", *AccessRole)
    client.set_cookie(
        "__Host-screening",
        ours.get_cookie("__Host-screening", domain="localhost").value,
        domain="localhost",
        secure=True,
    )
    run_id = screened(LIST).rsplit("/", 1)[1]
    page = client.get("/check?name=Beihang+University", **HTTPS).text
    kept = client.post(
        "/checks/", data={"proof": hidden("proof", page), "name": "Beihang University"}, **HTTPS
    )
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).first()
    path = place.scratch() / "note.txt"
    path.write_text("seen")
    attach(place, "local", case_id, ANA, path, "note.txt")
    with place.database.read() as session:
        remark_id = session.exec(select(Remark.id)).first()
    session_id = re.search(r"/account/sessions/([0-9a-f]+)/end", client.get("/account/", **HTTPS).text)
    device_id = re.search(r"/account/devices/([0-9a-f]+)/forget", client.get("/account/", **HTTPS).text)
    administration.add_team(place, "Grants", by="person:x")
    stranger = office("bo", *AccessRole, team="grants")
    return stranger, {
        "run_id": run_id,
        "earlier_id": run_id,
        "check_id": kept.headers["Location"].rsplit("/", 1)[1],
        "case_id": case_id,
        "remark_id": remark_id,
        "number": 2,
        "format": "csv",
        "device_id": device_id.group(1),
        **({"session_id": session_id.group(1)} if session_id else {}),
    }


def test_the_addresses_that_are_open_to_everybody_are_these(client):
    """W1: what nobody has to sign in for is signing in itself, and nothing else."""
    assert {endpoint for endpoint, _, _ in addresses(client.application)} & routes().open == WORLD_OPEN
    paths = {path for endpoint, _, path in addresses(client.application) if endpoint in WORLD_OPEN}
    # the form of the token, which accounts make void; that of signing in, of the code and of a forgotten password, a link handed over, out and back
    assert len(paths) == 7


def test_who_is_not_signed_in_is_led_to_sign_in_at_every_address(client, office):
    """W1, anonymous."""
    for endpoint, method, path in addresses(client.application):
        if endpoint in WORLD_OPEN:
            continue
        answer = client.open(filled(path, {}), method=method, **HTTPS)
        expected = 302 if method == "GET" else 401
        assert answer.status_code == expected, (endpoint, method)
        if method == "GET":
            assert answer.headers["Location"].startswith("/sign-in"), endpoint


@pytest.mark.parametrize("role", list(AccessRole))
def test_each_role_is_let_in_where_its_permissions_say_and_nowhere_else(client, office, role):
    """W1, by role: refused is `not-permitted` and nothing else; allowed is anything but that."""
    person = office("bo", role)
    seen = set()
    for endpoint, method, path in addresses(client.application):
        if endpoint in WORLD_OPEN or path == "/":
            continue
        answer = person.open(filled(path, {}), method=method, **HTTPS)
        refused = answer.status_code == 403 and code_of(answer) == "not-permitted"
        assert refused == (routes().needs[endpoint] not in permissions_of([role])), (endpoint, method)
        assert answer.status_code < 500, (endpoint, method)
        seen.add(refused)
    assert seen == {True, False}


def test_an_installation_administrator_is_let_in_beyond_his_roles_where_the_file_says(client, office, place):
    """W1: without any role in a team; every permission that no role holds is one of his."""
    office("bo", *AccessRole)
    ana_id = next(each.person.id for each in administration.everybody(place) if each.person.login != "bo")
    administration.set_roles(place, ana_id, "local", set(), by="person:x")
    person, may = client.application.test_client(), installation_meaning().may
    enter(person)
    for endpoint, method, path in addresses(client.application):
        if endpoint in WORLD_OPEN or path == "/" or endpoint == "sign_in.leave":
            continue
        answer = person.open(filled(path, {}), method=method, **HTTPS)
        refused = answer.status_code == 403 and code_of(answer) == "not-permitted"
        assert refused == (routes().needs[endpoint] not in may), (endpoint, method)
        assert answer.status_code < 500, (endpoint, method)
    assert set(Permission) - permissions_of(AccessRole) == {
        Permission.ADMINISTER_INSTALLATION,
        Permission.KEEP_LISTS,
    }


def test_somebody_who_checks_no_names_begins_where_he_may(office):
    assert office("bo", AccessRole.AUDITOR).get("/", **HTTPS).headers["Location"] == "/runs/"
    assert office("ci", AccessRole.ADMINISTRATOR).get("/", **HTTPS).headers["Location"] == "/lists/"
    assert (
        "/lists/us-entity-list/ask" not in office("di", AccessRole.ADMINISTRATOR).get("/lists/", **HTTPS).text
    )
    assert Permission.SCREEN not in permissions_of([AccessRole.AUDITOR, AccessRole.ADMINISTRATOR])


def test_no_page_of_another_team_names_what_this_one_asked_about(theirs, client):
    """W2: lists, searches and figures hold nothing of another team's."""
    stranger, ids = theirs
    for page in (
        "/runs/",
        "/checks/",
        "/checks/?q=beihang",
        "/review/",
        "/review/?q=wei&state=",
        "/overview",
        "/",
    ):
        answer = stranger.get(page, follow_redirects=True, **HTTPS)
        assert answer.status_code == 200, page
        for mark in ("Wei Zhang", "list.csv", ids["run_id"], ids["check_id"], ids["case_id"]):
            assert mark not in answer.text, (page, mark)
    assert "list.csv" in client.get("/runs/", **HTTPS).text  # and its own team sees it


def test_a_list_that_was_uploaded_is_a_draft_of_its_owner_in_his_team_only(client, theirs):
    stranger, _ = theirs
    page = client.get("/upload", **HTTPS).text
    form = {"proof": hidden("proof", page), "list": (io.BytesIO(LIST.encode()), "list.csv")}
    draft = client.post("/upload", data=form, **HTTPS).headers["Location"]
    assert client.get(draft, **HTTPS).status_code == 200
    assert stranger.get(draft, **HTTPS).status_code == 404


@pytest.mark.parametrize("proof", ["", "0" * 64, "another session's"])
def test_no_form_without_the_proof_of_its_own_session_changes_anything(client, office, place, proof):
    """W3: every unsafe verb at every address of the pages is refused, and nothing that is kept has changed."""
    person, other = office("bo", *AccessRole), office("ci", *AccessRole)
    for each in administration.everybody(place):
        administration.make_installation_administrator(place, each.person.id, by="local:root")
    if proof.startswith("another"):
        proof = hidden("proof", other.get("/account/", **HTTPS).text)
    before, tried = content(place), 0
    for endpoint, method, path in addresses(client.application):
        if method != "GET":
            answer = person.open(filled(path, {}), method=method, data={"proof": proof}, **HTTPS)
            assert (answer.status_code, code_of(answer)) == (400, "form-refused"), endpoint
            tried += 1
    assert tried >= 30
    assert content(place) == before


def test_looking_changes_nothing(client, theirs, place):
    """W3: no GET writes, whatever it shows."""
    _, ids = theirs
    before = content(place)
    for _, method, path in addresses(client.application):
        if method == "GET":
            client.get(filled(path, ids), **HTTPS)
    assert content(place) == before


def test_every_answer_of_a_page_to_anybody_has_exactly_these_headers(client, theirs):
    """W12, signed in and not, found and not."""
    stranger, ids = theirs
    wanted = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    nobody = client.application.test_client()
    for endpoint, method, path in addresses(client.application):
        for who in (client, stranger, nobody):
            answer = who.open(filled(path, ids), method=method, **HTTPS)
            sent = dict(answer.headers)
            if endpoint == "review.file" and answer.status_code == 200:  # stricter still
                assert sent.pop("Content-Security-Policy") == "sandbox; default-src 'none'"
                sent["Content-Security-Policy"] = wanted["Content-Security-Policy"]
            assert wanted.items() <= sent.items(), (endpoint, method)
            kept = answer.headers["Cache-Control"]
            assert kept == "no-store" or kept.startswith("private"), (endpoint, kept)
            assert answer.status_code < 500, (endpoint, method)
            assert "Traceback" not in answer.text


PAYLOADS = (
    "../../etc/passwd ..%2f..%2fetc%2fpasswd %2e%2e/%2e%2e/etc/passwd ....//etc/passwd /etc/passwd ..\\..\\windows"
    " %5c..%5c %00 a%00.csv secret.key ../secret.key %252e%252e%252fetc C:\\ . %2e%2e%2fsecret.key%00.csv"
).split()


def test_no_part_of_an_address_leads_out_of_the_store(client, theirs, place, opened_files):
    """W9: whatever stands in the place of an id, a form or a name, no file is opened but those of ours."""
    _, ids = theirs
    for endpoint, method, path in addresses(client.application):
        for part in re.findall(r"<(?:\w+:)?(\w+)>", path) if method == "GET" else ():
            for payload in PAYLOADS:
                answer = client.get(filled(path, {**ids, part: payload}), **HTTPS)
                assert answer.status_code < 500, (endpoint, payload)
                assert place.key.decode() not in answer.text
    ours = (place.settings.data.parent, ROOT, sys.prefix, sys.base_prefix, tempfile.gettempdir())
    outside = [path for path in opened_files if not str(path).startswith(tuple(map(str, ours)))]
    assert [path for path in outside if not path.startswith(("/dev/", "/proc/self/"))] == []


@pytest.fixture
def opened_files():
    """The paths of every file that is opened while the test runs, as Python's own audit sees it."""
    seen, listening = [], [True]

    def hook(event, given):
        if listening[0] and event == "open" and isinstance(given[0], str | bytes):
            seen.append(os.path.realpath(os.fsdecode(given[0])))

    sys.addaudithook(hook)
    yield seen
    listening[0] = False
