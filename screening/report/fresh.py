"""A fresh workbook: the subjects with their results, and the added sheets; the user's own is not rewritten.

A list that came as CSV keeps all its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from screening.intake.model import Intake, Row, RowState
from screening.report.beside import line_values
from screening.report.delimited import own_rows
from screening.report.drawing import draw
from screening.report.lines import Line, is_link
from screening.report.matter import Matter
from screening.report.pages import Cell, Page, Style, texts
from screening.report.review import REVIEW, review_texts, review_value
from screening.report.subjects import subject_cells, subject_headers
from screening.report.told import line_of
from screening.report.workbook import added_pages, keep_book
from screening.report.working import drop_downs
from screening.ticks import Tick
from screening.wording import wording

_FROZEN = 3  # columns of the list that stay in sight


def write_fresh(matter: Matter, out: Path, tick: Tick) -> None:
    """Write the fresh report."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = book.properties.lastModifiedBy = "Research Screening"
    book.properties.created = matter.facts.screened_at.replace(tzinfo=None)
    results = _results(matter)
    pages = (results, *added_pages(matter, tick, lossy=False))
    ours = {page.title: draw(book, page) for page in pages}
    first_of_ours = len(results.widths) - len(wording().columns) + 1
    keys = [column.key for column in wording().columns]
    last = max(2, len(results.rows))

    def cells_of(key: str) -> str:
        letter = get_column_letter(first_of_ours + keys.index(key))
        return f"{letter}2:{letter}{last}"

    drop_downs(book[results.title], cells_of)
    keep_book(book, ours, matter.facts, {}, out, tick)


def _results(matter: Matter) -> Page:
    left = _left(matter.original, matter.intake)
    columns = wording().columns
    widths = (*map(_width, left.headers), *(column.width for column in columns))
    return Page(
        wording().sheets["results"],
        widths,
        _Rows(matter, left),
        header_row=1,
        landscape=True,
        frozen_columns=min(_FROZEN, len(left.headers)),
        grid=True,
    )


@dataclass(frozen=True)
class _Left:
    """The columns left of the results: the user's own of a CSV list, the subjects of a workbook."""

    headers: Sequence[str]
    given: Sequence[Sequence[str]] | None  # the rows of a CSV list by their number, from 0
    width: int = 0

    def cells(self, row: Row) -> Sequence[str]:
        """What stands left of a row's results."""
        if self.given is None:
            return subject_cells(row, self.headers)
        given = self.given[row.number - 1]
        return [str(row.number), *given[: self.width], *[""] * (self.width - len(given))]


@dataclass(frozen=True)
class _Rows(Collection[tuple[Cell, ...]]):
    """The rows of the sheet, made as they are gone through."""

    matter: Matter
    left: _Left

    @cached_property
    def _number(self) -> int:
        return 1 + sum(row.state is not RowState.SKIPPED for row in self.matter.intake.rows())

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        yield texts([*self.left.headers, *(column.header for column in wording().columns)], Style.HEADER)
        for row in self.matter.intake.rows():
            line = line_of(row, self.matter.told)
            if line is not None:
                kept = self.matter.intake.own_cells.get((row.sheet, row.number), {})
                said = review_texts(row, kept, self.matter.standings)
                yield (*texts(self.left.cells(row), Style.WRAP), *_line(line), *_review(said))

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)


def _line(line: Line) -> Iterator[Cell]:
    styles = {"score": Style.NUMBER, "confidence": Style.RATIO}
    styles["level"] = Style(line.level.value) if line.level else Style.BODY
    styles["outcome"] = Style.UNSCREENED if line.level is None else Style.BODY
    if is_link(line.source):
        styles["source"] = Style.LINK
    for key, value in line_values(line).items():
        yield Cell(value, styles.get(key, Style.WRAP), link=line.source if key == "source" else "")


def _review(said: Mapping[str, str]) -> Iterator[Cell]:
    for key in REVIEW:
        style = Style.WRAP if key == "standing" else Style.OPEN_DATE if key == "date" else Style.OPEN
        yield Cell(review_value(key, said[key]), style)


def _left(original: Path, intake: Intake) -> _Left:
    if intake.format == "csv" and len(intake.tables) == 1:
        given, own = own_rows(original, intake)
        width = own.start if own else intake.tables[0].right_edge
        headers = [""] * width
        for column in intake.tables[0].columns:
            if column.index <= width:
                headers[column.index - 1] = column.header or f"Column {column.letter}"
        return _Left(["Row", *headers], given, width)
    return _Left(subject_headers(intake.rows()), None)


def _width(header: str) -> float:
    return 8 if header in ("Row", "Country") else 14 if header == "Sheet" else 32
