"""A row that names several subjects: it shows the gravest, and the evidence names each."""

import json

import pytest
from list_screening import write_results
from openpyxl import load_workbook

from screening.intake.model import Row, RowState
from screening.labels import wording
from screening.model import Subject
from screening.review.fingerprints import subject_digest
from screening.review.subject_decisions import DecisionsInEffect, DecisionStatus, SubjectDecisions

PEOPLE = (Subject(name="Ann Lind"), Subject(name="Bo Berg"), Subject(name="Cy Dahl"))


@pytest.fixture
def listed(world):
    path, _ = world.workbook(["Name"], [["Ann Lind; Bo Berg; Cy Dahl"], ["Dan Ek"]])
    states = {2: Row("People", 2, RowState.SUBJECT, PEOPLE)}
    table = world.table("People", ["Name"], [["Ann Lind; Bo Berg; Cy Dahl"], ["Dan Ek"]], states=states)
    (nothing,), (found,) = world.result(), world.result(hits=[world.hit()])
    results = {("People", 2): (nothing, found, found), ("People", 3): (nothing,)}
    return path, world.intake(path, [table]), results, world.facts


def sheet(path, title):
    return [list(row) for row in load_workbook(path)[title].iter_rows(values_only=True)]


def test_the_row_shows_the_gravest_and_says_whose_it_is(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    header, row, _ = sheet(tmp_path / "out.xlsx", "People")
    said = dict(zip(header, row, strict=True))
    keys = {column.key: column.header for column in wording().columns}
    assert said[keys["outcome"]] == "For review"
    assert said[keys["why"]].startswith("Bo Berg (2 of 3 in this row): ")
    assert said[keys["why"]].endswith("Also for review in this row: Cy Dahl.")


def test_counts_are_by_row_and_the_evidence_names_each_subject(listed, tmp_path):
    write_results(*listed, tmp_path / "out.xlsx")
    counts = {row[0]: row[1] for row in sheet(tmp_path / "out.xlsx", "Screening summary") if row[0]}
    assert (counts["For review"], counts["No match found"], counts["all rows"]) == (1, 1, 3)
    assert counts["subjects"] == 4
    named = [row[2] for row in sheet(tmp_path / "out.xlsx", "Screening evidence")]
    assert named[4:] == ["Bo Berg", "Cy Dahl"]


def test_there_is_an_object_a_subject_which_says_which_of_the_row_it_is(listed, tmp_path):
    write_results(*listed, tmp_path / "out.json", "json")
    said = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [each["row"] for each in said["results"]] == [
        *({"sheet": "People", "number": 2, "subject": n, "subjects": 3} for n in (1, 2, 3)),
        {"sheet": "People", "number": 3},
    ]
    assert (said["counts"]["subject"], said["counts"]["subjects"]) == (2, 4)


def test_a_decision_about_one_of_several_is_named_and_is_not_the_rows_own():
    decided = SubjectDecisions(
        "c1", "p1", "Body", ("l:1",), True, DecisionStatus.IN_EFFECT, "false_positive", "other", "Ana", "2026"
    )
    decisions_in_effect = DecisionsInEffect("now", {subject_digest(PEOPLE[0]): (decided,)})
    (one,) = decisions_in_effect.of_row(PEOPLE)
    assert (one.party, one.lead) == ("Ann Lind, Body", False)
    assert decisions_in_effect.of_row(PEOPLE[:1]) == (decided,)
