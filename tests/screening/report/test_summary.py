"""The cover: what came of the list in a sentence, figures that add up, and what the document says of itself."""

import pytest
from list_screening import write_results
from openpyxl import load_workbook

from screening.model import Level, Outcome
from screening.report.rows import ReportRow
from screening.report.summary import verdict

HEADER = ["Name", "Institution", "Country"]
ROWS = [["Ann", "BUAA", "CN"], ["Bob", "MIT", "US"], ["Cem", "X", None]]


@pytest.fixture
def listed(world):
    path, table = world.workbook(HEADER, ROWS)
    results = {("People", 2): world.result(hits=[world.hit()]), ("People", 3): world.result()}
    return path, world.intake(path, [table]), results, world.facts


@pytest.fixture(params=["xlsx", "fresh-xlsx"])
def book(listed, tmp_path, request):
    write_results(*listed, tmp_path / "out.xlsx", request.param)
    return load_workbook(tmp_path / "out.xlsx")


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_report_opens_on_the_cover_and_marks_no_other_sheet(book):
    assert book.active.title == "Screening summary"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["Screening summary"]


def test_the_cover_begins_with_the_verdict_in_a_sentence(book):
    said = [row[0] for row in rows(book["Screening summary"])[:3]]
    assert said == [
        "Screening summary",
        "Of 3 rows, 1 has a possible match with a listed organisation or person, 1 could not be screened, 1 has no match.",
        "Possible matches for review by a person; not findings.",
    ]


def test_figures_of_the_cover_add_up(book):
    counts = {row[0]: row[1] for row in rows(book["Screening summary"]) if row[0]}
    assert counts["screened"] == sum(counts[level] for level in ("● High", "◐ Medium", "○ Low", "– None"))
    assert counts["screened"] == counts["For review"] + counts["No match found"]
    assert counts["all rows"] == counts["screened"] + counts["Could not be screened"] + counts["skipped"] == 4


def test_rows_that_name_nobody_we_know_and_named_bodies_are_counted_apart_from_no_match():
    lines = [
        ReportRow(Outcome.NO_MATCH, Level.NONE, 0),
        ReportRow(Outcome.NO_MATCH, Level.NONE, 0, organisation_not_known=True),
        ReportRow(Outcome.NO_MATCH, Level.NONE, 0, organisation_not_known=True, named=True),
    ]
    assert [each.counted_as for each in lines] == ["no_match", "organisation_not_known", "named"]
    assert verdict(lines) == (
        "Of 3 rows, 0 have a possible match with a listed organisation or person, 0 could not be screened, "
        "1 has no match, but an organisation that we do not know, "
        "1 has no match, but a body that is named for information, 1 has no match."
    )


def test_a_body_stands_once_with_its_people_rows_and_lists(book):
    (body,) = [row for row in rows(book["Screening summary"]) if str(row[0]).startswith("Beihang University")]
    assert body[:5] == ["Beihang University (China)", 1, 1, "● High", "open, for review"]
    assert body[6] == "Entity List"


def test_as_many_rows_have_no_level_on_the_cover_as_in_the_list(book):
    header, *beside = rows(book.worksheets[0])
    level = header.index("Screening: level")
    counts = {row[0]: row[1] for row in rows(book["Screening summary"]) if row[0]}
    assert counts["– None"] == sum(row[level] in ("None", "– None") for row in beside) == 1


def test_the_document_says_what_it_is_and_who_made_it_when(book, world):
    said = book.properties
    assert said.title == "Screening of list.xlsx"
    assert said.subject == "Possible matches for review by a person; not findings."
    assert said.creator == "Research Screening (0.1.0)"
    assert said.created == world.facts.screened_at.replace(tzinfo=None)


def test_our_cells_are_of_named_styles(book):
    ours = {"Screening summary", "Screening findings", "Screening evidence", "Screening provenance"}
    for title in ours:
        assert {cell.style for row in book[title] for cell in row if cell.value is not None} >= {
            "Screening title"
        }
        assert "Normal" not in {cell.style for row in book[title] for cell in row if cell.value is not None}
    header = [
        cell
        for cell in book.worksheets[0][1]
        if str(cell.value).startswith(("Screening: ", "Collaboration: ", "Review: "))
    ]
    assert {cell.style for cell in header} == {"Screening header"}
    below = [book.worksheets[0].cell(2, cell.column) for cell in header]
    assert all(cell.style.startswith("Screening ") for cell in below if cell.value is not None)
    assert [cell.column for cell in header] == list(range(header[0].column, header[0].column + len(header)))


def test_reviewers_choose_words(book):
    offered = [
        each.formula1 for each in book.worksheets[0].data_validations.dataValidation if each.type == "list"
    ]
    assert len(offered) == 2
    assert not any("_" in words for words in offered)
    assert "too little" in offered[1]


def test_the_sentence_names_what_rests_on_no_listing_apart():
    ambiguous = ReportRow(Outcome.REVIEW, Level.LOW, 10, "Ambiguous: A / B")
    assert verdict([ambiguous, ReportRow(Outcome.NO_MATCH, Level.NONE, 0)]) == (
        "Of 2 rows, 0 have a possible match with a listed organisation or person, 1 has something else to review: "
        "what the text itself says, or a name that several organisations share, 0 could not be screened, 1 has no match."
    )
