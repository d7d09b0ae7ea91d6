"""A CSV file as a grid: strict quotes, a delimiter chosen from its own header line, every row counted.

Without strictness an unclosed quote swallows all later rows into one cell without an error, and people go
unscreened. So a wrong quote refuses the whole file with its row.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import PurePath

from screening.intake.encodings import DELIMITERS, DelimiterNeeded, EncodingReading, preview
from screening.intake.grid import TYPED, Grid, cell_of
from screening.intake.headers import recognise
from screening.intake.limits import Limits
from screening.intake.refusals import question, refusal
from screening.intake.sheet_facts import SheetFacts

SIGN_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
NO_DELIMITER = "\x1f"  # a list of one column: a sign that text never has keeps its lines whole
_LOOKED_AT = 40  # rows that may stand above and in the header
_COLUMNS_LOOKED_AT = 256
SHEET = "CSV"


def read_delimited(text: str, name: str, limits: Limits, declared: str = "") -> tuple[Grid, str]:
    """The grid of a CSV text and its delimiter ("" for a list of one column).

    Raises:
        UploadRefused: unclosed-quote, too-many-rows, too-many-columns, too-much-text, delimiter-unsupported.
        DelimiterNeeded: two delimiters are equally possible, and none was declared.
    """
    if len(text) > limits.all_chars:
        raise refusal("too-much-text", name=name, limit=limits.all_chars)
    csv.field_size_limit(limits.csv_bytes)  # a long cell is for us to judge; csv would end the whole file
    delimiter = check_delimiter(declared) or choose_delimiter(text, name)
    facts = SheetFacts(SHEET)
    grid = Grid(SHEET, [], facts, ragged_matters=True)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    kept: dict[str, str] = {}
    keep, most = kept.setdefault, limits.cell_chars
    plain = TYPED not in text
    line = 1
    try:
        for row in reader:
            if len(grid.rows) >= limits.rows:
                raise refusal("too-many-rows", sheet=name, row=limits.rows + 1, limit=limits.rows)
            if len(row) > limits.columns:
                raise refusal("too-many-columns", sheet=name, column=len(row), limit=limits.columns)
            grid.rows.append(
                [
                    keep(value, value) if plain and len(value) <= most else cell_of(value, most)
                    for value in row
                ]
            )
            grid.lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal("unclosed-quote", name=name, row=len(grid.rows) + 1, line=line) from error
    facts.last_row, facts.last_column = len(grid.rows), grid.width
    return grid, "" if delimiter == NO_DELIMITER else delimiter


def check_delimiter(declared: str) -> str:
    """The delimiter that somebody declared. Raises UploadRefused: delimiter-unsupported."""
    if declared and (len(declared) != 1 or declared in '"\r\n\0'):
        raise refusal("delimiter-unsupported", delimiter=repr(declared))
    return declared


def choose_delimiter(text: str, name: str) -> str:
    """The delimiter under which the first rows show the most known headers, else the steadiest columns.

    Where no delimiter gives more than one steady column, lines are whole: "Dept, Univ, City" without quotes is
    one affiliation, not three columns. The name's own ending decides for tabs (.tsv).

    Raises:
        DelimiterNeeded: a comma and a semicolon are equally possible.
    """
    first = text[:200].partition("\n")[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4]  # what Excel writes and reads for lists with another delimiter
    head = "".join(islice(io.StringIO(text[:200_000], newline=""), _LOOKED_AT))
    if PurePath(name).suffix.lower() == ".tsv" and "\t" in head:
        return "\t"
    fitness = {sign: _fitness(head, sign) for sign in DELIMITERS}
    # A tab or a pipe within a cell is rarer than any sign that parts cells.
    order = sorted(DELIMITERS, key=lambda sign: (fitness[sign][:2], sign in "\t|", fitness[sign][2]))
    best, second = order[-1], order[-2]
    if fitness[best] <= (0, 0.0, 1):
        return NO_DELIMITER
    if fitness[best][:2] != fitness[second][:2] or best in "\t|":
        return best
    tight = [sign for sign in (best, second) if _is_tight(head, sign)]
    if len(tight) != 1:
        raise _question(head, name, (best, second))
    return tight[0]


def _is_tight(head: str, sign: str) -> bool:
    """Whether a sign mostly stands without a space behind it, as between cells: "Zhang, Wei;MIT, Cambridge"."""
    return 2 * head.count(sign + " ") < head.count(sign)


def _question(head: str, name: str, signs: tuple[str, str]) -> DelimiterNeeded:
    options = {sign: f"--delimiter {SIGN_NAMES[sign]}" for sign in signs}
    first, second = (f"a {SIGN_NAMES[sign]}" for sign in signs)
    readings = [
        EncodingReading(
            "", f"Columns separated by a {SIGN_NAMES[sign]}", sign, preview(_loosely(head, sign)), option
        )
        for sign, option in options.items()
    ]
    sentence = question("needs-delimiter", name=name, first=first, second=second, option=options[signs[0]])
    return DelimiterNeeded(sentence, readings, name=name)


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
