"""A fresh workbook: the subjects with their results, and the added sheets; the user's own is not rewritten.

A list that came as CSV keeps all its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from screening.intake.model import Row, RowState
from screening.labels import wording
from screening.progress import Progress, no_progress
from screening.report.added_sheets import AddedCell, AddedSheet, Style, texts
from screening.report.atomic_write import write_atomically
from screening.report.collaboration_columns import collaboration_texts, collaboration_value
from screening.report.csv_output import input_rows
from screening.report.entries import ListRows, ReportInput
from screening.report.result_cells import row_values
from screening.report.reviewer_columns import REVIEW, review_texts, review_value
from screening.report.rows import ReportRow, is_link
from screening.report.sheet_setup import drop_downs
from screening.report.subjects import subject_cells, subject_headers
from screening.report.workbook import added_pages, describe, describe_report, keep_book
from screening.report.xlsx_sheets import draw

_FROZEN = 3  # columns of the list that stay in sight


def write_pages(pages: Sequence[AddedSheet], out: Path, name: str, engine: str, at: datetime) -> None:
    """Write a workbook of pages alone.

    Args:
        pages: in their order; their titles differ.
        out: the file to write, whole or not at all.
        name: the title of the document.
        engine: what the pages were made with.
        at: the time of the document.

    Raises:
        OutputUnwritable: `out` cannot be written; what stood there still stands.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    ours = {page.title: draw(book, page) for page in pages}
    describe(book, name, engine, at)
    with write_atomically(out) as part:
        keep_book(book, ours, at, {}, part, no_progress)


def write_fresh(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write the fresh report."""
    book = Workbook()
    book.remove(book.worksheets[0])
    results = _results(given)
    pages = (results, *added_pages(given, progress, lossy=False))
    drawn = [draw(book, page) for page in pages]
    first_of_ours = len(results.widths) - len(wording().columns) + 1
    keys = [column.key for column in wording().columns]
    last = max(2, len(results.rows))

    def cells_of(key: str) -> str:
        letter = get_column_letter(first_of_ours + keys.index(key))
        return f"{letter}2:{letter}{last}"

    drop_downs(book[results.title], cells_of)
    describe_report(book, given, drawn)
    ours = {each.page.title: each for each in drawn}
    keep_book(book, ours, given.facts.screened_at, {}, out, progress)


def _results(given: ReportInput) -> AddedSheet:
    left = _left(given)
    columns = wording().columns
    widths = (*map(_width, left.headers), *(column.width for column in columns))
    return AddedSheet(
        wording().sheets["results"],
        widths,
        _Rows(given, left),
        header_row=1,
        landscape=True,
        frozen_columns=min(_FROZEN, len(left.headers)),
        grid=True,
    )


@dataclass(frozen=True)
class _Left:
    """The columns left of the results: the user's own of a CSV list, the subjects of a workbook."""

    headers: Sequence[str]
    given: Sequence[Sequence[str]] | ListRows | None  # the rows of a CSV list by their number, from 0
    width: int = 0

    def cells(self, row: Row) -> Sequence[str]:
        """What stands left of a row's results."""
        if self.given is None:
            return subject_cells(row, self.headers)
        given = self.given[row.number - 1]
        return [str(row.number), *given[: self.width], *[""] * (self.width - len(given))]


@dataclass(frozen=True)
class _Rows(Collection[tuple[AddedCell, ...]]):
    """The rows of the sheet, made as they are gone through."""

    given: ReportInput
    left: _Left

    @cached_property
    def _number(self) -> int:
        return 1 + sum(row.state is not RowState.SKIPPED for row in self.given.intake.rows())

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[tuple[AddedCell, ...]]:
        yield texts([*self.left.headers, *(column.header for column in wording().columns)], Style.HEADER)
        for row in self.given.intake.rows():
            shown = self.given.report_row(row)
            if shown is not None:
                kept = self.given.intake.report_cells_of(row)
                said = review_texts(row, kept, self.given.decisions_in_effect)
                joint = collaboration_texts(row, self.given.decisions_in_effect)
                left = texts(self.left.cells(row), Style.WRAP)
                yield (*left, *_result(shown), *_collaboration(joint), *_review(said))

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)


def _result(row: ReportRow) -> Iterator[AddedCell]:
    styles = {"score": Style.NUMBER, "confidence": Style.RATIO}
    styles["level"] = Style(row.level.value) if row.level else Style.BODY
    styles["outcome"] = Style.UNSCREENED if row.level is None else Style.BODY
    if is_link(row.source):
        styles["source"] = Style.LINK
    for key, value in row_values(row).items():
        yield AddedCell(value, styles.get(key, Style.WRAP), link=row.source if key == "source" else "")


def _review(said: Mapping[str, str]) -> Iterator[AddedCell]:
    for key in REVIEW:
        style = Style.WRAP if key == "standing" else Style.OPEN_DATE if key == "date" else Style.OPEN
        yield AddedCell(review_value(key, said[key]), style)


def _collaboration(said: Mapping[str, str]) -> Iterator[AddedCell]:
    for key, text in said.items():
        style = Style.DATE if key == "collaboration_until" else Style.WRAP
        yield AddedCell(collaboration_value(key, text), style)


def _left(given: ReportInput) -> _Left:
    intake = given.intake
    if intake.format == "csv" and len(intake.tables) == 1:
        rows: Sequence[Sequence[str]] | ListRows
        if given.given is None:
            rows, own = input_rows(given.original, intake)
            width = own.start if own else intake.tables[0].right_edge
        else:
            rows, width = given.given, min(given.given.width, intake.tables[0].right_edge)
        headers = [""] * width
        for column in intake.tables[0].columns:
            if column.index <= width:
                headers[column.index - 1] = column.header or f"Column {column.letter}"
        return _Left(["Row", *headers], rows, width)
    return _Left(subject_headers(intake.rows()), None)


def _width(header: str) -> float:
    return 8 if header in ("Row", "Country") else 14 if header == "Sheet" else 32
