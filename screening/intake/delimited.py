"""A CSV file as a grid: strict quotes, a delimiter chosen from its own header line, every row counted.

Without strictness an unclosed quote swallows all later rows into one cell without an error, and people go
unscreened. So a wrong quote refuses the whole file with its row.
"""

from __future__ import annotations

import csv
import io
from itertools import islice

from screening.intake.grid import Grid, LongCell
from screening.intake.headers import recognise
from screening.intake.limits import Limits
from screening.intake.refusals import refusal
from screening.intake.sheet_facts import SheetFacts

DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # a list of one column: a sign that text never has keeps its lines whole
_LOOKED_AT = 40  # rows that may stand above and in the header
_COLUMNS_LOOKED_AT = 256
SHEET = "CSV"


def read_delimited(text: str, name: str, limits: Limits) -> tuple[Grid, str]:
    """The grid of a CSV text and its delimiter ("" for a list of one column).

    Raises:
        UploadRefused: unclosed-quote, too-many-rows, too-many-columns, too-much-text.
    """
    if len(text) > limits.all_chars:
        raise refusal("too-much-text", name=name, limit=limits.all_chars)
    csv.field_size_limit(limits.csv_bytes)  # a long cell is for us to judge; csv would end the whole file
    delimiter = choose_delimiter(text)
    facts = SheetFacts(SHEET)
    grid = Grid(SHEET, [], facts, ragged_matters=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    kept: dict[str, str] = {}
    keep, most = kept.setdefault, limits.cell_chars
    line = 1
    try:
        for row in reader:
            if len(grid.rows) >= limits.rows:
                raise refusal("too-many-rows", sheet=name, row=limits.rows + 1, limit=limits.rows)
            if len(row) > limits.columns:
                raise refusal("too-many-columns", sheet=name, column=len(row), limit=limits.columns)
            grid.rows.append([keep(value, value) if len(value) <= most else _long(value) for value in row])
            grid.lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal("unclosed-quote", name=name, row=len(grid.rows) + 1, line=line) from error
    facts.last_row, facts.last_column = len(grid.rows), grid.width
    return grid, "" if delimiter == NO_DELIMITER else delimiter


def _long(value: str) -> str:
    return LongCell(value[:80], len(value))


def choose_delimiter(text: str) -> str:
    """The delimiter under which the first rows show the most known headers, else the steadiest columns.

    Where no delimiter gives more than one steady column, lines are whole: "Dept, Univ, City" without quotes is
    one affiliation, not three columns.
    """
    first = text[:200].partition("\n")[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4]  # what Excel writes and reads for lists with another delimiter
    head = "".join(islice(io.StringIO(text[:200_000], newline=""), _LOOKED_AT))
    best = max(DELIMITERS, key=lambda sign: _fitness(head, sign))
    return best if _fitness(head, best) > (0, 0.0, 1) else NO_DELIMITER


def _fitness(head: str, delimiter: str) -> tuple[int, float, int]:
    rows = _loosely(head, delimiter)
    known = max((sum(recognise(cell) is not None for cell in row) for row in rows if len(row) > 1), default=0)
    widths = [len(row) for row in rows if row]
    if not widths:
        return known, 0.0, 1
    width = max(set(widths), key=lambda size: (widths.count(size), size))
    steady = widths.count(width) / len(widths)
    if width == 1 or (steady < 0.8 and known < 2):
        return (known if known > 1 else 0), 0.0, 1
    return known, steady, width


def _loosely(head: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read: the last one may be cut off in the middle."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, strict=False):
            rows.append(row[:_COLUMNS_LOOKED_AT])
    except csv.Error:
        return rows
    return rows
