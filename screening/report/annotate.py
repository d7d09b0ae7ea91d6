"""Result columns beside the user's own table, in the user's own sheet.

What the user has is not touched: cells, formulas, widths and filters to the left stay theirs. Our headers take the
look of the header they stand beside. Rows that hold no subject stay blank. A reviewer's columns are laid out and
left to the reviewer; what one wrote into an earlier report is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter

from screening.dispositions.standing import Standings
from screening.intake.model import Row, Table
from screening.report.drawing import MOST_LINKS, dress, set_link, set_value
from screening.report.foreign import Sheet, SheetCell, StyleIds
from screening.report.lines import Line, is_link, link_text
from screening.report.pages import TALLEST, Style, Value, lines_needed
from screening.report.placing import Place, free_columns, place_for, top_row
from screening.report.review import REVIEW, is_written_in, review_texts, review_value
from screening.report.styles import face
from screening.report.working import make_workable
from screening.ticks import Tick
from screening.wording import ResultColumn, level_label, wording

_FORMATS = {"score": "0", "confidence": "0.00", "date": "yyyy-mm-dd"}


def annotate(
    sheet: Sheet,
    tables: Sequence[Table],
    lines: Mapping[int, Line],
    rows: Mapping[int, Row],
    standings: Standings,
    tick: Tick,
) -> None:
    """Write lines and decisions of the rows (by number) of these tables of the sheet beside them."""
    place = place_for(sheet, tables)
    free_columns(sheet, place)
    for offset, column in enumerate(place.columns):
        sheet.column_dimensions[get_column_letter(place.start + offset)].width = column.width
    for table in tables:
        _headers(sheet, table, place)
        _lines(sheet, table, place, lines, tick)
        _review(sheet, table, place, rows, standings)
    if sheet._charts or sheet._images:
        _fix_heights(sheet, [table.header_row for table in tables], lines)
    make_workable(sheet, tables, place)


def _fix_heights(sheet: Sheet, headers: Sequence[int], lines: Mapping[int, Line]) -> None:
    """Give rows of wrapped text their height, or readers that lay out rows late leave drawings on top of them."""
    wrapped = [column for column in wording().columns if column.wrap]
    for number in headers:
        if number and sheet.row_dimensions[number].height is None:
            sheet.row_dimensions[number].height = 2 * 13.5 + 2
    for number, line in lines.items():
        values = line_values(line)
        most = max(lines_needed(str(values.get(column.key) or ""), column.width) for column in wrapped)
        if most > 1 and sheet.row_dimensions[number].height is None:
            sheet.row_dimensions[number].height = min(TALLEST, 13.5 * most + 2)


def line_values(line: Line) -> dict[str, Value]:
    """Give a line's values by column."""
    return {
        "outcome": line.outcome.value,
        "level": level_label(line.level) if line.level else None,
        "score": line.score,
        "best_hit": line.best_hit,
        "relation": line.relation,
        "confidence": line.confidence,
        "lists": line.lists,
        "why": line.why,
        "follows": line.follows,
        "source": link_text(line.source),
    }


def header_row_of(sheet: Sheet, table: Table, place: Place) -> int:
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


def _headers(sheet: Sheet, table: Table, place: Place) -> None:
    row = header_row_of(sheet, table, place)
    if not row:
        return
    beside = table.right_edge
    for offset, column in enumerate(place.columns):
        cell = sheet.cell(row, place.start + offset)
        set_value(cell, column.header)
        if not table.header_row or not beside:
            dress(cell, face(Style.HEADER))
            continue
        _like(cell, sheet.cell(row, beside))
        for above in range(table.first_header_row or row, row):
            sheet.cell(above, place.start + offset)._style = copy(sheet.cell(above, beside)._style)


def _like(cell: SheetCell, theirs: SheetCell) -> None:
    """Take over the look of the user's header, and make it bold and wrapped so that it reads as one."""
    cell._style = copy(theirs._style)
    font = copy(theirs.font)
    cell.font = Font(name=font.name, size=font.size, color=font.color, italic=font.italic, bold=True)
    cell.alignment = Alignment(
        horizontal="left", vertical=theirs.alignment.vertical or "center", wrap_text=True
    )
    if theirs.fill.fill_type is None:
        cell.fill = PatternFill("solid", start_color="E8ECF1", end_color="E8ECF1")


def _lines(sheet: Sheet, table: Table, place: Place, lines: Mapping[int, Line], tick: Tick) -> None:
    prototypes: dict[str, StyleIds] = {}
    first = table.header_row + 1 if table.header_row else top_row(table)
    beside, source = table.right_edge or 1, place.column("source")
    for number in range(first, table.last_row + 1):
        tick(1)
        line = lines.get(number)
        values = line_values(line) if line else {}
        for offset, column in enumerate(place.columns if line or place.again else ()):
            cell = sheet.cell(number, place.start + offset)
            if line:
                _prepare(sheet, cell, column, prototypes, beside)
            if column.key not in REVIEW:
                cell.hyperlink = None
                set_value(cell, values.get(column.key))
        if line and is_link(line.source) and len(sheet._hyperlinks) < MOST_LINKS:
            set_link(sheet.cell(number, source), line.source)


def _review(sheet: Sheet, table: Table, place: Place, rows: Mapping[int, Row], standings: Standings) -> None:
    """Write what was decided into the columns of the review; what somebody wrote into them is left as it is."""
    if not place.column("standing"):
        return  # whether a cell is somebody's own could not be told when the report comes back
    if not place.again and not standings.number:
        return
    first = table.header_row + 1 if table.header_row else top_row(table)
    for number in range(first, table.last_row + 1) if place.again else sorted(rows):
        row = rows.get(number)
        cells = {key: sheet.cell(number, place.column(key)) for key in REVIEW if place.column(key)}
        kept = {key: str(cell.value or "") for key, cell in cells.items()}
        if row is None and not any(kept.values()):
            continue
        texts = review_texts(row, kept, standings)
        for key, cell in cells.items():
            if key == "standing" or not is_written_in(kept):
                set_value(cell, review_value(key, texts[key]))


def _prepare(
    sheet: Sheet, cell: SheetCell, column: ResultColumn, prototypes: dict[str, StyleIds], beside: int
) -> None:
    """Style a cell; the style is made once a column and sheet, since making one is slow."""
    if column.key not in prototypes:
        theirs = sheet.cell(cell.row, beside)
        look = face(Style.LINK if column.key == "source" else Style.BODY)
        cell.font = Font(
            name=_font_name(sheet), size=10, color=look.ink, underline="single" if look.underline else None
        )
        right = column.key in _FORMATS
        cell.alignment = Alignment(
            vertical=theirs.alignment.vertical or "bottom",  # as in the rest of the row
            wrap_text=column.wrap,
            horizontal="right" if right else "left",
            indent=1 if right or column.key == "outcome" else 0,  # or figures touch the text beside them
        )
        cell.number_format = _FORMATS.get(column.key, "General")
        cell.protection = Protection(locked=not column.reviewer)
        prototypes[column.key] = copy(cell._style)
    cell._style = copy(prototypes[column.key])


def _font_name(sheet: Sheet) -> str:
    """Give the font the user's workbook has by default."""
    fonts = sheet.parent._fonts
    return str(fonts[0].name) if fonts and fonts[0].name else "Arial"
