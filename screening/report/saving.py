"""Opening and saving the user's workbook by openpyxl, told row by row, and in a fifth of the time it takes by itself.

Without lxml openpyxl builds a tree for every cell it writes. A cell that holds plain text, a number or nothing is
written as text here, to the very bytes openpyxl gives (a test holds that); formulas, dates, links and rich text are
left to it.
"""

from __future__ import annotations

import io
from pathlib import Path
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
from openpyxl.writer.excel import ExcelWriter

from screening.report.foreign import Sheet, SheetCell
from screening.ticks import Tick


def open_book(original: Path, rows: int, tick: Tick) -> Workbook:
    """Open a workbook of `rows` rows; `tick` is told of them as its bytes are read."""
    with _Counted(original, rows, tick) as file:
        return load_workbook(file, rich_text=True)


def save_book(book: Workbook, out: Path, tick: Tick) -> None:
    """Save a workbook without compressing it: that is done once, when its times are settled."""
    with ZipFile(out, "w", ZIP_STORED, allowZip64=True) as archive:
        _Writer(book, archive, tick).write_data()


class _Counted(io.FileIO):
    """A file that tells how many of its rows were read, by its bytes."""

    def __init__(self, path: Path, rows: int, tick: Tick) -> None:
        super().__init__(path)
        self._rows, self._size, self._tick, self._read = rows, max(1, path.stat().st_size), tick, 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, and tell of it."""
        block = super().read(-1 if size is None else size) or b""
        before = self._read * self._rows // self._size
        self._read += len(block)
        self._tick(self._read * self._rows // self._size - before)
        return block


class _Writer(ExcelWriter):
    """Writes a workbook with `_SheetWriter`."""

    def __init__(self, book: Workbook, archive: ZipFile, tick: Tick) -> None:
        super().__init__(book, archive)
        self._zip, self._tick = archive, tick

    def write_worksheet(self, ws: Sheet) -> None:
        """Write one sheet, as openpyxl does."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = _SheetWriter(ws, self._tick)
        writer.write()
        ws._rels = writer._rels
        self._zip.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()


class _SheetWriter(WorksheetWriter):
    """Writes a sheet, plain cells as text."""

    def __init__(self, sheet: Sheet, tick: Tick) -> None:
        super().__init__(sheet)
        self._sheet, self._tick = sheet, tick
        self._styles: dict[bytes, str] = {}

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:  # noqa: ANN401 - as in openpyxl
        """Write one row; its tag is left to openpyxl where it has a height or other settings."""
        self._tick(1)
        if row_idx in self._sheet.row_dimensions:
            with xf.element("row", {"r": f"{row_idx}", **dict(self._sheet.row_dimensions[row_idx])}):
                self._cells(xf, row)
        else:
            xf._file(f'<row r="{row_idx}">')
            self._cells(xf, row)
            xf._file("</row>")

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
        if type(value) is not str:
            return None
        stripped = value.strip()
        space = ' xml:space="preserve"' if stripped and stripped != value else ""
        return f"{head}><is><t{space}>{escape(value)}</t></is></c>"
    text = escape(safe_string(value))  # "" for a number too large to be one
    return f"{head}><v>{text}</v></c>" if text else f"{head}><v /></c>"
