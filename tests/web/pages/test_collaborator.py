"""The page of one subject over time, and its memo: reached from everywhere the subject stands, and never another team's."""

import re
from datetime import timedelta
from html import unescape

import pytest
from erasing import erase_run
from sqlmodel import Session, select

from screening.model import Subject, SubjectType
from screening.review.case_finder import PartyNames
from screening.review.rules import Decider
from screening.run_facts import run_facts
from screening.runs.erasures import ErasureKind, ErasureTarget, ask_erasure
from screening.runs.holds import hold
from screening.saved_checks import Keeper, keep_check
from screening.storage.check_tables import SavedCheck
from screening.storage.review_tables import Case
from screening.storage.tables import Run
from web.access import Caller
from web.pages import collaborator

HTTPS = {"base_url": "https://localhost"}
LIST = "Name,Institution\nAna Ngata,Beihang University\nBo Li,Beihang University\nJo Roe,KU Leuven\n"
NOT_FINDINGS = "Possible matches for review by a person; not findings."


def words(page):
    """What a reader reads: no tags, one blank between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def link_in(page):
    """The address of the collaborator that a page leads to first."""
    return re.search(r'href="(/collaborators/[0-9a-f]{64})"', page).group(1)


def page_of(client, address):
    answer = client.get(address, **HTTPS)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def keep(place, small_engine, clock):
    """Save a check of a subject, of the team of this machine."""

    def do(subject, at=None, team="local"):
        result = small_engine.screen(subject)
        keeper = Keeper("person:ana", "Ana Ngata", team)
        facts = run_facts(small_engine, at or clock())
        return keep_check(place, result, facts, PartyNames.of(small_engine), keeper, "order 4711")

    return do


@pytest.fixture
def ana(client, screened):
    """The address of the page of somebody who was screened once, and stands in a question."""
    return link_in(page_of(client, f"{screened(LIST)}/rows/2"))


def test_the_row_the_question_the_saved_check_and_the_search_lead_to_the_page(client, screened, keep, place):
    run = screened(LIST)
    ana = link_in(page_of(client, f"{run}/rows/2"))
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    assert f'href="{ana}"' in page_of(client, f"/review/{case_id}")
    assert f'href="{ana}"' in page_of(client, "/search?q=ngata")
    check = keep(Subject(name="KU Leuven"))
    kept = link_in(page_of(client, f"/checks/{check}"))
    assert "order 4711" in words(page_of(client, kept))
    joe = link_in(page_of(client, f"{run}/rows/4"))
    assert f'href="{joe}"' in page_of(client, "/search?q=Jo+Roe")
    for address in (ana, kept, joe):
        assert "This page covers one subject" in words(page_of(client, address))


def test_the_page_says_where_the_subject_stood_what_was_found_and_until_when_it_is_kept(client, ana):
    read = words(page_of(client, ana))
    assert "list.csv , row 2" in read
    assert "possible match, for review" in read
    assert "first time that is kept" in read
    assert "Questions for review" in read
    assert "to review" in read
    assert "none yet" in read
    assert "Lists are kept for 90 days and saved checks for 1,826 days" in read


def test_the_levels_are_those_of_each_entry_and_a_person_is_no_match_but_a_possible_one(client, ana):
    page = page_of(client, ana)
    assert 'class="level high"' not in page.partition('<section aria-labelledby="history">')[0]
    assert "A name alone identifies nobody" in words(page)
    assert "possible match, for review" in words(page)


def test_what_stayed_the_same_between_two_lists_is_said_with_the_editions(client, screened):
    screened(LIST, "spring.csv")
    ana = link_in(page_of(client, f"{screened(LIST, 'autumn.csv')}/rows/2"))
    read = words(page_of(client, ana))
    assert "spring.csv , row 2" in read
    assert "autumn.csv , row 2" in read
    assert "Same result as before" in read
    assert "In the same editions of all lists" in read


def test_another_edition_and_another_result_are_named(client, screened, place):
    first = screened(LIST, "spring.csv").rsplit("/", 1)[1]
    with place.database.engine.begin() as connection, Session(connection) as session:  # behind the log
        run = session.get(Run, first)
        run.screened_at = "2026-11-01T09:00:00+00:00"
        run.pins = re.sub(r'("us-entity-list": ")[0-9a-f]{64}', r"\g<1>" + "0" * 64, run.pins)
        session.add(run)
        session.flush()
    ana = link_in(page_of(client, f"{screened(LIST, 'autumn.csv')}/rows/2"))
    read = words(page_of(client, ana))
    assert "In other editions: Entity List (2026-10)" in read


def test_a_decision_stands_in_time_and_with_its_question(client, ana, place):
    with place.database.read() as session:
        case_id = session.exec(select(Case.id)).one()
    page = page_of(client, f"/review/{case_id}")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    form = {**hidden, "verdict": "inconclusive", "reason": "too_little", "note": "Asked the host."}
    assert client.post(f"/review/{case_id}/propose", data=form, **HTTPS).status_code == 303
    page = page_of(client, ana)
    assert words(page).count("Asked the host.") == 2
    assert f'href="/memo/cases/{case_id}"' in page


def test_a_list_that_was_erased_leaves_a_gap_and_what_waits_or_is_held_says_so(client, screened, place):
    gone, stays = screened(LIST, "spring.csv"), screened(LIST, "autumn.csv")
    ana = link_in(page_of(client, f"{stays}/rows/2"))
    erase_run(place, gone.rsplit("/", 1)[1])
    read = words(page_of(client, ana))
    assert "spring.csv" not in read
    assert "Gap. 1 list that your team screened" in read
    assert "If this subject was in it, that is not shown." in read
    by, run_id = Decider("person:ana", "Ana"), stays.rsplit("/", 1)[1]
    ask_erasure(place, "local", ErasureTarget(ErasureKind.RUN, run_id), "asked for", by)
    assert "Will be erased on" in words(page_of(client, ana))
    hold(place, run_id, "local", actor="cy", why="An inquiry")
    assert "On hold" in words(page_of(client, ana))


def test_what_is_erased_or_was_never_there_is_not_there_and_says_why(client, ana, screened, place):
    with place.database.read() as session:
        (run_id,) = session.exec(select(Run.id)).all()
    erase_run(place, run_id)
    answer = client.get(ana, **HTTPS)
    assert answer.status_code == 404
    assert "It was erased, is past its retention period, or was never screened here." in words(answer.text)
    assert client.get("/collaborators/" + "0" * 64, **HTTPS).status_code == 404
    assert client.get("/memo/collaborators/" + "0" * 64, **HTTPS).status_code == 404


def test_the_same_name_with_other_details_is_named_and_not_mixed_in(client, screened):
    run = screened("Name,Institution\nAna Ngata,Beihang University\nAna Ngata,KU Leuven\n")
    one, two = (link_in(page_of(client, f"{run}/rows/{row}")) for row in (2, 3))
    assert one != two
    page = page_of(client, one)
    assert f'href="{two}"' in page
    assert "list.csv , row 2" in words(page)
    assert "KU Leuven" not in words(page.partition("The same name")[0])


def test_many_entries_are_paged_and_the_newest_page_is_shown_first(client, keep, clock, monkeypatch):
    monkeypatch.setattr(collaborator, "_PER_PAGE", 2)
    subject = Subject(name="KU Leuven", type=SubjectType.ORGANISATION)
    for day in range(5):
        kept = keep(subject, clock() + timedelta(days=day))
    address = link_in(page_of(client, f"/checks/{kept}"))
    last = page_of(client, address)
    assert "5 to 5 of 5" in words(last)
    assert f'href="/checks/{kept}"' in last
    assert "Same result as before" in words(last)
    first = page_of(client, f"{address}?page=1")
    assert "1 to 2 of 5" in words(first)
    assert "first time that is kept" in words(first)
    assert f'href="/checks/{kept}"' not in first


def test_the_memo_prints_questions_and_history_and_says_that_it_is_no_finding(client, ana):
    read = words(page_of(client, ana.replace("/collaborators", "/memo/collaborators")))
    assert "Memo on a collaborator" in read
    assert "Ana Ngata" in read
    assert "list.csv , row 2" in read
    assert "possible match, for review" in read
    assert NOT_FINDINGS in read


def test_a_memo_has_room_for_what_happened_last_and_says_how_much_it_left_out(
    client, keep, clock, monkeypatch
):
    monkeypatch.setattr(collaborator, "_ON_PAPER", 2)
    for day in range(3):
        kept = keep(Subject(name="KU Leuven"), clock() + timedelta(days=day))
    address = link_in(page_of(client, f"/checks/{kept}")).replace("/collaborators", "/memo/collaborators")
    read = words(page_of(client, address))
    assert "1 earlier entry is on the page." in read
    assert kept[:12] in read


def test_another_teams_subject_is_not_there_and_who_may_not_see_runs_sees_nothing(
    client, ana, keep, place, monkeypatch
):
    keep(Subject(name="Harvard"), team="elsewhere")
    with place.database.read() as session:
        theirs = session.exec(select(SavedCheck.subject_digest).where(SavedCheck.team == "elsewhere")).one()
    assert client.get(f"/collaborators/{theirs}", **HTTPS).status_code == 404
    monkeypatch.setattr(Caller, "may", lambda self, asked: asked.value not in ("see_runs",))
    assert client.get(ana, **HTTPS).status_code == 403
    assert "/collaborators/" not in client.get("/search?q=ngata", **HTTPS).text
