"""What goes back to the user: the list as it was given, with results, evidence and provenance.

`render_report` makes a report in one of six forms, whole or not at all. The same run gives the same bytes. Every cell
we write is inert: no formula, and no link but to our own sources.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from screening.errors import OutputUnwritable
from screening.gc_pause import pause_gc
from screening.intake.model import ParsedList
from screening.progress import Progress, no_progress
from screening.report.atomic_write import write_atomically
from screening.report.csv_output import write_csv
from screening.report.entries import (
    ReportEntries,
    ReportEntry,
    ReportFormatter,
    ReportInput,
    count_ends,
    subject_levels,
)
from screening.report.filenames import content_disposition, default_name, default_output, name_as_of
from screening.report.formats import PARTS, Format, ReportForm
from screening.report.json_output import provenance_json, result_json, unscreened_json
from screening.report.objects import row_objects, write_json, write_ndjson
from screening.report.parquet_output import write_parquet
from screening.report.parts import PartsInput, ReportPiece, write_parts
from screening.report.reviewer_columns import with_decisions

__all__ = [
    "PARTS",
    "Format",
    "PartsInput",
    "ReportEntries",
    "ReportEntry",
    "ReportForm",
    "ReportFormatter",
    "ReportInput",
    "ReportPiece",
    "content_disposition",
    "count_ends",
    "default_name",
    "default_output",
    "name_as_of",
    "provenance_json",
    "render_report",
    "result_json",
    "row_objects",
    "subject_levels",
    "unscreened_json",
    "write_parts",
]


def render_report(given: ReportInput, out: Path, format: Format, progress: Progress = no_progress) -> None:
    """Write a report; `progress` is told of the rows written.

    A row that holds a subject and has no entry is reported as unscreened. "xlsx" for a list that came as CSV is the
    fresh workbook. The entries are those of a `ReportFormatter` of this form.

    Raises:
        OutputUnwritable: `out` cannot be written, is the list itself, or the list has changed since it was read.
            Nothing is written then, and what stood at `out` still stands.
    """
    _check(given.original, given.intake, out)
    given = replace(given, facts=with_decisions(given.facts, given.decisions_in_effect))
    with pause_gc(), write_atomically(out) as part:
        if format == "csv":
            write_csv(given, part, progress)
        elif format == "json":
            write_json(given, part, progress)
        elif format == "ndjson":
            write_ndjson(given, part, progress)
        elif format == "parquet":
            write_parquet(given, part, progress)
        elif format == "fresh-xlsx" or given.intake.format == "csv":
            # Takes a while to import, and other forms do without.
            from screening.report.new_workbook import write_fresh

            write_fresh(given, part, progress)
        else:
            from screening.report.workbook import write_workbook

            write_workbook(given, part, progress)


def _check(original: Path, intake: ParsedList, out: Path) -> None:
    if out.exists() and out.samefile(original):
        raise OutputUnwritable(
            f"The report would overwrite the list itself ({out.name}); give it another name.", path=str(out)
        )
    with original.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != intake.sha256:
            raise OutputUnwritable(
                f"{original.name} has changed since it was read; screen it again.", path=str(original)
            )
