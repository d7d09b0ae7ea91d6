"""The paper on a run: what was decided about whom, in sums that page, workbook and paper share, with levels of questions."""

import io
import re
from html import unescape
from types import SimpleNamespace

import pytest
from flask import g, request
from openpyxl import load_workbook
from sqlmodel import select

import web.pages.memo
from screening.accounts import AccessRole
from screening.model import Level, Subject
from screening.review.decisions_in_effect import read_frozen_decisions
from screening.review.exceptions import part_members
from screening.review.rules import Decider
from screening.storage.review_tables import Case, CaseMember
from web.access import Caller
from web.app import create_app
from web.config import Config
from web.pages.memo_run import MemberRows, MemoFollows, MemoParty, add_question

HTTPS = {"base_url": "https://localhost"}
# Two people share one text; one row names two bodies, of which one alone gives it its level; a person by name alone.
LIST = (
    "Name,Institution\n"
    "Ana Ngata,Beihang University\n"
    "Bo Li,Beihang University\n"
    "Cem Ak,Beijing University of Aeronautics and Astronautics\n"
    "Abdul Satar Ghoura,Beihang University\n"
    "Dee Poe,Zabir Logistics Company\n"
    "Jo Roe,KU Leuven\n"
    "-,-\n"
)
LEVELS = ("None", "Low", "Medium", "High")


def words(page):
    """What a reader reads: no tags, one blank between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def client(small_engine, clock, place, tmp_path):
    """Whoever the header Person names; without one, this machine."""
    app = create_app(Config(rates=tmp_path / "rates.sqlite3"), small_engine, clock, place)

    @app.before_request
    def be_somebody():
        if name := request.headers.get("Person", ""):
            g.caller = Caller(f"person:{name}", name.title(), "local", frozenset({AccessRole("reviewer")}))

    return app.test_client()


@pytest.fixture
def run(screened):
    """The id of a run of the list."""
    return screened(LIST).rsplit("/", 1)[1]


@pytest.fixture
def cases(place):
    """The questions by text and party."""

    def read():
        with place.database.read() as session:
            found = {(each.matched, each.party_name): each for each in session.exec(select(Case))}
            session.expunge_all()
        return found

    return read


@pytest.fixture
def decide(client):
    """Decide a question as Ana; `confirmed`, Ben confirms it."""

    def do(case, verdict, reason, note="", *, confirmed=False):
        for who, act in (("ana", "propose"), ("ben", "confirm"))[: 1 + confirmed]:
            page = client.get(f"/review/{case.id}", headers={"Person": who}, **HTTPS).text
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
            form = {**hidden, "verdict": verdict, "reason": reason, "note": note}
            answer = client.post(f"/review/{case.id}/{act}", data=form, headers={"Person": who}, **HTTPS)
            assert answer.status_code == 303

    return do


@pytest.fixture
def decided(run, cases, decide):
    """The id of the run, of which one question is a true match, one a false positive, one waits, others are open."""
    found = cases()
    decide(found["Beihang University", "Beihang University"], "true_match", "name_and_place", confirmed=True)
    decide(
        next(each for (text, _), each in found.items() if text.startswith("Zabir")),
        "inconclusive",
        "too_little",
    )
    decide(next(each for each in found.values() if each.is_person), "false_positive", "misread")
    decide(
        next(each for (text, _), each in found.items() if text.startswith("Beijing")),
        "true_match",
        "name_and_place",
    )
    return run


def memo(client, run):
    return client.get(f"/memo/runs/{run}", headers={"Person": "ana"}, **HTTPS).text


def sums(page):
    """Questions and rows of the first table by its words."""
    table = page.partition('memo-sums">')[2].partition("</table>")[0]
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", table, re.S):
        title, *figures = [words(cell) for cell in re.split(r"</t[hd]>", row)][:3]
        found[title] = tuple(int(each) if each else 0 for each in figures)
    return found


def cover(client, run):
    """Cells of the cover of the workbook with today's decisions."""
    answer = client.get(f"/runs/{run}/report/xlsx?decisions=now", headers={"Person": "ana"}, **HTTPS)
    book = load_workbook(io.BytesIO(answer.data))
    return [list(row) for row in book["Screening summary"].iter_rows(values_only=True)]


def party(page, name):
    """The first line of a party, as it is read."""
    lines = re.findall(r"<tr><td><span class=\"level.*?</tr>", page, re.S)
    return words(next(line for line in lines if name in line.partition("<th")[2].partition("</th>")[0]))


def test_questions_and_rows_of_a_memo_add_up_to_the_whole(client, decided):
    page = memo(client, decided)
    found = sums(page)
    parts = [each for title, each in found.items() if title != "All"]
    assert found["All"] == tuple(map(sum, zip(*parts, strict=True)))
    assert found["All"][1] == 7
    assert found["true match"] == (1, 3)
    assert found["No match found"] == (0, 1)
    assert "Not counted: 1 row that is a title, a header or blank." in words(page)


def test_page_cover_and_memo_count_the_same_questions(client, decided):
    found = sums(memo(client, decided))
    page = words(client.get(f"/runs/{decided}", headers={"Person": "ana"}, **HTTPS).text)
    counted = re.search(r"(\d+) to be decided, (\d+) waiting for a second reviewer, (\d+) decided", page)
    open_, second, done = map(int, counted.groups())
    assert open_ == found["open, for review"][0]
    assert second == found["waits for a second reviewer"][0] == 1
    assert done == sum(found[title][0] for title in ("true match", "false positive", "inconclusive"))
    figures = {row[0]: row[1] for row in cover(client, decided) if row[0]}
    assert figures["all questions"] == found["All"][0] == open_ + second + done
    for word in (
        "true match",
        "false positive",
        "inconclusive",
        "waits for a second reviewer",
        "open, for review",
    ):
        assert figures[word] == found[word][0], word


def test_a_member_that_was_taken_out_is_a_question_of_its_own_everywhere(client, run, cases, decide, place):
    whole = cases()["Beihang University", "Beihang University"]
    with place.database.read() as session:
        digest = session.exec(
            select(CaseMember.subject_digest).where(
                CaseMember.case_id == whole.id, CaseMember.shown.startswith("Bo Li")
            )
        ).one()
    before = sums(memo(client, run))["All"][0]
    part_members(place, "local", whole.id, [digest], Decider("person:ana", "Ana"))
    decide(next(each for each in cases().values() if each.is_person), "false_positive", "misread")
    figures = {row[0]: row[1] for row in cover(client, run) if row[0]}
    assert figures["all questions"] == sums(memo(client, run))["All"][0] == before + 1


def test_the_report_of_a_later_run_counts_the_questions_that_were_decided_before_it(
    client, decided, screened, place
):
    later = screened(LIST.replace("Jo Roe,KU Leuven", "Eli Foe,Beihang University")).rsplit("/", 1)[1]
    answer = client.get(f"/runs/{later}/report/xlsx", headers={"Person": "ana"}, **HTTPS)
    book = load_workbook(io.BytesIO(answer.data))
    figures = {row[0]: row[1] for row in book["Screening summary"].iter_rows(values_only=True) if row[0]}
    found = sums(memo(client, later))
    assert figures["all questions"] == found["All"][0]
    # Eli came under the true match after it was decided, and nobody has accepted him.
    assert (figures["true match"], "true match" in found) == (0, False)
    assert figures["open, for review"] == found["open, for review"][0]
    assert figures["waits for a second reviewer"] == found["waits for a second reviewer"][0] == 1
    with place.database.read() as session:
        kept = read_frozen_decisions(session, later).questions
    assert sum(kept.values()) == figures["all questions"]


def test_memo_and_cover_show_the_level_of_the_question_and_not_that_of_its_row(client, run, cases):
    page = memo(client, run)
    found = cases()
    person = next(each for each in found.values() if each.is_person)
    body = found["Beihang University", "Beihang University"]
    assert person.level < body.level  # both stand in the row of Abdul Satar Ghoura
    said = party(page, "Abdul Satar Ghoura")
    assert f"{LEVELS[person.level]} {person.score} " in said
    lines = [row for row in cover(client, run) if str(row[0]).startswith("Abdul Satar Ghoura")]
    assert {line[3] for line in lines} == {"○ Low"}
    book = load_workbook(
        io.BytesIO(client.get(f"/runs/{run}/report/fresh-xlsx", headers={"Person": "ana"}, **HTTPS).data)
    )
    lines = list(book["Screening findings"].iter_rows(min_row=5, values_only=True))
    finding = next(row for row in lines if str(row[1]).startswith("Abdul Satar Ghoura"))
    assert finding[0] == "○ Low"
    assert finding[5] == "a listed person of the same or a similar name"
    assert finding[7] == pytest.approx(person.confidence, abs=0.01)


def test_a_decision_names_whom_it_is_about_why_and_who_confirmed_it_on_which_day(client, decided):
    page = memo(client, decided).partition("Not counted")[2].partition("Not decided yet")[0]
    assert re.search(
        r"true match : Full name and place agree, and nobody else of this name is known there; Ana , confirmed by Ben , .*25.* 2026 .*"
        r"Beihang University .* Ana Ngata row 2 ; Bo Li row 3 ; Abdul Satar Ghoura row 5",
        words(page),
    )
    assert "Cem Ak" not in page


def test_confirmed_matches_come_first_and_false_positives_last_and_short(client, decided):
    read = words(memo(client, decided)).partition("Not counted")[2]
    titles = ["True matches", "Not decided yet, for review", "False positives"]
    places = [read.index(title) for title in titles]
    assert places == sorted(places)
    short = read.partition("False positives")[2].partition("What follows")[0]
    assert re.search(
        r"The text was misread.*; Ana ,.* Not Abdul Satar Ghoura : Abdul Satar Ghoura row 5", short
    )
    assert "true match, waits for a second reviewer" in read.partition("Not decided yet")[2]


def test_a_memo_names_no_hash_of_lists_and_says_where_they_are(client, decided):
    read = words(memo(client, decided))
    assert len(re.findall(r"\b[0-9a-f]{64}\b", read)) == 1
    assert "“Screening provenance” has the edition and the hash of each of the 3 lists" in read


def test_a_memo_of_a_run_nobody_has_decided_about_calls_everything_open(client, run):
    page = memo(client, run)
    found = sums(page)
    assert found["open, for review"] == (found["All"][0], 5)
    assert "Decided so far" not in words(page)
    assert f"Still to decide: {found['All'][0]} questions in 5 rows." in words(page)
    assert "Possible matches for review by a person; not findings." in words(page)


def test_the_cover_says_decisions_in_words_beside_each_party(client, decided):
    said = cover(client, decided)
    (line,) = [row for row in said if str(row[0]).startswith("Beihang University")]
    assert "Ana Ngata, Bo Li, Abdul Satar Ghoura: true match [1]" in line[4]
    assert "Cem Ak: true match, waits for a second reviewer [2]" in line[4]
    notes = [str(row[0]) for row in said if str(row[0]).startswith("[1] ")]
    assert notes == [
        "[1] Full name and place agree, and nobody else of this name is known there; Ana, confirmed by Ben, 2026-11-25"
    ]
    assert "_" not in line[4]


def test_a_memo_begins_with_what_a_dean_asks_the_gravest_first(client, decided, monkeypatch):
    monkeypatch.setattr(web.pages.memo, "asset_freeze_lists", lambda: ("un-sanctions",))
    read = words(memo(client, decided)).partition("What was decided")[0]
    assert re.search(r"Made by Ana on .*2026.*The list was screened on", read)
    assert "We checked 6 rows that hold a name against 3 lists" in read
    assert "Decided so far, in rows: 3 true matches, 0 false positives, 1 inconclusive." in read
    assert re.search(r"Still to decide: \d+ questions in 1 row. 1 of them waits for a second reviewer.", read)


def test_a_party_on_a_list_for_asset_freezes_is_named_first_with_its_lists(
    client, run, cases, decide, monkeypatch
):
    monkeypatch.setattr(web.pages.memo, "asset_freeze_lists", lambda: ("un-sanctions",))
    found = cases()
    company = next(each for (text, _), each in found.items() if text.startswith("Zabir"))
    decide(company, "true_match", "name_and_place", confirmed=True)
    decide(found["Beihang University", "Beihang University"], "true_match", "name_and_place", confirmed=True)
    read = words(memo(client, run)).partition("What was decided")[0]
    assert re.search(
        r"gravest are on lists for asset freezes: Zabir .*?1 row, true match: Consolidated List", read
    )
    assert "Beihang" not in read


def test_a_memo_with_true_matches_says_that_they_are_decisions(client, decided):
    end = words(memo(client, decided).partition("memo-end")[2])
    assert "The people named with the true matches decided them." in end
    assert "not findings" not in end.partition("goes to Check")[0].partition("not a finding.")[0]


def test_a_memo_names_a_relation_beside_those_of_whom_it_is_true_and_of_nobody_else(monkeypatch):
    party = MemoParty("x", "Fudan University", (), "CN", False, Level.HIGH)
    question = SimpleNamespace(
        first=SimpleNamespace(score=77),
        decision=None,
        members=[
            SimpleNamespace(
                digest=name, subject=Subject(name=name), relation=relation, matched="Fudan", listings=()
            )
            for name, relation in (("Ana", "same"), ("Bo", "hospital_of"))
        ],
    )
    places = {"Ana": [("People", 2)], "Bo": [("Visitors", 2)]}
    add_question(party, question, MemberRows(places, {}), MemoFollows(), None)
    assert party.people == {
        "same": {"Ana": [("People", 2)]},
        "hospital_of": {"Bo": [("Visitors", 2)]},
    }
    assert party.rows == {("People", 2), ("Visitors", 2)}


def test_what_was_taken_out_is_explained_beside_the_number_of_questions(client, run, cases, place):
    whole = cases()["Beihang University", "Beihang University"]
    with place.database.read() as session:
        digest = session.exec(
            select(CaseMember.subject_digest).where(
                CaseMember.case_id == whole.id, CaseMember.shown.startswith("Bo Li")
            )
        ).one()
    assert "exception" not in words(memo(client, run))
    part_members(place, "local", whole.id, [digest], Decider("person:ana", "Ana"))
    assert "questions is an exception: somebody who was taken out of such a question" in words(
        memo(client, run)
    )


def test_notes_on_how_the_list_was_read_are_named_and_not_repeated(client, run):
    read = words(memo(client, run))
    assert "How the list was read" not in read
