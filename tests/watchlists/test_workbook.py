"""Workbooks of publishers and of one's own are read by a child that may die; the updater never does."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from watchlists.errors import CustomListInvalid, NotTheList
from watchlists.updates.custom_lists import rows_of
from watchlists.workbook import ChildLimits, SheetLimits, sheets


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def far_corner():
    """Two cells, the second in the last row and column that a sheet can have: 1.7 KB that ask for terabytes."""
    held = io.BytesIO(workbook(["name"]))
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</sheetData>",
                    b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
                )
            new.writestr(part, content)
    return out.getvalue()


def test_days_are_days_numbers_are_numbers_and_nothing_is_blank():
    rows = [
        ["name", "day", "moment", "number"],
        ["A", date(2022, 3, 18), datetime(2022, 3, 18, 9, 30), 7.0],
        [None, "", None, 0.5],
    ]
    ((name, read),) = sheets(workbook(*rows))
    assert name == "Sheet"
    assert read == [
        ["name", "day", "moment", "number"],
        ["A", "2022-03-18", "2022-03-18", "7"],
        ["", "", "", "0.5"],
    ]


def test_a_sheet_that_would_abort_its_reader_is_refused_and_we_live():
    with pytest.raises(NotTheList):
        list(sheets(far_corner()))
    with pytest.raises(CustomListInvalid, match="Nothing was imported"):
        rows_of("ours.xlsx", far_corner())


def test_what_is_no_workbook_is_refused_in_words():
    for content in (b"", b"<html>Sign in</html>", workbook(["name"])[:-200]):
        with pytest.raises(NotTheList, match="workbook"):
            list(sheets(content))


@pytest.mark.parametrize(
    "limits",
    [SheetLimits(rows=1), SheetLimits(columns=1), SheetLimits(chars=5)],
    ids=["rows", "columns", "characters"],
)
def test_more_than_a_list_can_have_is_refused(limits):
    with pytest.raises(NotTheList, match="no list has"):
        list(sheets(workbook(["name", "country"], ["Example", "CN"]), limits))


def test_a_child_that_takes_too_long_is_stopped():
    limits = SheetLimits(child=ChildLimits(2**30, 60, 0.001, 32_767))
    with pytest.raises(NotTheList, match="more memory or time"):
        list(sheets(workbook(["name"]), limits))
