"""Workbooks are saved faster than openpyxl does it, to the bytes that openpyxl gives, and tell of every row."""

import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from screening.progress import RunEnded, no_progress
from screening.report.xlsx_save import open_book, save_book


def full_book():
    book = Workbook()
    sheet = book.active
    values = [
        "text", "", " spaces ", " ", "a\nb", "<&>\"'", "_x000D_", "=1+1", "#N/A", True, False, 0, -1, 1.5, 1e-9, 1e22,
        10**15, None, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), time(5, 6), "王伟", "1",
        CellRichText("plain ", TextBlock(InlineFont(b=True), "bold")),
    ]  # fmt: skip
    for number, value in enumerate(values, start=1):
        sheet.cell(number, 1).value = value
        sheet.cell(number, 3).value = value
        sheet.cell(number, 3).font = Font(bold=True)
        sheet.cell(number, 4).font = Font(italic=True)  # styled and empty
    sheet["F2"].hyperlink = "https://example.org/"
    sheet["F3"].comment = Comment("seen", "ana")
    sheet["F4"] = "both"
    sheet["F4"].comment = Comment("seen", "ana")
    sheet["F5"].quotePrefix = True
    sheet["F5"].value = "=text"
    sheet["F5"].data_type = "s"
    sheet.merge_cells("H1:J3")
    sheet["H1"] = "merged"
    sheet.row_dimensions[2].height = 40
    sheet.row_dimensions[99].hidden = True
    book.create_sheet("empty")
    return book


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def saved_both_ways(book, folder):
    book.save(folder / "given.xlsx")
    load_workbook(folder / "given.xlsx", rich_text=True).save(folder / "theirs.xlsx")
    save_book(load_workbook(folder / "given.xlsx", rich_text=True), folder / "ours.xlsx", no_progress)
    return members(folder / "ours.xlsx"), members(folder / "theirs.xlsx")


def test_every_sort_of_cell_is_written_to_the_bytes_that_openpyxl_gives(tmp_path):
    ours, theirs = saved_both_ways(full_book(), tmp_path)
    assert ours == theirs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.one_of(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**15), 10**15)), max_size=20))  # fmt: skip
def test_whatever_the_texts_and_numbers_are(tmp_path, values):
    book = Workbook()
    for number, value in enumerate(values, start=1):
        book.active.cell(1, number).value = value
    ours, theirs = saved_both_ways(book, tmp_path)
    assert ours == theirs


def test_a_number_with_more_digits_than_any_other_program_reads_is_written_as_it_stood(tmp_path):
    book = Workbook()
    book.active["A1"] = "list"
    book.save(tmp_path / "given.xlsx")
    again = load_workbook(tmp_path / "given.xlsx")
    again.active["B1"].value = 10**4000
    save_book(again, tmp_path / "out.xlsx", no_progress)
    assert f"<v>{10**4000}</v>".encode() in members(tmp_path / "out.xlsx")["xl/worksheets/sheet1.xml"]


def test_every_row_is_told_while_a_workbook_is_opened_and_saved(tmp_path):
    book = Workbook()
    for number in range(1, 2_001):
        book.active.cell(number, 1).value = f"text {number}"
    book.save(tmp_path / "list.xlsx")
    opened, saved = [], []
    again = open_book(tmp_path / "list.xlsx", 2_000, opened.append)
    save_book(again, tmp_path / "out.xlsx", saved.append)
    assert 1_800 < sum(opened) <= 2_000  # parts that hold no rows are not always read to their end
    assert len([rows for rows in opened if rows]) > 1
    assert sum(saved) == 2_000


def test_who_is_told_may_end_it(tmp_path):
    book = Workbook()
    book.active["A1"] = "text"
    book.save(tmp_path / "list.xlsx")

    def nobody_waits(_rows):
        raise RunEnded

    with pytest.raises(RunEnded):
        open_book(tmp_path / "list.xlsx", 1, nobody_waits)
