"""Opening and saving the user's workbook by openpyxl, told row by row, and in a fifth of the time it takes by itself.

Without lxml openpyxl builds a tree for every cell it writes. A cell that holds plain text, a number or nothing is
written as text here, to the very bytes openpyxl gives (a test holds that); formulas, dates, links and rich text are
left to it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

from openpyxl import load_workbook
from openpyxl.cell._writer import write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer.excel import ExcelWriter

import screening.report.openpyxl_patches  # noqa: F401 - exchanges what openpyxl takes long for
from screening.progress import Progress, by_share
from screening.report.openpyxl_types import Book, Sheet, SheetCell, Stream, area, bounds
from screening.report.result_cells import ResultCells
from screening.report.xlsx_cells import text_body
from screening.report.xlsx_sheets import DrawnSheet

Ours = Mapping[str, ResultCells | DrawnSheet]
NOTHING: Ours = MappingProxyType({})


def open_book(original: Path, rows: int, tick: Progress) -> Workbook:
    """Open a workbook of `rows` rows; `tick` is told of them as its bytes are read."""
    with _Counted(original, rows, tick) as file:
        return load_workbook(file, rich_text=True)


def save_book(book: Workbook, out: Path, tick: Progress, ours: Ours = NOTHING) -> None:
    """Save a workbook without compressing it: that is done once, when its times are settled.

    `ours` is what sheets hold of ours, by their titles.
    """
    with ZipFile(out, "w", ZIP_STORED, allowZip64=True) as archive:
        _Writer(book, archive, tick, ours).write_data()


class _Counted(io.FileIO):
    """A file that tells how many of its rows were read, by its bytes."""

    def __init__(self, path: Path, rows: int, tick: Progress) -> None:
        super().__init__(path)
        self._tell = by_share(tick, rows, path.stat().st_size)

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, and tell of it."""
        block = super().read(-1 if size is None else size) or b""
        self._tell(len(block))
        return block


class _Writer(ExcelWriter):
    """Writes a workbook with `_SheetWriter`."""

    def __init__(self, book: Workbook, archive: ZipFile, tick: Progress, ours: Ours) -> None:
        super().__init__(book, archive)
        self._zip, self._tick, self._ours = archive, tick, ours
        self._formats = _Formats(book)

    def write_worksheet(self, ws: Sheet) -> None:
        """Write one sheet, as openpyxl does."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = _SheetWriter(ws, self._tick, self._ours.get(ws.title), self._formats)
        writer.write()
        ws._rels = writer._rels
        self._zip.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()


class _Formats:
    """The looks of conditional formats, by number; openpyxl compares each that is written with all that were read."""

    def __init__(self, book: Book) -> None:
        self._looks: list[Any] = book._differential_styles.styles
        self._read = len(self._looks)

    def number(self, rule: Any) -> int:  # noqa: ANN401 - a rule of openpyxl's
        """The number of a rule's look: the one it was read with, or one of ours, which are few."""
        if rule.dxfId is not None and rule.dxfId < self._read and self._looks[rule.dxfId] is rule.dxf:
            return int(rule.dxfId)
        for number in range(self._read, len(self._looks)):
            if self._looks[number] == rule.dxf:
                return number
        self._looks.append(rule.dxf)
        return len(self._looks) - 1


class _SheetWriter(WorksheetWriter):
    """Writes a sheet, plain cells and ours as text."""

    def __init__(
        self, sheet: Sheet, tick: Progress, ours: ResultCells | DrawnSheet | None, formats: _Formats
    ) -> None:
        super().__init__(sheet)
        self._sheet, self._tick, self._ours, self._formats = sheet, tick, ours, formats
        self._styles: dict[bytes, str] = {}

    def write_dimensions(self) -> None:
        """Say how far the sheet reaches, with what is ours."""
        if self._ours is None:
            super().write_dimensions()
            return
        left, top, right, bottom = bounds(self._sheet.calculate_dimension())
        last, edge = self._ours.extent()
        ref = area(left, top, max(right, edge), max(bottom, last))
        self.xf.send(SheetDimension(ref).to_tree())

    def write_rows(self) -> None:
        """Write the rows; those of a page of ours are all its own."""
        if not isinstance(self._ours, DrawnSheet):
            super().write_rows()
            return
        xf: Stream = self.xf.send(True)
        with xf.element("sheetData"):
            for text in self._ours.rows():
                xf._file(text)
                self._tick(1)
        self.xf.send(None)

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:  # noqa: ANN401 - as in openpyxl
        """Write one row; its tag is left to openpyxl where it has a height or other settings."""
        self._tick(1)
        if row_idx in self._sheet.row_dimensions:
            with xf.element("row", {"r": f"{row_idx}", **dict(self._sheet.row_dimensions[row_idx])}):
                self._both(xf, row, row_idx)
        else:
            xf._file(f'<row r="{row_idx}">')
            self._both(xf, row, row_idx)
            xf._file("</row>")

    def write_formatting(self) -> None:
        """Write the conditional formats."""
        for each in self._sheet.conditional_formatting:
            for rule in each.rules:
                if rule.dxf:
                    rule.dxfId = self._formats.number(rule)
            self.xf.send(each.to_tree())

    def _both(self, xf: Stream, row: list[SheetCell], number: int) -> None:
        """Write the cells of a row; ours come in their place, instead of what stood there."""
        ours = self._ours.cells(number) if isinstance(self._ours, ResultCells) else []
        if not ours:
            self._cells(xf, row)
            return
        taken = {column for column, _ in ours}
        if not row or row[-1].column < ours[0][0]:
            self._cells(xf, row)
            xf._file("".join(text for _, text in ours))
            return
        for each in row:
            if each.column not in taken:
                while ours and ours[0][0] < each.column:
                    xf._file(ours.pop(0)[1])
                self._cells(xf, [each])
            elif each._comment is not None:  # what somebody noted on a cell of ours stays
                self._sheet._comments.append(CommentRecord.from_cell(each))
        xf._file("".join(text for _, text in ours))

    def _cells(self, xf: Any, row: list[SheetCell]) -> None:  # noqa: ANN401 - openpyxl's stream
        plain: list[str] = []
        for cell in row:
            style = self._style(cell)
            if cell._comment is not None:
                self._sheet._comments.append(CommentRecord.from_cell(cell))
            elif cell._value is None and not style:
                continue
            text = _text(cell, style)
            if text is not None:
                plain.append(text)
                continue
            xf._file("".join(plain))
            plain = []
            write_cell(xf, self._sheet, cell, bool(style))
        xf._file("".join(plain))

    def _style(self, cell: SheetCell) -> str:
        if cell._style is None:
            return ""
        key = cell._style.tobytes()
        if key not in self._styles:
            self._styles[key] = f' s="{cell.style_id}"' if cell.has_style else ""
        return self._styles[key]


def _text(cell: SheetCell, style: str) -> str | None:
    """Write a plain cell as text; None for what openpyxl is to write."""
    value, kind = cell._value, cell.data_type
    if cell.hyperlink or kind in "fd":
        return None
    head = (
        f'<c r="{get_column_letter(cell.column)}{cell.row}"{style} t="{"inlineStr" if kind == "s" else kind}"'
    )
    if value is None or (type(value) is str and not value):
        return f"{head} />"
    if kind == "s":
        return head + text_body(value) if type(value) is str else None
    try:
        text = escape(safe_string(value))  # "" for a number too large to be one
    except OverflowError:  # an int beyond every float: its digits, as they stood
        text = str(value)
    return f"{head}><v>{text}</v></c>" if text else f"{head}><v /></c>"
