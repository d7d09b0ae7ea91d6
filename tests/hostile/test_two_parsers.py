"""Two parsers read the same texts from generated workbooks, so nobody sees another name than was screened."""

import datetime
import io
import random

import openpyxl
import pytest

from screening.intake.limits import LIMITS
from screening.intake.workbook_cells import read_workbook
from screening.intake.workbook_safety import preflight

PIECES = [
    "Wei",
    "北京大学",
    "é",
    "e\u0301",
    "\u200f",
    "\u00a0x",
    "<b>",
    "&amp;",
    "a\nb",
    "  lead",
    "trail  ",
    "=text",
    "😀",
    "\tt",
    "0012",
    "ﷺ",
]


def generated(chance):
    """A workbook of texts, figures, dates and truth values in scattered cells."""
    book = openpyxl.Workbook()
    for _ in range(chance.randrange(1, 60)):
        cell = book.active.cell(chance.randrange(1, 30), chance.randrange(1, 12))
        if cell.value is not None:
            continue  # a figure in a cell that was formatted as a date is another matter
        day = datetime.date(1990, 1, 1) + datetime.timedelta(days=chance.randrange(12_000))
        text = "".join(chance.choices(PIECES, k=chance.randrange(1, 5)))
        cell.value = chance.choice(
            [text, text, text, chance.randrange(-(10**9), 10**9), chance.random(), day, True]
        )
        if isinstance(cell.value, str):
            cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value)


@pytest.mark.slow
def test_two_parsers_agree_on_200_generated_workbooks():
    chance = random.Random(20)
    for _ in range(200):
        content = generated(chance)
        facts = preflight(content, "list.xlsx", LIMITS)
        (grid,) = read_workbook(content, "list.xlsx", facts.sheets, LIMITS)
        page = openpyxl.load_workbook(io.BytesIO(content)).active
        for row in page.iter_rows(max_row=len(grid.rows)):
            for cell in row:
                assert grid.cell(cell.row, cell.column) == as_text(cell.value), cell.coordinate
        assert page.max_row == len(grid.rows) == facts.sheets[0].last_row
