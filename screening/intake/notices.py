"""What must be said about a whole file: what is hidden, merged, ignored, read in a special way, or would be lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.intake.affiliation_details import ownerless_columns
from screening.intake.columns import IGNORED, SOME_NAMES, same_header
from screening.intake.contents import join_words
from screening.intake.grid import Grid
from screening.intake.model import Certainty, Column, Table
from screening.intake.refusals import notice
from screening.intake.sheet_facts import letter

_CODES = {
    IGNORED: "ignored",
    "unused": "unused",
    "unknown": "unused",
    "further_name": "more-names",
    "other_person": "other-people",
}
_OTHER_PARTIES = ("further_name", "other_person")
_SHOWN = 10  # positions named in one sentence


def _some(texts: Iterable[str]) -> str:
    listed = list(texts)
    more = f" and {len(listed) - _SHOWN:,} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def sheet_notices(grid: Grid, tables: list[Table]) -> Iterator[str]:
    """Everything hidden, filtered, merged or computed on a sheet that holds tables."""
    facts, sheet = grid.facts, grid.sheet
    if facts.state != "visible":
        yield notice("hidden-sheet", sheet=sheet)
    hidden = sorted(row for row in facts.hidden_rows if row <= len(grid.rows))
    if hidden:
        yield notice("hidden-rows", sheet=sheet, count=len(hidden), rows=_some(map(str, hidden)))
    hidden_columns = sorted(column for column in facts.hidden_columns if column <= grid.width)
    if hidden_columns:
        yield notice("hidden-columns", sheet=sheet, columns=_some(map(letter, hidden_columns)))
    if facts.filtered:
        yield notice("filtered", sheet=sheet)
    if merged := [str(merge) for merge in facts.merges if merge.bottom > merge.top]:
        yield notice("merged", sheet=sheet, ranges=_some(merged))
    used = {
        c.index for table in tables for c in table.columns if c.meaning not in (IGNORED, "unused", "unknown")
    }
    if count := sum(column in used for _, column in facts.formulas):
        yield notice("formulas", sheet=sheet, count=count)


def table_notices(table: Table) -> Iterator[str]:
    """How sure the reading of a table is, columns that are not used, and headers that stand twice."""
    if table.certainty is Certainty.LIKELY:
        yield notice("likely", sheet=table.sheet, why=table.certainty_reason)
    if not table.header_row:
        yield notice("no-header", sheet=table.sheet)
    yield from _column_notices(table.sheet, [column for column in table.columns if not _names_others(column)])
    if alone := ownerless_columns(table.columns):
        yield notice("stands-alone", sheet=table.sheet, where=_where(alone))
    for header, columns in same_header(table.columns).items():
        yield notice(
            "duplicate-header", sheet=table.sheet, header=header, letters=", ".join(c.letter for c in columns)
        )


def unread_columns(table: Table) -> Iterator[str]:
    """Columns that name somebody who is not screened: these come first of all that is said."""
    yield from _column_notices(table.sheet, [column for column in table.columns if _names_others(column)])


def _names_others(column: Column) -> bool:
    return column.meaning in _OTHER_PARTIES or column.why == SOME_NAMES


def _column_notices(sheet: str, columns: Iterable[Column]) -> Iterator[str]:
    """One notice for all columns of which the same is said, in the order of the table."""
    groups: dict[tuple[str, str], list[Column]] = {}
    for column in columns:
        if code := _CODES.get(column.meaning):
            # Only what is not used has a reason in its notice.
            why = column.why if code in (_CODES[IGNORED], _CODES["unused"]) else ""
            groups.setdefault((code, why), []).append(column)
    for (code, why), found in groups.items():
        yield notice(code, sheet=sheet, where=_where(found), letter=found[0].letter, why=why)


def _where(columns: list[Column]) -> str:
    """Columns by letter and header: "column F (Start date)"."""
    named = join_words([f"{column.letter} ({column.header or 'no header'})" for column in columns])
    return f"column {named}" if len(columns) == 1 else f"columns {named}"
