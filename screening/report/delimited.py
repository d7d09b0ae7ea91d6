"""The CSV report: the user's own rows and columns, with the result columns to the right.

Programs read it: an outcome is its code (`no_match`), as in JSON, where a workbook has the words.

Every cell is quoted, and every text that a spreadsheet could run has an apostrophe in front
(`screening.inert`): the user's cells too, since here nothing tells a formula from a text. Uploading the report
again gives the same Subjects. UTF-8 with a byte order mark, because Excel reads it as Latin-1 otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from screening.dispositions.standing import Standings
from screening.inert import as_given, inert
from screening.intake.cells import holds_names
from screening.intake.delimited import NO_DELIMITER
from screening.intake.encodings import marked
from screening.intake.grid import NOT_TEXT, TYPED, UNMARKED
from screening.intake.model import Intake, Row
from screening.own import OwnColumns, own_columns
from screening.report.lines import Line
from screening.report.review import NOTHING_SAID, REVIEW, review_texts
from screening.report.subjects import subject_cells, subject_headers
from screening.report.told import ToldRows, line_of
from screening.ticks import Tick
from screening.wording import wording

_Cells = tuple[list[str], list[str]]  # on the left as given, ours as the file holds them

_LONGEST_FIELD = 2**31 - 1  # intake has judged the cells; the reader's own limit of 131,072 would stop here
_LONGEST_MARK = 3  # bytes of a byte order mark


def write_csv(
    original: Path, intake: Intake, told: ToldRows, standings: Standings, out: Path, tick: Tick
) -> None:
    """Write the report; a list that came as a workbook is written by its subjects, sheet and row."""
    rows = (
        _annotated(original, intake, told, standings)
        if intake.format == "csv"
        else _by_subject(intake, told, standings)
    )
    with out.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, delimiter=intake.delimiter or ",")
        for left, ours in rows:
            writer.writerow([*_all_inert(left), *ours])
            tick(1)


def own_rows(original: Path, intake: Intake) -> tuple[list[list[str]], OwnColumns | None]:
    """Read the user's rows again; row n of the file is at n - 1. Cells of our own report are as given."""
    csv.field_size_limit(_LONGEST_FIELD)
    with original.open("rb") as raw:
        _, mark = marked(raw.read(_LONGEST_MARK))
        raw.seek(mark)  # a quote after the mark would be no quote to the reader
        file = io.TextIOWrapper(raw, encoding=intake.encoding or "utf-8", newline="")
        rows = list(csv.reader(file, delimiter=intake.delimiter or NO_DELIMITER, strict=True))
    _show_numbers(rows, intake)
    own = own_columns(rows)
    if own is not None:
        rows = [[as_given(cell) for cell in row] for row in rows]
    return rows, own


def _show_numbers(rows: list[list[str]], intake: Intake) -> None:
    """Take the marks off numbers and truth values, in place, but where they stand for a name: there they stay none."""
    names = {each.index for table in intake.tables for each in table.columns if holds_names(each)}
    for row in rows:
        for column, cell in enumerate(row, start=1):
            if (NOT_TEXT in cell or TYPED in cell) and column not in names:
                row[column - 1] = cell.translate(UNMARKED)


@lru_cache(maxsize=2_000)  # most rows of a list say what many others say
def line_cells(line: Line | None) -> tuple[str, ...]:
    """Give a line's values as the file holds them, in the order of the result columns, without those of the review."""
    if line is None:
        return ("",) * (len(wording().columns) - len(REVIEW))
    texts = [
        line.outcome.value,
        line.level.value if line.level else "",
        "" if line.score is None else str(line.score),
        line.best_hit,
        line.relation,
        "" if line.confidence is None else f"{line.confidence:.2f}",
        line.lists,
        line.recognised,
        line.why,
        line.follows,
        line.source,
    ]
    return tuple(_all_inert(texts))


def _annotated(original: Path, intake: Intake, told: ToldRows, standings: Standings) -> Iterator[_Cells]:
    """Put lines and headers beside the rows; an earlier report's columns are replaced, its decisions kept."""
    rows, own = own_rows(original, intake)
    width = own.start if own else max((len(row) for row in rows), default=0)
    known = {row.number: row for row in intake.rows()}
    headers = {table.header_row for table in intake.tables}
    names = [column.header for column in wording().columns]
    if 0 in headers and not (own and names[0] in rows[0]):
        yield [""] * width, names
    for number, row in enumerate(rows, start=1):
        left = row[:width] + [""] * (width - len(row))
        if number in headers or (own and names[0] in row):
            yield left, names
            continue
        said = known.get(number)
        line = line_of(said, told) if said else None
        yield left, [*line_cells(line), *_review(said, own.cells(row) if own else {}, standings)]


def _review(row: Row | None, kept: Mapping[str, str], standings: Standings) -> list[str]:
    texts = review_texts(row, kept, standings)
    return _nothing_decided() if texts is NOTHING_SAID else _all_inert(texts[key] for key in REVIEW)


@cache
def _nothing_decided() -> list[str]:
    return _all_inert(NOTHING_SAID[key] for key in REVIEW)


def _all_inert(texts: Iterable[str]) -> list[str]:
    return [*map(inert, texts)]


def _by_subject(intake: Intake, told: ToldRows, standings: Standings) -> Iterator[_Cells]:
    rows = list(intake.rows())
    headers = subject_headers(rows)
    yield [*headers], [column.header for column in wording().columns]
    for row, line in _with_lines(rows, told):
        kept = intake.own_cells.get((row.sheet, row.number), {})
        yield subject_cells(row, headers), [*line_cells(line), *_review(row, kept, standings)]


def _with_lines(rows: Iterable[Row], told: ToldRows) -> Iterator[tuple[Row, Line]]:
    for row in rows:
        line = line_of(row, told)
        if line is not None:
            yield row, line
