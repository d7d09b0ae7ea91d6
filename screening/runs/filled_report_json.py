"""What is asked of the child that reads a filled-in report, and what it answers; see `filled_report_child`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from screening.intake.limited import JsonCodec, Refused
from screening.intake.reading_choice import IntakeOptions
from screening.model import Subject
from screening.report_detection import ReportOrigin

MOST_ROWS = 10_000  # a page with a tick for each of them is a form of less than a megabyte
MOST_BYTES = 16 * 2**20  # of all of them, as JSON; ten thousand rows with a note have 6 MB


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row in which somebody wrote, whom it is about, and about which listing; "" for what its sentence spoke of."""

    sheet: str
    number: int
    cells: Mapping[str, str]  # by key of the column
    subjects: tuple[Subject, ...]
    entry: str = ""
    is_cut: bool = False  # a cell is longer than cells are read, so `cells` has only its beginning
    misplaced: str = ""  # the cell ("I5") whose word for a decision is not read there; `cells` has that word
    meant: str = ""  # the row that such a word is about, where it is known


@dataclass(frozen=True, slots=True)
class FilledQuestion:
    """Which report is to be read, and which list its sheet of evidence speaks of; "" where that is kept no longer."""

    path: str
    options: IntakeOptions
    list_path: str
    list_options: IntakeOptions
    only_origin: bool = False  # what the report was made of, and nothing that people wrote


@dataclass(frozen=True, slots=True)
class FilledAnswer:
    """What somebody wrote, or why it was not read."""

    rows: tuple[FilledRow, ...] = ()
    origin: ReportOrigin | None = None  # where that was asked
    is_report: bool = False  # whether it has columns of a report at all
    refused: Refused | None = None
    failed: str = ""  # the type of an error that is ours, without its message, which may hold a name


@cache
def filled_questions() -> JsonCodec[FilledQuestion]:
    """Questions as JSON."""
    return JsonCodec(TypeAdapter(FilledQuestion))


@cache
def filled_answers() -> JsonCodec[FilledAnswer]:
    """Answers as JSON."""
    return JsonCodec(TypeAdapter(FilledAnswer))
