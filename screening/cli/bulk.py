"""`screening screen` for files of millions of rows."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

from screening.bulk import BulkForm, BulkJob, BulkResult, DaskCluster, reads, screen_bulk
from screening.cli.print_results import print_ends
from screening.cli.progress import ProgressLine, duration
from screening.intake.refusals import refusal
from screening.report.filenames import safe_stem

_FORMS: dict[str, BulkForm] = {
    "csv": "csv",
    "ndjson": "ndjson",
    "jsonl": "ndjson",
    "parquet": "parquet",
    "pq": "parquet",
}


def is_bulk_format(file: Path, output: Path | None, format_: str | None) -> bool:
    """Say whether a file is read, or its result written, in a form that only bulk screening has."""
    return reads(file) in ("ndjson", "parquet") or _form(output) == "parquet" or format_ == "parquet"


def form_of(format_: str | None, output: Path | None, file: Path) -> BulkForm:
    """The form of the result: as asked, else as its name ends, else as the file's.

    Raises:
        UploadRefused: the file is of no form that is read in bulk.
        BadParameter: the result is asked for in another form, or ends otherwise than its form.
    """
    if not reads(file):
        raise refusal("bulk-form", name=file.name)
    ends = _form(output)
    if format_ and format_ not in _FORMS.values():
        raise click.BadParameter(
            f"bulk results are csv, ndjson or parquet, not {format_}.", param_hint="--format"
        )
    if output is not None and (ends is None or (format_ and format_ != ends)):
        raise click.BadParameter(
            f"{output.name!r} does not have the ending of its format; use .csv, .ndjson or .parquet.",
            param_hint="--output",
        )
    return _FORMS[format_ or ends or reads(file)]


def _form(path: Path | None) -> BulkForm | None:
    return None if path is None else _FORMS.get(path.suffix.lower().removeprefix("."))


def default_output(file: Path, form: BulkForm) -> Path:
    """Where a result goes that nobody named."""
    return file.with_name(f"{safe_stem(file.stem)}.screened.{form}")


def screen_file(
    file: Path, output: Path | None, job: BulkJob, workers: int | DaskCluster, *, quiet: bool
) -> BulkResult:
    """Screen the file, say on standard error how far it is, and what came of it on standard output."""
    out = output or default_output(file, job.form)
    progress = BulkMessages(io.StringIO() if quiet else sys.stderr)
    done = screen_bulk(file, out, job, workers, progress)
    progress.end()
    if not quiet:
        _print(done)
    return done


@dataclass
class BulkMessages:
    """The progress of a bulk run, stage by stage: a line for each."""

    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    _line: ProgressLine | None = None
    _stage: str = ""
    _rows: int = 0
    _before: int = 0
    _done: int = 0
    _began: float = 0.0

    def begin(self, what: str, rows: int, done: int = 0) -> None:
        """A stage begins, of so many rows, of which some were done before."""
        self.end()
        self._stage, self._rows, self._before, self._done = what, rows, done, done
        self._began = self.clock()
        self._line = ProgressLine(self.stream, self.clock)
        self._line.show(self._text())

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._done += rows
        if self._line is not None:
            self._line.show(self._text())

    def end(self) -> None:
        """The stage is over."""
        if self._line is not None:
            self._line.end(self._text())
            self._line = None

    def _text(self) -> str:
        seconds, new = self.clock() - self._began, self._done - self._before
        counted = f"{self._stage}: {self._done:,} of {self._rows:,} rows"
        if not new or seconds < 0.1:
            return counted
        rate = new / seconds
        left = (self._rows - self._done) / rate
        return f"{counted}, {rate:,.0f} a second" + (f", about {duration(left)} left" if left > 0 else "")


def _print(done: BulkResult) -> None:
    said, rows = done.said, done.said.counts
    for notice in said.notices:
        click.echo(f"note: {notice}")
    unscreened = said.ends.get("unscreened", 0)
    screened = rows.rows - rows.skipped - unscreened
    click.echo(
        f"{rows.rows:,} rows: {screened:,} screened ({said.distinct_subjects:,} distinct), "
        f"{unscreened:,} could not be screened, {rows.skipped:,} skipped (blank, title, header, total)"
    )
    if rows.subjects != rows.subject:
        click.echo(f"  {rows.subjects:,} subjects in these rows; a row shows its most serious result")
    print_ends(said.ends)
    click.echo(f"Result: {done.out}")
    click.echo(f"What it rests on: {done.about}")
