"""Memos: what a reader hands on about a check, a case, an organisation or a run, on pages of their own."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from sqlmodel import select

from screening.model import Subject
from screening.review.case_finder import PartyNames
from screening.run_facts import run_facts
from screening.saved_checks import Keeper, keep_check
from screening.storage.review_tables import Case
from web.pages.memo_bodies import SourceNotes, memo_bodies

HTTPS = {"base_url": "https://localhost"}
NOT_FINDINGS = "Possible matches for review by a person; not findings."


def words(page):
    """What a reader reads: no tags, one blank between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def kept(place, small_engine, clock):
    """The id of a saved check of a listed university, of the team of this machine."""
    result = small_engine.screen(Subject(name="Beihang University"))
    keeper = Keeper("person:ana", "Ana Ngata", "local")
    return keep_check(
        place, result, run_facts(small_engine, clock()), PartyNames.of(small_engine), keeper, "order 4711"
    )


def test_a_memo_on_a_check_names_the_body_once_with_all_its_listings(client):
    page = client.get("/memo/check?name=Beihang+University", **HTTPS).text
    read = words(page)
    assert page.count('class="memo-body"') == 1
    assert "Entity List" in read
    assert "End User List" in read
    assert "May 14, 2001" in read or "14 May 2001" in read
    assert NOT_FINDINGS in read
    assert "What speaks against it" in read
    assert "this check was not saved" in read
    assert "Print or save as PDF" in read


def test_sources_of_a_memo_are_numbered_once_each_and_named_at_its_end(client):
    page = client.get("/memo/check?name=Beihang+University", **HTTPS).text
    # Both lists give the same page as the source of their entries.
    assert page.count('<sup class="note">[1]</sup>') == 2
    assert len(re.findall(r'href="https://example.org/entry"', page)) == 1


def test_a_memo_without_a_match_says_who_was_recognised_and_what_was_not_searched(client):
    read = words(client.get("/memo/check?name=KU+Leuven", **HTTPS).text)
    assert "No match found" in read
    assert "KU Leuven" in read.partition("Recognised as")[2].partition("not on any list searched")[0]
    assert "What was not looked at" in read
    assert "No match on an old edition does not mean that the party is clear." in read


@pytest.mark.parametrize("name", ["endpoint", "_anchor", "_method", "_scheme", "_external", "colour"])
def test_a_word_in_the_address_that_is_no_question_of_a_check_does_not_reach_the_link_back(client, name):
    answer = client.get(
        f"/memo/check?name=Beihang+University&type=organisation&policy=ca-strac&{name}=1", **HTTPS
    )
    assert answer.status_code == 200
    assert 'href="/check?name=Beihang+University&amp;type=organisation&amp;policy=ca-strac"' in answer.text


def test_a_memo_asked_for_without_a_name_leads_to_the_check(client):
    answer = client.get("/memo/check", **HTTPS)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/check") or answer.headers["Location"].endswith("/")


def test_a_memo_on_a_saved_check_prints_its_record_and_hash(client, kept):
    read = words(client.get(f"/memo/checks/{kept}", **HTTPS).text)
    assert kept in read
    assert "order 4711" in read
    assert "sealed in the log" in read
    assert re.search(r"SHA-256 of the answer [0-9a-f]{64}", read)


def test_a_memo_on_a_case_prints_the_decision_and_who_took_it(client, kept, place):
    with place.database.read() as session:
        case = session.exec(select(Case)).one()
        session.expunge(case)
    assert "Nobody has decided about this yet." in words(client.get(f"/memo/cases/{case.id}", **HTTPS).text)
    page = client.get(f"/review/{case.id}", **HTTPS).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = {**hidden, "verdict": "inconclusive", "reason": "too_little", "note": "Asked the host."}
    assert client.post(f"/review/{case.id}/propose", data=form, **HTTPS).status_code == 303
    read = words(client.get(f"/memo/cases/{case.id}", **HTTPS).text)
    assert "inconclusive" in read
    assert "Asked the host." in read
    assert "Beihang University" in read


def test_a_memo_on_an_organisation_prints_listings_in_force_and_history_apart(client):
    read = words(client.get("/memo/organisations/ror:00wk2mp56", **HTTPS).text)
    assert "On 2 of 3 lists" in read
    assert "北京航空航天大学" in read
    past = words(client.get("/memo/organisations/us-entity-list:cn/old", **HTTPS).text)
    assert "No longer on any of 3 lists" in past
    assert "lifted" in past
    assert client.get("/memo/organisations/nobody", **HTTPS).status_code == 404


def test_a_memo_of_what_a_team_does_not_have_is_not_there(client, place, small_engine, clock):
    result = small_engine.screen(Subject(name="Beihang University"))
    elsewhere = keep_check(
        place,
        result,
        run_facts(small_engine, clock()),
        PartyNames.of(small_engine),
        Keeper("person:eve", "Eve", "elsewhere"),
    )
    with place.database.read() as session:
        case_id = session.exec(select(Case)).one().id
    assert client.get(f"/memo/checks/{elsewhere}", **HTTPS).status_code == 404
    assert client.get(f"/memo/cases/{case_id}", **HTTPS).status_code == 404
    assert client.get("/memo/runs/" + "0" * 32, **HTTPS).status_code == 404


def test_a_listing_that_no_list_holds_any_more_is_a_body_by_itself():
    hit = {
        "listing": {
            "id": "gone:1",
            "name": "Gone Institute",
            "edition": "2020",
            "status": "in_force",
            "listed_from": None,
            "listed_to": None,
            "type": "organisation",
            "country": "CN",
            "watchlist": {"title": "Gone List", "publisher": "Bureau"},
            "legal_basis": "",
            "source_url": "",
        },
        "relation": "same",
        "confidence": 0.9,
        "matched": {"text": "Gone Inst", "name": "Gone Institute"},
        "evidence": [],
    }
    said = {"subject": None, "assessment": {"risk_level": "low", "risk_score": 10}, "hits": [hit, hit]}
    (body,) = memo_bodies([said], SimpleNamespace(by_id={}), SourceNotes())
    assert (body.name, body.level, len(body.listings)) == ("Gone Institute", "low", 1)
    assert body.listings["gone:1"].source == 0
