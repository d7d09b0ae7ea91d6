"""Rows that stand outside the tables of a sheet: titles, forms, paragraphs, and perhaps somebody's list.

Nothing is screened there, so rows that name somebody are said. Where several stand above the first header they are
a list of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from screening.intake.contents import is_total
from screening.intake.grid import Grid, LongCell, filled
from screening.intake.tables import Region, is_label, is_paragraph
from screening.intake.values import NAMELESS, NAMING, Profile, ValueKind, kind_of_value, profile

_FEWEST_ROWS = 4  # of a list above a header; a letterhead names a university, a faculty and a department
_MOST = 0.5  # of its rows name somebody
_WIDE_ROWS = 5  # rows of several cells, from which on they look like a list whatever stands in them
_ROWS_SHOWN = 10
_SAMPLE = 30  # rows of a block
_LOOKED_AT = 2_000  # rows


def list_above(grid: Grid, first: int) -> Region | None:
    """The list without a header that stands above the table beginning in row `first`, if one does."""
    names = _party_rows(grid, range(1, first))
    if len(names) < _FEWEST_ROWS:
        return None
    # Names that do not show whose they are go on above and below, up to a blank row; a title ends with a colon.
    above = list(takewhile(lambda number: _goes_on(grid, number), range(names[0] - 1, 0, -1)))
    below = list(takewhile(lambda number: _goes_on(grid, number), range(names[-1] + 1, first)))
    if below and below[-1] == first - 1:
        # What stands right above the header may be its title.
        below = []
    span = range(above[-1] if above else names[0], (below[-1] if below else names[-1]) + 1)
    rows = sum(bool(filled(grid.row(number))) for number in span)
    return Region(span.start, 0, span.start, span.stop - 1, {}) if len(names) >= _MOST * rows else None


def rows_of_parties(grid: Grid, numbers: range) -> list[int]:
    """The rows that name somebody, and those that look like rows of a list: more than titles and facts."""
    wide = [number for number in numbers if len(filled(grid.row(number))) > 1]
    return sorted({*_party_rows(grid, numbers), *(wide if len(wide) >= _WIDE_ROWS else ())})


def first_rows_unlike(grid: Grid, region: Region) -> list[int]:
    """The first rows of the blocks below a blank row that are not like the table they are read in.

    Where names stand in the table, such a block has numbers or dates, or the other way round: it may be a second
    table under headers that nobody knows.
    """
    last = min(region.last_row, region.first_row + _LOOKED_AT - 1)
    blocks: list[list[int]] = []
    before = 0
    for number in range(region.first_row, last + 1):
        if filled(grid.row(number)):
            if not blocks or before != number - 1:
                blocks.append([])
            blocks[-1].append(number)
            before = number
    if len(blocks) < 2:
        return []
    table = _profiles(grid, blocks[0])
    return [
        block[0]
        for block in blocks[1:]
        if len(block) > 1 and _are_unlike(table, _profiles(grid, block[1:])) and not _is_form(grid, block)
    ]


def _profiles(grid: Grid, numbers: Sequence[int]) -> dict[int, Profile]:
    texts: dict[int, list[str]] = {}
    for number in numbers[:_SAMPLE]:
        for column in filled(grid.row(number)):
            texts.setdefault(column, []).append(grid.cell(number, column))
    return {column: profile(found) for column, found in texts.items()}


def _are_unlike(table: dict[int, Profile], block: dict[int, Profile]) -> bool:
    shared = [(table[column], block[column]) for column in block if column in table]
    return any(
        (one.kind in NAMELESS and other.kind in NAMING and not one.share(other.kind))
        or (one.kind in NAMING and other.kind in NAMELESS and not one.share(other.kind))
        for one, other in shared
    )


def _is_form(grid: Grid, numbers: Sequence[int]) -> bool:
    """Say whether rows are labels with what stands beside them, such as totals or a signature."""
    return all(is_label(text) or is_total(text) for number in numbers for text in _texts(grid, number)[:1])


def paragraphs(grid: Grid, numbers: range) -> list[int]:
    """The rows that hold a paragraph."""
    return [number for number in numbers if is_paragraph(grid.row(number))]


def listed_rows(numbers: Sequence[int]) -> str:
    """The numbers of rows for a sentence: "row 3", "rows 1, 2 and 5"."""
    shown = [str(number) for number in numbers[:_ROWS_SHOWN]]
    more = len(numbers) - len(shown)
    last = f"{more:,} more" if more else shown.pop()
    return f"row {last}" if not shown else f"rows {', '.join(shown)} and {last}"


def _party_rows(grid: Grid, numbers: range) -> list[int]:
    across = {merge.top for merge in grid.facts.merges if merge.right > merge.left}
    return [number for number in numbers[:_LOOKED_AT] if number not in across and _names_party(grid, number)]


def _names_party(grid: Grid, number: int) -> bool:
    """Say whether a row names a person or an organisation; a label with its value is a fact about the file."""
    texts = _texts(grid, number)
    if not texts or (len(texts) > 1 and is_label(texts[0])):
        return False
    return any(
        kind_of_value(text) in (ValueKind.PERSON, ValueKind.ORGANISATION)
        for text in texts
        if not isinstance(text, LongCell) and not {":", "："} & set(text)
    )


def _goes_on(grid: Grid, number: int) -> bool:
    texts = _texts(grid, number)
    return bool(texts) and not is_paragraph(grid.row(number)) and not is_label(texts[0])


def _texts(grid: Grid, number: int) -> list[str]:
    cells = grid.row(number)
    return [cells[column - 1] for column in filled(cells)]
