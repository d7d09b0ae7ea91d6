"""The CSV report: the user's own rows and columns, with the result columns to the right.

Programs read it: an outcome is its code (`no_match`), as in JSON, where a workbook has the words.

Every cell is quoted, and every text that a spreadsheet could run has an apostrophe in front
(`screening.formula_escaping`): the user's cells too, since here nothing tells a formula from a text. Uploading the report
again gives the same Subjects. UTF-8 with a byte order mark, because Excel reads it as Latin-1 otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol, TextIO

from screening.formula_escaping import escape_formula, unescape_formula
from screening.intake.cells import holds_names
from screening.intake.delimited import NO_DELIMITER
from screening.intake.encodings import marked
from screening.intake.grid import NOT_TEXT, TYPED, UNMARKED
from screening.intake.model import ParsedList, Row
from screening.labels import wording
from screening.progress import Progress
from screening.report.collaboration_columns import COLLABORATION, collaboration_texts
from screening.report.entries import ReportInput
from screening.report.reviewer_columns import NOTHING_SAID, REVIEW, review_texts
from screening.report.rows import ReportRow
from screening.report.subjects import subject_cells, subject_headers
from screening.report_detection import ReportColumns, report_columns
from screening.review.subject_decisions import DecisionsInEffect

CsvCells = tuple[list[str], list[str]]  # on the left as given, ours as the file holds them

_LONGEST_FIELD = 2**31 - 1  # intake has judged the cells; the reader's own limit of 131,072 would stop here
_LONGEST_MARK = 3  # bytes of a byte order mark


class CsvWriter(Protocol):
    """What `csv.writer` gives."""

    def writerow(self, row: Iterable[str], /) -> object:
        """Write a line."""


def write_csv(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write the report; a list that came as a workbook is written by its subjects, sheet and row."""
    rows = _annotated(given) if given.intake.format == "csv" else _by_subject(given)
    with out.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv_writer(file, given.intake)
        for cells in rows:
            write_cells(writer, cells)
            progress(1)


def csv_writer(file: TextIO, intake: ParsedList) -> CsvWriter:
    """A writer of the lines of a report on a list."""
    return csv.writer(file, quoting=csv.QUOTE_ALL, delimiter=intake.delimiter or ",")


def input_rows(original: Path, intake: ParsedList) -> tuple[list[list[str]], ReportColumns | None]:
    """Read the user's rows again; row n of the file is at n - 1. Cells of our own report are as given."""
    csv.field_size_limit(_LONGEST_FIELD)
    with original.open("rb") as raw:
        _, mark = marked(raw.read(_LONGEST_MARK))
        raw.seek(mark)  # a quote after the mark would be no quote to the reader
        file = io.TextIOWrapper(raw, encoding=intake.encoding or "utf-8", newline="")
        rows = list(csv.reader(file, delimiter=intake.delimiter or NO_DELIMITER, strict=True))
    own = report_columns(rows)
    return strip_marks(rows, intake, own), own


def strip_marks(rows: list[list[str]], intake: ParsedList, own: ReportColumns | None) -> list[list[str]]:
    """Rows as somebody typed them: without our marks of numbers and our apostrophes."""
    _show_numbers(rows, intake)
    return [[unescape_formula(cell) for cell in row] for row in rows] if own is not None else rows


def _show_numbers(rows: list[list[str]], intake: ParsedList) -> None:
    """Take the marks off numbers and truth values, in place, but where they stand for a name: there they stay none."""
    names = {each.index for table in intake.tables for each in table.columns if holds_names(each)}
    for row in rows:
        for column, cell in enumerate(row, start=1):
            if (NOT_TEXT in cell or TYPED in cell) and column not in names:
                row[column - 1] = cell.translate(UNMARKED)


@lru_cache(maxsize=2_000)  # most rows of a list say what many others say
def row_cells(row: ReportRow | None) -> tuple[str, ...]:
    """Give a report row's values as the file holds them, in the order of the result columns, without those of decisions."""
    if row is None:
        return ("",) * (len(wording().columns) - len(REVIEW) - len(COLLABORATION))
    texts = [
        row.outcome.value,
        row.level.value if row.level else "",
        "" if row.score is None else str(row.score),
        row.best_hit,
        row.relation,
        "" if row.confidence is None else f"{row.confidence:.2f}",
        row.lists,
        row.recognised,
        str(row.organisation_not_known).lower(),
        str(row.named).lower(),
        row.why,
        row.follows,
        row.source,
    ]
    return tuple(_all_inert(texts))


def _annotated(given: ReportInput) -> Iterator[CsvCells]:
    """Put lines and headers beside the rows; an earlier report's columns are replaced, its decisions kept."""
    intake = given.intake
    rows, own = input_rows(given.original, intake)
    width = own.start if own else max((len(row) for row in rows), default=0)
    known = {row.number: row for row in intake.rows()}
    headers = {table.header_row for table in intake.tables}
    names = result_names()
    if 0 in headers and not (own and names[0] in rows[0]):
        yield [""] * width, names
    beside = ListColumns(width, own)
    for number, row in enumerate(rows, start=1):
        yield beside.cells(given, known.get(number), row, header=number in headers)


@dataclass(frozen=True, slots=True)
class ListColumns:
    """The user's columns of a list, left of ours."""

    width: int
    own: ReportColumns | None  # that an earlier report of ours added

    def cells(self, given: ReportInput, listed: Row | None, row: Sequence[str], *, header: bool) -> CsvCells:
        """The cells of one line.

        Args:
            given: what the report is written from.
            listed: the row of the list that stands in it, None where none does.
            row: its cells as given.
            header: whether it is the header of a table.
        """
        own, left = self.own, [*row[: self.width], *[""] * (self.width - len(row))]
        names = result_names()
        if header or (own and names[0] in row):
            return left, names
        shown = given.report_row(listed) if listed else None
        kept = own.cells(row) if own else {}
        return left, [*row_cells(shown), *_decisions(listed, kept, given.decisions_in_effect)]

    def empty(self) -> list[str]:
        """The cells of a line without anything of the user's."""
        return [""] * self.width


@cache
def result_names() -> list[str]:
    """The headers of our columns."""
    return [column.header for column in wording().columns]


def write_cells(writer: CsvWriter, cells: CsvCells) -> None:
    """Write one line."""
    left, ours = cells
    writer.writerow([*_all_inert(left), *ours])


def _decisions(row: Row | None, kept: Mapping[str, str], decisions_in_effect: DecisionsInEffect) -> list[str]:
    texts, joint = review_texts(row, kept, decisions_in_effect), collaboration_texts(row, decisions_in_effect)
    review = _nothing_decided() if texts is NOTHING_SAID else _all_inert(texts[key] for key in REVIEW)
    return [*_all_inert(joint[key] for key in COLLABORATION), *review]


@cache
def _nothing_decided() -> list[str]:
    return _all_inert(NOTHING_SAID[key] for key in REVIEW)


def _all_inert(texts: Iterable[str]) -> list[str]:
    return [*map(escape_formula, texts)]


def _by_subject(given: ReportInput) -> Iterator[CsvCells]:
    rows = list(given.intake.rows())
    headers = subject_headers(rows)
    yield [*headers], result_names()
    for row in rows:
        if (shown := given.report_row(row)) is not None:
            kept = given.intake.report_cells_of(row)
            yield (
                subject_cells(row, headers),
                [*row_cells(shown), *_decisions(row, kept, given.decisions_in_effect)],
            )
