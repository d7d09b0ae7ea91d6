"""`screening lists update --all --dry-run`: what an office mails back after its first hour on the internet."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version

import pytest
from click.testing import CliRunner
from publisher import NAMES, Answer, Publisher, entry_at, un_xml
from publisher import RULES as ON_LOOPBACK

from screening.cli import lists_update, main
from watchlists.editions.stored_editions import StoredEditions
from watchlists.model import Guards, Notice
from watchlists.updates.update import Updating

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
GOOD = un_xml(NAMES, extra="<NOVELTY>17</NOVELTY>")
SIGN_IN = b"<!doctype html><title>Please sign in</title>"
PERSON = "ERIKA MUSTERMANN\ufffd"
PERSONS = b"".join(
    f"<INDIVIDUAL><DATAID>{number}</DATAID><FIRST_NAME>{PERSON}</FIRST_NAME><UN_LIST_TYPE>Iran</UN_LIST_TYPE>"
    f"<REFERENCE_NUMBER>IRi.{number:03}</REFERENCE_NUMBER><LISTED_ON>2010-06-09</LISTED_ON></INDIVIDUAL>".encode()
    for number in range(901, 906)
)
LOST_LETTERS = un_xml(NAMES).replace(b"<INDIVIDUALS>", b"<INDIVIDUALS>" + PERSONS)


@pytest.fixture
def publisher():
    served = Publisher()
    yield served
    served.close()


def entry(publisher, list_id, path, **facts):
    made = entry_at(publisher.url, path, **facts)
    return replace(made, watchlist=replace(made.watchlist, id=list_id))


@pytest.fixture
def catalogue(publisher):
    """Seven lists: one healthy, four that fail each in its way, one with terms, one that is only watched."""
    html = {"Content-Type": "text/html"}
    publisher.serve("/good.xml", Answer(GOOD, headers={"Last-Modified": "Fri, 20 Nov 2026 08:00:00 GMT"}))
    publisher.serve("/sign-in.xml", Answer(SIGN_IN, headers=html))
    publisher.serve("/layout.xml", Answer(b"<SOMETHING_ELSE/>"))
    publisher.serve("/names.xml", Answer(LOST_LETTERS))
    publisher.serve("/editions.html", Answer(b"<p>Edition of 2026-12-01</p>", headers=html))
    watched = entry(publisher, "g-watched", "/none")
    notice = Notice(
        f"{publisher.url}/editions.html",
        ("127.0.0.1",),
        r"Edition of (?P<day>\d{4}-\d\d-\d\d)",
        ("text/html",),
        "Look for it.",
    )
    entries = (
        entry(publisher, "a-moved", "/gone.xml"),
        entry(publisher, "b-sign-in", "/sign-in.xml"),
        entry(publisher, "c-layout", "/layout.xml"),
        entry(publisher, "d-names", "/names.xml"),
        entry(publisher, "e-good", "/good.xml"),
        entry(publisher, "f-terms", "/good.xml", accept_licence="Terms of Use 2.1"),
        replace(watched, source=None, notice=notice),
    )
    return {each.watchlist.id: each for each in entries}


@pytest.fixture
def run(catalogue, monkeypatch):
    monkeypatch.setattr(lists_update, "read_catalogue", lambda: catalogue)
    monkeypatch.setattr(lists_update, "now", lambda: NOW)
    monkeypatch.setattr(
        lists_update,
        "Updating",
        lambda data, now, **facts: Updating(data, now, rules=ON_LOOPBACK, pause=lambda _: None, **facts),
    )

    def call(*arguments):
        return CliRunner().invoke(main, ["lists", "update", *map(str, arguments)], catch_exceptions=False)

    return call


def block(text, list_id):
    return next(part for part in text.split("\n\n") if part.startswith(f"{list_id}:"))


def test_every_list_is_reported_and_none_is_put_in_force(run, tmp_path):
    answer = run("--all", "--dry-run")
    assert answer.exit_code == 1, "some failed"
    for list_id in ("a-moved", "b-sign-in", "c-layout", "d-names", "e-good", "f-terms", "g-watched"):
        assert f"\n{list_id}: " in answer.output
    assert (
        "Failed: a-moved [fetch-failed], b-sign-in [not-the-list], c-layout [not-the-list], d-names [guard-encoding]."
        in (answer.output)
    )
    assert not (tmp_path / "data").exists() or not StoredEditions.open(tmp_path / "data").generation.lines


def test_a_healthy_list_says_what_came_and_what_was_read(run):
    told = block(run("--all", "--dry-run").output, "e-good")
    assert "e-good: would be put in force" in told
    assert f"HTTP 200, text/xml, {len(GOOD):,} bytes, SHA-256 {sha256(GOOD).hexdigest()}" in told
    assert "last modified Fri, 20 Nov 2026 08:00:00 GMT" in told
    assert "by un-xml: edition 2026-11-20 of 2026-11-20, 40 in force of 40, 0 of them persons" in told
    assert "unread: field 'ENTITY/NOVELTY'" in told
    assert "guard:  unread warns: 1 fields or values that no rule covers" in told
    assert "40 added, 0 removed" in told


def test_an_error_page_is_told_by_its_status_type_size_and_hash(run):
    told = run("--all", "--dry-run").output
    assert "came:   HTTP 404" in block(told, "a-moved")
    page = block(told, "b-sign-in")
    assert f"HTTP 200, text/html, {len(SIGN_IN)} bytes, SHA-256 {sha256(SIGN_IN).hexdigest()}" in page
    assert "sent text/html where text/xml is expected" in page
    assert "by un-xml: not understood" in block(told, "c-layout")


def test_terms_are_named_and_their_list_is_no_failure_and_is_not_asked(run, publisher):
    told = block(run("--all", "--dry-run").output, "f-terms")
    assert "its terms must be accepted first [licence-not-accepted]" in told
    assert "Terms of Use 2.1" in told
    assert "came:" not in told
    assert [path for path, _ in publisher.asked].count("/good.xml") == 1
    assert run("e-good", "f-terms", "--dry-run").exit_code == 1, "whoever names it wants it"
    assert run("e-good", "f-terms", "--dry-run", "--accept-licence", "f-terms").exit_code == 0


def test_a_page_of_editions_is_reported_with_what_it_shows(run):
    told = block(run("--all", "--dry-run").output, "g-watched")
    assert "a new edition may be out" in told
    assert "shown:  2026-12-01" in told


def test_no_name_of_a_person_is_in_the_report_whatever_a_guard_says(run, tmp_path):
    text, values = tmp_path / "report.txt", tmp_path / "report.JSON"
    said = (
        run("--all", "--dry-run", "--report", text).output
        + run("--all", "--dry-run", "--report", values).output
    )
    whole = said + text.read_text(encoding="utf-8") + values.read_text(encoding="utf-8")
    assert "MUSTERMANN" not in whole
    assert "names hold characters lost on the way, such as '[name of a person]'" in whole
    assert "5 of them persons" in whole


def test_the_report_is_text_or_json_by_its_suffix_with_version_and_time(run, tmp_path):
    text, values = tmp_path / "report.txt", tmp_path / "report.json"
    printed = run("--all", "--dry-run", "--report", text)
    assert text.read_text(encoding="utf-8") == printed.output
    assert f"Research Screening {version('research-screening')}" in printed.output
    assert "made 2026-11-28T09:00:00+00:00" in printed.output
    run("--all", "--dry-run", "--report", values)
    report = json.loads(values.read_text(encoding="utf-8"))
    assert (report["version"], report["made_at"]) == (
        version("research-screening"),
        "2026-11-28T09:00:00+00:00",
    )
    assert report["dry_run"] is True
    assert report["failed"] == ["a-moved", "b-sign-in", "c-layout", "d-names"]
    good = next(each for each in report["lists"] if each["id"] == "e-good")
    assert good["answers"][0]["status"] == 200
    assert good["read"]["unread"] == ["field 'ENTITY/NOVELTY'"]
    assert (good["read"]["in_force"], good["added"]) == (40, 40)


def test_a_report_names_nothing_of_the_machine(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://ana:secret@proxy.example.org:3128")
    whole = run("--all", "--dry-run").output
    for secret in ("secret", "proxy.example.org", str(tmp_path)):
        assert secret not in whole


def test_what_a_dry_run_would_have_put_in_force_an_update_puts_in_force_and_reports(run, tmp_path):
    file = tmp_path / "report.txt"
    answer = run("e-good", "--report", file)
    assert answer.exit_code == 0
    assert "e-good: new. Edition 2026-11-20" in answer.output
    assert "what passed its guards is in force" in file.read_text(encoding="utf-8")
    assert list(StoredEditions.open(tmp_path / "data").generation.lines) == ["e-good"]
    assert "e-good: nothing newer" in run("e-good", "--dry-run").output


def test_a_list_that_screening_would_not_find_is_told_by_a_dry_run_too(run, catalogue):
    held = catalogue["e-good"]
    strict = Guards(fewest=30, canaries=("NO SUCH BODY AT ALL",))
    catalogue["e-good"] = replace(held, watchlist=replace(held.watchlist, guards=strict))
    told = block(run("--all", "--dry-run").output, "e-good")
    assert "FAILED [guard-canaries]" in told
    assert "guard:  canaries stops" in told


@pytest.mark.parametrize("arguments", [(), ("--dry-run",), ("e-good", "--all")])
def test_lists_are_named_or_all_are_meant_never_both(run, arguments):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert "--all" in answer.output


def test_a_publisher_that_cannot_be_reached_is_told_by_what_lies_beneath(run, catalogue, publisher):
    publisher.close()
    told = block(run("e-good", "--dry-run").output, "e-good")
    assert "FAILED [fetch-failed]" in told
    assert "could not be reached (ConnectionError, NewConnectionError)" in told
