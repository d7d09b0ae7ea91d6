"""Every cell of a workbook is read, or the workbook is refused: no sheet vanishes because a reader stopped early."""

import io
import random

import openpyxl
import pytest
import xlsxwriter
from sheet_parts import HEADER, PERSON, row, text, workbook, worksheet

from screening.errors import UploadRefused
from screening.intake import read_list
from screening.intake.limits import LIMITS
from screening.intake.workbook_cells import read_workbook
from screening.intake.workbook_safety import preflight


def taken(tmp_path, content):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    return [row.subjects[0].name for row in read_list(path).rows() if row.subjects]


def refused(tmp_path, content):
    with pytest.raises(UploadRefused) as caught:
        taken(tmp_path, content)
    return caught.value


def test_a_sheet_in_utf16_refuses_the_workbook_and_says_which(tmp_path):
    first = worksheet(HEADER, PERSON)
    second = ('<?xml version="1.0" encoding="UTF-16"?>' + first).encode("utf-16")
    assert taken(tmp_path, workbook(first, first)) == ["Wei Example"] * 2
    caught = refused(tmp_path, workbook(first, second))
    assert caught.code == "cells-differ"
    assert (caught.facts["sheet"], caught.facts["count"], caught.facts["read"]) == ("Sheet1", 4, 0)


LOST = {
    "a second sheetData": worksheet(HEADER, "</sheetData><sheetData>", PERSON),
    "two values in a cell": worksheet(
        HEADER, row(2, '<c r="A2" t="str"><v>Wei Example</v><v>Li Example</v></c>')
    ),
    "two texts in a cell": worksheet(
        HEADER,
        row(2, '<c r="A2" t="inlineStr"><is><t>Wei Example</t></is><is><t>Li Example</t></is></c>'),
    ),
    "a text that CDATA hides": worksheet(HEADER, row(2, text("A2", "<![CDATA[Wei Example]]>"))),
    "half a text that CDATA hides": worksheet(HEADER, row(2, text("A2", "Wei <![CDATA[Example]]>"))),
    "an inline text without its tags": worksheet(
        HEADER, row(2, '<c r="A2" t="inlineStr"><v>Wei Example</v></c>')
    ),
}


@pytest.mark.parametrize("loss", LOST)
def test_what_the_reader_would_lose_refuses_the_workbook(tmp_path, loss):
    assert refused(tmp_path, workbook(LOST[loss])).code == "cells-differ"


EMPTY = [
    '<c r="{}" s="0"/>',
    '<c r="{}"><v/></c>',
    '<c r="{}" t="str"><v></v></c>',
    '<c r="{}" t="str"><v> </v></c>',
    '<c r="{}" t="str"><v>_x000D_</v></c>',
    '<c r="{}"><f>1+1</f></c>',
    '<c r="{}" t="str"><f>""</f><v></v></c>',
    '<c r="{}" t="e"><v>#N/A</v></c>',
    '<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    '<c r="{}" t="inlineStr"><is/></c>',
    '<c r="{}" t="inlineStr"><is><t/></is></c>',
    '<c r="{}" t="inlineStr"><is><t></t><rPh sb="0" eb="1"><t>ウェイ</t></rPh></is></c>',
    '<c r="{}" t="s"><v>1</v></c>',
    '<c r="{}" t="s"><v>2</v></c>',
    '<c r="{}" t="s"><v>3</v></c>',
]
FULL = [
    '<c r="{}"><v>0</v></c>',
    '<c r="{}" t="b"><v>0</v></c>',
    '<c r="{}" t="str"><v>a&amp;b</v></c>',
    '<c r="{}" t="str"><v>a<!-- x -->b</v></c>',
    '<c r="{}" t="str"><f>A1</f><v>Wei</v></c>',
    '<c r="{}" t="d"><v>2020-01-01</v></c>',
    '<c r="{}" t="inlineStr"><is><r><t>We</t></r><r><t>i</t></r></is></c>',
    '<c r="{}" t="inlineStr"><is><t>偉</t><rPh sb="0" eb="1"><t>ウェイ</t></rPh></is></c>',
    '<c r="{}" t="s"><v>0</v></c>',
    '<c r="{}" t="s"><v>4</v></c>',
]
STRINGS = (
    "<si><t>Wei</t></si><si></si><si><t> </t></si><si><rPh><t>ウェイ</t></rPh></si>"
    "<si><r><t>We</t></r><r><t>i</t></r></si>"
)


def test_empty_cells_of_every_spelling_count_for_nothing(tmp_path):
    for cells in (EMPTY, FULL, EMPTY + FULL):
        body = row(3, *(cell.format(f"{chr(65 + at)}3") for at, cell in enumerate(cells)))
        content = workbook(worksheet(HEADER, PERSON, body), strings=STRINGS)
        (sheet,) = preflight(content, "list.xlsx", LIMITS).sheets
        assert sheet.filled == 4 + sum(cell in FULL for cell in cells)
        read_workbook(content, "list.xlsx", [sheet], LIMITS)


def test_a_formula_outside_cells_makes_no_cell_a_formula():
    more = '<extLst><ext uri="x"><x:f xmlns:x="y">Sheet!A1</x:f></ext></extLst>'
    part = worksheet(HEADER, PERSON).replace("</worksheet>", more + "</worksheet>")
    (sheet,) = preflight(workbook(part), "list.xlsx", LIMITS).sheets
    assert sheet.formulas == {}


VALUES = [
    "Wei", "北京大学", " ", "", "a\nb", "<b>&", 0, -1.5, True, False, None, "=1+1", "_x000D_", "\r", "#N/A", "\u3000",
    "x" * 2_500, "=1/0",
]  # fmt: skip


def by_xlsxwriter(chance):
    out = io.BytesIO()
    inline = chance.random() < 0.5  # without shared strings
    with xlsxwriter.Workbook(out, {"constant_memory": inline, "in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for _ in range(chance.randrange(1, 4)):
            page = book.add_worksheet()
            for number in range(chance.randrange(1, 20)):
                for column in range(chance.randrange(8)):
                    kind = chance.randrange(10)
                    if kind == 0:
                        page.write_rich_string(number, column, "a", bold, "b", " c")
                    elif kind == 1:
                        page.write_blank(number, column, None, bold)
                    elif kind == 2:
                        page.write_formula(number, column, "=A1", None, chance.choice(["", "x", 3, "#N/A"]))
                    else:
                        page.write(number, column, chance.choice(VALUES))
            page.conditional_format("A1:B3", {"type": "data_bar", "data_bar_2010": True})
            page.add_sparkline(0, 10, {"range": "A1:C1"})
    return out.getvalue()


def by_openpyxl(chance):
    book = openpyxl.Workbook()
    for _ in range(chance.randrange(3)):
        page = book.create_sheet()
        for _ in range(chance.randrange(60)):
            page.cell(chance.randrange(1, 30), chance.randrange(1, 9)).value = chance.choice(VALUES)
        page.cell(40, 12).font = openpyxl.styles.Font(bold=True)
        page.merge_cells("A3:B5")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
def test_no_honest_workbook_is_refused_for_its_cells(write):
    chance, cells = random.Random(17), 0
    for _ in range(100):
        content = write(chance)
        facts = preflight(content, "list.xlsx", LIMITS)
        read_workbook(content, "list.xlsx", facts.sheets, LIMITS)
        cells += sum(sheet.filled for sheet in facts.sheets)
    assert cells > 1_000
