"""Pages that a report adds, described apart from how they are drawn.

A page is rows of cells with a style each; what draws it decides nothing. Texts are texts: nothing here can become
a formula, and the only links are those a cell names itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

TALLEST = 409.0  # points; Excel refuses higher rows
CellValue = str | int | float | date | None


class Style(StrEnum):
    """How a cell looks; `screening.report.xlsx_styles` says what that means."""

    BODY = "body"
    WRAP = "wrap"
    TITLE = "title"
    VERDICT = "verdict"  # what came of everything, in a sentence
    LEAD = "lead"  # the sentence under the title
    HEADING = "heading"
    DETAIL = "detail"  # runs on over the cells to its right, as in a folded row
    DETAIL_LINK = "detail link"
    HEADER = "header"
    HEADER_NUMBER = "header of figures"
    NUMBER = "number"
    RATIO = "ratio"
    DATE = "date"
    TOTAL = "total"
    TOTAL_NUMBER = "total number"
    WARNING = "warning"
    LINK = "link"
    MONO = "mono"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"
    UNSCREENED = "unscreened"
    OPEN = "open"  # for the reviewer to write in
    OPEN_DATE = "open date"


_WRAPPED = (Style.WRAP, Style.VERDICT, Style.LEAD, Style.WARNING, Style.HEADER, Style.HEADER_NUMBER)


@dataclass(frozen=True, slots=True)
class AddedCell:
    """One cell; `span` merges it with the cells to its right, `link` must pass `lines.is_link`."""

    value: CellValue = None
    style: Style = Style.BODY
    link: str = ""
    span: int = 1


class FoldedRow(tuple[AddedCell, ...]):
    """A row that is folded away under the row above it, on the screen and in print, until a reader opens it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A column (1-based) in whose cells a reader chooses one of some words."""

    column: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet: its rows, column widths in characters, and which row is a header (0: none)."""

    title: str
    widths: tuple[float, ...]
    rows: Collection[tuple[AddedCell, ...]]
    header_row: int = 0  # frozen, repeated in print and filtered
    filtered: bool = True
    folded: bool = False  # whether it has folded rows
    landscape: bool = False
    frozen_columns: int = 0  # in print, repeated where columns take several pages
    grid: bool = False  # whether lines stand between its cells on the screen
    choices: tuple[Choice, ...] = ()  # below the header


def texts(values: Sequence[CellValue], style: Style = Style.BODY) -> tuple[AddedCell, ...]:
    """Give a row of cells of one style."""
    return tuple(AddedCell(value, style) for value in values)


def headed(title: str, lead: str, span: int, style: Style = Style.LEAD) -> list[tuple[AddedCell, ...]]:
    """Give the first rows of every page; the first cell repeats the sheet's name, by which it is known again."""
    return [(AddedCell(title, Style.TITLE, span=span),), (AddedCell(lead, style, span=span),), ()]


@lru_cache(maxsize=8_192)  # most texts stand in many rows
def lines_needed(text: str, width: float) -> int:
    """Estimate the lines a wrapped text takes in a column `width` characters wide; capitals and wide scripts take more."""
    across = max(1.0, width * 1.2)
    return sum(_lines_of(line, across) for line in text.split("\n"))


def _lines_of(text: str, across: float) -> int:
    lines, used = 1, 0.0
    for word in text.split(" "):
        breadth = sum(2.0 if char > "\u2e7f" else 1.3 if char.isupper() else 1.0 for char in word)
        if used and used + 1 + breadth <= across:
            used += 1 + breadth
            continue
        lines += used > 0
        lines += int((breadth - 0.01) // across)  # a word that is longer than a line is broken
        used = breadth % across
    return lines


# Characters that fit in a unit of width, which is a digit of 11 points: of text of 10 points, mostly small letters, and of
# the verdict.
_CHARS = 1.15
_VERDICT_CHARS = 0.75


def height_of(row: Sequence[AddedCell], widths: Sequence[float]) -> float:
    """Give the height in points of a row whose wrapped texts need more than a line, else 0.

    Merged cells never grow by themselves, and readers that do not lay out text show one line without this.
    """
    lines, column = 1, 0
    for cell in row:
        if isinstance(cell.value, str) and cell.style in _WRAPPED:
            per_unit = _VERDICT_CHARS if cell.style is Style.VERDICT else _CHARS
            across = sum(widths[column : column + cell.span]) * per_unit
            lines = max(lines, lines_needed(cell.value, across))
        column += cell.span
    tall = any(cell.style is Style.VERDICT for cell in row)
    return min(TALLEST, (18.5 if tall else 14.5) * lines + 2) if lines > 1 or tall else 0
