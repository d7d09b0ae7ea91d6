"""The cells of a sheet or of a CSV file as text, by the row and column numbers a spreadsheet shows.

Values are as given: no trimming, no normalising. A cell over the cap is kept as its length and first
characters, never as a shortened value that somebody could mistake for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.intake.sheet_facts import SheetFacts

# Before a number or truth value of JSON or Parquet: a text file has no types of its own. These are noncharacters, which
# Unicode keeps for such use within programs; no text of people has one. Where the header says that names stand, the mark
# stays in sight, so that nobody takes the column for one of numbers; elsewhere it is out of sight in the cell.
NOT_TEXT, TYPED = "\ufdd0", "\ufdd1"
UNMARKED = dict.fromkeys(map(ord, (NOT_TEXT, TYPED)))


class LongCell(str):
    """The first characters of a cell over the cap; `length` is how many it has."""

    __slots__ = ("length",)

    def __new__(cls, shown: str, length: int) -> LongCell:
        """Keep what is shown of a cell with `length` characters."""
        cell = super().__new__(cls, shown)
        cell.length = length
        return cell

    length: int


class MarkedCell(str):
    """A cell that holds a number or a truth value, as it shows; in `marked` each of these has its mark."""

    __slots__ = ("marked",)

    def __new__(cls, marked: str) -> MarkedCell:
        """Keep a cell, and what it shows as its text."""
        cell = super().__new__(cls, marked.translate(UNMARKED))
        cell.marked = marked.replace(TYPED, NOT_TEXT)
        return cell

    marked: str


def cell_of(text: str, limit: int) -> str:
    """The cell of a file of text whose cells show up to `limit` characters."""
    if len(text) > limit:
        return LongCell(text[:80].translate(UNMARKED), len(text))
    return MarkedCell(text) if TYPED in text else text


def marked_text(cell: str) -> str:
    """The text of a cell with the marks of numbers and truth values."""
    return cell.marked if isinstance(cell, MarkedCell) else cell


@dataclass(slots=True)
class Grid:
    """One sheet: `rows[0]` is row 1. Rows may differ in length; what is beyond a row's end is empty."""

    sheet: str
    rows: list[list[str]]
    facts: SheetFacts
    ragged_matters: bool = False  # in CSV a surplus field means the row's columns have shifted
    lines: list[int] = field(default_factory=list)  # CSV only: the line on which each row begins

    def row(self, number: int) -> Sequence[str]:
        """The cells of a row by its number, from column 1 on."""
        return self.rows[number - 1]

    def cell(self, row: int, column: int) -> str:
        """The text at a position, "" where nothing stands."""
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else ""

    @property
    def last(self) -> int:
        """The number of the last row."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """The last column that any row has."""
        return max((len(row) for row in self.rows), default=0)


def is_blank(text: str) -> bool:
    """Say whether a cell shows nothing; no-break and full-width spaces show nothing either."""
    return not text or text.isspace()


def filled(cells: Sequence[str]) -> list[int]:
    """The columns (1-based) of a row in which something stands."""
    return [column for column, text in enumerate(cells, start=1) if text and not text.isspace()]
