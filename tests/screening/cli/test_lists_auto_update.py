"""Keeping the lists by the clock: what is due is asked for once, old editions go, and the log takes over what changed."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from publisher import NAMES, Publisher, entry_at, un_xml
from publisher import RULES as ON_LOOPBACK
from publisher import Answer as Served

from screening.audit import lines_of, verify
from screening.cli import lists_auto_update, main
from screening.context import install, open_context
from screening.runs.list_events import record_lists
from screening.runs.supervisor import children
from screening.settings import Settings, read_settings
from watchlists.editions.stored_editions import StoredEditions
from watchlists.updates.update import UpdateDecision, Updating, update

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SMALLER = tuple(NAMES[:20])


@pytest.fixture
def publisher():
    served = Publisher()
    yield served
    served.close()


@pytest.fixture
def watch(publisher, monkeypatch):
    """`screening lists auto-update --once` with one list, whose publisher is on loopback."""
    entry = entry_at(publisher.url)
    monkeypatch.setattr(lists_auto_update, "read_catalogue", lambda: {entry.watchlist.id: entry})
    monkeypatch.setattr(
        lists_auto_update, "Updating", lambda data, now, prove: Updating(data, now, rules=ON_LOOPBACK)
    )

    def call():
        return CliRunner().invoke(main, ["lists", "auto-update", "--once"], catch_exceptions=False)

    return call


def events(data):
    return [generation.event.kind for generation in StoredEditions.open(data).store.history()]


def test_a_list_is_asked_for_when_it_is_due_and_not_again_before(publisher, watch, tmp_path):
    publisher.serve("/list.xml", Served(un_xml(NAMES)))
    assert "new. Edition 2026-11-20" in watch().output
    assert watch().output == ""
    assert len(publisher.asked) == 1
    assert events(tmp_path / "data") == ["update"]


def test_editions_older_than_the_office_wants_are_forgotten_but_for_two(
    publisher, watch, monkeypatch, tmp_path
):
    data = tmp_path / "data"
    for day in ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"):
        publisher.serve("/list.xml", Served(un_xml(NAMES, day)))
        list(update([entry_at(publisher.url)], Updating(data, lambda: NOW, rules=ON_LOOPBACK)))
    monkeypatch.setenv("SCREENING_LISTS_RETAIN_DAYS", "30")
    assert "2 editions older than 30 days forgotten" in watch().output
    (line,) = StoredEditions.open(data).generation.lines.values()
    assert len(line) == 2
    assert events(data)[0] == "prune"


def test_serve_looks_after_the_lists_unless_it_is_told_not_to():
    named = {child.name: child.command for child in children(Settings())}
    assert named["lists"] == [sys.executable, "-m", "screening", "lists", "auto-update"]
    assert "lists" not in {child.name for child in children(Settings(auto_update_lists=False))}


@pytest.fixture
def place(monkeypatch, tmp_path):
    monkeypatch.setenv("SCREENING_SECRET_KEY", "0123456789abcdefghijklmnopqrstuv")
    install(read_settings())
    opened = open_context(read_settings())
    yield opened
    opened.close()


def logged(place):
    with place.database.read() as session:
        assert verify(session) == []
        return [line for line in lines_of(session) if line.action == "lists.changed"]


def test_a_change_of_the_lists_stands_in_the_log_with_who_and_why(place, publisher, watch, tmp_path):
    publisher.serve("/list.xml", Served(un_xml(NAMES)))
    watch()
    entry = entry_at(publisher.url)
    entry = replace(
        entry, watchlist=replace(entry.watchlist, guards=replace(entry.watchlist.guards, fewest=10))
    )
    publisher.serve("/list.xml", Served(un_xml(SMALLER, "2026-11-23")))
    decided = Updating(
        tmp_path / "data",
        lambda: NOW,
        rules=ON_LOOPBACK,
        decision=UpdateDecision("A. Person", "delisting of 20 November"),
    )
    assert [outcome.result for outcome in update([entry], decided)] == ["new"]
    assert record_lists(place, tmp_path / "data") == 1
    assert record_lists(place, tmp_path / "data") == 0
    first, second = logged(place)
    assert (first.actor, json.loads(first.facts)["kind"]) == ("lists", "update")
    assert second.actor == "A. Person"
    facts = json.loads(second.facts)
    assert facts["reason"] == "overruled fell: delisting of 20 November"
    assert facts["sha256"] == StoredEditions.open(tmp_path / "data").store.mark().split()[1]


def test_an_import_and_going_back_are_logged_at_once_and_without_a_service_nothing_is_missed(place, tmp_path):
    file = tmp_path / "ours.csv"
    file.write_text("name\nExample Rotor Works\n", encoding="utf-8")
    for arguments in (
        ["import", "ours", str(file), "--by", "A. Person"],
        ["rollback", "ours", "--reason", "wrong file"],
    ):
        assert CliRunner().invoke(main, ["lists", *arguments]).exit_code == 0
    assert [json.loads(line.facts)["kind"] for line in logged(place)] == ["import", "rollback"]
    assert "forgotten" not in CliRunner().invoke(main, ["lists", "history"]).output
