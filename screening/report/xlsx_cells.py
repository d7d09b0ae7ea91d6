"""Cells of ours as the text of a sheet, to the bytes that openpyxl gives for a cell of its own.

A report adds some twenty cells to each row. As objects of openpyxl's they took most of its memory and time.
A text is always a string, whatever it begins with; one that looks like a formula has the mark of a text.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from xml.sax.saxutils import escape

from openpyxl.compat import safe_string
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink

from screening.formula_escaping import cell_text, escaped, is_formula
from screening.report.added_sheets import CellValue
from screening.report.openpyxl_types import Book, Sheet, StyleIds
from screening.report.rows import is_link

MOST_LINKS = 65_000  # Excel opens no sheet with more than 65,530


@dataclass(slots=True)
class CellStyle:
    """A style of a book, with its number there: given when it is first written, as openpyxl does it."""

    book: Book
    style: StyleIds
    _plain: str | None = None
    _marked: str | None = None

    def attribute(self, *, marked: bool = False) -> str:
        """The attribute that names the style; `marked` for a text that an editor must not read anew as a formula."""
        if not marked:
            if self._plain is None:
                self._plain = self._number(self.style)
            return self._plain
        if self._marked is None:
            style = copy(self.style)
            style.quotePrefix = 1
            self._marked = self._number(style)
        return self._marked

    def _number(self, style: StyleIds) -> str:
        return f' s="{self.book._cell_styles.add(style)}"' if any(style) else ""


@dataclass(slots=True)
class Links:
    """The links of a sheet of ours, or of ours in a sheet of the user's, up to what Excel can open."""

    sheet: Sheet
    left: int = MOST_LINKS

    def has_room_for(self, address: str) -> bool:
        """Whether a cell may lead to this address."""
        return self.left > 0 and is_link(address)

    def add(self, place: str, address: str) -> None:
        """Have the cell at `place` lead to an address."""
        self.left -= 1
        self.sheet._hyperlinks.append(Hyperlink(ref=place, target=address))


def cell(place: str, style: CellStyle, value: CellValue) -> str:
    """Write a cell at a place like "C5"."""
    if isinstance(value, str):
        body, marked = _shown(value)
        return f'<c r="{place}"{style.attribute(marked=marked)} t="inlineStr"{body}'
    if value is None:
        return f'<c r="{place}"{style.attribute()} t="n" />'
    if isinstance(value, date):
        value = to_excel(value, style.book.epoch)  # type: ignore[no-untyped-call]
    return f'<c r="{place}"{style.attribute()} t="n"><v>{safe_string(value)}</v></c>'


@lru_cache(maxsize=8_192)  # most texts of a report stand in many of its rows
def _shown(value: str) -> tuple[str, bool]:
    """Give what a cell holds of a text of ours, and whether it needs the mark of a text."""
    return text_body(escaped(cell_text(value))), is_formula(value)


def text_body(text: str) -> str:
    """Give a text, as a workbook can hold it, as it stands in its cell, behind the attributes."""
    if not text:
        return " />"
    stripped = text.strip()
    space = ' xml:space="preserve"' if stripped and stripped != text else ""
    return f"><is><t{space}>{escape(text)}</t></is></c>"
