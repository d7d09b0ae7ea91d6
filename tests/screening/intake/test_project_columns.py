"""A column may say something of the project each row is about; a value nobody can read is not known, never no."""

import pytest

from screening.errors import UploadRefused

HEADER = ["Name", "Institution", "Project: sensitive area", "Aim"]
ROWS = [
    HEADER,
    ["A B", "Otago", "yes", "Funding"],
    ["C D", "Otago", None, "visit"],
    ["E F", "Otago", "perhaps", "visit"],
    ["G H", "Otago", "unknown", None],
]


def projects(intake):
    return [row.project for row in intake.tables[0].rows if row.subjects]


def test_a_column_headed_as_a_fact_of_the_project_is_read_row_by_row(office):
    intake = office.take(ROWS)
    assert projects(intake) == [
        (("sensitive_area", "yes"),),
        (),
        (("sensitive_area", ""),),
        (("sensitive_area", ""),),
    ]


def test_a_value_nobody_can_read_counts_as_not_known_and_the_row_says_so(office):
    row = office.take(ROWS).tables[0].rows[3]
    assert row.notes == (
        "The fact of the project in C4 counts as not known: "
        "sensitive_area must be yes, no or unknown, not 'perhaps'.",
    )


def test_a_column_is_made_a_fact_by_the_persons_word(office):
    rows = [["Name", "Institution", "Aim"], ["A B", "Otago", "visit"], ["C D", "Otago", None]]
    assert projects(office.take(rows, map=(("project:purpose", "Aim"),))) == [(("purpose", "visit"),), ()]


def test_a_project_that_stands_once_over_its_people_counts_for_each_of_them(office):
    rows = [["Name", "Institution", "Project: funder"], ["A B", "Otago", "MBIE"], ["C D", "Otago", None]]
    merged = office.take(rows, change=lambda book: book.active.merge_cells("C2:C3"))
    assert projects(merged) == [(("funder", "MBIE"),)] * 2


@pytest.mark.parametrize("header", ["Project purpose", "Project", "Sensitive area", "Project: title"])
def test_a_text_about_a_project_is_no_fact_unless_somebody_says_so(office, header):
    rows = [["Name", "Institution", header], ["A B", "Otago", "yes"]]
    assert projects(office.take(rows)) == [()]


def test_origin_is_no_fact_of_a_project(office):
    rows = [["Name", "Institution", "Project: citizenship"], ["A B", "Otago", "NZ"]]
    assert office.take(rows).tables[0].columns[2].meaning == "ignored"
    with pytest.raises(UploadRefused) as refused:
        office.take(rows, map=(("project:jurisdiction", "Project: citizenship"),))
    assert refused.value.code == "forbidden-column"


def test_a_fact_nobody_knows_is_refused(office):
    with pytest.raises(UploadRefused) as refused:
        office.take(ROWS, map=(("project:budget", "Aim"),))
    assert refused.value.code == "unknown-meaning"


def test_a_header_with_more_facts_of_the_project_than_other_columns_is_a_header(office):
    intake = office.take_csv("Name,Project: disclosed,Project: sensitive area\nKU Leuven,yes,no\n")
    assert projects(intake) == [(("disclosed", "yes"), ("sensitive_area", "no"))]
