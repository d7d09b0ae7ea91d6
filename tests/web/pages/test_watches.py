"""Watches on pages: what changed about whom, beside what is watched, why and until when; every button, and every refusal."""

import io
import os
import re
from dataclasses import replace
from html import unescape

import openpyxl
import pytest
from accounts import first, member
from sqlmodel import select

from screening.accounts import AccessRole, administration
from screening.accounts.one_time_links import FIRST_TEAM
from screening.link import build
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner
from screening.storage.mail_tables import Mail
from screening.storage.tables import AuditEntry, Run
from screening.watch.background import work_on_watches
from screening.watch.queries import changes_of_watch, team_watches, versions_of
from screening.watch.watches import watch_of
from watchlists.library import Library, LoadedList

HTTPS = {"base_url": "https://localhost"}
LIST = "Reference,Institution\nP-1,Beihang University\nP-2,KU Leuven\nP-3,Donau Aerospace Centre\n"
TERMS = {
    "watch_name": "Visitors 2027",
    "purpose": "Access to the clean room",
    "legal_basis": "Clause 7 of the grant",
    "ends_on": "2027-11-25",
}


def words(page):
    """What a reader reads: no tags, one blank between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def hidden(page):
    """The hidden fields of a page by name."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def rail_count(page, label="Watch"):
    found = re.search(rf'>{label} <span class="count">(\d+)', page)
    return int(found.group(1)) if found else 0


def with_listing(engine, id_, name):
    """The engine with one listing more on its first list, as a newer edition has it."""
    held = engine.library.lists["us-entity-list"]
    one = replace(
        held.listings[0], id=f"us-entity-list:{id_}", names=(replace(held.listings[0].names[0], text=name),)
    )
    snapshot = replace(held.snapshot, edition="2026-11", file_sha256="ab" * 32)
    lists = {
        **engine.library.lists,
        "us-entity-list": LoadedList(held.watchlist, snapshot, (*held.listings, one)),
    }
    library = Library(lists, {})
    return replace(engine, library=library, linker=build(library, engine.register))


class Watching:
    """Pages with a worker that screens and tells; `engine` is what it screens against."""

    def __init__(self, client, place, engine):
        self.client, self.place, self.engine = client, place, engine

    def page(self, address):
        answer = self.client.get(address, **HTTPS)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        return answer.text

    def post(self, address, on, **fields):
        """Send the form of a page on which it stands; a list gives several values."""
        form = {"proof": hidden(self.page(on))["proof"], **fields}
        return self.client.post(address, data=form, **HTTPS)

    def preview(self, content=LIST, name="visitors.csv"):
        """Upload a file that is to be watched; gives the page that shows how it is read."""
        file = (io.BytesIO(content.encode()), name)
        answer = self.post("/watches/new/file", "/watches/new", list=file)
        return self.page(answer.headers["Location"])

    def begin(self, content=LIST, **changes):
        """Watch a list; gives the address of its page."""
        form = {**hidden(self.preview(content)), **TERMS, **changes}
        answer = self.client.post("/watches/new/accept", data=form, **HTTPS)
        assert answer.status_code == 303, words(answer.text)
        self.follow()
        return answer.headers["Location"].partition("?")[0]

    def follow(self):
        """Screen what is queued and tell it, until nothing is left to do."""
        engines = Engines(lambda day: replace(self.engine, on=day))
        for _ in range(3):
            with self.place.database.read() as session:
                queued = list(session.exec(select(Run.id).where(Run.state == "queued")))
            steps = StepRunner(self.place, engines, "worker")
            for run_id in queued:
                for kind in ("plan", "chunk", "report"):
                    steps.do(kind, run_id, 1, 0)
            work_on_watches(self.place, engines, "worker")

    def lists_change(self):
        """A newer edition lists the third row of the list."""
        self.engine = with_listing(self.engine, "donau", "Donau Aerospace Centre")
        self.follow()


@pytest.fixture
def watching(client, place, small_engine, monkeypatch):
    return Watching(client, place, small_engine)


def id_of(address):
    return address.rsplit("/", 1)[1]


def test_without_a_watch_the_page_explains_in_two_sentences_and_offers_the_first_step(watching):
    page = watching.page("/watches/")
    assert "A watch is a list of people and partners that stays screened" in words(page)
    assert 'href="/watches/new"' in page
    assert "<table" not in page
    assert rail_count(page) == 0


def test_a_file_is_shown_as_it_is_read_and_watched_with_its_grounds(watching):
    preview = watching.preview()
    assert "3 rows will be screened" in words(preview)
    assert "Watch 3 rows" in words(preview)
    assert 'value="2027-11-25"' in preview  # a year from the day of the test
    address = watching.begin()
    read = words(watching.page(address))
    assert "3 rows watched" in read
    assert "Access to the clean room" in read
    assert "Clause 7 of the grant" in read
    assert "Nothing has changed." in read
    assert "visitors.csv" in read
    listed = words(watching.page("/watches/"))
    assert "Visitors 2027" in listed
    assert "Watching" in listed


def test_all_faults_stand_at_their_fields_at_once_and_nothing_typed_is_lost(watching, place):
    form = {
        **hidden(watching.preview()),
        "watch_name": "",
        "purpose": "",
        "legal_basis": "Clause 7",
        "ends_on": "soon",
    }
    answer = watching.client.post("/watches/new/accept", data=form, **HTTPS)
    assert answer.status_code == 422
    for field in ("watch_name", "purpose", "ends_on"):
        assert f'id="wrong-{field}"' in answer.text
        assert f'href="#{field}"' in answer.text
    assert 'id="wrong-legal_basis"' not in answer.text
    assert ">Clause 7</textarea>" in answer.text
    assert 'value="soon"' in answer.text
    assert team_watches(place, "local") == []
    again = {**form, **TERMS}
    assert watching.client.post("/watches/new/accept", data=again, **HTTPS).status_code == 303


def test_a_last_day_that_is_past_or_too_far_is_refused_at_its_field(watching):
    for day in ("2026-11-25", "2031-01-01"):
        form = {**hidden(watching.preview()), **TERMS, "ends_on": day}
        answer = watching.client.post("/watches/new/accept", data=form, **HTTPS)
        assert answer.status_code == 422
        assert 'id="wrong-ends_on"' in answer.text


def test_what_was_typed_of_the_grounds_survives_a_change_of_columns(watching):
    form = {**hidden(watching.preview()), **TERMS, "column-B": "name"}
    answer = watching.client.post("/watches/new/preview", data=form, **HTTPS)
    assert answer.status_code == 200
    assert ">Access to the clean room</textarea>" in answer.text
    assert 'value="Visitors 2027"' in answer.text


def test_the_list_of_a_finished_run_is_watched_as_it_was_ordered(watching, screened, place):
    run = screened(LIST)
    page = watching.page(run)
    offered = re.search(r'href="(/watches/new\?run=\w+)"', page).group(1)
    assert "Watch this list" in words(page)
    form = {**hidden(watching.page(offered)), **TERMS}
    answer = watching.client.post("/watches/new/run", data=form, **HTTPS)
    assert answer.status_code == 303
    [watch] = team_watches(place, "local")
    with place.database.read() as session:
        assert watch.choices == session.get_one(Run, id_of(run)).choices
    watching.follow()
    newest = watch_of(place, watch.id, "local").run_id
    assert f'href="/watches/{watch.id}"' in watching.page(f"/runs/{newest}")
    begin = watching.page("/watches/new")
    assert f"run={id_of(run)}" in begin  # what is screened for a watch is watched already
    assert f"run={newest}" not in begin


def test_the_form_for_a_run_keeps_what_was_typed_beside_its_faults(watching, screened):
    run = screened(LIST)
    on = f"/watches/new?run={id_of(run)}"
    answer = watching.post("/watches/new/run", on, run=id_of(run), **{**TERMS, "purpose": ""})
    assert answer.status_code == 422
    assert 'id="wrong-purpose"' in answer.text
    assert ">Clause 7 of the grant</textarea>" in answer.text


def test_a_folder_is_offered_only_where_the_installation_watches_one(
    watching, place, tmp_path, small_engine, make_app
):
    assert "folder" not in watching.page("/watches/new")
    root = tmp_path / "drop"
    (root / "local" / "visitors").mkdir(parents=True)
    settings = place.settings.model_copy(update={"watch_folder": str(root)})
    there = replace(place, settings=settings)
    watching = Watching(make_app(context=there).test_client(), there, small_engine)
    empty = watching.post("/watches/new/folder", "/watches/new", folder="visitors")
    assert empty.status_code == 422
    assert "There is no list in this folder yet" in words(empty.text)
    outside = watching.post("/watches/new/folder", "/watches/new", folder="../data")
    assert outside.status_code == 422
    assert 'id="wrong-folder"' in outside.text
    file = root / "local" / "visitors" / "today.csv"
    file.write_text(LIST)
    old = there.now().timestamp() - 600
    os.utime(file, (old, old))
    answer = watching.post("/watches/new/folder", "/watches/new", folder="visitors")
    page = watching.page(answer.headers["Location"])
    made = watching.client.post("/watches/new/accept", data={**hidden(page), **TERMS}, **HTTPS)
    assert made.status_code == 303
    [watch] = team_watches(there, "local")
    assert (watch.source, watch.folder) == ("folder", "visitors")
    moved = watching.client.post(
        "/watches/new/accept",
        data={**hidden(watching.preview()), **TERMS, "folder": "../data"},
        **HTTPS,
    )
    assert moved.status_code == 422
    assert len(team_watches(there, "local")) == 1


def test_a_change_says_who_what_before_now_and_why_and_leads_to_the_row_and_the_case(watching, place):
    address = watching.begin()
    watching.lists_change()
    page = watching.page(address)
    read = words(page)
    assert "New possible match" in read
    assert "P-3" in read
    assert "Donau Aerospace Centre" in read
    assert "No match found" in read  # before
    assert "Entity List" in read
    run_id = watch_of(place, id_of(address), "local").run_id
    row = re.search(rf'href="(/runs/{run_id}/rows/4[^"]*)"', page).group(1)
    assert "Donau Aerospace Centre" in watching.page(unescape(row))
    case = re.search(r'href="(/review/[0-9a-f]{32})', page).group(1)
    assert "Donau Aerospace Centre" in watching.page(case)
    assert rail_count(page) == 1
    assert "1 unread" in read


def test_the_unread_are_counted_until_they_are_marked_as_read(watching, place):
    address = watching.begin()
    watching.lists_change()
    assert re.search(r'data-as="Unread changes"><strong>1</strong>', watching.page("/watches/"))
    assert watching.post(f"{address}/read", address).status_code == 303
    page = watching.page(address)
    assert rail_count(page) == 0
    assert 'class="unread"' not in page
    assert "Mark all as read" not in page
    assert [each.seen_by for each in changes_of_watch(place, id_of(address))] == ["this-machine"]


def test_the_table_is_sorted_by_its_headers(watching):
    for name in ("Beta", "Alpha"):
        watching.begin(watch_name=name)
    names = [
        re.findall(r">(Alpha|Beta)</bdi></a>", watching.page(f"/watches/?sort={each}"))
        for each in ("name", "-name")
    ]
    assert names == [["Alpha", "Beta"], ["Beta", "Alpha"]]


def test_a_newer_file_becomes_a_version_and_the_same_file_does_not(watching, place):
    address = watching.begin()

    def give(content):
        file = (io.BytesIO(content.encode()), "newer.csv")
        answer = watching.post(f"{address}/file", address, list=file)
        assert answer.status_code == 303
        return words(watching.page(answer.headers["Location"]))

    assert "This file is the same as the newest one" in give(LIST)
    assert "We took the newer file" in give(LIST.replace("P-2,KU Leuven\n", "P-9,Zabir Logistics Company\n"))
    watching.follow()
    newest = versions_of(place, id_of(address))[0]
    assert (newest.number, newest.joined, newest.left) == (2, 1, 1)
    assert "New in your list" in words(watching.page(address))


def test_a_file_that_can_be_no_list_is_refused_on_the_page_and_nothing_changes(watching, place):
    address = watching.begin()
    file = (io.BytesIO(b"%PDF-1.7 nothing"), "list.pdf")
    answer = watching.post(f"{address}/file", address, list=file)
    assert answer.status_code == 422
    assert "Nothing was changed" in words(answer.text)
    assert len(versions_of(place, id_of(address))) == 1


def test_a_paused_watch_says_so_and_goes_on_when_it_is_resumed(watching, place):
    address = watching.begin()
    watching.post(f"{address}/pause", address)
    assert "Nothing is screened until somebody resumes it." in words(watching.page(address))
    watching.lists_change()
    assert changes_of_watch(place, id_of(address)) == []
    watching.post(f"{address}/resume", address)
    watching.follow()
    assert len(changes_of_watch(place, id_of(address))) == 1


def test_a_watch_that_needs_an_answer_leads_to_the_question(watching, place):
    address = watching.begin()
    unclear = "Ref,Alpha,Beta\nR1,Jane Roe,李明\nR2,Ann Smith,Li Wei\nR3,John Miller,Maria Garcia\n"
    watching.post(f"{address}/file", address, list=(io.BytesIO(unclear.encode()), "newer.csv"))
    watching.follow()
    page = watching.page(address)
    assert "Stopped" in words(page)
    assert f'href="/runs/{watch_of(place, id_of(address), "local").run_id}/mapping"' in page


def test_a_watch_that_has_ended_goes_on_with_a_later_last_day(watching, place, clock):
    address = watching.begin()
    clock.moved(days=400)
    watching.follow()
    assert "Ended on" in words(watching.page(address))
    form = {**TERMS, "ends_on": "2028-12-31", "purpose": "The project goes on"}
    assert watching.post(f"{address}/terms", f"{address}/terms", **form).status_code == 303
    watch = watch_of(place, id_of(address), "local")
    assert (watch.state, watch.ends_on, watch.purpose) == ("watching", "2028-12-31", "The project goes on")


def test_changed_grounds_with_a_fault_change_nothing(watching, place):
    address = watching.begin()
    answer = watching.post(f"{address}/terms", f"{address}/terms", **{**TERMS, "watch_name": " "})
    assert answer.status_code == 422
    assert 'id="wrong-watch_name"' in answer.text
    assert watch_of(place, id_of(address), "local").name == "Visitors 2027"


def test_screening_now_begins_one_screening_however_often_the_button_is_pressed(watching, place):
    address = watching.begin()
    for _ in range(2):
        assert (
            watching.client.post(
                f"{address}/screen", data=hidden(watching.page(address)), **HTTPS
            ).status_code
            == 303
        )
    assert "being screened" in words(watching.page(address))
    with place.database.read() as session:
        assert len(list(session.exec(select(Run.id).where(Run.watch_id == id_of(address))))) == 2


def test_removing_asks_first_says_what_goes_and_leaves_no_name(watching, place):
    address = watching.begin()
    watching.lists_change()
    asked = f"{address}/remove"
    read = words(watching.page(asked))
    assert "2 runs with their results and reports" in read
    assert "1 change" in read
    assert watching.post(asked, asked).status_code == 422
    assert len(team_watches(place, "local")) == 1
    answer = watching.post(asked, asked, sure="yes")
    assert answer.status_code == 303
    assert "The watch was removed" in words(watching.page(answer.headers["Location"]))
    assert watching.client.get(address, **HTTPS).status_code == 404
    with place.database.read() as session:
        assert set(session.exec(select(Run.state))) == {"erased"}


def test_the_changes_come_as_a_workbook_of_the_same_bytes(watching):
    address = watching.begin()
    watching.lists_change()
    answers = [watching.client.get(f"{address}/changes.xlsx", **HTTPS) for _ in range(2)]
    assert answers[0].data == answers[1].data
    assert "Visitors 2027-changes.xlsx" in answers[0].headers["Content-Disposition"]
    [sheet] = openpyxl.load_workbook(io.BytesIO(answers[0].data)).worksheets
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "Donau Aerospace Centre" in cells
    assert "New possible match" in cells
    assert "Purpose: Access to the clean room" in cells


def test_mail_that_did_not_arrive_is_said_on_the_page(watching, place):
    address = watching.begin()
    assert "could not be delivered" not in watching.page(address)
    with place.database.write() as session:
        mail = {
            "key": "k",
            "id": "m",
            "recipient": "ana@office.example",
            "subject": "s",
            "text": "",
            "html": "",
        }
        why = "The mail server knows no such address."
        session.add(
            Mail(
                **mail,
                made_at=place.now().isoformat(),
                state="failed",
                tries="[]",
                sentence=why,
                kind="watch.changes",
                about=id_of(address),
            )
        )
    read = words(watching.page(address))
    assert "ana@office.example" in read
    assert "The mail server knows no such address." in read


def test_a_watch_of_another_team_is_not_there(watching, place, client):
    address = watching.begin()
    first(place)
    administration.add_team(place, "Purchasing", by="person:ana")
    stranger = member(client.application, place, "bo@office.example", "purchasing", AccessRole.SCREENER)
    for where in (address, f"{address}/terms", f"{address}/changes.xlsx"):
        assert stranger.get(where, **HTTPS).status_code == 404
    assert "Visitors 2027" not in stranger.get("/watches/", **HTTPS).text


def test_who_may_only_read_sees_changes_and_no_button(watching, place, client):
    address = watching.begin()
    watching.lists_change()
    first(place)
    reader = member(client.application, place, "au@office.example", FIRST_TEAM, AccessRole.AUDITOR)
    page = reader.get(address, **HTTPS)
    assert page.status_code == 200
    assert "New possible match" in words(page.text)
    main = page.text.partition("<main")[2]
    assert "<form" not in main
    assert reader.get(f"{address}/remove", **HTTPS).status_code == 403
    keeper = member(client.application, place, "rm@office.example", FIRST_TEAM, AccessRole.RECORDS_MANAGER)
    assert keeper.get(f"{address}/remove", **HTTPS).status_code == 200


def test_a_form_without_its_proof_changes_nothing(watching, place):
    address = watching.begin()
    assert watching.client.post(f"{address}/pause", data={}, **HTTPS).status_code == 400
    assert watch_of(place, id_of(address), "local").state == "watching"


def test_one_name_is_watched_from_its_check_and_a_second_is_added_once(watching, place):
    page = watching.page("/check?name=Donau+Aerospace+Centre")
    offered = unescape(re.search(r'href="(/watches/new/subject\?[^"]+)"', page).group(1))
    form = {**hidden(watching.page(offered)), **TERMS}
    made = watching.client.post("/watches/new/subject", data=form, **HTTPS)
    assert made.status_code == 303, words(made.text)
    watching.follow()
    address = made.headers["Location"].partition("?")[0]
    other = "/watches/new/subject?name=KU+Leuven"
    for said in ("Added. It is being screened.", "It is in this watch already"):
        form = {**hidden(watching.page(other)), "watch": id_of(address)}
        answer = watching.client.post("/watches/new/subject", data=form, **HTTPS)
        assert said in words(watching.page(answer.headers["Location"]))
    watching.follow()
    assert [each.rows for each in versions_of(place, id_of(address))] == [2, 1]
    watching.lists_change()
    assert [each.subject for each in changes_of_watch(place, id_of(address))] == ["Donau Aerospace Centre"]
    reference = re.search(
        r'name="reference" value="(\w+)"><button[^>]*>Take out<span class="unseen"> KU',
        watching.page(address),
    )
    watching.post(f"{address}/subjects/remove", address, reference=reference.group(1))
    assert len(versions_of(place, id_of(address))) == 3


def test_a_collaborator_is_watched_from_its_page(watching, screened, place):
    run = screened("Name,Institution\nAna Ngata,Donau Aerospace Centre\n")
    row = watching.page(f"{run}/rows/2")
    collaborator = re.search(r'href="(/collaborators/[0-9a-f]{64})"', row).group(1)
    offered = re.search(r'href="(/watches/new/subject\?digest=\w+)"', watching.page(collaborator)).group(1)
    form = {**hidden(watching.page(offered)), **TERMS}
    made = watching.client.post("/watches/new/subject", data=form, **HTTPS)
    assert made.status_code == 303, words(made.text)
    watching.follow()
    [watch] = team_watches(place, "local")
    assert watching.page(f"/runs/{watch.run_id}").count("Ana Ngata")


def test_a_name_that_a_list_would_read_as_somebody_else_is_refused_with_the_way_out(watching, place):
    on = "/watches/new/subject?name=Ana+Ngata;+Bo+Li"
    form = {**hidden(watching.page(on)), **TERMS}
    answer = watching.client.post("/watches/new/subject", data=form, **HTTPS)
    assert answer.status_code == 422
    assert "cannot be watched by itself" in words(answer.text)
    assert 'value="Visitors 2027"' in answer.text
    assert team_watches(place, "local") == []


def test_everything_done_with_a_watch_stands_in_the_log(watching, place):
    address = watching.begin()
    for act in ("pause", "resume"):
        watching.post(f"{address}/{act}", address)
    with place.database.read() as session:
        actions = set(session.exec(select(AuditEntry.action)))
    assert {"watch.added", "watch.file_given", "watch.begun", "watch.paused", "watch.resumed"} <= actions
