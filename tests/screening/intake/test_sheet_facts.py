"""What a workbook says besides its values: what a rewrite would lose, filters, sheets in their order."""

import io
import zipfile

import openpyxl
import pytest

from screening.intake.limits import LIMITS
from screening.intake.sheet_facts import column_number, letter
from screening.intake.workbook_safety import preflight


def facts_of(change=None, more=(), sheet_text=None):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Affiliation"])
    book.active.append(["A B", "MIT"])
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    new = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as target:
        for part in old.namelist():
            text = old.read(part)
            if sheet_text and part == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</worksheet>", sheet_text.encode() + b"</worksheet>")
            target.writestr(part, text)
        for part, text in more:
            target.writestr(part, text)
    return preflight(new.getvalue(), "list.xlsx", LIMITS)


@pytest.mark.parametrize(
    ("part", "text", "feature"),
    [
        ("xl/drawings/drawing9.xml", '<d:a xmlns:d="x"><d:sp/></d:a>', "shapes and text boxes"),
        ("xl/featurePropertyBag/featurePropertyBag.xml", "<a/>", "check boxes in cells"),
        ("xl/threadedComments/threadedComment1.xml", "<a/>", "threaded comments"),
        ("xl/ctrlProps/ctrlProp1.xml", "<a/>", "form controls"),
        ("xl/media/image1.emf", "x", "vector pictures"),
        ("xl/media/image1.bmp", "BM", "pictures that are neither PNG, JPEG nor GIF"),
        ("xl/media/image1.png", "II*\0", "pictures that are neither PNG, JPEG nor GIF"),
    ],
)
def test_what_a_rewrite_would_lose_is_named(part, text, feature):
    assert facts_of(more=[(part, text)]).lossy == {feature}


def test_sparklines_are_named():
    extension = '<extLst><ext uri="x"><s:sparklineGroups xmlns:s="y"><s:sparklineGroup/></s:sparklineGroups></ext></extLst>'
    assert "sparklines" in facts_of(sheet_text=extension).lossy


def test_a_plain_workbook_and_one_with_pictures_that_are_kept_lose_nothing():
    assert facts_of().lossy == set()
    assert (
        facts_of(more=[("xl/media/image1.jpg", b"\xff\xd8\xff\xe0"), ("xl/media/b.gif", b"GIF89a")]).lossy
        == set()
    )


def test_merges_hidden_parts_formulas_and_errors_are_found_by_position():
    def change(book):
        page = book.active
        page["C3"], page["D4"] = "=1+1", "#N/A"
        page.merge_cells("A5:B7")
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True

    (sheet,) = facts_of(change).sheets
    assert sheet.formulas == {(3, 3): False}
    assert sheet.errors == {(4, 4)}
    assert [str(merge) for merge in sheet.merges] == ["A5:B7"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {2})


def test_sheets_come_in_the_order_of_the_workbook():
    def change(book):
        book.create_sheet("First", 0)

    assert [sheet.name for sheet in facts_of(change).sheets] == ["First", "Sheet"]


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (256, "IV"), (16_384, "XFD")]
)
def test_columns_have_letters(number, letters):
    assert letter(number) == letters
    assert column_number(letters) == number
