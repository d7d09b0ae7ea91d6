"""A styled cell far from the list, as spreadsheets leave behind: no cell between it and the list is made."""

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from screening.intake import read_list
from screening.progress import no_progress
from screening.report.column_placement import place_for
from screening.report.formula_values import last_values


def test_nothing_is_made_on_the_way_to_a_far_cell(tmp_path):
    book = Workbook()
    for row in (["Organisation", "Note"], ["KU Leuven", "=1+1"], ["MIT", "x"]):
        book.active.append(row)
    book.active["CZ900"].font = Font(bold=True)
    path = tmp_path / "list.xlsx"
    book.save(path)
    opened = load_workbook(path)
    before = set(opened.active._cells)
    assert place_for(opened.active, read_list(path).tables, no_progress).start == 3
    last_values(path, opened)
    assert set(opened.active._cells) == before
