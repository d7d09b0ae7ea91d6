"""Drawing pages into a workbook: openpyxl keeps how a sheet is laid out, its rows are written as text when it is saved.

Every text is stored as a string, whatever it begins with; a link is only ever a page's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from math import ceil

from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from screening.formula_escaping import cell_text, escaped, is_formula
from screening.labels import wording
from screening.report.added_sheets import AddedCell, AddedSheet, CellValue, FoldedRow, Style, height_of
from screening.report.openpyxl_types import Book, Dressed, Sheet, SheetCell
from screening.report.xlsx_cells import CellStyle, Links, cell
from screening.report.xlsx_styles import FONT, Face, face

A3, A4 = "8", "9"  # as the format numbers papers
WIDE = 230  # characters across; more is unreadable on A4
_LEGIBLE = 330  # characters across a page of A3 on its side that still print at two thirds of their size


def set_value(cell: SheetCell, value: CellValue) -> None:
    """Store a value; a text stays a text, and one that looks like a formula is marked as such for editors."""
    if isinstance(value, str):
        cell.value = escaped(cell_text(value))
        if value:
            cell.data_type = "s"
        if is_formula(value):
            mark_as_text(cell)
    else:
        cell.value = value


def mark_as_text(cell: SheetCell) -> None:
    """Set the mark that keeps an editor from reading the text anew as a formula when the cell is edited."""
    cell.quotePrefix = True


@dataclass
class DrawnSheet:
    """A page in a book; its rows are made when they are written, so a long page takes no memory."""

    book: Workbook
    sheet: Sheet
    page: AddedSheet
    _styles: dict[Style, CellStyle] = field(default_factory=dict)

    def extent(self) -> tuple[int, int]:
        """The last row and column."""
        return max(1, len(self.page.rows)), max(1, len(self.page.widths))

    def rows(self) -> Iterator[str]:
        """Write the rows of the sheet, one by one."""
        links = Links(self.sheet)
        letters = [get_column_letter(index) for index in range(1, self.extent()[1] + 1)]
        rows = chain(self.page.rows, ((),))  # what comes after the last row is not folded under it
        for number, (row, following) in enumerate(pairwise(rows), start=1):
            texts, column = [], 0
            for each in row:
                texts.append(self._cell(f"{letters[column]}{number}", each, links))
                style = self._style_in_book(each.style)
                texts += [
                    cell(f"{letters[beside]}{number}", style, None)
                    for beside in range(column + 1, column + each.span)
                ]
                column += each.span
            height = height_of(row, self.page.widths)
            tall = f' ht="{height:g}" customHeight="1"' if height else ""
            folds = ' outlineLevel="1" hidden="1"' if isinstance(row, FoldedRow) else ""
            if not folds and isinstance(following, FoldedRow):
                folds = ' collapsed="1"'
            yield f'<row r="{number}"{tall}{folds}>{"".join(texts)}</row>'

    def _cell(self, place: str, said: AddedCell, links: Links) -> str:
        if not said.link or not links.has_room_for(said.link):
            return cell(place, self._style_in_book(said.style), said.value)
        links.add(place, said.link)
        style = Style.DETAIL_LINK if said.style is Style.DETAIL else Style.LINK
        return cell(place, self._style_in_book(style), said.value)

    def _style_in_book(self, style: Style) -> CellStyle:
        if style not in self._styles:
            held: SheetCell = BookCell(self.sheet, row=1, column=1)
            held.style = named_style(self.book, style)
            self._styles[style] = CellStyle(self.book, held._style)
        return self._styles[style]


def draw(book: Workbook, page: AddedSheet) -> DrawnSheet:
    """Add the page as the last sheet of the book."""
    sheet: Sheet = book.create_sheet(page.title)
    for number, row in enumerate(page.rows, start=1):
        if page.header_row and number > page.header_row:
            break
        column = 1
        for each in row:
            _span(sheet, number, column, each)
            column += each.span
    _lay_out(sheet, page)
    return DrawnSheet(book, sheet, page)


def named_style(book: Book, style: Style, font: str = FONT) -> str:
    """Give the name of a style in a book, where a reader may change it for all its cells at once.

    A book keeps the one that it has from an earlier report, with what somebody changed of it.
    """
    name = f"Screening {style.value}" if font == FONT else f"Screening {style.value}, {font}"
    if name not in book._named_styles.names:
        made = NamedStyle(name=name)
        dress(made, face(style), font)
        book.add_named_style(made)
    return name


def dress(cell: Dressed, look: Face, font: str = FONT) -> None:
    """Give a cell or a named style a look."""
    cell.font = Font(
        name=font,
        size=look.size,
        bold=look.bold,
        italic=look.italic,
        color=look.ink,
        underline="single" if look.underline else None,
    )
    cell.alignment = Alignment(
        vertical="top",
        wrap_text=look.wrap,
        horizontal="right" if look.right else "left",
        indent=1 if look.right else 0,
    )
    if look.fill:
        cell.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
    if look.outline:
        side = Side(style="thin", color=look.outline)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    elif look.rule:
        cell.border = Border(bottom=Side(style="thin", color=look.rule))
    if look.format:
        cell.number_format = look.format
    if look.open:
        cell.protection = Protection(locked=False)


def _span(sheet: Sheet, number: int, column: int, cell: AddedCell) -> None:
    if cell.span > 1:
        # Beside `add`, which first looks whether one of all the others holds it: hours for a list of 100,000 reasons.
        sheet.merged_cells.ranges.add(
            CellRange(min_col=column, max_col=column + cell.span - 1, min_row=number, max_row=number)
        )


def _lay_out(sheet: Sheet, page: AddedSheet) -> None:
    for index, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.sheet_view.showGridLines = page.grid
    last_row = max(page.header_row + 1, len(page.rows))
    if page.header_row:
        last = get_column_letter(len(page.widths))
        sheet.freeze_panes = f"{get_column_letter(page.frozen_columns + 1)}{page.header_row + 1}"
        if page.filtered:
            sheet.auto_filter.ref = f"A{page.header_row}:{last}{last_row}"
        sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    if page.folded:
        sheet.sheet_properties.outlinePr.summaryBelow = False  # what is folded stands under its row
        sheet.sheet_format.outlineLevelRow = 1
    for choice in page.choices:
        letter = get_column_letter(choice.column)
        offered = DataValidation(type="list", formula1=f'"{",".join(choice.words)}"', allow_blank=True)
        offered.add(f"{letter}{page.header_row + 1}:{letter}{last_row}")
        sheet.add_data_validation(offered)
    print_across(sheet, page.widths, page.frozen_columns)
    if page.landscape:
        sheet.page_setup.orientation = "landscape"
    sheet.oddFooter.left.text = wording().sentences["not_findings"]


def print_across(sheet: Sheet, widths: Sequence[float], repeated: int = 0) -> None:
    """Print so wide that it can be read and as long as it takes, with page numbers; a wide sheet on A3.

    Args:
        sheet: to be printed.
        widths: of its columns, in characters.
        repeated: how many of the first columns stand on every page, where it takes several beside each other.
    """
    across = sum(widths)
    again = sum(widths[:repeated])
    if again > _LEGIBLE / 2:  # they would leave no room for the others
        again = repeated = 0
    pages = 1 if across <= _LEGIBLE else ceil((across - again) / (_LEGIBLE - again))
    if pages > 1 and repeated and not sheet.print_title_cols:
        sheet.print_title_cols = f"A:{get_column_letter(repeated)}"
    sheet.page_setup.paperSize = A3 if across > WIDE else A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    sheet.page_setup.fitToWidth = pages
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.pageOrder = "overThenDown" if pages > 1 else None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if not sheet.oddFooter.center.text:
        sheet.oddFooter.center.text = "&A, page &P of &N"
