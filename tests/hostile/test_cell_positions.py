"""Of a cell that stands twice, one program shows the first text and another the last: such a workbook is refused.

`HOSTILE` and `HONEST` are tables, so that it can be said how many were tried.
"""

import io
import random

import openpyxl
import pytest
from sheet_parts import HEADER, PERSON, row, text, workbook, worksheet

from screening.errors import UploadRefused
from screening.intake import read_list
from screening.intake.limits import LIMITS
from screening.intake.workbook_cells import read_workbook
from screening.intake.workbook_safety import preflight


def bare(*cells, number=None):
    return (f'<row r="{number}">' if number else "<row>") + "".join(cells) + "</row>"


def unplaced(value):
    return f'<c t="str"><v>{value}</v></c>'


HOSTILE = {
    "the same cell twice in its row": [row(2, text("A2", "Wei Example"), text("A2", "Li Example"))],
    "the same cell twice, the first empty": [row(2, '<c r="A2"/>', text("A2", "Li Example"))],
    "the same cell twice, the second empty": [row(2, text("A2", "Li Example"), '<c r="A2"/>')],
    "the same row twice": [PERSON, row(2, text("A2", "Li Example"))],
    "the same row twice, with other cells": [row(2, text("A2", "Wei Example")), row(2, text("B2", "MIT"))],
    "the same row twice, the first empty": [bare(number=2), PERSON],
    "a row above the one before": [row(4, text("A4", "Wei Example")), row(3, text("A3", "Li Example"))],
    "the header's row again": [PERSON, row(1, text("A1", "Li Example"))],
    "a cell left of the one before": [row(2, text("B2", "MIT"), text("A2", "Wei Example"))],
    "a cell of another row": [row(2, text("A2", "Wei Example"), text("B3", "MIT"))],
    "a cell of the row above": [PERSON, row(3, text("A2", "Li Example"))],
    "a cell of another row, in a row without a number": [bare(text("A3", "Wei Example"))],
    "a place that was taken by a cell without one": [row(2, unplaced("Wei Example"), text("A2", "Li Example"))],
    "a row number that an unnumbered row took": [bare(unplaced("Wei Example")), row(2, text("A2", "Li Example"))],
    "small letters for the same cell": [row(2, text("A2", "Wei Example"), text("a2", "Li Example"))],
    "zeros before the number of the same cell": [row(2, text("A2", "Wei Example"), text("A02", "Li Example"))],
    "row zero": [row(0, text("A2", "Wei Example"))],
    "a cell outside any row": [text("A1", "Wei Example")],
}  # fmt: skip
HONEST = {
    "every place given": [PERSON],
    "no places of cells": [row(2, unplaced("Wei Example"), unplaced("Beihang University"))],
    "no numbers of rows": [bare(text("A2", "Wei Example"), text("B2", "Beihang University"))],
    "no places at all": [bare(unplaced("Wei Example"), unplaced("Beihang University"))],
    "a cell without a place after one": [row(2, text("A2", "Wei Example"), unplaced("Beihang University"))],
    "rows left out": [row(7, text("A7", "Wei Example"), text("B7", "Beihang University"))],
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_positions_that_repeat_or_go_back_refuse_the_workbook(tmp_path, attack):
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(worksheet(HEADER, *HOSTILE[attack])))
    with pytest.raises(UploadRefused) as caught:
        read_list(path)
    error = caught.value
    assert error.code == "cell-order"
    assert "Sheet" in error.sentence
    assert error.facts["ref"] in error.sentence


@pytest.mark.parametrize("form", HONEST)
def test_positions_that_are_left_out_are_read_alike_by_both_parsers(tmp_path, form):
    content = workbook(worksheet(HEADER, *HONEST[form]))
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    (person,) = (each for line in read_list(path).rows() for each in line.subjects)
    assert (person.name, person.affiliations) == ("Wei Example", ("Beihang University",))
    (grid,) = read_workbook(content, "list.xlsx", preflight(content, "list.xlsx", LIMITS).sheets, LIMITS)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    for line in page.iter_rows():
        for cell in line:
            assert grid.cell(cell.row, cell.column) == (cell.value or "")


def scattered(chance):
    """Rows with and without numbers and places, in order, and where every text stands."""
    rows, number = [], 1
    for _ in range(chance.randrange(1, 12)):
        numbered = chance.random() < 0.6
        number += chance.randrange(1, 4) if numbered else 1
        cells, column = [], 0
        for _ in range(chance.randrange(6)):
            placed = chance.random() < 0.6
            column += chance.randrange(1, 3) if placed else 1
            value = f"t{chance.randrange(99)}"
            cells.append(text(f"{chr(64 + column)}{number}", value) if placed else unplaced(value))
        rows.append(bare(*cells, number=number if numbered else None))
    return rows


@pytest.mark.slow
def test_two_parsers_agree_on_200_workbooks_that_leave_places_out():
    chance = random.Random(54)
    for _ in range(200):
        content = workbook(worksheet(HEADER, *scattered(chance)))
        facts = preflight(content, "list.xlsx", LIMITS)
        (grid,) = read_workbook(content, "list.xlsx", facts.sheets, LIMITS)
        for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(max_row=len(grid.rows)):
            for cell in line:
                assert grid.cell(cell.row, cell.column) == (cell.value or ""), cell.coordinate
