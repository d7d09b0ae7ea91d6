"""A keeper of the lists brings a publisher's file or his own look, by the pages; nobody else does."""

import fcntl
import hashlib
import io
import json
import re

import pytest
from accounts import enter, first, member
from publisher import un_xml

from screening.accounts import AccessRole
from screening.accounts.one_time_links import FIRST_TEAM
from screening.audit import lines_of, verify
from watchlists.catalogue import read_catalogue
from watchlists.editions.stored_editions import StoredEditions
from watchlists.library import load_library
from web.app import create_app
from web.config import Config

pytestmark = pytest.mark.slow

HTTPS = {"base_url": "https://localhost"}
UN, SHIPPED = "un-sc-consolidated", "us-dow-1286"
CANARIES = read_catalogue()[UN].watchlist.guards.canaries
CITIES = (
    "HARBIN",
    "WUHAN",
    "HEFEI",
    "JINAN",
    "DALIAN",
    "TIANJIN",
    "LANZHOU",
    "NANJING",
    "CHENGDU",
    "KUNMING",
)
TRADES = ("TURBINE", "GYROSCOPE", "CENTRIFUGE", "PROPELLANT", "OPTICS", "RADAR", "SONAR", "FOUNDRY", "ALLOY")
NAMES = (
    *CANARIES,
    *(
        f"{city} {trade} {form}"
        for city in CITIES
        for trade in TRADES
        for form in ("WORKS", "COMBINE", "BUREAU")
    ),
)
FILE = un_xml(NAMES, "2026-11-20")


@pytest.fixture
def data(place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    monkeypatch.setenv("SCREENING_CACHE_DIR", "")
    return place.settings.data


@pytest.fixture
def app(data, small_engine, clock, tmp_path, place):
    return create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)


@pytest.fixture
def client(app):
    return app.test_client()


def hidden(name, page):
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def ended(data, list_id=UN):
    """Wait for the end of the process that reads."""
    with (data / "asked" / f"{list_id}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)


def give(client, content, name="consolidated.xml", on="2026-11-24", list_id=UN):
    page = client.get(f"/lists/{list_id}/import", **HTTPS).text
    form = {"proof": hidden("proof", page), "on": on, "file": (io.BytesIO(content), name)}
    return client.post(f"/lists/{list_id}/import", data=form, **HTTPS)


def previewed(client, data, content, **facts):
    """The page that shows what a file would change, and its address."""
    address = give(client, content, **facts).headers["Location"]
    ended(data)
    return client.get(address, **HTTPS).text


def send(client, page, path, **form):
    fields = {"proof": hidden("proof", page), "draft": hidden("draft", page), **form}
    return client.post(f"/lists/{UN}/import/{path}", data=fields, **HTTPS)


def test_a_file_is_previewed_and_only_then_put_in_force_with_who_and_when_and_its_hash(client, data, place):
    page = previewed(client, data, FILE)
    assert "passed the checks. Nothing has changed yet." in page
    assert hashlib.sha256(FILE).hexdigest() in page
    assert "added," in page
    assert "by hand by <bdi>This machine</bdi>" in page
    assert not StoredEditions.open(data).generation.lines, "nothing is in force yet"
    taken = send(client, page, "accept")
    assert taken.status_code == 303
    ended(data)
    assert "A new edition is in force" in client.get(taken.headers["Location"], **HTTPS).text
    snapshot = load_library(data=data)[UN].snapshot
    assert snapshot.edition == "2026-11-20"
    assert snapshot.transcribed_from == (
        "the publisher's file consolidated.xml, downloaded by hand by This machine on 2026-11-24"
    )
    assert str(snapshot.transcribed_on) == "2026-11-24"
    assert snapshot.publisher_sha256 == hashlib.sha256(FILE).hexdigest()
    assert snapshot.retrieved_at is None
    assert snapshot.confirmed_on is None, "nobody asked the publisher"
    assert not list((data / "drafts").iterdir()), "the store keeps it"
    (line,) = logged(place)
    assert (line.actor, json.loads(line.facts)["kind"]) == ("this-machine", "import")


def logged(place):
    with place.database.read() as session:
        assert verify(session) == []
        return [line for line in lines_of(session) if line.action == "lists.changed"]


def test_a_file_that_says_what_is_in_force_changes_nothing(client, data):
    page = previewed(client, data, FILE)
    send(client, page, "accept")
    ended(data)
    page = previewed(client, data, FILE)
    assert "There is nothing to import" in page
    assert "Put this edition in force" not in page


def test_a_guard_stops_a_file_until_an_administrator_says_why_it_is_wrong(client, data):
    page = previewed(client, data, un_xml(NAMES[:100], "2026-11-20"))
    assert "guard-fewest" in page
    assert "at least 240 are expected" in page
    assert "may override this check with a reason" in page
    assert "--by" not in page
    asked = client.get(f"/lists/{UN}/asked", **HTTPS).text
    assert f'href="/lists/{UN}/import"' in asked, "the way to override it, not a command"
    assert "--by" not in asked
    assert send(client, page, "accept").status_code == 409
    assert send(client, page, "preview", reason=" ").status_code == 422
    again = send(client, page, "preview", reason="the committee delisted them")
    ended(data)
    page = client.get(again.headers["Location"], **HTTPS).text
    assert "the committee delisted them" in page
    taken = send(client, page, "accept")
    ended(data)
    assert "A new edition is in force" in client.get(taken.headers["Location"], **HTTPS).text
    stored_editions = StoredEditions.open(data)
    (manifest,) = stored_editions.manifests.values()
    assert manifest.override.by == "This machine"
    assert manifest.override.reason == "the committee delisted them"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!doctype html><title>Sign in</title>", "is a web page and not the list"),
        (b"<OTHER/>", "Code not-the-list"),
        (b"", "The file is empty"),
        (FILE[:5000], "Code not-the-list"),
    ],
    ids=["page", "other", "empty", "cut"],
)
def test_what_is_not_the_list_is_refused_in_one_sentence_and_cannot_be_overridden(
    client, data, content, told
):
    page = previewed(client, data, content)
    assert "This file was not accepted" in page
    assert told in page
    assert "override" not in page
    assert send_without_form(client, page) == 409


def send_without_form(client, page):
    draft = re.search(r"draft=([\w.\-]+)", page)
    held = client.get(f"/lists/{UN}/import", **HTTPS).text
    fields = {"proof": hidden("proof", held), "draft": draft.group(1) if draft else ""}
    answer = client.post(f"/lists/{UN}/import/accept", data=fields, **HTTPS)
    return 409 if answer.status_code in (404, 409) else answer.status_code


@pytest.mark.parametrize(("on", "code"), [("2027-01-01", "day-impossible"), ("yesterday", "day-invalid")])
def test_a_day_that_has_not_come_or_is_none_is_refused_before_anything_is_read(client, data, on, code):
    answer = give(client, FILE, on=on)
    assert answer.status_code == 422
    assert f"Code {code}" in answer.text
    assert not (data / "asked").exists()


def test_another_asking_in_between_must_be_previewed_again(client, data):
    page = previewed(client, data, FILE)
    previewed(client, data, un_xml(NAMES, "2026-11-21"), name="other.xml")
    assert send(client, page, "accept").status_code == 409


def test_a_file_that_is_too_large_or_of_a_list_without_reader_is_not_taken(client, data, monkeypatch):
    assert client.get(f"/lists/{SHIPPED}/import", **HTTPS).status_code == 404
    assert client.get("/lists/no-such-list/import", **HTTPS).status_code == 404
    from dataclasses import replace

    from web.pages import list_by_hand

    entry = read_catalogue()[UN]
    small = replace(entry, source=replace(entry.source, largest_expanded=100))
    monkeypatch.setattr(list_by_hand, "read_catalogue", lambda: {UN: small})
    assert give(client, b"x" * 100_000).status_code == 413


def test_forms_without_proof_change_nothing(client, data):
    for path in ("import", "checked"):
        assert client.post(f"/lists/{UN}/{path}", data={"on": "2026-11-24"}, **HTTPS).status_code == 400
    assert not (data / "asked").exists()
    assert not StoredEditions.open(data).generation.checked


def test_a_keepers_look_is_noted_logged_and_shown_as_his(client, data, place, app):
    page = client.get(f"/lists/{UN}/import", **HTTPS).text
    form = {"proof": hidden("proof", page), "on": "2026-11-24"}
    answer = client.post(f"/lists/{SHIPPED}/checked", data=form, **HTTPS)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/lists/{SHIPPED}#health")
    snapshot = load_library(data=data)[SHIPPED].snapshot
    assert (str(snapshot.confirmed_on), snapshot.confirmed_by) == ("2026-11-24", "This machine")
    (line,) = logged(place)
    facts = json.loads(line.facts)
    assert (line.actor, facts["kind"], facts["lists"]) == ("this-machine", "checked", [SHIPPED])
    for day, code in (
        ("2027-01-01", "day-impossible"),
        ("2026-01-01", "day-impossible"),
        ("", "day-invalid"),
    ):
        refused = client.post(f"/lists/{SHIPPED}/checked", data=form | {"on": day}, **HTTPS)
        assert (refused.status_code, code in refused.text) == (422, True)


def test_only_who_keeps_the_lists_may_bring_anything(app, data, place):
    first(place)
    keeper = app.test_client()
    assert enter(keeper).status_code == 303
    assert keeper.get(f"/lists/{UN}/import", **HTTPS).status_code == 200
    screener = member(app, place, "ben@office.example", FIRST_TEAM, AccessRole.SCREENER)
    proof = hidden("proof", screener.get("/upload", **HTTPS).text)
    assert screener.get(f"/lists/{UN}/import", **HTTPS).status_code == 403
    for path in ("import", "import/preview", "import/accept", "checked"):
        form = {"proof": proof, "on": "2026-11-24", "draft": "x"}
        assert screener.post(f"/lists/{UN}/{path}", data=form, **HTTPS).status_code == 403
    assert not StoredEditions.open(data).generation.checked


def test_old_lists_are_named_in_one_banner_with_what_to_do(client, clock, data):
    assert "old-lists" not in client.get("/check", **HTTPS).text
    clock.moved(days=400)
    for path in ("/check", "/lists/", "/lists/un-sanctions", "/overview", "/upload"):
        page = client.get(path, **HTTPS).text
        assert page.count("old-lists") == 1, path
        assert "<strong>3 lists are out of date:</strong>" in page
        assert "Check by hand" in page
    assert "old-lists" not in client.get("/account", **HTTPS).text
