"""Words for decisions that somebody wrote into a report where none is read: said, so that nothing typed is lost in silence.

The program writes no such word alone into the columns it adds beside a table, on the sheet of findings or on the cover,
but in two places: the first column of the cover counts decisions by their words, and names may be any words.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.intake.model import ParsedList, ReportCell
from screening.intake.sheet_facts import letter
from screening.labels import wording
from screening.model import called
from screening.report.findings import is_text_of_lists, line_about
from screening.runs.filled_report_json import FilledRow


def misplaced_words(report: ParsedList) -> Iterator[FilledRow]:
    """The cells of a report in which a word for a decision stands and is not read."""
    for cell in report.decision_words:
        if cell.key or _is_typed(cell):
            yield FilledRow(
                cell.sheet,
                cell.row,
                {"decision": cell.text.strip()},
                (),
                misplaced=f"{letter(cell.column)}{cell.row}",
                meant=f"{cell.sheet} row {cell.row}" if cell.key else _row_of(report, cell),
            )


def _is_typed(cell: ReportCell) -> bool:
    """Whether a person wrote this on a sheet that the report added."""
    sheets = wording().sheets
    if cell.sheet == sheets["findings"]:
        return not is_text_of_lists(cell.column)
    return cell.sheet == sheets["summary"] and cell.column > 1


def _row_of(report: ParsedList, cell: ReportCell) -> str:
    """The row of the list that a line of the findings is about, where it is still there."""
    line = line_about(cell.cells) if cell.sheet == wording().sheets["findings"] else None
    if line is None:
        return ""
    name, sheet, number = line
    sheets = list(dict.fromkeys(table.sheet for table in report.tables))
    place = (sheet or (sheets[0] if len(sheets) == 1 else ""), number)
    is_there = any(row.place == place and name in map(called, row.subjects) for row in report.rows())
    return f"{place[0]} row {number}" if is_there else ""
