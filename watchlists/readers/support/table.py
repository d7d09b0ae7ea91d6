"""Opening a publisher's table: CSV text, or the sheets of a workbook read by a child, as rows of texts.

A row is a dict from the header's names to texts without blanks at their ends; cells of dates are ISO texts.
The header is the first row that holds every required name; without one, the file is not the list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from watchlists.errors import NotTheList
from watchlists.readers.support.ledger import Ledger
from watchlists.readers.support.page import page_text
from watchlists.workbook import sheets

Row = dict[str, str]
LARGEST_CELL = 1 << 17  # characters; statements of reasons run to some thousand
MOST_SEARCHED = 60  # rows at the top of a sheet in which the header must stand


def csv_rows(
    content: bytes, required: Iterable[str], ledger: Ledger, encodings: tuple[str, ...] = ("utf-8-sig",)
) -> tuple[list[list[str]], Iterator[Row]]:
    """What stands above the header, and the rows below it.

    Raises:
        NotTheList: at once where there is no such header; while iterating at a row of another width.
    """
    lines = csv_lines(content, encodings)
    above, header = _header(lines, tuple(required), ledger)
    return above, _rows(header, lines, exact=True)


def csv_lines(content: bytes, encodings: tuple[str, ...] = ("utf-8-sig",)) -> Iterator[list[str]]:
    """The cells of each line of a CSV text; lines without a cell are left out."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(page_text(content, encodings), newline=""), strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield [" ".join(cell.split()) for cell in cells]
    except csv.Error as error:
        raise NotTheList(f"Line {reader.line_num} is no CSV: {error}.", line=reader.line_num) from error


def sheet_rows(
    content: bytes, required: Iterable[str], ledger: Ledger, meaning: Callable[[str], str] = str
) -> Iterator[Row]:
    """The rows below the header of every sheet that has one.

    Args:
        content: the workbook.
        required: names that the header holds.
        ledger: notes the header's names.
        meaning: the name of a header cell, where publishers print it in several ways.

    Raises:
        NotTheList: the file is no workbook, is too large, or no sheet has the header.
    """
    wanted = tuple(required)
    found = False
    for _name, rows in sheets(content):
        lines = iter([[_text(cell) for cell in cells] for cells in rows])
        try:
            _, header = _header(lines, wanted, ledger, meaning)
        except NotTheList:
            continue  # publishers put notes and totals on sheets of their own
        found = True
        yield from _rows(header, lines, exact=False)
    if not found:
        raise NotTheList(f"No sheet has the columns {', '.join(wanted)}; the layout may have changed.")


def _header(
    lines: Iterator[list[str]],
    required: Sequence[str],
    ledger: Ledger,
    meaning: Callable[[str], str] = str,
) -> tuple[list[list[str]], list[str]]:
    above: list[list[str]] = []
    for printed in lines:
        cells = [meaning(cell) for cell in printed]
        if set(required) <= set(cells):
            if doubled := {name for name in cells if name and cells.count(name) > 1}:
                raise NotTheList(f"The column {min(doubled)!r} stands twice in the header.")
            ledger.see(filter(None, cells))
            return above, cells
        above.append(printed)
        if len(above) >= MOST_SEARCHED:
            break
    raise NotTheList(f"No header with the columns {', '.join(required)}; the layout may have changed.")


def _rows(header: list[str], lines: Iterator[list[str]], *, exact: bool) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=1):
        if exact and len(cells) != len(header):
            raise NotTheList(
                f"Row {number} below the header has {len(cells)} cells, not {len(header)}; the file may be cut.",
                row=number,
            )
        if any(cells):
            yield {name: cell for name, cell in zip(header, cells, strict=False) if name}


def _text(cell: str) -> str:
    """A cell in one line; Excel writes the carriage returns of its cells as a code."""
    return " ".join(cell.replace("_x000D_", " ").split())
