"""Where the tables of a sheet are: their headers of one to three rows, and how far each reaches.

Rows above a header are titles; a header further down begins the next table. A row inside a table is taken for
a header only when nearly all of it is known headers, because a person's row mistaken for one would go
unscreened. A sheet without any header can still be a plain list; `plain_list` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from screening.intake.contents import is_figure
from screening.intake.grid import Grid, LongCell, filled
from screening.intake.headers import NAMES, ORGANISATIONS, SENSITIVE, UNUSED, is_known, recognise
from screening.intake.project_columns import by_header
from screening.intake.sheet_facts import Merge

_HEADER_ROWS = 3
_LOOKED_AT = 60  # rows from the top in which every cell is compared with all headers
_SUBJECT = (*NAMES, *ORGANISATIONS, "department")


@dataclass(frozen=True, slots=True)
class Region:
    """A table before its columns are understood; rows are numbers of the sheet, `last_row` included."""

    first_header_row: int
    header_row: int  # 0 where there is no header
    first_row: int
    last_row: int
    headers: dict[int, tuple[str, ...]]  # by column: texts of the header rows over it, from the top


def find_regions(grid: Grid, wanted: frozenset[str] = frozenset()) -> list[Region]:
    """The tables of a sheet, from the top. `wanted` are header texts that the person named."""
    spans = _Merges(grid.facts.merges)
    blocks: list[tuple[int, int]] = []
    number = 1
    while number <= len(grid.rows):
        again = bool(blocks) and grid.row(number) == grid.row(blocks[-1][1])  # the row above it is a person's
        if (
            not again
            and _may_be_header(grid, number, bool(blocks), wanted)
            and _is_header(grid, number, bool(blocks), spans, wanted)
        ):
            block = _grow(grid, number, blocks[-1][1] if blocks else 0, spans)
            if not (blocks and _headers(grid, block, spans) == _headers(grid, blocks[-1], spans)):
                blocks.append(block)
            number = block[1]
        number += 1
    ends = [_titles_above(grid, start, end, spans) for (_, end), (start, _) in pairwise(blocks)]
    ends += [len(grid.rows)] if blocks else []
    return [
        Region(first, last, last + 1, end, _headers(grid, (first, last), spans))
        for (first, last), end in zip(blocks, ends, strict=True)
    ]


def heads_another(grid: Grid, number: int, region: Region, wanted: frozenset[str] = frozenset()) -> bool:
    """Say whether a row within the table of `region` begins a table with other headers."""
    spans = _Merges([])
    if region.header_row and grid.row(number) == grid.row(region.header_row):
        return False
    if not _may_be_header(grid, number, True, wanted) or not _is_header(grid, number, True, spans, wanted):
        return False
    return _headers(grid, _grow(grid, number, 0, spans), spans) != region.headers


def plain_list(grid: Grid) -> Region | None:
    """A whole sheet as a list without a header, or None where nothing stands on it."""
    numbers = [number for number, row in enumerate(grid.rows, start=1) if filled(row)]
    return Region(numbers[0], 0, numbers[0], len(grid.rows), {}) if numbers else None


class _Merges:
    """Merged ranges by the row they begin in."""

    def __init__(self, merges: list[Merge]) -> None:
        self._across: dict[int, list[Merge]] = {}
        for merge in merges:
            if merge.right > merge.left:
                self._across.setdefault(merge.top, []).append(merge)

    def across(self, row: int) -> list[Merge]:
        """Ranges over several columns that begin in this row."""
        return self._across.get(row, [])


def _may_be_header(grid: Grid, number: int, within: bool, wanted: frozenset[str]) -> bool:
    """A cheap test before the careful one: a long list has a hundred thousand rows that are none."""
    if not within or number <= _LOOKED_AT or _is_fresh(grid, number):
        return True
    cells = [cell for cell in grid.row(number) if cell and len(cell) <= 40][:8]
    known = 0
    for left, cell in zip(range(len(cells), 0, -1), cells, strict=True):
        if known + left < 2:
            return False
        known += is_known(cell) or cell.strip() in wanted
    return known >= 2


def _is_header(grid: Grid, number: int, within: bool, spans: _Merges, wanted: frozenset[str]) -> bool:
    cells = grid.row(number)
    shown = [column for column in filled(cells) if not is_figure(cells[column - 1])]
    columns = [column for column in shown if not isinstance(cells[column - 1], LongCell)]
    if not columns or (len(columns) == 1 < len(shown)):
        return False
    texts = [cells[column - 1] for column in columns]
    if wanted and any(text.strip() in wanted for text in texts):
        return True
    found = [recognise(text) for text in texts]
    meanings = {known.meaning for known in found if known}
    if not within and meanings & set(_SUBJECT) and any(map(by_header, texts)):
        return True  # nothing but a header says "Project: sensitive area"
    if len(columns) == 1:
        return _is_single_header(grid, number, columns[0], within, spans)
    after_blank = _is_fresh(grid, number)
    share = sum(known is not None for known in found) / len(texts)
    if within and not after_blank:
        exact = sum(known is not None and known.exact for known in found)
        return (
            len(texts) > 2
            and share >= 0.75
            and exact >= 2
            and len(meanings) > 1
            and bool(meanings & set(_SUBJECT))
        )
    several = len(meanings) > 1 or (len(texts) == 2 and bool(meanings & set(_SUBJECT)) and not within)
    return share == 1 or (share >= 0.5 and several)


def _is_fresh(grid: Grid, number: int) -> bool:
    """Say whether a row begins something new: after a blank row, or after the title that follows one."""
    above = number - 1
    if above > 0 and (standing := _standing(grid.row(above))):
        if standing > 1:
            return False
        above -= 1
    return above < 1 or not _standing(grid.row(above))


def _standing(cells: Sequence[str]) -> int:
    """In how many cells something stands, counted up to two."""
    found = 0
    for text in cells:
        if text and not text.isspace():
            found += 1
            if found == 2:
                break
    return found


def _is_single_header(grid: Grid, number: int, column: int, within: bool, spans: _Merges) -> bool:
    """One known header alone in its row heads a list of one column, unless it is the title of what follows."""
    known = recognise(grid.cell(number, column))
    if known is None or not known.exact or known.meaning in (SENSITIVE, UNUSED) or spans.across(number):
        return False
    if within or number >= len(grid.rows):
        return False
    below = next((row for row in range(number + 1, len(grid.rows) + 1) if filled(grid.row(row))), 0)
    return bool(below) and filled(grid.row(below)) == [column] and recognise(grid.cell(below, column)) is None


def _grow(grid: Grid, number: int, above: int, spans: _Merges) -> tuple[int, int]:
    """The whole header around a header row: further header rows below it, and headings over groups above it."""
    first = last = number
    while last < grid.last and last - first + 1 < _HEADER_ROWS and _continues(grid, last + 1, spans):
        last += 1
    while first - 1 > above and last - first + 1 < _HEADER_ROWS and _groups(grid, first, spans):
        first -= 1
    return first, last


def _continues(grid: Grid, number: int, spans: _Merges) -> bool:
    """Say whether the row below a header row is one too: it fills its gaps, or repeats it in another language.

    A person's row taken for a header would go unscreened, so a complete header is only continued by a row that
    means the same in most columns.
    """
    cells, above = grid.row(number), grid.row(number - 1)
    columns = filled(cells)
    if not columns or any(is_figure(cells[c - 1]) or isinstance(cells[c - 1], LongCell) for c in columns):
        return False
    known = {column: found for column in columns if (found := recognise(cells[column - 1]))}
    if len(known) < 2:
        return False
    if spans.across(number - 1) or len(filled(above)) < len(columns):
        return len(known) >= 0.6 * len(columns)
    same = sum(
        (over := recognise(grid.cell(number - 1, column))) is not None and over.meaning == found.meaning
        for column, found in known.items()
    )
    return len(known) == len(columns) and same >= 0.5 * len(columns)


def _groups(grid: Grid, first: int, spans: _Merges) -> bool:
    """Say whether the row above only names groups of the columns below it."""
    cells = grid.row(first - 1)
    columns, below = filled(cells), filled(grid.row(first))
    if len(columns) < 2 or any(is_figure(cells[c - 1]) or len(cells[c - 1]) > 60 for c in columns):
        return False
    return bool(spans.across(first - 1)) or (len(columns) < len(below) and set(columns) <= set(below))


def _headers(grid: Grid, block: tuple[int, int], spans: _Merges) -> dict[int, tuple[str, ...]]:
    """Header texts by column; a heading over a group reaches over its merged cells, or to the next heading."""
    first, last = block
    width = max(len(grid.row(number)) for number in range(first, last + 1))
    headers: dict[int, list[str]] = {column: [] for column in range(1, width + 1)}
    for number in range(first, last + 1):
        for column, text in _row_of_headers(grid, number, last, width, spans).items():
            headers[column].append(text)
    return {column: tuple(texts) for column, texts in headers.items() if texts}


def _row_of_headers(grid: Grid, number: int, last: int, width: int, spans: _Merges) -> dict[int, str]:
    texts = {column: grid.cell(number, column) for column in filled(grid.row(number))}
    if number == last:
        return texts
    across = spans.across(number)
    reach = dict(texts)
    for merge in across:
        if merge.left in texts:
            reach |= dict.fromkeys(range(merge.left, min(merge.right, width) + 1), texts[merge.left])
    if not across:
        current = ""
        below = set(filled(grid.row(number + 1)))
        for column in range(1, width + 1):
            current = texts.get(column, current if column in below else "")
            if current:
                reach[column] = current
    return reach


def _titles_above(grid: Grid, header: int, previous: int, spans: _Merges) -> int:
    """The last row that still belongs to the table above; titles of the next table do not."""
    row = header - 1
    while row > previous and _is_title(grid.row(row), spans.across(row)):
        row -= 1
    if row == header - 1 or row == previous or not filled(grid.row(row)):
        return row
    wide = [
        number
        for number in range(row + 1, header)
        if spans.across(number) or len(" ".join(grid.row(number))) > 100
    ]
    return wide[0] - 1 if wide else header - 1


def _is_title(cells: Sequence[str], across: list[Merge]) -> bool:
    return len(filled(cells)) == 1 or (bool(across) and len(filled(cells)) <= 1)
