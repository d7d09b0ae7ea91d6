"""What the person chose with --map, checked against what may be chosen and against the columns there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from screening.intake.columns import printed_header
from screening.intake.grid import Grid, filled
from screening.intake.headers import SENSITIVE, SINGLE, USED, fold, recognise
from screening.intake.mapping import MappingChoice, signature
from screening.intake.project_columns import project_meanings
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import column_number
from screening.intake.tables import Region

_CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_LOOKED_AT = 60  # rows from the top in which headers of a confirmed mapping are looked for
_LONGEST_LETTERS = 3  # XFD is the last column of a worksheet


def wanted_headers(chosen: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The texts that were asked for; a header row is found by them even where no header is known.

    Raises UploadRefused: unknown-meaning, forbidden-column.
    """
    for meaning, column in chosen:
        if meaning not in (*USED, *project_meanings()):
            raise refusal("unknown-meaning", meaning=meaning, known=", ".join((*USED, *project_meanings())))
        known = recognise(column)
        if known and known.meaning == SENSITIVE:
            raise refusal("forbidden-column", column=column)
    texts = [column.strip() for _, column in chosen if column.strip()]
    return frozenset(part for text in texts for part in (text, text.rpartition("!")[2].strip()) if part)


def chosen_columns(region: Region, grid: Grid, chosen: Sequence[tuple[str, str]]) -> dict[int, str]:
    """Column numbers of a table and the meaning that the person gave them.

    A header as printed comes before a letter. Raises UploadRefused: forbidden-column where a letter leads to a
    column that is never used, meaning-twice where two choices give a row two of what it has one of.
    """
    found: dict[int, str] = {}
    single: dict[str, str] = {}
    for meaning, asked in chosen:
        is_here = meaning in SINGLE and _columns(region, grid, asked.strip())
        if is_here and (other := single.setdefault(meaning, asked)) != asked:
            raise refusal("meaning-twice", meaning=meaning, first=other, second=asked)
        for column in _columns(region, grid, asked.strip()):
            texts = region.headers.get(column, ())
            if any((known := recognise(text)) and known.meaning == SENSITIVE for text in texts):
                raise refusal("forbidden-column", column=f"{asked} ({' / '.join(texts)})")
            found[column] = meaning
    return found


def choices_in_table(region: Region, grid: Grid, chosen: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The choices that a table has a column for."""
    return {(meaning, asked) for meaning, asked in chosen if _columns(region, grid, asked.strip())}


def left_out_columns(region: Region, grid: Grid, ignored: Sequence[str]) -> set[int]:
    """The numbers of the columns of a table that the person wants to be left out."""
    return {column for asked in ignored for column in _columns(region, grid, asked.strip())}


def region_signature(region: Region, grid: Grid) -> str:
    """The signature of the headers over a table and of its columns without one; "" where it has no header."""
    headers = {column: printed_header(texts) for column, texts in region.headers.items()}
    return signature(
        dict.fromkeys(_columns_with_values(grid, region.first_row, region.last_row), "") | headers
    )


def confirmed_rows(
    grid: Grid, regions: Sequence[Region], confirmed: Mapping[str, MappingChoice]
) -> list[int]:
    """Rows near the top that bear headers of a confirmed mapping, where no table was found under them."""
    if any(region_signature(region, grid) in confirmed for region in regions):
        return []
    last, found = min(grid.last, _LOOKED_AT), 0
    below = _columns_with_values(grid, last + 1, grid.last)
    for row in range(last, 0, -1):
        here = filled(grid.row(row))
        headers = dict.fromkeys(below, "") | {column: grid.cell(row, column) for column in here}
        if here and signature(headers) in confirmed:
            found = row
        below |= set(here)
    return [found] if found else []


def _columns_with_values(grid: Grid, first: int, last: int) -> set[int]:
    return {column for number in range(first, last + 1) for column in filled(grid.row(number))}


def check_sheets(choice: MappingChoice, sheets: Sequence[str], name: str) -> None:
    """Refuse a choice about a sheet that the file lacks. Raises UploadRefused (unknown-sheet)."""
    for asked in (*choice.skip_sheets, *(sheet for sheet, _ in choice.header_rows if sheet)):
        if asked not in sheets:
            raise refusal("unknown-sheet", name=name, sheet=asked, sheets=", ".join(sheets)[:400])


def _comparable(header: str) -> str:
    """A header as headers are compared: the signature of a table makes no more of them."""
    return fold(header) or header.strip()


def _columns(region: Region, grid: Grid, asked: str) -> list[int]:
    # "Sheet2!B" is column B of that sheet only.
    asked = asked.removeprefix(f"{grid.sheet}!")
    wanted = _comparable(asked)
    whole = [
        column
        for column, texts in region.headers.items()
        if wanted in (_comparable(printed_header(texts)), _comparable(" / ".join(texts)))
    ]
    # One row of a header of two rows will do where nothing is called so as a whole.
    if printed := whole or [
        column for column, texts in region.headers.items() if wanted in map(_comparable, texts)
    ]:
        return printed
    if cell := _CELL.fullmatch(asked):
        # "B14" is column B of the table that row 14 belongs to.
        top = region.first_header_row if region.header_row else region.first_row
        return [column_number(cell[1])] if top <= int(cell[2]) <= region.last_row else []
    if asked.isascii() and asked.isalpha() and len(asked) <= _LONGEST_LETTERS:
        column = column_number(asked)
        return [column] if 0 < column <= grid.width else []
    return []


def check_choices_exist(
    chosen: Sequence[tuple[str, str]], found: set[tuple[str, str]], headers: list[str], name: str
) -> None:
    """Refuse a choice that no table of the file has a column for."""
    for meaning, asked in chosen:
        if (meaning, asked) not in found:
            shown = ", ".join(dict.fromkeys(headers))[:400] or "none with a header"
            raise refusal("unknown-column", name=name, column=asked, meaning=meaning, columns=shown)
