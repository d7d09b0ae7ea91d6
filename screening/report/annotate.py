"""Result columns beside the user's own table, in the user's own sheet.

What the user has is not touched: cells, formulas, widths and filters to the left stay theirs. Our headers take the
look of the header they stand beside. Rows that hold no subject stay blank. A reviewer's columns are laid out and
left to the reviewer; what one wrote into an earlier report is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from screening.intake.model import Row, Table
from screening.labels import wording
from screening.progress import Progress
from screening.report.added_sheets import TALLEST, Style, lines_needed
from screening.report.column_placement import ColumnPlacement, free_columns, place_for, top_row
from screening.report.openpyxl_types import Sheet, SheetCell
from screening.report.result_cells import ResultCells, row_values
from screening.report.rows import ReportRow
from screening.report.sheet_setup import make_workable
from screening.report.xlsx_sheets import named_style, set_value
from screening.review.subject_decisions import DecisionsInEffect


def annotate(
    sheet: Sheet,
    tables: Sequence[Table],
    lines: Mapping[int, ReportRow],
    rows: Mapping[int, Row],
    decisions_in_effect: DecisionsInEffect,
    tick: Progress,
) -> ResultCells:
    """Make room for lines and decisions of the rows (by number) of these tables of the sheet, beside them.

    Gives what writes them when the sheet is saved.
    """
    place = place_for(sheet, tables, tick)
    free_columns(sheet, place)
    for offset, column in enumerate(place.columns):
        sheet.column_dimensions[get_column_letter(place.start + offset)].width = column.width
    for table in tables:
        _headers(sheet, table, place)
    beside = ResultCells.of(sheet, tables, place, lines, rows, decisions_in_effect)
    if sheet._charts or sheet._images:
        _fix_heights(sheet, [table.header_row for table in tables], lines)
    make_workable(sheet, tables, place)
    return beside


def _fix_heights(sheet: Sheet, headers: Sequence[int], lines: Mapping[int, ReportRow]) -> None:
    """Give rows of wrapped text their height, or readers that lay out rows late leave drawings on top of them."""
    wrapped = [column for column in wording().columns if column.wrap]
    for number in headers:
        if number and sheet.row_dimensions[number].height is None:
            sheet.row_dimensions[number].height = 2 * 13.5 + 2
    for number, line in lines.items():
        values = row_values(line)
        most = max(lines_needed(str(values.get(column.key) or ""), column.width) for column in wrapped)
        if most > 1 and sheet.row_dimensions[number].height is None:
            sheet.row_dimensions[number].height = min(TALLEST, 13.5 * most + 2)


def header_row_of(sheet: Sheet, table: Table, place: ColumnPlacement) -> int:
    """Give the row for our headers: the table's own, or for a list without one a blank row above it, or 0."""
    if table.header_row:
        return table.header_row
    above = top_row(table) - 1
    if above < 1:
        return 0
    row = next(sheet.iter_rows(min_row=above, max_row=above, values_only=True), ())
    blank = all(value in (None, "") for value in row)
    ours = place.again and sheet.cell(above, place.start).value == wording().columns[0].header
    return above if blank or ours else 0


def _headers(sheet: Sheet, table: Table, place: ColumnPlacement) -> None:
    row = header_row_of(sheet, table, place)
    if not row:
        return
    beside = table.right_edge
    for offset, column in enumerate(place.columns):
        cell = sheet.cell(row, place.start + offset)
        set_value(cell, column.header)
        cell.style = named_style(sheet.parent, Style.HEADER)
        if not table.header_row or not beside:
            continue
        _like(cell, sheet.cell(row, beside))
        for above in range(table.first_header_row or row, row):
            sheet.cell(above, place.start + offset)._style = copy(sheet.cell(above, beside)._style)


def _like(cell: SheetCell, theirs: SheetCell) -> None:
    """Take over the look of the user's header, and make it bold and wrapped so that it reads as one."""
    if not theirs.has_style:
        return
    ours = copy(cell._style)
    cell._style = copy(theirs._style)
    cell._style.xfId = ours.xfId  # it is of our style all the same
    font = copy(theirs.font)
    cell.font = Font(name=font.name, size=font.size, color=font.color, italic=font.italic, bold=True)
    cell.alignment = Alignment(
        horizontal="left", vertical=theirs.alignment.vertical or "center", wrap_text=True
    )
    if theirs.fill.fill_type is None:
        cell._style.fillId = ours.fillId
