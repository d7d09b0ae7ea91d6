"""The user's own workbook, with results beside the tables and our sheets at the end.

Opened and saved by openpyxl: sheets, order, formats, widths, formulas, comments, pictures and charts stay. What it
cannot keep, intake has found (`ParsedList.lossy`) and the summary says. The values of the
user's formulas, which openpyxl drops, are put back (`screening.report.formula_values`).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from openpyxl.workbook import Workbook
from openpyxl.workbook.properties import CalcProperties

from screening.errors import OutputUnwritable, ScreeningError
from screening.labels import wording
from screening.progress import Progress, RunEnded
from screening.report.added_sheets import AddedSheet
from screening.report.annotate import annotate
from screening.report.entries import ReportInput
from screening.report.evidence import evidence
from screening.report.findings import findings
from screening.report.formula_values import Values, last_values, with_values
from screening.report.listed_bodies import listed_bodies
from screening.report.provenance import provenance
from screening.report.result_cells import ResultCells
from screening.report.summary import summary
from screening.report.xlsx_archive import Change, write_reproducible
from screening.report.xlsx_save import Ours, open_book, save_book
from screening.report.xlsx_sheets import DrawnSheet, draw
from screening.report_detection import is_report_sheet


def write_workbook(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write the annotated workbook.

    Raises:
        OutputUnwritable: the workbook was read for screening, but cannot be rewritten.
    """
    original, intake = given.original, given.intake
    book = _open(original, intake.counts["rows"], progress)
    _drop_own_sheets(book)
    values = last_values(original, book)
    ours: dict[str, ResultCells | DrawnSheet] = {}
    for sheet in dict.fromkeys(table.sheet for table in intake.tables):
        tables = [table for table in intake.tables if table.sheet == sheet]
        lines = {row.number: given.report_row(row) for table in tables for row in table.rows}
        progress(len(lines))
        rows = {row.number: row for table in tables for row in table.rows if lines.get(row.number)}
        said = {number: line for number, line in lines.items() if line}
        ours[sheet] = annotate(book[sheet], tables, said, rows, given.decisions_in_effect, progress)
    pages = [draw(book, page) for page in added_pages(given, progress, lossy=True)]
    # openpyxl gives a page a number where the user has a sheet of its name.
    ours.update({drawn.sheet.title: drawn for drawn in pages})
    describe_report(book, given, pages)
    # Other writers leave the settings of the calculation out, and openpyxl then has none.
    book.calculation = book.calculation or CalcProperties()
    book.calculation.fullCalcOnLoad = True
    keep_book(book, ours, given.facts.screened_at, _changes(book, values), out, progress)


def keep_book(
    book: Workbook, ours: Ours, at: datetime, changes: Mapping[str, Change], out: Path, progress: Progress
) -> None:
    """Save a report, so that the same run gives the same bytes: all times in it are `at`."""
    made = out.with_name(out.name + ".made")
    try:
        save_book(book, made, progress, ours)
        write_reproducible(made, out, at, changes, progress)
    finally:
        made.unlink(missing_ok=True)


def added_pages(given: ReportInput, progress: Progress, *, lossy: bool) -> Iterable[AddedSheet]:
    """Give the pages that every workbook report ends with."""
    intake, facts = given.intake, given.facts
    lined = [(row, line) for row in intake.rows() if (line := given.report_row(row))]
    progress(len(lined))
    bodies = listed_bodies(given)
    yield summary(intake, lined, bodies, facts, given.decisions_in_effect, lossy=lossy)
    yield findings(bodies, lined, facts)
    found = {row: tuple(entry.evidence for entry in each) for row, each in given.entries.items()}
    yield evidence(intake, {row: each for row, each in found.items() if any(each)}, given.decisions_in_effect)
    yield provenance(intake, lined, facts)


def _changes(book: Workbook, values: Mapping[str, Values]) -> dict[str, Change]:
    """Say which members of the archive get values: openpyxl numbers sheets by their order."""
    return {
        f"xl/worksheets/sheet{number}.xml": partial(with_values, values=values[sheet.title])
        for number, sheet in enumerate(book.worksheets, start=1)
        if values.get(sheet.title)
    }


def _open(original: Path, rows: int, progress: Progress) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what cannot be kept is in intake.lossy, in words
            return open_book(original, rows, progress)
    except (OSError, ScreeningError, RunEnded):
        raise
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise OutputUnwritable(
            f"{original.name} was read, but cannot be written back ({type(error).__name__}); "
            "ask for the fresh report instead (--format fresh-xlsx).",
            path=str(original),
        ) from error


def _drop_own_sheets(book: Workbook) -> None:
    for sheet in list(book.worksheets):
        if is_report_sheet(sheet.title, sheet.cell(1, 1).value):
            book.remove(sheet)


def describe(book: Workbook, name: str, engine: str, at: datetime) -> None:
    """Say in the document's properties what it is and who made it when."""
    words = wording().sentences
    said = book.properties
    said.title, said.subject = name, words["not_findings"]
    said.creator = said.lastModifiedBy = f"{words['service']} ({engine})"
    said.created = at.replace(tzinfo=None)


def describe_report(book: Workbook, given: ReportInput, pages: Iterable[DrawnSheet]) -> None:
    """The properties of a report; and have it open on the cover of its pages."""
    words, facts = wording(), given.facts
    title = words.sentences["title"].format(name=facts.input_name or given.intake.file_name)
    describe(book, title, facts.engine_version, facts.screened_at)
    cover = next(each.sheet for each in pages if each.page.title == words.sheets["summary"])
    book.active = cover
    for sheet in book.worksheets:  # with several marked, what is typed goes into all of them
        sheet.sheet_view.tabSelected = sheet is cover
