"""Two runs beside each other: which subjects changed, and why; with real lists whose editions really changed."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.model import Inquiry, Subject
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import ChangeCause, ChangeKind, ComparedRun, compare, subject_reasons
from screening.runs.control import earlier_runs, run_of
from screening.runs.pinned_lists import ListsGone
from screening.runs.pins import Pins
from screening.runs.submit import submit_list
from watchlists.editions.retention import prune
from watchlists.editions.stored_editions import StoredEditions

SUBJECTS = (
    "Baumann Rocket Institute",
    "Lahti Optics Works",
    "Corvo Propulsion Laboratory",
    "Donau Aerospace Centre",
    "Harvard University",
)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_list_that_changed_is_named_with_the_listing_and_how_it_changed(lists):
    first = lists.screen(SUBJECTS)
    lists.publish(lists.SECOND)
    later = lists.again(first)
    found = lists.compare(first, later)
    assert found.counts == {"new": 0, "gone": 0, "changed": 3, "same": 2}
    said = {each.subject.name: each for each in found.changes}
    told = {name: (each.before.outcome, each.after.outcome) for name, each in said.items()}
    assert told == {
        "Lahti Optics Works": ("review", "no_match"),
        "Corvo Propulsion Laboratory": ("no_match", "review"),
        "Donau Aerospace Centre": ("no_match", "review"),
    }
    sentences = {name: [reason.sentence for reason in each.reasons] for name, each in said.items()}
    assert sentences["Lahti Optics Works"] == [
        "Lahti Optics Works was removed from Partners (edition 1 to 2)."
    ]
    assert "was added to Partners" in sentences["Corvo Propulsion Laboratory"][0]
    assert "Baumann Rocket Institute changed on Partners" in sentences["Donau Aerospace Centre"][0]
    assert sentences["Donau Aerospace Centre"][0].endswith(": now also printed as “Donau Aerospace Centre”.")
    assert {reason.cause for each in found.changes for reason in each.reasons} == {ChangeCause.LIST}
    assert found.rows() == {("CSV", 3), ("CSV", 4), ("CSV", 5)}
    assert [run.id for run in earlier_runs(lists.place, lists.run(later))] == [first]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_team_is_never_shown_another_teams_run_of_the_same_list_as_an_earlier_one(lists):
    ours = lists.screen(SUBJECTS)
    theirs = submit_list(
        lists.place,
        lists.folder / "list.csv",
        lists.world.order(),
        lists.pins(),
        actor="ben",
        team="others",
        screened_at=lists.world.MOMENT,
    )
    of_theirs = run_of(lists.place, theirs, "others")
    assert of_theirs.upload_sha256 == lists.run(ours).upload_sha256
    assert earlier_runs(lists.place, of_theirs) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_list_given_otherwise_is_told_from_lists_that_changed(lists):
    header = "Name,Affiliation"
    first = lists.screen(["Ada Byron,KU Leuven", "Blaise Pascal,Harvard University", "Carl Gauss,"], header)
    rows = ["Ada Byron,Baumann Rocket Institute", "Blaise Pascal,Harvard University", "Dora Maar,"]
    found = lists.compare(first, lists.screen(rows, header))
    assert [(each.kind, each.subject.name) for each in found.changes] == [
        (ChangeKind.CHANGED, "Ada Byron"),
        (ChangeKind.NEW, "Dora Maar"),
        (ChangeKind.GONE, "Carl Gauss"),
    ]
    assert found.changes[0].reasons[0].sentence == "The later list differs in: affiliations."


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_results_are_told_as_they_were_found_though_the_list_has_changed_since(lists):
    first = lists.screen(SUBJECTS)
    lists.publish(lists.SECOND)
    run = lists.finished.get(first, "office")
    lahti = next(row for row in run.rows if row.subjects[0].name == "Lahti Optics Works")
    (said,) = lists.finished.objects(run, [lahti])
    assert said["hits"][0]["listing"]["id"] == "partners:lahti-optics-works"
    used = {each["watchlist"]: each["sha256"] for each in said["provenance"]["snapshots"]}
    assert used == Pins.from_json(run.run.pins).snapshots


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_edition_that_is_no_longer_held_is_said_to_be_gone_and_never_replaced_by_another(lists):
    first = lists.screen(SUBJECTS)
    lists.publish(lists.SECOND)
    later = lists.again(first)
    prune(StoredEditions.open(lists.place.settings.data), 1, 0, lists.world.MOMENT + timedelta(days=2))
    run = lists.finished.get(first, "office")
    with pytest.raises(ListsGone):
        list(lists.finished.objects(run, run.rows))
    reasons = [each.reasons[0] for each in lists.compare(first, later).changes]
    assert {each.cause for each in reasons} == {ChangeCause.LIST}
    assert all("no longer held" in each.sentence for each in reasons)


PINS = Pins("engine 1", "c" * 64, "r" * 64, {"un": "a" * 64}, {"base": "1"})
NO_MATCH, FOUND = (
    ResultSummary("no_match", 0, (), (("base", "none"),)),
    ResultSummary("review", 60, ("un:1",), (("base", "escalate"),)),
)


def side(said, pins=PINS, day=date(2026, 11, 25), project=(), **more):
    asked = Inquiry(Subject("Harvard University"))
    return ComparedRun({asked: said}, {asked: (("CSV", 2),)}, pins, project, day, **more)


@pytest.mark.parametrize(
    ("changes", "said", "cause", "words"),
    [
        ({"pins": replace(PINS, register="x" * 64)}, FOUND, ChangeCause.KNOWLEDGE, "register"),
        (
            {"pins": replace(PINS, engine="engine 2")},
            FOUND,
            ChangeCause.ENGINE,
            "now engine 2; it was engine 1",
        ),
        ({"pins": replace(PINS, code="x" * 64)}, FOUND, ChangeCause.ENGINE, "code"),
        (
            {"pins": replace(PINS, knowledge={"names": "x"})},
            FOUND,
            ChangeCause.KNOWLEDGE,
            "knowledge has changed (names)",
        ),
        ({"pins": replace(PINS, joined="x" * 64)}, FOUND, ChangeCause.KNOWLEDGE, "joined or split"),
        (
            {"pins": replace(PINS, policies={"base": "2"})},
            replace(NO_MATCH, risk_score=5),
            ChangeCause.POLICY,
            "version 2",
        ),
        (
            {"project": ("sensitive_area=yes",)},
            replace(NO_MATCH, risk_score=5),
            ChangeCause.PROJECT,
            "project",
        ),
        ({"pins": replace(PINS, snapshots={"un": "b" * 64})}, FOUND, ChangeCause.LIST, "un has changed"),
        (
            {"day": date(2026, 11, 25) + timedelta(400)},
            replace(NO_MATCH, policies=(("base", "cannot_decide"),)),
            ChangeCause.DAY,
            "age of a list",
        ),
        ({}, FOUND, ChangeCause.UNEXPLAINED, "cannot explain"),
    ],
)
def test_what_else_the_runs_differ_in_is_named(changes, said, cause, words):
    (change,) = compare(side(NO_MATCH), side(said, **changes)).changes
    assert change.reasons[0].cause is cause
    assert words in change.reasons[0].sentence


def test_the_same_said_of_the_same_subject_is_no_change_whatever_else_differs():
    other = side(FOUND, replace(PINS, engine="engine 2", code="x" * 64))
    assert compare(side(FOUND), other).counts == {"new": 0, "gone": 0, "changed": 0, "same": 1}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_the_command_says_who_changed_and_why_and_screens_a_list_again(lists):
    first = lists.screen(SUBJECTS)
    lists.publish(lists.SECOND)
    later = lists.again(first)
    asked = ["runs", "compare", first, later, "--team", "office"]
    said = CliRunner().invoke(main, asked)
    assert said.output.splitlines()[:3] == [
        "3 changed, 0 only in the later list, 0 only in the earlier list, 2 the same.",
        "  CSV row 3: Lahti Optics Works: For review, ○ Low, 30 of 100; now No match found",
        "      Lahti Optics Works was removed from Partners (edition 1 to 2).",
    ]
    whole = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert whole["counts"]["changed"] == len(whole["changes"]) == 3
    new = CliRunner().invoke(main, ["runs", "rerun", first, "--team", "office"])
    assert lists.run(new.output.strip()).state == "queued"


def test_a_row_that_says_something_else_of_its_project_is_told_as_such():
    subject = Subject("Harvard University")
    first, second = Inquiry(subject, (("disclosed", "yes"),)), Inquiry(subject, (("disclosed", "no"),))
    assert [why.cause for why in subject_reasons(first, second)] == [ChangeCause.PROJECT]
    assert list(subject_reasons(first, first)) == []
