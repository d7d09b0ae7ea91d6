"""Where the tables of a sheet are: their headers of one to three rows, and how far each reaches.

Rows above a header are titles; a header further down begins the next table. A row inside a table is taken for
a header only when nearly all of it is known headers, because a person's row mistaken for one would go
unscreened. The first header of a sheet needs one known column of names or organisations, whatever stands beside
it: the row is weighed against the values below it. A sheet without any known header can still be a list;
`plain_list` finds where it begins and ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from screening.intake.contents import is_figure
from screening.intake.grid import Grid, LongCell, filled
from screening.intake.headers import NAMES, ORGANISATIONS, USED, fold, is_known, recognise
from screening.intake.presets import find_preset
from screening.intake.project_columns import by_header
from screening.intake.sheet_facts import Merge
from screening.intake.values import (
    IDENTIFIERS,
    NAMELESS,
    Profile,
    ValueKind,
    is_prose,
    kind_of_value,
    profile,
)

_HEADER_ROWS = 3
_LOOKED_AT = 60  # rows from the top in which every cell is compared with all headers
_SUBJECT = (*NAMES, *ORGANISATIONS, "department")
_SAME_KIND = 0.4  # share of persons or organisations below one, from which on it is one of them
_BELOW = 30  # filled rows under a row that it is weighed against
# Kinds that no header has by itself.
_VALUES = (
    *IDENTIFIERS,
    ValueKind.PHONE,
    ValueKind.COUNTRY,
    ValueKind.ORGANISATION,
    ValueKind.PERSON,
    ValueKind.ADDRESS,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A table before its columns are understood; rows are numbers of the sheet, `last_row` included."""

    first_header_row: int
    header_row: int  # 0 where there is no header
    first_row: int
    last_row: int
    headers: dict[int, tuple[str, ...]]  # by column: texts of the header rows over it, from the top


def find_regions(
    grid: Grid, wanted: frozenset[str] = frozenset(), chosen: Sequence[int] = ()
) -> list[Region]:
    """The tables of a sheet, from the top.

    Args:
        grid: the sheet.
        wanted: header texts that the person named.
        chosen: rows that the person says are headers, the last row of each; then no other row is one.
    """
    spans = _Merges(grid.facts.merges)
    # Where the rows of headers are given, texts of headers are not looked for anywhere else.
    blocks = _blocks(grid, frozenset() if chosen else wanted, spans)
    if chosen:
        ends_of = {last: first for first, last in blocks}
        blocks = [(ends_of.get(number, number), number) for number in sorted(chosen) if number <= grid.last]
    ends = [_titles_above(grid, start, end, spans) for (_, end), (start, _) in pairwise(blocks)]
    ends += [_last_row(grid, blocks[-1][1])] if blocks else []
    return [
        Region(first, last, last + 1, end, _headers(grid, (first, last), spans))
        for (first, last), end in zip(blocks, ends, strict=True)
    ]


def _blocks(grid: Grid, wanted: frozenset[str], spans: _Merges) -> list[tuple[int, int]]:
    """The first and last row of each header of a sheet."""
    blocks: list[tuple[int, int]] = []
    number = 1
    while number <= len(grid.rows):
        again = bool(blocks) and grid.row(number) == grid.row(blocks[-1][1])  # the row above it is a person's
        if (
            not again
            and _may_be_header(grid, number, wanted)
            and _is_header(grid, number, bool(blocks), spans, wanted)
        ):
            block = _grow(grid, number, blocks[-1][1] if blocks else 0, spans)
            if not (blocks and _headers(grid, block, spans) == _headers(grid, blocks[-1], spans)):
                blocks.append(block)
            number = block[1]
        number += 1
    return blocks


def _last_row(grid: Grid, above: int) -> int:
    """The last row that may belong to a table: paragraphs at the end of a sheet do not."""
    number = grid.last
    while number > above and is_paragraph(grid.row(number)):
        number -= 1
    # Blank rows at the end stay with the table unless a paragraph was left out below them.
    return number if number < grid.last else grid.last


def is_paragraph(cells: Sequence[str]) -> bool:
    """Say whether a row holds a paragraph of text, and nothing beside it but labels."""
    texts = [cells[column - 1] for column in filled(cells)]
    prose = [text for text in texts if is_prose(text)]
    # "I certify that this is complete.", and beside it "Signature:".
    return len(prose) == 1 and all(text in prose or text.rstrip().endswith(":") for text in texts)


def heads_another(grid: Grid, number: int, region: Region, wanted: frozenset[str] = frozenset()) -> bool:
    """Say whether a row within the table of `region` begins a table with other headers."""
    if not _may_be_header(grid, number, wanted):
        return False
    if region.header_row and grid.row(number) == grid.row(region.header_row):
        return False
    spans = _Merges([])
    # A block of rows may end right below; only the row itself is looked at.
    if not _is_header(grid, number, True, spans, wanted, weighed=False):
        return False
    return _headers(grid, _grow(grid, number, 0, spans), spans) != region.headers


def plain_list(grid: Grid, *, headed: bool | None = None) -> Region | None:
    """A whole sheet as a list, without the paragraphs and titles around it; None where nothing stands on it.

    Its first row is a header where it is no value of the columns below it: "Wer" over names and "Am" over dates.
    `headed` False says that it has none.
    """
    numbers = [number for number, row in enumerate(grid.rows, start=1) if filled(row)]
    while numbers and is_paragraph(grid.row(numbers[0])):
        del numbers[0]
    if not numbers:
        return None
    usual = _usual_width(grid, numbers)
    first = numbers[0]
    if usual > 1:
        # Titles above a table of several columns stand alone in their rows.
        wide = [number for number in numbers[:_LOOKED_AT] if len(filled(grid.row(number))) > 1]
        first = wide[0] if wide else first
    last = _last_row(grid, first)
    spans = _Merges(grid.facts.merges)
    if headed is not False and usual > 1 and _differs_from_below(grid, first):
        return Region(first, first, first + 1, last, _headers(grid, (first, first), spans))
    return Region(first, 0, first, last, {})


def _usual_width(grid: Grid, numbers: Sequence[int]) -> int:
    widths = sorted(len(filled(grid.row(number))) for number in numbers[:_LOOKED_AT])
    return widths[len(widths) // 2]


def _differs_from_below(grid: Grid, number: int) -> bool:
    """Say whether a row is of other kinds than the columns below it, as only a header is."""
    below = _columns_below(grid, number)
    differs = 0
    for column in filled(grid.row(number)):
        kind = kind_of_value(grid.cell(number, column))
        found = below.get(column)
        if found is None or found.size < 2:
            continue
        # "AU" heads authors, whatever country it is; an e-mail address heads nothing.
        if kind in IDENTIFIERS or (kind in (*NAMELESS, ValueKind.COUNTRY) and found.share(kind)):
            return False
        # A person above persons is the first of them, whatever else the row leaves open.
        if kind in (ValueKind.PERSON, ValueKind.ORGANISATION) and found.share(kind) >= _SAME_KIND:
            return False
        if (
            kind is not ValueKind.EMPTY
            and found.kind in (*NAMELESS, ValueKind.COUNTRY)
            and not found.share(kind)
        ):
            differs += 1
    return differs > 0


def _columns_below(grid: Grid, number: int) -> dict[int, Profile]:
    """What stands in the columns of the first filled rows under a row."""
    texts: dict[int, list[str]] = {}
    seen = 0
    for row in range(number + 1, grid.last + 1):
        cells = grid.row(row)
        columns = filled(cells)
        seen += bool(columns)
        for column in columns:
            if not isinstance(cells[column - 1], LongCell):
                texts.setdefault(column, []).append(cells[column - 1])
        if seen == _BELOW:
            break
    return {column: profile(found) for column, found in texts.items()}


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


def _may_be_header(grid: Grid, number: int, wanted: frozenset[str]) -> bool:
    """A cheap test before the careful one: a long list has a hundred thousand rows that are none."""
    if number <= _LOOKED_AT or _is_fresh(grid, number):
        return True
    cells = [cell for cell in grid.row(number) if cell and len(cell) <= 40][:8]
    known = 0
    for left, cell in zip(range(len(cells), 0, -1), cells, strict=True):
        if known + left < 2:
            return False
        known += is_known(cell) or cell.strip() in wanted
    return known >= 2


def _is_header(
    grid: Grid,
    number: int,
    within: bool,
    spans: _Merges,
    wanted: frozenset[str],
    *,
    weighed: bool = True,
) -> bool:
    cells = grid.row(number)
    shown = [column for column in filled(cells) if not is_figure(cells[column - 1])]
    columns = [column for column in shown if not isinstance(cells[column - 1], LongCell)]
    if not columns or (len(columns) == 1 < len(shown)):
        return False
    texts = [cells[column - 1] for column in columns]
    if wanted and any(text.strip() in wanted for text in texts):
        return True
    if find_preset(texts):
        return True
    if _is_pair_of_a_form(grid, number):
        return False
    found = [recognise(text) for text in texts]
    meanings = {known.meaning for known in found if known}
    if not within and meanings & set(_SUBJECT) and any(map(by_header, texts)):
        return True  # nothing but a header says "Project: sensitive area"
    if len(columns) == 1:
        return _is_single_header(grid, number, columns[0], within, spans)
    after_blank = _is_fresh(grid, number)
    share = sum(known is not None for known in found) / len(texts)
    exact = sum(known is not None and known.exact for known in found)
    # A row of a list may hold one word that is also a header, and a name that looks like one.
    if within and exact < 2 and sum(known is not None for known in found) < 3:
        return False
    if within and not after_blank:
        return (
            len(texts) > 2
            and share >= 0.75
            and exact >= 2
            and len(meanings) > 1
            and bool(meanings & set(_SUBJECT))
        )
    several = len(meanings) > 1 or (len(texts) == 2 and bool(meanings & set(_SUBJECT)) and not within)
    if share == 1 or (share >= 0.5 and several):
        return True
    return weighed and bool(meanings & set(_SUBJECT)) and _heads_the_rows_below(grid, number, within)


def _is_pair_of_a_form(grid: Grid, number: int) -> bool:
    """Say whether a row is a label with its value, as forms have them one below the other."""
    columns = filled(grid.row(number))
    if len(columns) != 2 or number >= grid.last:
        return False
    below = grid.row(number + 1)
    if filled(below) != columns:
        return False
    labels = [row[columns[0] - 1] for row in (grid.row(number), below)]
    values = [row[columns[1] - 1] for row in (grid.row(number), below)]
    return all(map(is_label, labels)) and not any(map(is_label, values))


def is_label(text: str) -> bool:
    """Say whether a text labels what stands beside or below it."""
    known = recognise(text)
    return text.rstrip().endswith((":", "\uff1a")) or (known is not None and known.exact)


def _heads_the_rows_below(grid: Grid, number: int, within: bool) -> bool:
    """Weigh a row that holds some known headers: what speaks for a header against what speaks for values.

    Known words, and cells of another kind than the values below them, speak for it. Cells that are values by
    themselves, that come again below, or that stand twice speak against it.
    """
    cells = grid.row(number)
    columns = filled(cells)
    below = _columns_below(grid, number)
    if not below:
        return False
    following = [grid.row(row) for row in range(number + 1, min(grid.last, number + _BELOW) + 1)]
    again = {
        column
        for column in columns
        if any(cells[column - 1] == row[column - 1] for row in following if len(row) >= column)
    }
    known = speaks_for = against = 0.0
    for column in columns:
        text = cells[column - 1]
        found = recognise(text)
        kind = kind_of_value(text)
        under = below.get(column)
        if found:
            known += 1
            speaks_for += 2 if found.exact else 1.5
        elif kind in _VALUES or (kind in (ValueKind.DATE, ValueKind.NUMBER) and not text.strip().isdigit()):
            against += 2
        if column in again:
            against += 2
        elif under and under.size > 1 and under.kind in NAMELESS and kind not in (*NAMELESS, ValueKind.EMPTY):
            speaks_for += 1
    texts = [cells[column - 1].strip().casefold() for column in columns]
    against += len(texts) - len(set(texts))
    # A title with one known word in it is narrower than the table below.
    widths = sorted(width for row in following if (width := len(filled(row))))
    if len(columns) < 0.5 * widths[len(widths) // 2]:
        return False
    if within:
        return known >= 3 and known >= 0.3 * len(columns) and speaks_for - against >= 4
    return speaks_for > against


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
    if known is None or known.meaning not in USED or spans.across(number):
        return False
    if not known.exact and not _asks_for_names(grid.cell(number, column)):
        return False
    if within or number >= len(grid.rows):
        return False
    below = next((row for row in range(number + 1, len(grid.rows) + 1) if filled(grid.row(row))), 0)
    return bool(below) and filled(grid.row(below)) == [column] and recognise(grid.cell(below, column)) is None


def _asks_for_names(text: str) -> bool:
    """Say whether a text is a question, or holds a word for names; "University Hospital" does not."""
    parts = fold(text).split()
    names = any((known := recognise(part)) and known.meaning == "name" for part in parts)
    return names or text.rstrip().endswith(("?", "\uff1f"))


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
    if not _subjects_in(above) and _subjects_in(cells) and len(known) >= 0.5 * len(columns):
        return True
    same = sum(
        (over := recognise(grid.cell(number - 1, column))) is not None and over.meaning == found.meaning
        for column, found in known.items()
    )
    return len(known) == len(columns) and same >= 0.5 * len(columns)


def _subjects_in(cells: Sequence[str]) -> bool:
    found = [recognise(cells[column - 1]) for column in filled(cells)]
    return any(known and known.meaning in _SUBJECT for known in found)


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
    """The last row that still belongs to the table above; titles of the next table do not, nor do paragraphs."""
    if (paragraphs := _paragraphs_between(grid, previous, header)) <= header - 1:
        header = paragraphs
        if header - 1 <= previous:
            return previous
        return header - 1
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


def _paragraphs_between(grid: Grid, previous: int, header: int) -> int:
    """Where, after a blank row, paragraphs begin between a table and the next header; else the header's row."""
    start = 0
    for row in range(previous + 1, header):
        columns = filled(grid.row(row))
        if not columns:
            start = row + 1
        elif len(columns) > 1:
            start = 0
        elif start and (is_paragraph(grid.row(row)) or isinstance(grid.cell(row, columns[0]), LongCell)):
            return start
    return header


def _is_title(cells: Sequence[str], across: list[Merge]) -> bool:
    return len(filled(cells)) == 1 or (bool(across) and len(filled(cells)) <= 1)
