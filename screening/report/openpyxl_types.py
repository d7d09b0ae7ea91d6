"""Names for what openpyxl hands us.

Its types know neither style ids nor that a range has numbers; these aliases say what
is meant where the checker cannot help, and keep the looseness in one place.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from openpyxl.utils import get_column_letter, range_boundaries

Sheet: TypeAlias = Any  # openpyxl's Worksheet
SheetCell: TypeAlias = Any  # openpyxl's Cell
Dressed: TypeAlias = Any  # what has a look: openpyxl's Cell or NamedStyle
StyleIds: TypeAlias = Any  # openpyxl's StyleArray: the cheap way to give many cells one style
Anchor: TypeAlias = Any  # where a picture or chart hangs
Book: TypeAlias = Any  # openpyxl's Workbook, where its styles are meant
Stream: TypeAlias = Any  # where openpyxl writes a sheet to


def bounds(ref: str) -> tuple[int, int, int, int]:
    """Give left, top, right and bottom of a range like "A1:F20", 1-based."""
    left, top, right, bottom = range_boundaries(ref)
    return int(left or 1), int(top or 1), int(right or 16_384), int(bottom or 1_048_576)


def area(left: int, top: int, right: int, bottom: int) -> str:
    """Give the range with these edges."""
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
