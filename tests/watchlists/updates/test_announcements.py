"""A list that no reader takes: its publisher's page is looked at, a person is told, and nothing is ever taken."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from publisher import Answer

from watchlists.catalogue import read_catalogue
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import CatalogueInvalid
from watchlists.updates.announcements import acknowledge, look_for_editions, marks_on, news, read_notices
from watchlists.updates.schedule import due_notices

WATCHED = {key: entry for key, entry in read_catalogue().items() if entry.notice}
HELD = "us-dow-1260h"  # shipped, of 10 June 2026


def documents(*days):
    """An answer of the Federal Register's API."""
    results = [{"document_number": f"2026-{n}", "publication_date": day} for n, day in enumerate(days)]
    body = json.dumps({"count": len(days), "results": results}).encode()
    return Answer(body, headers={"Content-Type": "application/json"})


@pytest.fixture
def look(world):
    held = WATCHED[HELD]
    notice = replace(held.notice, url=f"{world.publisher.url}/documents.json", hosts=("127.0.0.1",))
    entry = replace(held, notice=notice)

    def looking(answer, **facts):
        world.publisher.serve("/documents.json", answer)
        (outcome,) = look_for_editions([entry], world.updating(**facts))
        return outcome

    looking.entry = entry
    return looking


def test_a_document_after_the_edition_in_force_is_told_and_nothing_is_replaced(world, look):
    outcome = look(documents("2026-12-01", "2026-06-10", "2025-01-07"))
    assert (outcome.result, outcome.code) == ("noticed", "")
    assert "2026-12-01" in outcome.sentence
    assert news(world.data, [look.entry]) == {HELD: ("2026-12-01",)}
    assert StoredEditions.open(world.data).generation.number == 0


def test_without_a_later_document_there_is_no_news(world, look):
    assert look(documents("2026-06-10", "2025-01-07")).result == "unchanged"
    assert news(world.data, [look.entry]) == {}


def test_once_a_person_has_looked_only_a_still_later_document_is_news(world, look):
    look(documents("2026-12-01"))
    assert acknowledge(world.data, HELD, "A. Person", "a correction of two addresses") == ("2026-12-01",)
    assert news(world.data, [look.entry]) == {}
    assert look(documents("2026-12-01", "2027-01-05")).result == "noticed"
    assert news(world.data, [look.entry]) == {HELD: ("2027-01-05",)}
    noticed = read_notices(world.data / "lists")[HELD]
    assert (noticed.by, noticed.reason) == ("A. Person", "a correction of two addresses")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (documents(), "not-the-list"),
        (Answer(b"<html>Sign in</html>", headers={"Content-Type": "application/json"}), "not-the-list"),
        (Answer(status=404), "fetch-failed"),
    ],
    ids=["no documents", "a page in place of it", "gone"],
)
def test_a_page_that_shows_nothing_is_not_taken_for_no_news(world, look, answer, code):
    look(documents("2026-12-01"))
    outcome = look(answer)
    assert (outcome.result, outcome.code) == ("not looked", code)
    assert news(world.data, [look.entry]) == {HELD: ("2026-12-01",)}


def test_a_look_is_due_by_its_cadence_and_sooner_after_one_that_failed(world, look):
    now = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def is_due(after):
        return bool(due_notices([look.entry], read_notices(world.data / "lists"), now + after))

    assert is_due(timedelta())
    look(documents("2026-06-10"))
    assert not is_due(timedelta(days=2))
    assert is_due(timedelta(days=3))
    look(Answer(status=404))
    assert is_due(timedelta(hours=1))


def test_a_dry_run_notes_nothing(world, look):
    assert look(documents("2026-12-01"), dry_run=True).result == "noticed"
    assert read_notices(world.data / "lists") == {}


def test_fiscal_years_are_news_where_they_are_not_known():
    notice = WATCHED["us-dow-1286"].notice
    page = b'<a href="/x/FY25-Section-1286-List.pdf">FY25</a><a href="/x/FY26%20Section%201286.pdf">List</a>'
    assert marks_on(page, notice) == ("FY25", "FY26")
    assert [mark for mark in marks_on(page, notice) if mark not in notice.known] == ["FY26"]


def test_days_in_words_are_read_as_days():
    page = b"<td>March 12, 2021</td><td>December  3,\n2026</td>"
    assert marks_on(page, WATCHED["us-fcc-covered"].notice) == ("2021-03-12", "2026-12-03")


def test_a_notice_without_days_must_say_which_marks_are_known(tmp_path):
    from watchlists.catalogue import CATALOGUE, read_entry

    text = (CATALOGUE / "us-dow-1286.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("known = ")]
    path = tmp_path / "us-dow-1286.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match="group mark and those known"):
        read_entry(path)
