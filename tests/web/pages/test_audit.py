"""The page of the log: for auditors, filtered, given out whole and inert, and checked against itself."""

import csv
import io
import json
import re
from contextlib import closing

import pytest
from accounts import HTTPS, enter, first, member, post
from click.testing import CliRunner
from sqlalchemy import text

from screening.accounts import AccessRole, administration
from screening.audit import lines_of
from screening.audit.signing import fingerprint
from screening.cli import main
from screening.file_locks import Slots
from screening.storage.people_tables import Membership
from watchlists.editions.signing import public_pem
from web.pages.log_verification import SLOT


@pytest.fixture
def auditor(client, place):
    """Somebody who reads the whole log, since she administers the installation; a few things were done before."""
    first(place)
    member(client.application, place, "bo", "local", AccessRole.AUDITOR)
    ana = client.application.test_client()
    enter(ana)
    return ana


def entries(place):
    with place.database.read() as session:
        return list(lines_of(session))


def test_the_log_is_shown_newest_first_with_the_names_of_colleagues(auditor):
    page = auditor.get("/audit/", **HTTPS).text.split("<tbody>")[1]
    assert page.index("session.began") < page.index("people.set-up-offered")
    assert "Ana Ngata" in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("action=person.p", {"person.password-set"}),
        ("action=people.set-up-offered", {"people.set-up-offered"}),
        ("actor=this-machine", {"people.set-up-offered"}),
        ("until=2020-01-01", set()),
        ("since=2026-11-25&until=2026-11-25&action=people", {"people.set-up", "people.set-up-offered"}),
        ("action=%25", set()),
        ("team=nowhere", set()),
    ],
)
def test_it_is_filtered_on_the_page_and_in_what_is_given_out_alike(auditor, query, wanted):
    given = auditor.get(f"/audit/log.jsonl?{query}", **HTTPS).text
    assert {json.loads(line)["action"] for line in given.splitlines()} == wanted
    page = auditor.get(f"/audit/?{query}", **HTTPS).text
    assert ("No matching entries" in page) == (not wanted)


def test_the_public_key_is_there_to_be_given_out(auditor, place):
    given = auditor.get("/audit/public-key.pem", **HTTPS)
    assert given.data == public_pem(place.public_key)
    assert fingerprint(place.public_key) in auditor.get("/audit/verify", **HTTPS).text


def test_what_is_given_out_is_the_log_to_the_letter(auditor, place):
    lines = entries(place)
    answer = auditor.get("/audit/log.jsonl", **HTTPS)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    said = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["hash"] for each in said] == [each.hash for each in lines]
    rows = list(csv.DictReader(io.StringIO(auditor.get("/audit/log.csv", **HTTPS).text)))
    assert [row["hash"] for row in rows] == [each.hash for each in lines]
    assert auditor.get("/audit/log.exe", **HTTPS).status_code == 404


def test_what_could_be_a_formula_is_none_in_the_csv(auditor, place):
    with place.decide() as decision:
        decision.record("run.accepted", actor="=cmd|' /C calc'!A0", team="@team")
    (row,) = csv.DictReader(io.StringIO(auditor.get("/audit/log.csv?team=%40team", **HTTPS).text))
    assert (row["actor"][0], row["team"]) == ("'", "'@team")


def test_a_whole_log_is_said_to_be_whole_and_checking_writes_nothing(auditor, place):
    before = len(entries(place)), place.heads.read_bytes()
    page = auditor.get("/audit/verify", **HTTPS).text
    assert "The log is whole" in page
    assert entries(place)[-1].hash in page
    assert (len(entries(place)), place.heads.read_bytes()) == before


def test_a_log_whose_end_nothing_vouches_for_is_not_said_to_be_whole(auditor, place):
    """Whoever cuts the log may take the heads beside it away too: then nobody could look, which is not whole."""
    place.heads.unlink()
    page = auditor.get("/audit/verify", **HTTPS).text
    assert "The log is whole" not in page
    assert "newer entries may be missing" in page
    asked = {"env": {"SCREENING_DATA": str(place.settings.data)}}
    said = CliRunner().invoke(main, ["audit", "verify"], **asked)
    assert said.exit_code == 3
    assert "newer entries may be missing" in said.output
    # The head that was noted now is one to go by.
    said = CliRunner().invoke(main, ["audit", "verify"], **asked)
    assert (said.exit_code, "The log is whole" in said.output) == (0, True)


def test_an_auditor_reads_the_entries_of_the_team_and_no_others(auditor, place):
    """Not those of other teams, nor those of none: whoever's account it was, and what was asked for, is not his."""
    administration.add_team(place, "Grants", by="person:x")
    bo = member(auditor.application, place, "ci", "grants", AccessRole.AUDITOR)
    theirs = {each.hash for each in entries(place) if each.team == "grants"}
    assert len(theirs) < len(entries(place))
    for query in ("", "?team=", "?team=grants", "?team=local", "?within=local", "?actor=this-machine"):
        given = [json.loads(line) for line in bo.get(f"/audit/log.jsonl{query}", **HTTPS).text.splitlines()]
        assert {each["hash"] for each in given} <= theirs, query
        assert "Ana Ngata" not in bo.get(f"/audit/{query}", **HTTPS).text, query
    assert {
        each["hash"] for each in csv.DictReader(io.StringIO(bo.get("/audit/log.csv", **HTTPS).text))
    } == theirs
    page = bo.get("/audit/", **HTTPS).text
    assert "people.set-up" not in page
    assert "local" not in page
    assert "The log is whole" in bo.get("/audit/verify", **HTTPS).text


def test_a_log_that_was_cut_is_found_out_by_the_heads_beside_it(auditor, place):
    with place.database.write() as session:
        for (name,) in (
            session.connection().execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        ):
            session.connection().execute(text(f'DROP TRIGGER "{name}"'))
        session.connection().execute(text("DELETE FROM audit_entry WHERE sequence > 2"))
    page = auditor.get("/audit/verify", **HTTPS).text
    assert "The log is not whole" in page
    assert "was noted outside it" in page
    bo = auditor.application.test_client()
    enter(bo, "bo")
    page = bo.get("/audit/verify", **HTTPS).text
    assert "The log is not whole" in page
    assert "Only installation administrators can see the details" in page
    assert "was noted outside it" not in page


def test_what_was_changed_behind_the_log_is_said_on_the_page(auditor, place, behind_the_log):
    with behind_the_log(place.database) as session:
        session.add(Membership(person_id="eve", team_id="local", role="administrator"))
    page = auditor.get("/audit/verify", **HTTPS).text
    assert "The database does not match the log" in page
    assert "Person eve holds the role administrator in team local" in page
    assert "Entry 0" not in page


def test_nobody_but_who_may_audit_reads_the_log(client, place):
    first(place)
    bo = member(client.application, place, "bo", "local", AccessRole.SCREENER, AccessRole.REVIEWER)
    for path in ("/audit/", "/audit/verify", "/audit/log.csv", "/audit/log.jsonl"):
        assert bo.get(path, **HTTPS).status_code == 403
    ana = client.application.test_client()
    enter(ana)
    assert ana.get("/audit/", **HTTPS).status_code == 200


def test_a_check_is_kept_until_somebody_asks_again_or_something_was_logged(
    auditor, place, behind_the_log, clock
):
    """A check replays the whole log: a page that is looked at again and again must not."""
    clock.moved(minutes=5)
    first_look = auditor.get("/audit/verify", **HTTPS).text
    with behind_the_log(place.database) as session:
        session.add(Membership(person_id="eve", team_id="local", role="administrator"))
    clock.moved(minutes=5)
    assert moments(auditor.get("/audit/verify", **HTTPS).text) == moments(first_look) == {"09:35"}
    again = post(auditor, "/audit/verify", "/audit/verify")
    assert (again.status_code, moments(again.text)) == (200, {"09:40"})
    assert "The database does not match the log" in again.text
    clock.moved(minutes=5)
    with place.decide() as decision:
        decision.record("run.accepted", actor="x", team="local")
    assert moments(auditor.get("/audit/verify", **HTTPS).text) == {"09:45"}


def test_a_check_is_not_kept_where_the_heads_beside_the_log_are_others(auditor, place):
    heads = place.heads.read_bytes()
    place.heads.unlink()
    assert "newer entries may be missing" in auditor.get("/audit/verify", **HTTPS).text
    place.heads.write_bytes(heads)
    assert "The log is whole" in auditor.get("/audit/verify", **HTTPS).text


def test_the_log_is_checked_once_at_a_time(auditor, tmp_path):
    slots = Slots(tmp_path / "calls-at-once")  # as of another process
    with closing(slots.take(SLOT, 1)):
        refused = auditor.get("/audit/verify", **HTTPS)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "The log is being checked at this moment" in refused.text
    assert auditor.get("/audit/verify", **HTTPS).status_code == 200
    with closing(slots.take(SLOT, 1)):  # what was kept needs no turn
        assert auditor.get("/audit/verify", **HTTPS).status_code == 200
        assert post(auditor, "/audit/verify", "/audit/verify").status_code == 503


def moments(page):
    """When the log was checked, of its page."""
    return set(re.findall(r"Checked on <time[^>]*>[^<]*?(\d\d:\d\d)", page))
