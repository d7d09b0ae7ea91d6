"""A styled cell far from the list, as spreadsheets leave behind: no cell between it and the list is made."""

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from screening.intake import take
from screening.report.cached import last_values
from screening.report.placing import place_for
from screening.ticks import untold


def test_nothing_is_made_on_the_way_to_a_far_cell(tmp_path):
    book = Workbook()
    for row in (["Organisation", "Note"], ["KU Leuven", "=1+1"], ["MIT", "x"]):
        book.active.append(row)
    book.active["CZ900"].font = Font(bold=True)
    path = tmp_path / "list.xlsx"
    book.save(path)
    opened = load_workbook(path)
    before = set(opened.active._cells)
    assert place_for(opened.active, take(path).tables, untold).start == 3
    last_values(path, opened)
    assert set(opened.active._cells) == before
