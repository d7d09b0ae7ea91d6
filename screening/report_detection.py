"""Knowing our own report again when somebody uploads it.

A report that comes back must give the same Subjects as the list it was made of: its added sheets are no lists,
its added columns are no columns of the user, and in a delimited file the apostrophes of `screening.formula_escaping` are
ours. What reviewers wrote into their columns is theirs and stays.

Columns are known by their headers, each by its own: a report written before a column was added has fewer. Where the
list has no header row they are known by two neighbouring columns that hold nothing but outcomes and levels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeVar

from screening.labels import level_label, wording
from screening.model import Level, Outcome

CellT = TypeVar("CellT")
LIST_HASH, SCREENED_AT = "SHA-256 of the list", "Screened at"  # lines of the sheet of provenance
_ADDED_SINCE = (
    "named",
    "organisation_not_known",
    "collaboration_until",
    "collaboration",
    "standing",
    "reason",
)  # columns that earlier reports lack, the newest first


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """The columns of a sheet that an earlier report added, by their keys; the first stands at `start`, 0-based."""

    start: int
    keys: tuple[str, ...]

    @property
    def stop(self) -> int:
        """The first column right of them."""
        return self.start + len(self.keys)

    def __contains__(self, index: object) -> bool:
        return isinstance(index, int) and self.start <= index < self.stop

    def cells(self, row: Sequence[CellT]) -> Mapping[str, CellT]:
        """What a row holds in them, by key; a row that ends before has fewer."""
        return dict(zip(self.keys, row[self.start : self.stop], strict=False))


@dataclass(frozen=True, slots=True)
class ReportOrigin:
    """What a report was made of: the hash of the list, and the moment of screening (ISO 8601)."""

    list_sha256: str
    screened_at: str


def report_origin(rows: Sequence[Sequence[str]]) -> ReportOrigin | None:
    """Read of the rows of the sheet of provenance what the report was made of; None where they do not say it."""
    said = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}
    found = ReportOrigin(said.get(LIST_HASH, ""), said.get(SCREENED_AT, ""))
    return found if found.list_sha256 and found.screened_at else None


def is_report_sheet(title: str, first_cell: object) -> bool:
    """Say whether a sheet is one that a report added: its first cell repeats its name."""
    return title in wording().sheets.values() and str(first_cell or "").strip() == title


def report_columns(rows: Sequence[Sequence[object]]) -> ReportColumns | None:
    """Find the columns that an earlier report added to this sheet, or None.

    `rows` are the cells of the sheet from its first column on; the more of them, the surer.
    """
    if (own := _by_headers(rows)) is not None:
        return own
    start = _start_by_content(rows)
    return None if start is None else ReportColumns(start, _as_wide_as(rows, start))


def _by_headers(rows: Sequence[Sequence[object]]) -> ReportColumns | None:
    keys = {column.header: column.key for column in wording().columns}
    first, second = list(keys)[:2]
    for row in rows:
        for index, value in enumerate(row[:-1]):
            if value == first and row[index + 1] == second:
                ours = takewhile(lambda header: header in keys, row[index:])
                return ReportColumns(index, tuple(keys[str(header)] for header in ours))
    return None


def _as_wide_as(rows: Sequence[Sequence[object]], start: int) -> tuple[str, ...]:
    """The columns of the newest report that has no more of them than stand there; of the newest, where all have."""
    keys = tuple(column.key for column in wording().columns)
    width = max(len(row) for row in rows) - start
    for number in range(len(_ADDED_SINCE) + 1):
        fitting = tuple(key for key in keys if key not in _ADDED_SINCE[:number])
        if len(fitting) <= width:
            return fitting
    return keys


def _start_by_content(rows: Sequence[Sequence[object]]) -> int | None:
    """Find an outcome column followed by a level column; both vocabularies are closed."""
    outcomes = {outcome.value for outcome in Outcome} | {look.word for look in wording().outcomes.values()}
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
