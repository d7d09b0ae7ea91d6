"""The page of a list says how it is kept, what changed, and lets who keeps the lists ask its publisher."""

import fcntl
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from watchlists.catalogue import read_catalogue
from watchlists.editions.stored_editions import StoredEditions
from watchlists.library import Library, downloadable, load_stored
from watchlists.updates.custom_lists import CustomList, import_custom_list
from web.app import create_app
from web.config import Config

HTTPS = {"base_url": "https://localhost"}
OWN = CustomList(
    id="house-list",
    title="House list",
    publisher="Us",
    standing="non-government",
    edition="",
    oldest_age_days=365,
    mapping={},
)
NEEDS_ACCEPTANCE = "opensanctions-ua-war-sanctions"


@pytest.fixture
def data(place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    return place.settings.data


@pytest.fixture
def own(data, tmp_path, clock, place, small_engine):
    """A list of one's own in two editions, and a service that has loaded it beside the lists of the small world."""
    for number, rows in enumerate(
        ("Alder Works,CN\nBirch <b>Works</b>,RU\n", "Alder Works,CN\nCedar Works,IR\n")
    ):
        path = tmp_path / "own.csv"
        path.write_text("name,country\n" + rows)
        import_custom_list(
            data, OWN, path, secret=b"of a test", now=datetime(2026, 11, 20 + number, tzinfo=UTC), by="ana"
        )
    stored_editions, entries = StoredEditions.open(data), read_catalogue()
    held = load_stored(stored_editions, stored_editions.in_force(OWN.id), None)
    lists = {**small_engine.library.lists, OWN.id: held}
    others = {key: each.watchlist for key, each in entries.items() if key not in lists}
    library = Library(lists, others, downloadable=downloadable(entries, others))
    engine = replace(small_engine, library=library)
    return create_app(Config(rates=tmp_path / "rates.sqlite3"), engine, clock, place).test_client()


def proof_on(page):
    return re.search(r'name="proof" value="([^"]+)"', page).group(1)


def test_editions_stand_with_who_brought_them_and_a_way_to_what_changed(own):
    page = own.get("/lists/house-list", **HTTPS).text
    assert "How we keep it up to date" in page
    assert page.count("by <bdi>ana</bdi>") == 2
    address = re.search(r'href="(/lists/house-list/changes[^"]+)"', page).group(1).replace("&amp;", "&")
    changed = own.get(address, **HTTPS).text
    assert "1 added, 1 removed, 0 changed, 1 the same" in changed
    assert "Cedar Works" in changed
    assert "Birch &lt;b&gt;Works&lt;/b&gt;" in changed


def test_one_edition_alone_has_nothing_to_compare_and_says_so(client, data):
    answer = client.get("/lists/us-bis-entity-list/changes", **HTTPS)
    assert answer.status_code == 404
    assert "nothing to compare" in answer.text


def test_a_list_that_nobody_holds_has_no_changes(client, data):
    assert client.get("/lists/no-such-list/changes", **HTTPS).status_code == 404


def test_asking_begins_where_the_form_is_proven_and_shows_its_end(own, data):
    proof = proof_on(own.get("/lists/", **HTTPS).text)
    asked = own.post(f"/lists/{NEEDS_ACCEPTANCE}/ask", data={"proof": proof}, **HTTPS)
    assert asked.status_code == 303
    with (data / "asked" / f"{NEEDS_ACCEPTANCE}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for the end of the process
    page = own.get(asked.headers["Location"], **HTTPS).text
    assert "still using the current version" in page
    assert "licence-not-accepted" in page
    assert "hx-trigger" not in page


def test_a_form_without_proof_asks_nobody(own, data):
    assert own.post(f"/lists/{NEEDS_ACCEPTANCE}/ask", **HTTPS).status_code == 400
    assert not (data / "asked").exists()


def test_the_terms_of_a_list_are_shown_where_it_can_be_asked_for(own):
    page = own.get("/lists/", **HTTPS).text
    assert "I have read and accept its terms: Creative Commons" in page


def test_without_an_installation_there_is_nothing_to_ask_with(small_engine, clock, tmp_path, data):
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock)
    page = app.test_client().get("/lists/us-entity-list", **HTTPS).text
    assert "How we keep it up to date" in page
    assert "Check for updates" not in page
