"""Opening a publisher's text, page, table or XML within bounds: one entry in memory at a time, and no letter guessed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from watchlists.errors import NotTheList
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.workbook import sheets


def page_text(content: bytes, encodings: tuple[str, ...] = ("utf-8-sig",)) -> str:
    """The text of a page or table, in the first of these encodings that fits.

    Raises:
        NotTheList: none fits.
    """
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotTheList(f"The file is not text in {' or '.join(encodings)}; take it again from its publisher.")


HEADINGS = ("h1", "h2", "h3", "h4")
UNSEEN = ("script", "style")


@dataclass(slots=True)
class SourceTable:
    """One table; `rows` are the texts of its cells, the header's first."""

    heading: str = ""  # the last heading before it
    before: str = ""  # the text between that heading, or the last table, and this one
    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)


def tables(page: str) -> list[SourceTable]:
    """Every table of a page with at least one row.

    Raises:
        NotTheList: the page is no HTML.
    """
    reader = _Tables()
    try:
        reader.feed(page)
        reader.close()
    except (AssertionError, ValueError) as error:  # html.parser gives up on "<![" in these two ways
        raise NotTheList(f"The page is no HTML ({error}).") from error
    return [table for table in reader.found if table.rows]


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[SourceTable] = []
        self._table: SourceTable | None = None
        self._texts: list[str] = []
        self._heading = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in UNSEEN
        if tag == "table":
            self._table = SourceTable(self._heading, self._take())
            self.found.append(self._table)
        elif tag in HEADINGS or (self._table and tag == "caption"):
            self._texts = []
        elif self._table and tag == "tr":
            self._close_cell()
            self._table.rows.append([])
        elif self._table and tag in ("td", "th"):
            self._close_cell()
            self._texts = []
            if not self._table.rows:
                self._table.rows.append([])
            self._table.rows[-1].append("")
        elif tag in ("br", "p", "li", "div", "span"):
            self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in UNSEEN
        if tag in HEADINGS:
            self._heading = self._take()
        elif self._table and tag == "caption":
            self._table.caption = self._take()
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table":
            self._close_cell()
            self._table = None
            self._texts = []

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._texts.append(data)

    def _close_cell(self) -> None:
        if self._table and self._table.rows and self._table.rows[-1] and not self._table.rows[-1][-1]:
            self._table.rows[-1][-1] = self._take()

    def _take(self) -> str:
        text = " ".join("".join(self._texts).split())
        self._texts = []
        return text


TextRow = dict[str, str]
LARGEST_CELL = 1 << 17  # characters; statements of reasons run to some thousand
MOST_SEARCHED = 60  # rows at the top of a sheet in which the header must stand


def csv_rows(
    content: bytes, required: Iterable[str], ledger: FieldLedger, encodings: tuple[str, ...] = ("utf-8-sig",)
) -> tuple[list[list[str]], Iterator[TextRow]]:
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
    content: bytes, required: Iterable[str], ledger: FieldLedger, meaning: Callable[[str], str] = str
) -> Iterator[TextRow]:
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
    ledger: FieldLedger,
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


def _rows(header: list[str], lines: Iterator[list[str]], *, exact: bool) -> Iterator[TextRow]:
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


SPACE = re.compile(r"\s+")


def entries(
    content: bytes, root: str, tags: tuple[str, ...], ledger: FieldLedger
) -> tuple[dict[str, str], Iterator[Element]]:
    """The root's attributes, and every element of these tags in the file's order; each is emptied once passed.

    The ledger notes every field met, inside the entries and outside them.

    Raises:
        NotTheList: at once for another root, while iterating for text that is no XML or is cut short.
    """
    events = _events(content)
    _, first = next(events)
    if bare(first.tag) != root:
        raise NotTheList(f"The file begins with <{bare(first.tag)}>, not with <{root}>.", root=first.tag)
    ledger.see(f"@{bare(name)}" for name in first.attrib)
    return {bare(name): value for name, value in first.attrib.items()}, _walk(events, tags, ledger)


def _walk(
    events: Iterator[tuple[str, Element]], tags: tuple[str, ...], ledger: FieldLedger
) -> Iterator[Element]:
    open_entries = 0
    for event, element in events:
        ours = bare(element.tag) in tags
        if event == "start":
            open_entries += ours
            continue
        open_entries -= ours
        if open_entries:
            continue
        if ours:
            ledger.see(fields(element, f"{bare(element.tag)}/"))
            yield element
        elif element.text and element.text.strip():
            ledger.see([bare(element.tag)])
        element.clear()


def _events(content: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:  # the last two: odd encodings
        raise NotTheList(f"The file is no whole XML: {error}.", reason=str(error)) from error


def bare(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2]


def text(element: Element, path: str) -> str:
    """The text of the first element at a path of bare names, blanks joined; "" where there is none."""
    return next((found for found in texts(element, path)), "")


def texts(element: Element, path: str) -> list[str]:
    """The texts of all elements at a path of bare names, blanks joined, empty ones left out."""
    found = (SPACE.sub(" ", each.text or "").strip() for each in children(element, path))
    return [each for each in found if each]


def children(element: Element, path: str) -> list[Element]:
    """The elements at a path of bare names."""
    found = [element]
    for name in path.split("/"):
        found = [child for each in found for child in each if bare(child.tag) == name]
    return found


def fields(element: Element, path: str = "") -> Iterator[str]:
    """Every field of an entry that holds something: paths of elements with text, and of attributes."""
    for name, value in element.attrib.items():
        if value:
            yield f"{path}@{bare(name)}"
    for child in element:
        below = f"{path}{bare(child.tag)}"
        if child.text and child.text.strip():
            yield below
        yield from fields(child, f"{below}/")
