"""Sheets beside the real lists of a workbook: instructions, lists of codes and pivot tables.

A sheet is left out only for a reason that can be seen on it; the reason is said among the first notices. Whatever
may be a list is asked about.
"""

from __future__ import annotations

from screening.intake.columns import TELLS, Understanding
from screening.intake.contents import is_generic, words
from screening.intake.grid import Grid, LongCell, filled
from screening.intake.headers import fold, recognise
from screening.intake.tables import Region
from screening.intake.values import ValueKind, is_prose, kind_of_value

_LOOKED_AT = 60  # rows
_MOST = 0.5
_LONGEST_CODE = 5  # letters
_LONGEST_LABEL = 4  # words
_FEWEST_LABELS = 2
_SOME_PARTIES = 0.15  # of the rows: as in a column of organisations, most of which show no word of it
_FEW_TEXTS = 2  # a sheet with so few texts is a remark


def kind_of_sheet(grid: Grid, region: Region, known: Understanding, cells: frozenset[str]) -> str:
    """The code of the notice for a sheet that is no list, "" where it may be one.

    Args:
        grid: the sheet.
        region: what stands on it.
        known: what its columns would mean.
        cells: texts of the columns that name nobody in the lists of the file.
    """
    numbers = range(1, min(grid.last, _LOOKED_AT) + 1)
    texts = [text for number in numbers for text in grid.row(number) if text and not text.isspace()]
    if any(fold(text) in words("pivots") for text in texts if len(text) < 40):
        return "pivot"
    sentences = sum(is_prose(text) for text in texts if not isinstance(text, LongCell))
    sentences += sum(isinstance(text, LongCell) for text in texts)
    # A title stands above every page of instructions.
    if sentences and sentences >= _MOST * (len(texts) - 1):
        return "instructions"
    if not known.names_somebody and not known.alternatives:
        return "no-table"
    # A second list repeats codes of the first; what names parties below a header explains none.
    if region.header_row and names_parties(known):
        return ""
    if _explains_codes(grid, region, cells):
        return "codes"
    if _is_form(grid):
        return "form"
    return "no-table" if len(texts) <= _FEW_TEXTS and not names_parties(known) else ""


def _is_form(grid: Grid) -> bool:
    """Say whether most lines of a sheet are a label with its value: "Period: 2025", or "Contact:" and a text beside.

    A form whose labels ask for a party is none to be left out: somebody may be named in it.
    """
    lines = [
        [text for text in row if text and not text.isspace()] for row in grid.rows[:_LOOKED_AT] if filled(row)
    ]
    labels = []
    for line in lines:
        label, colon, value = line[0].replace("\uff1a", ":").partition(":")
        apart = len(line) == 2 and not value.strip()
        together = len(line) == 1 and bool(value.strip())
        if colon and len(label.split()) <= _LONGEST_LABEL and (apart or together):
            labels.append(label)
    if len(labels) < _FEWEST_LABELS or len(labels) < _MOST * len(lines):
        return False
    known = [recognise(label) for label in labels]
    return not any(found and found.meaning in TELLS for found in known) and grid.last <= _LOOKED_AT


def _explains_codes(grid: Grid, region: Region, cells: frozenset[str]) -> bool:
    rows = [
        [text.strip() for text in grid.row(number) if text and not text.isspace()]
        for number in range(region.first_row, min(region.last_row, region.first_row + _LOOKED_AT) + 1)
    ]
    rows = [row for row in rows if row]
    if not rows:
        return False
    # Names of the parties of other rows are codes of nothing, even where they come again there.
    if sum(any(map(_names_party, row)) for row in rows) >= _SOME_PARTIES * len(rows):
        return False
    texts = [text for row in rows for text in row]
    used = sum(text in cells for text in texts)
    if used >= _MOST * len(rows) and used > 1:
        return True
    pairs = [row for row in rows if len(row) == 2]
    codes = {row[0] for row in pairs if len(row[0]) <= _LONGEST_CODE or kind_of_value(row[0]) is ValueKind.ID}
    names = sum(kind_of_value(row[1]) in (ValueKind.PERSON, ValueKind.ORGANISATION) for row in pairs)
    return (
        len(pairs) == len(rows)
        and len(codes) == len(rows)
        and names < _MOST * len(rows)
        and _are_codes(codes)
    )


def _names_party(text: str) -> bool:
    return kind_of_value(text) in (ValueKind.PERSON, ValueKind.ORGANISATION) and not is_generic(text)


def _are_codes(texts: set[str]) -> bool:
    """Say whether texts are codes and not a mere count of rows."""
    return not all(text.strip(".):").isdigit() for text in texts)


def names_parties(known: Understanding) -> bool:
    """Say whether a column that names the parties clearly holds people or organisations."""
    return any(
        column.meaning in TELLS
        and known.kinds.get(column.index) in (ValueKind.PERSON, ValueKind.ORGANISATION)
        for column in known.columns
    )
