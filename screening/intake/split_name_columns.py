"""Names that an export spreads over several columns: "Name 1" and "Name 2" of a vendor.

Such programs cut a name where the first field is full and go on in the next, so that half of a name would be looked
for. Columns are put together only where some row shows that its name goes on; two names in two columns stay two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise

from screening.intake.grid import NOT_TEXT, LongCell, MarkedCell, marked_text
from screening.intake.headers import fold, recognise
from screening.intake.tables import Region
from screening.names.legal_forms import strip_forms

_NUMBERED = re.compile(r"(.*?)\s*(\d?)$")
_FIELDS = (30, 35, 40)  # characters that such fields hold
_LOOKED_AT = 500  # rows


def find_continued(rows: Iterable[list[str]], region: Region) -> tuple[tuple[int, ...], ...]:
    """The columns of a table that hold one name together, from the first that does."""
    runs: list[list[int]] = []
    for column in sorted(region.headers):
        if runs and _is_next(region, column - 1, column) and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    runs = [run for run in runs if len(run) > 1]
    if not runs:
        return ()
    looked_at = list(islice(rows, _LOOKED_AT))
    return tuple(tuple(run) for run in runs if _goes_on(looked_at, run[0], run[1]))


def join_continued(cells: list[str], run: Sequence[int], longest: Mapping[int, int]) -> None:
    """Put the name of a row together in the first column of a run, in place.

    Args:
        cells: the row.
        run: the columns that hold one name together.
        longest: the characters of the longest text of each of these columns.
    """
    if any(isinstance(_cell(cells, column), LongCell) for column in run):
        return
    # The fullest first field shows how much a field holds; later fields are often all short.
    width = longest.get(run[0], 0)
    first, parts = run[0], {column: _cell(cells, column) for column in run}
    for before, column in pairwise(run):
        tail = _cell(cells, column)
        if not tail.strip():
            continue
        head, part = cells[first - 1], parts[before]
        # "Semiconductor Manufacturing Interna" and "tional Corporation": a word that goes on.
        full = len(part.rstrip()) >= width
        goes_on = full and tail[0].islower()
        head, tail = marked_text(head), marked_text(tail)
        whole = head + tail if goes_on else f"{head.rstrip()} {tail.lstrip()}"
        cells[first - 1] = MarkedCell(whole) if NOT_TEXT in whole else whole
        cells[column - 1] = ""


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column - 1] if column <= len(cells) else ""


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


def _goes_on(rows: Sequence[Sequence[str]], before: int, column: int) -> bool:
    heads = [_cell(cells, before).strip() for cells in rows]
    pairs = [
        (head, tail)
        for head, cells in zip(heads, rows, strict=True)
        if (tail := _cell(cells, column).strip())
    ]
    if any(not head for head, _ in pairs):
        return False
    longest = max(map(len, heads), default=0)
    full = longest in _FIELDS
    return any(
        tail[0].islower() or not _stands_alone(tail) or (full and len(head) == longest)
        for head, tail in pairs
    )


def _stands_alone(tail: str) -> bool:
    """Say whether a text is more than legal forms."""
    return bool(strip_forms(["x", *fold(tail).split()])[0][1:])
