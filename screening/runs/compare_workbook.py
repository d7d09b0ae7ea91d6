"""Two runs beside each other as a workbook: a row for each subject of which something else is said, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from screening.labels import level_label, wording
from screening.model import Outcome, called
from screening.report.added_sheets import AddedCell, AddedSheet, Style, headed, texts
from screening.report.new_workbook import write_pages
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import RunComparison, SubjectChange, result_text, summary_sentence
from screening.runs.compare_json import RunPinned
from screening.runs.results import FinishedRun

_COLUMNS: tuple[tuple[str, float], ...] = (
    ("Sheet", 14),
    ("Row", 10),
    ("Subject", 32),
    ("Change", 20),
    ("Level before", 14),
    ("Before", 30),
    ("Level now", 14),
    ("Now", 30),
    ("Why", 60),
)
SheetRow = tuple[AddedCell, ...]


def write_comparison(earlier: FinishedRun, later: FinishedRun, found: RunComparison, out: Path) -> None:
    """Write the workbook; the same runs give the same bytes.

    Raises:
        OutputUnwritable: `out` cannot be written.
    """
    runs = RunPinned.of(earlier), RunPinned.of(later)
    page = changes_page(*runs, found)
    name = f"{wording().sheets['changes']}: {earlier.run.file_name}, {later.run.file_name}"
    write_pages([page], out, name, runs[1].engine, datetime.fromisoformat(runs[1].screened_at))


def changes_page(earlier: RunPinned, later: RunPinned, found: RunComparison) -> AddedSheet:
    """Make the page of every change, in the order of the later list, then what is gone."""
    words = wording()
    title = words.sheets["changes"]
    rows = headed(title, summary_sentence(found), len(_COLUMNS), Style.VERDICT)
    rows[-1:] = [
        (AddedCell(_run("Before", earlier), Style.WRAP, span=len(_COLUMNS)),),
        (AddedCell(_run("Now", later), Style.WRAP, span=len(_COLUMNS)),),
        (AddedCell(words.sentences["not_findings"], Style.LEAD, span=len(_COLUMNS)),),
        (),
    ]
    rows.append(texts([header for header, _ in _COLUMNS], Style.HEADER))
    header_row = len(rows)
    rows += map(_line, found.changes)
    widths = tuple(width for _, width in _COLUMNS)
    return AddedSheet(title, widths, tuple(rows), header_row, landscape=True, frozen_columns=3)


def _run(lead: str, run: RunPinned) -> str:
    at = datetime.fromisoformat(run.screened_at)
    return (
        f"{lead}: run {run.id}, screened at {at:%Y-%m-%d %H:%M} UTC, list {run.upload_sha256}, {run.engine}"
    )


def _line(change: SubjectChange) -> SheetRow:
    sheets = dict.fromkeys(sheet for sheet, _ in change.rows)
    numbers = [number for _, number in change.rows]
    row = (
        AddedCell(numbers[0], Style.NUMBER) if len(numbers) == 1 else AddedCell(_joined(numbers), Style.WRAP)
    )
    return (
        AddedCell("; ".join(sheets), Style.WRAP),
        row,
        AddedCell(called(change.subject), Style.WRAP),
        AddedCell(wording().changes[change.kind.value], Style.WRAP),
        *_side(change.before),
        *_side(change.after),
        AddedCell("\n".join(reason.sentence for reason in change.reasons), Style.WRAP),
    )


def _joined(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _side(said: ResultSummary | None) -> Iterator[AddedCell]:
    """The level of a side, and what it says."""
    level = said.level if said is not None and said.outcome == Outcome.REVIEW else None
    yield AddedCell(level_label(level), Style(level.value)) if level else AddedCell("")
    yield AddedCell(result_text(said), Style.WRAP)
