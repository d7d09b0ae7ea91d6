"""What the user has stays the user's: looks, formulas and their values, filters, widths, everything beside."""

import re
from datetime import datetime
from itertools import pairwise
from zipfile import ZipFile

import pytest
from list_screening import write_results
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as TableObject
from xlsxwriter import Workbook as Written

from screening.errors import OutputUnwritable
from screening.intake.list_reader import read_list
from screening.labels import wording
from screening.report import column_placement

HEADERS = [column.header for column in wording().columns]
LAST = get_column_letter(3 + len(HEADERS))  # of a report on three columns
PEOPLE = [["Name", "Institution", "Country"], ["Ann", "BUAA", "CN"], ["Bob", "MIT", "US"]]


def letter(header):
    return get_column_letter(4 + HEADERS.index(header))


@pytest.fixture
def report(world):
    """Take a workbook, write the report on it, and open that."""

    def make(path, results=None, out="out.xlsx"):
        intake = read_list(path)
        write_results(path, intake, results or {}, world.facts, path.parent / out)
        return load_workbook(path.parent / out)

    return make


@pytest.fixture
def people(tmp_path):
    book = Workbook()
    book.active.title = "People"
    for row in PEOPLE:
        book.active.append(row)
    return book, book.active, tmp_path / "list.xlsx"


def test_looks_comments_and_order_of_sheets_stay(people, report):
    book, sheet, path = people
    sheet["A2"].font = Font(name="Georgia", bold=True, color="112233")
    sheet["B2"].comment = Comment("checked by phone", "Ann")
    sheet.column_dimensions["B"].width = 41
    sheet.row_dimensions[3].height = 33
    book.create_sheet("Notes", 0)["A1"] = "nothing here"
    book.save(path)
    after = report(path)
    kept = after["People"]
    assert after.sheetnames[:2] == ["Notes", "People"]
    assert (kept["A2"].font.name, kept["A2"].font.b) == ("Georgia", True)
    assert kept["B2"].comment.text == "checked by phone"
    assert (kept.column_dimensions["B"].width, kept.row_dimensions[3].height) == (41, 33)


def test_our_header_takes_the_look_of_theirs(people, report):
    book, sheet, path = people
    for cell in sheet[1]:
        cell.fill = PatternFill("solid", start_color="1F4E79")
        cell.font = Font(name="Georgia", color="FFFFFF")
    book.save(path)
    ours = report(path)["People"]["D1"]
    assert (ours.value, ours.fill.start_color.rgb, ours.font.name) == (HEADERS[0], "001F4E79", "Georgia")


def test_formulas_stay_formulas_with_their_last_values(tmp_path, report):
    path = tmp_path / "list.xlsx"
    book = Written(str(path))
    sheet = book.add_worksheet("People")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(PEOPLE):
        sheet.write_row(number, 0, row)
    sheet.write_row(0, 3, ["Total", "Text", "Day", "Yes", "Wrong"])
    sheet.write_formula(1, 3, "=SUM(1,2)", None, 3.5)
    sheet.write_formula(1, 4, '="a"&"<b>"', None, "a<b>")
    sheet.write_formula(1, 5, "=TODAY()", day, 46000)
    sheet.write_formula(1, 6, "=TRUE()", None, True)
    sheet.write_formula(1, 7, "=1/0", None, "#DIV/0!")
    book.close()
    kept = report(path)["People"]
    assert [kept.cell(2, column).value for column in range(4, 9)] == [
        "=SUM(1,2)",
        '="a"&"<b>"',
        "=TODAY()",
        "=TRUE()",
        "=1/0",
    ]
    values = load_workbook(tmp_path / "out.xlsx", data_only=True)["People"]
    day = datetime(2025, 12, 9)
    assert [values.cell(2, column).value for column in range(4, 9)] == [3.5, "a<b>", day, True, "#DIV/0!"]


def test_a_list_whose_names_are_formulas_can_be_screened_again_from_its_report(tmp_path, report):
    path = tmp_path / "list.xlsx"
    book = Written(str(path))
    sheet = book.add_worksheet("People")
    for number, row in enumerate(PEOPLE):
        sheet.write_row(number, 0, row)
    sheet.write_formula(1, 0, '="A"&"nn"', None, "Ann")
    book.close()
    report(path)
    before, after = (list(read_list(tmp_path / name).rows()) for name in ("list.xlsx", "out.xlsx"))
    assert [row.subjects for row in after] == [row.subjects for row in before]


def test_a_filter_of_theirs_is_widened_and_keeps_its_criteria(people, report):
    book, sheet, path = people
    sheet.auto_filter.ref = "A1:C3"
    sheet.auto_filter.add_filter_column(2, ["CN"])
    book.save(path)
    kept = report(path)["People"].auto_filter
    assert kept.ref == f"A1:{LAST}3"
    assert kept.filterColumn[0].filters.filter == ["CN"]


def test_a_sheet_without_a_filter_gets_one_and_a_frozen_header(people, report):
    book, _, path = people
    book.save(path)
    sheet = report(path)["People"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == (f"A1:{LAST}3", "B2")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")


def test_panes_they_froze_stay(people, report):
    book, sheet, path = people
    sheet.freeze_panes = "C2"
    book.save(path)
    assert report(path)["People"].freeze_panes == "C2"


def test_a_table_object_of_theirs_grows_over_our_columns(people, report):
    book, sheet, path = people
    sheet.add_table(TableObject(displayName="people", ref="A1:C3"))
    book.save(path)
    after = report(path)["People"]
    held = after.tables["people"]
    assert held.ref == held.autoFilter.ref == f"A1:{LAST}3"
    assert [column.name for column in held.tableColumns] == PEOPLE[0] + HEADERS
    assert len({column.id for column in held.tableColumns}) == len(held.tableColumns)
    assert after.auto_filter.ref is None


def test_validations_and_conditional_formats_of_theirs_stay_beside_ours(people, report):
    book, sheet, path = people
    theirs = DataValidation(type="list", formula1='"CN,US"')
    theirs.add("C2:C3")
    sheet.add_data_validation(theirs)
    sheet.conditional_formatting.add(
        "C2:C3", CellIsRule(operator="equal", formula=['"CN"'], font=Font(bold=True))
    )
    book.save(path)
    after = report(path)["People"]
    lists = {
        str(one.sqref): one.formula1 for one in after.data_validations.dataValidation if one.type == "list"
    }
    assert lists["C2:C3"] == '"CN,US"'
    assert (
        lists[f"{letter('Review: decision')}2:{letter('Review: decision')}3"]
        == '"true match,false positive,inconclusive,escalated,confirm,reject"'
    )
    # With its quotes; a spreadsheet holds 255 characters of choices.
    assert 100 < len(lists[f"{letter('Review: reason')}2:{letter('Review: reason')}3"]) <= 257
    assert "C2:C3" in {str(held.sqref) for held in after.conditional_formatting}


def test_nothing_that_stands_in_the_rows_is_covered(people, report):
    book, sheet, path = people
    chart = BarChart()
    chart.width = 15  # cm: nine columns of the default width
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
    sheet.add_chart(chart, "E1")
    sheet["L20"] = "a note far below"
    book.save(path)
    after = report(path)["People"]
    start = next(cell.column for cell in after[1] if cell.value == HEADERS[0])
    assert 13 <= start <= 16
    assert after["L20"].value == "a note far below"


@pytest.mark.parametrize(("wide", "fits"), [(100, True), (10**9, False)])
def test_however_many_drawings_there_are_each_columns_width_is_asked_for_once(
    people, report, monkeypatch, wide, fits
):
    book, sheet, path = people
    for row in range(1, 9):
        chart = BarChart()
        chart.width = wide  # cm
        chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=3))
        sheet.add_chart(chart, f"E{row}")
    book.save(path)
    asked, width_of = [], column_placement.width_of
    monkeypatch.setattr(
        column_placement, "width_of", lambda *given: asked.append(given[1]) or width_of(*given)
    )
    if fits:
        start = next(cell.column for cell in report(path)["People"][1] if cell.value == HEADERS[0])
        assert 60 < start < 80
    else:
        with pytest.raises(OutputUnwritable, match="right edge"):
            report(path)
    assert asked.count(16_384) == 1


def test_a_width_they_set_for_all_further_columns_stays_around_ours(people, report):
    book, sheet, path = people
    sheet.column_dimensions.group("D", "Z", hidden=True)
    book.save(path)
    widths = report(path)["People"].column_dimensions
    spans = sorted((held.min, held.max) for held in widths.values() if held.min)
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    assert not widths["D"].hidden
    assert widths[get_column_letter(4 + len(HEADERS))].hidden


def test_each_table_of_a_sheet_has_its_own_headers_in_the_same_columns(people, report, world):
    book, sheet, path = people
    sheet.append([])
    for row in [["Name", "Institution", "Country", "E-mail"], ["Cem", "KIT", "DE", "x@kit.edu"]]:
        sheet.append(row)
    book.save(path)
    after = report(path, {("People", 6): world.result()})["People"]
    assert (after["E1"].value, after["E5"].value, after["E6"].value) == (
        HEADERS[0],
        HEADERS[0],
        "No match found",
    )
    assert after["E4"].value is None
    assert after.auto_filter.ref is None


def test_rows_that_hold_no_subject_stay_blank(people, report):
    book, sheet, path = people
    sheet.append(["Total", 2])
    book.save(path)
    after = report(path)["People"]
    assert after["D2"].value == "Could not be screened"
    assert after["D4"].value is None


def test_a_list_without_a_header_has_results_beside_it_and_can_come_back(world):
    book = Workbook()
    book.active.title = "People"
    names = ["Beihang University", "Sichuan University", "University of Canterbury", "Tsinghua University"]
    for name in names:
        book.active.append([name])
    path = world.folder / "bare.xlsx"
    book.save(path)
    first = read_list(path)
    results = {("People", 1): world.result(hits=[world.hit()]), ("People", 2): world.result()}
    write_results(path, first, results, world.facts, world.folder / "one.xlsx")
    again = read_list(world.folder / "one.xlsx")
    assert [row.subjects for row in again.rows()] == [row.subjects for row in first.rows()]
    write_results(world.folder / "one.xlsx", again, {}, world.facts, world.folder / "two.xlsx")
    after = load_workbook(world.folder / "two.xlsx")["People"]
    assert [after.cell(number, 2).value for number in range(1, 5)] == ["Could not be screened"] * 4
    assert after.max_column == 1 + len(HEADERS)


def test_in_a_protected_sheet_only_the_reviewers_cells_are_open(people, report):
    book, sheet, path = people
    sheet.protection.enable()
    book.save(path)
    after = report(path)["People"]
    locked = {after.cell(1, cell.column).value: cell.protection.locked for cell in after[2][3:]}
    assert [header for header, shut in locked.items() if not shut] == HEADERS[-5:]


def test_a_workbook_that_says_nothing_of_calculation_gets_its_report(report, tmp_path, people):
    book, _, path = people
    book.save(path)
    bare = tmp_path / "bare.xlsx"
    with ZipFile(path) as old, ZipFile(bare, "w") as new:
        for part in old.namelist():
            content = old.read(part).decode()
            # SheetJS writes neither of them
            new.writestr(part, re.sub("<(calcPr|bookViews?)[^>]*/>|<bookViews>.*</bookViews>", "", content))
    with ZipFile(bare) as archive:
        assert b"calcPr" not in archive.read("xl/workbook.xml")
    after = report(bare)
    assert after["People"]["A2"].value == "Ann"
    assert after.calculation.fullCalcOnLoad
