"""Knowing our own report again when somebody uploads it.

A report that comes back must give the same Subjects as the list it was made of: its added sheets are no lists,
its added columns are no columns of the user, and in a delimited file the apostrophes of `screening.inert` are
ours. What reviewers wrote into their columns is theirs and stays.

Columns are known by their headers; where the list has no header row, by two neighbouring columns that hold
nothing but outcomes and levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from screening.model import Level, Outcome
from screening.wording import level_label, wording


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """The columns of a sheet that an earlier report added: `start` and `stop` are 0-based, stop excluded."""

    start: int
    stop: int

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self.start <= index < self.stop


def is_own_sheet(title: str, first_cell: object) -> bool:
    """Say whether a sheet is one that a report added: its first cell repeats its name."""
    return title in wording().sheets.values() and str(first_cell or "").strip() == title


def own_columns(rows: Sequence[Sequence[object]]) -> OwnColumns | None:
    """Find the columns that an earlier report added to this sheet, or None.

    `rows` are the cells of the sheet from its first column on; the more of them, the surer.
    """
    width = len(wording().columns)
    start = _start_by_headers(rows)
    if start is None:
        start = _start_by_content(rows)
    return None if start is None else OwnColumns(start, start + width)


def _start_by_headers(rows: Sequence[Sequence[object]]) -> int | None:
    first, second = (column.header for column in wording().columns[:2])
    for row in rows:
        for index, value in enumerate(row[:-1]):
            if value == first and row[index + 1] == second:
                return index
    return None


def _start_by_content(rows: Sequence[Sequence[object]]) -> int | None:
    """Find an outcome column followed by a level column; both vocabularies are closed."""
    outcomes = {outcome.value for outcome in Outcome}
    levels = {level_label(level) for level in Level} | {level.value for level in Level}
    width = max((len(row) for row in rows), default=0)
    for index in range(1, width - 1):
        firsts = {str(row[index]) for row in rows if len(row) > index and row[index] not in (None, "")}
        seconds = {
            str(row[index + 1]) for row in rows if len(row) > index + 1 and row[index + 1] not in (None, "")
        }
        if firsts and seconds and firsts <= outcomes and seconds <= levels:
            return index
    return None
