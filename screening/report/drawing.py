"""Drawing pages into the user's own workbook, with openpyxl.

Every text is stored as a string, whatever it begins with; a link is only ever a page's own.
"""

from __future__ import annotations

from copy import copy

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from screening.inert import cell_text, escaped, is_active
from screening.report.foreign import Sheet, SheetCell, StyleIds
from screening.report.lines import is_link
from screening.report.pages import Cell, Chart, Page, Style, Value, row_heights
from screening.report.styles import FONT, LINK_INK, Face, face
from screening.ticks import Tick

A3, A4 = "8", "9"  # as the format numbers papers
WIDE = 230  # characters across; more is unreadable on A4
MOST_LINKS = 65_000  # Excel opens no sheet with more than 65,530


def set_value(cell: SheetCell, value: Value) -> None:
    """Store a value; a text stays a text, and one that looks like a formula is marked as such for editors."""
    if isinstance(value, str):
        cell.value = escaped(cell_text(value))
        if value:
            cell.data_type = "s"
        if is_active(value):
            mark_as_text(cell)
    else:
        cell.value = value


def mark_as_text(cell: SheetCell) -> None:
    """Set the mark that keeps an editor from reading the text anew as a formula when the cell is edited."""
    cell.quotePrefix = True


def set_link(cell: SheetCell, address: str) -> None:
    """Make the cell a link where the address may be one."""
    if is_link(address):
        cell.hyperlink = address


def draw(book: Workbook, page: Page, tick: Tick) -> None:
    """Add the page as the last sheet of the book."""
    sheet: Sheet = book.create_sheet(page.title)
    prototypes: dict[Style, StyleIds] = {}
    links = 0
    for number, row in enumerate(page.rows, start=1):
        tick(1)
        column = 1
        for cell in row:
            target = sheet.cell(number, column)
            if cell.style not in prototypes:
                dress(target, face(cell.style))
                prototypes[cell.style] = copy(target._style)
            else:
                target._style = copy(
                    prototypes[cell.style]
                )  # ten times faster than setting each part of a style
            set_value(target, cell.value)
            if cell.link and is_link(cell.link) and links < MOST_LINKS:
                links += 1
                set_link(target, cell.link)
                target.font = Font(name=FONT, size=10, color=LINK_INK, underline="single")
            _span(sheet, number, column, cell)
            column += cell.span
    _lay_out(sheet, page)
    if page.chart:
        sheet.add_chart(_chart(sheet, page.chart), page.chart.anchor)


def dress(cell: SheetCell, look: Face) -> None:
    """Give a cell a look."""
    cell.font = Font(
        name=FONT,
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


def _span(sheet: Sheet, number: int, column: int, cell: Cell) -> None:
    if cell.span > 1:
        sheet.merge_cells(
            start_row=number, end_row=number, start_column=column, end_column=column + cell.span - 1
        )


def _lay_out(sheet: Sheet, page: Page) -> None:
    for index, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, height in row_heights(page).items():
        sheet.row_dimensions[number].height = height
    sheet.sheet_view.showGridLines = False
    if page.header_row:
        last = get_column_letter(len(page.widths))
        sheet.freeze_panes = f"{get_column_letter(page.frozen_columns + 1)}{page.header_row + 1}"
        sheet.auto_filter.ref = f"A{page.header_row}:{last}{max(page.header_row + 1, len(page.rows))}"
        sheet.print_title_rows = f"{page.header_row}:{page.header_row}"
    for choice in page.choices:
        letter = get_column_letter(choice.column)
        offered = DataValidation(type="list", formula1=f'"{",".join(choice.words)}"', allow_blank=True)
        offered.add(f"{letter}{page.header_row + 1}:{letter}{max(page.header_row + 1, len(page.rows))}")
        sheet.add_data_validation(offered)
    print_across(sheet, wide=sum(page.widths) > WIDE)
    if page.landscape:
        sheet.page_setup.orientation = "landscape"


def print_across(sheet: Sheet, *, wide: bool) -> None:
    """Print as wide as one page and as long as it takes, with page numbers; a wide sheet on A3."""
    sheet.page_setup.paperSize = A3 if wide else A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.8
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if not sheet.oddFooter.center.text:
        sheet.oddFooter.center.text = "&A, page &P of &N"


def _title(text: str) -> Text:
    """Give a title of 12 points; the default of 18 outshouts the sheet."""
    size = CharacterProperties(sz=1200, b=True)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=size), r=[RegularTextRun(rPr=size, t=text)])
    return Text(rich=RichText(p=[paragraph]))


def _chart(sheet: Sheet, chart: Chart) -> BarChart:
    bars = BarChart()
    bars.type = "bar"
    bars.title = Title(tx=_title(chart.title), overlay=False)
    bars.legend = None
    bars.gapWidth = 40
    bars.add_data(
        Reference(sheet, min_col=chart.value_column, min_row=chart.first_row, max_row=chart.last_row)
    )
    bars.set_categories(
        Reference(sheet, min_col=chart.label_column, min_row=chart.first_row, max_row=chart.last_row)
    )
    series = bars.series[0]
    for index, colour in enumerate(chart.colours):
        point = DataPoint(idx=index)
        point.graphicalProperties.solidFill = colour
        point.graphicalProperties.line.solidFill = colour
        series.dPt.append(point)
    series.dLbls = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    bars.x_axis.scaling.orientation = "maxMin"  # the first row of the table on top
    bars.x_axis.delete = False  # openpyxl leaves this out, and Excel then draws no axis
    bars.y_axis.delete = True
    bars.y_axis.majorGridlines = None
    drawn: Sheet = bars
    drawn.width, drawn.height = chart.width_cm, chart.height_cm
    return bars
