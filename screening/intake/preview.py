"""What a page shows of a list before it is accepted: how it was read, how many rows, and the first of them.

It is small whatever the list is, so that it can cross from the process that reads, and be kept beside the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from screening.intake.model import ParsedList, Row, RowState

SHOWN_ROWS = 8


@dataclass(frozen=True, slots=True)
class ListPreview:
    """A list as it was read, with its first rows only."""

    intake: (
        ParsedList  # each table with its first row, from which its place is known; nothing outside of tables
    )
    counts: Mapping[str, int]  # of the whole list, as `ParsedList.counts` gives them
    first: tuple[Row, ...]  # the first rows that are not skipped, of all tables


def preview_of(intake: ParsedList) -> ListPreview:
    """Cut a list down to what is shown of it."""
    first = islice((row for row in intake.rows() if row.state is not RowState.SKIPPED), SHOWN_ROWS)
    tables = tuple(replace(table, rows=table.rows[:1]) for table in intake.tables)
    small = replace(intake, tables=tables, outside=(), own_cells={}, own_hits={})
    return ListPreview(small, intake.counts, tuple(first))
