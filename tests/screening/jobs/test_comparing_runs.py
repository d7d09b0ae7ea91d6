"""Two runs beside each other: which subjects changed, and why; with real lists whose editions really changed."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from screening.cli import main
from screening.jobs.causes import given_otherwise
from screening.jobs.changes import Cause, Kind, Side
from screening.jobs.codec import Brief
from screening.jobs.comparison import compare
from screening.jobs.control import earlier_runs
from screening.jobs.order import Pins
from screening.jobs.pinned import ListsGone
from screening.model import Inquiry, Subject
from watchlists.keeping.retention import prune
from watchlists.keeping.shelf import Shelf

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
    sentences = {name: [why.sentence for why in each.why] for name, each in said.items()}
    assert sentences["Lahti Optics Works"] == [
        "Lahti Optics Works was removed from Partners (edition 1 to 2)."
    ]
    assert "was added to Partners" in sentences["Corvo Propulsion Laboratory"][0]
    assert "Baumann Rocket Institute changed on Partners" in sentences["Donau Aerospace Centre"][0]
    assert sentences["Donau Aerospace Centre"][0].endswith(": names.")
    assert {why.cause for each in found.changes for why in each.why} == {Cause.LIST}
    assert found.rows() == {("CSV", 3), ("CSV", 4), ("CSV", 5)}
    assert [run.id for run in earlier_runs(lists.place, lists.run(later))] == [first]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_list_given_otherwise_is_told_from_lists_that_changed(lists):
    header = "Name,Affiliation"
    first = lists.screen(["Ada Byron,KU Leuven", "Blaise Pascal,Harvard University", "Carl Gauss,"], header)
    rows = ["Ada Byron,Baumann Rocket Institute", "Blaise Pascal,Harvard University", "Dora Maar,"]
    found = lists.compare(first, lists.screen(rows, header))
    assert [(each.kind, each.subject.name) for each in found.changes] == [
        (Kind.CHANGED, "Ada Byron"),
        (Kind.NEW, "Dora Maar"),
        (Kind.GONE, "Carl Gauss"),
    ]
    assert found.changes[0].why[0].sentence == "The later list gives otherwise: affiliations."


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
    prune(Shelf.open(lists.place.settings.data), 1, 0, lists.world.MOMENT + timedelta(days=2))
    run = lists.finished.get(first, "office")
    with pytest.raises(ListsGone):
        list(lists.finished.objects(run, run.rows))
    why = [each.why[0] for each in lists.compare(first, later).changes]
    assert {each.cause for each in why} == {Cause.LIST}
    assert all("no longer held" in each.sentence for each in why)


PINS = Pins("engine 1", "c" * 64, "r" * 64, {"un": "a" * 64}, {"base": "1"})
NO_MATCH, FOUND = (
    Brief("no_match", 0, (), (("base", "none"),)),
    Brief("review", 60, ("un:1",), (("base", "escalate"),)),
)


def side(said, pins=PINS, day=date(2026, 11, 25), project=(), **more):
    asked = Inquiry(Subject("Harvard University"))
    return Side({asked: said}, {asked: (("CSV", 2),)}, pins, project, day, **more)


@pytest.mark.parametrize(
    ("changes", "said", "cause", "words"),
    [
        ({"pins": replace(PINS, register="x" * 64)}, FOUND, Cause.KNOWLEDGE, "register"),
        ({"pins": replace(PINS, engine="engine 2")}, FOUND, Cause.ENGINE, "engine 2, before engine 1"),
        ({"pins": replace(PINS, code="x" * 64)}, FOUND, Cause.ENGINE, "code"),
        (
            {"pins": replace(PINS, knowledge={"names": "x"})},
            FOUND,
            Cause.KNOWLEDGE,
            "knowledge has changed (names)",
        ),
        ({"pins": replace(PINS, joined="x" * 64)}, FOUND, Cause.KNOWLEDGE, "joined or split"),
        (
            {"pins": replace(PINS, policies={"base": "2"})},
            replace(NO_MATCH, risk_score=5),
            Cause.POLICY,
            "version 2",
        ),
        ({"project": ("sensitive_area=yes",)}, replace(NO_MATCH, risk_score=5), Cause.PROJECT, "project"),
        ({"pins": replace(PINS, snapshots={"un": "b" * 64})}, FOUND, Cause.LIST, "un has changed"),
        (
            {"day": date(2026, 11, 25) + timedelta(400)},
            replace(NO_MATCH, policies=(("base", "cannot_decide"),)),
            Cause.DAY,
            "age of a list",
        ),
        ({}, FOUND, Cause.UNEXPLAINED, "Nothing"),
    ],
)
def test_what_else_the_runs_differ_in_is_named(changes, said, cause, words):
    (change,) = compare(side(NO_MATCH), side(said, **changes)).changes
    assert change.why[0].cause is cause
    assert words in change.why[0].sentence


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
        "3 told otherwise, 0 only in the later list, 0 only in the earlier one, 2 the same.",
        "  CSV row 3: Lahti Optics Works: review 28, now no_match 0",
        "      Lahti Optics Works was removed from Partners (edition 1 to 2).",
    ]
    whole = json.loads(CliRunner().invoke(main, [*asked, "--json"]).output)
    assert whole["counts"]["changed"] == len(whole["changes"]) == 3
    new = CliRunner().invoke(main, ["runs", "again", first, "--team", "office"])
    assert lists.run(new.output.strip()).state == "queued"


def test_a_row_that_says_something_else_of_its_project_is_told_as_such():
    subject = Subject("Harvard University")
    first, second = Inquiry(subject, (("disclosed", "yes"),)), Inquiry(subject, (("disclosed", "no"),))
    assert [why.cause for why in given_otherwise(first, second)] == [Cause.PROJECT]
    assert list(given_otherwise(first, first)) == []
