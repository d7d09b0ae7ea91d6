"""Names that an export spreads over several columns: "Name 1" and "Name 2" of a vendor.

Such programs cut a name where the first field is full and go on in the next, so that half of a name would be looked
for. Columns are put together only where some row shows that its name goes on; two names in two columns stay two.
"""

from __future__ import annotations

import re

from screening.intake.grid import Grid, LongCell
from screening.intake.headers import fold, recognise
from screening.intake.sheet_facts import letter
from screening.intake.tables import Region
from screening.names.legal_forms import strip_forms

_NUMBERED = re.compile(r"(.*?)\s*(\d?)$")
_FIELDS = (30, 35, 40)  # characters that such fields hold
_LOOKED_AT = 500  # rows


def join_continued(grid: Grid, region: Region) -> list[str]:
    """Put names together in their first column, in place. Gives the letters of the columns that went into another."""
    columns = sorted(region.headers)
    runs: list[list[int]] = []  # columns that hold one name together
    for column in columns:
        if runs and _is_next(region, column - 1, column) and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    joined = []
    for first, *others in runs:
        if not others or not _goes_on(grid, region, first, others[0]):
            continue
        longest = max(len(grid.cell(row, first)) for row in range(region.first_row, region.last_row + 1))
        for column in others:
            _join(grid, region, first, column, longest)
            joined.append(letter(column))
    return joined


def _is_next(region: Region, before: int, column: int) -> bool:
    """Say whether two headers are one but for the number at their ends, and say a name."""
    parts = [region.headers.get(each, ()) for each in (before, column)]
    if not all(len(each) == 1 for each in parts):
        return False
    one, two = (_NUMBERED.fullmatch(fold(each[0])) for each in parts)
    if not one or not two or one[1] != two[1] or not two[2] or int(two[2]) != int(one[2] or 1) + 1:
        return False
    known = recognise(one[1])
    return known is not None and known.meaning in ("name", "organisation")


def _goes_on(grid: Grid, region: Region, before: int, column: int) -> bool:
    rows = range(region.first_row, min(region.last_row, region.first_row + _LOOKED_AT) + 1)
    pairs = [(grid.cell(number, before).strip(), grid.cell(number, column).strip()) for number in rows]
    pairs = [(head, tail) for head, tail in pairs if tail]
    if any(not head for head, _ in pairs):
        return False
    longest = max((len(grid.cell(number, before).strip()) for number in rows), default=0)
    full = longest in _FIELDS
    return any(
        tail[0].islower() or not _stands_alone(tail) or (full and len(head) == longest)
        for head, tail in pairs
    )


def _stands_alone(tail: str) -> bool:
    """Say whether a text is more than legal forms."""
    return bool(strip_forms(["x", *fold(tail).split()])[0][1:])


def _join(grid: Grid, region: Region, first: int, column: int, longest: int) -> None:
    for number in range(region.first_row, region.last_row + 1):
        head, tail = grid.cell(number, first), grid.cell(number, column)
        if not tail.strip() or isinstance(head, LongCell) or isinstance(tail, LongCell):
            continue
        # "Semiconductor Manufacturing Interna" and "tional Corporation": a word that goes on.
        cut = tail[0].islower() and len(head) >= longest
        row = grid.rows[number - 1]
        row[first - 1] = head + tail if cut else f"{head.rstrip()} {tail.lstrip()}"
        row[column - 1] = ""
