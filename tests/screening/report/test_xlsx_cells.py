"""Cells of ours are written as text, to the bytes of the same cells made and saved by openpyxl."""

import re
import zipfile
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as BookCell

from screening.progress import no_progress
from screening.report import evidence as evidence_module
from screening.report.added_sheets import AddedCell, AddedSheet, Style
from screening.report.evidence import EvidenceRow, evidence
from screening.report.xlsx_cells import CellStyle, Links, cell
from screening.report.xlsx_save import save_book
from screening.report.xlsx_sheets import draw, dress, set_value
from screening.report.xlsx_styles import face
from screening.review.subject_decisions import NO_DECISIONS

VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["=1+1", " @x", "_x000D_", "\0", "a\nb", "<&>\"'", " both ", "\ud800"]),
    st.integers(-(10**9), 10**9),
    st.floats(0, 1),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
)


def sheet_xml(path):

    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.tuples(VALUES, st.sampled_from(Style)), min_size=1, max_size=6))
def test_whatever_they_hold_and_look_like(tmp_path, values):
    theirs = Workbook()
    for number, (value, style) in enumerate(values, start=1):
        held = theirs.active.cell(number, 1)
        dress(held, face(style))
        if isinstance(value, date):
            held.number_format = "yyyy-mm-dd"
        set_value(held, value)
    save_book(theirs, tmp_path / "theirs.xlsx", no_progress)
    given_by_openpyxl = re.findall(r"<c .*?(?: />|</c>)", sheet_xml(tmp_path / "theirs.xlsx"), re.S)

    book = Workbook()
    ours = []
    for number, (value, style) in enumerate(values, start=1):
        held = BookCell(book.active, row=number, column=1)
        dress(held, face(style))
        if isinstance(value, date):
            held.number_format = "yyyy-mm-dd"
        ours.append(cell(f"A{number}", CellStyle(book, held._style), value))
    assert ours == given_by_openpyxl


def test_a_page_has_no_more_links_than_excel_opens():
    links = Links(Workbook().active, left=2)
    for number in range(5):
        if links.has_room_for("https://example.org/"):
            links.add(f"A{number + 1}", "https://example.org/")
    assert len(links.sheet._hyperlinks) == 2
    assert not Links(Workbook().active).has_room_for("file:///etc/passwd")


@pytest.mark.parametrize(("columns", "pages", "repeated"), [(4, 1, None), (25, 3, "$A:$B")])
def test_a_page_too_wide_to_be_read_is_printed_on_several_with_its_first_columns_on_each(
    tmp_path, columns, pages, repeated
):
    book = Workbook()
    head = tuple(AddedCell(f"Column {number}", Style.HEADER) for number in range(columns))
    page = AddedSheet("Page", (30.0,) * columns, (head, head), header_row=1, landscape=True, frozen_columns=2)
    drawn = draw(book, page)
    save_book(book, tmp_path / "out.xlsx", no_progress, {"Page": drawn})
    sheet = load_workbook(tmp_path / "out.xlsx")["Page"]
    assert sheet.page_setup.fitToWidth == pages
    assert (sheet.print_title_cols, sheet.print_title_rows) == (repeated, "$1:$1")
    assert [each.value for each in sheet[2]] == [f"Column {number}" for number in range(columns)]


def test_rows_of_the_evidence_are_made_as_they_are_gone_through(world, tmp_path):
    path, table = world.workbook(["Name", "Institution"], [["Ann", "BUAA"], ["Bob", "MIT"]])
    told = {("People", 2): ((EvidenceRow(read_as="BUAA"), EvidenceRow(read_as="Other")),)}

    page = evidence(world.intake(path, [table]), told, NO_DECISIONS)
    rows = [*page.rows]
    assert len(page.rows) == len(rows) == page.header_row + 2
    assert rows[-1] in page.rows


def test_evidence_that_no_sheet_holds_ends_in_a_row_that_says_how_much_is_left_out(
    world, tmp_path, monkeypatch
):
    path, table = world.workbook(["Name", "Institution"], [["Ann", "BUAA"], ["Bob", "MIT"]])
    told = {("People", 2): (tuple(EvidenceRow(read_as=f"Body {number}") for number in range(5)),)}
    page = evidence(world.intake(path, [table]), told, NO_DECISIONS)
    monkeypatch.setattr(evidence_module, "LAST_ROW", page.header_row + 3)
    rows = [*page.rows]
    assert len(rows) == len(page.rows) == page.header_row + 3
    assert [row[6].value for row in rows[page.header_row : -1]] == ["Body 0", "Body 1"]
    assert rows[-1][0].value.startswith("3 more rows do not fit on a sheet")
