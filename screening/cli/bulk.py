"""`screening screen` for files of millions of rows."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import click

from screening.bulk import BulkDone, BulkForm, BulkOrder, reads, screen_bulk
from screening.cli.words import print_ends
from screening.intake.refusals import refusal
from screening.model import Level
from screening.report.names import safe_stem

_FORMS: dict[str, BulkForm] = {
    "csv": "csv",
    "ndjson": "ndjson",
    "jsonl": "ndjson",
    "parquet": "parquet",
    "pq": "parquet",
}
_LEVELS = list(Level)
_EVERY_ON_SCREEN, _EVERY_IN_A_LOG = 0.5, 10.0  # seconds between two words on how far it is


def is_asked(file: Path, output: Path | None, format_: str | None) -> bool:
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
            f"{output.name!r} does not end as its format; use .csv, .ndjson or .parquet.",
            param_hint="--output",
        )
    return _FORMS[format_ or ends or reads(file)]


def _form(path: Path | None) -> BulkForm | None:
    return None if path is None else _FORMS.get(path.suffix.lower().removeprefix("."))


def default_output(file: Path, form: BulkForm) -> Path:
    """Where a result goes that nobody named."""
    return file.with_name(f"{safe_stem(file.stem)}.screened.{form}")


def screen_file(
    file: Path, output: Path | None, order: BulkOrder, workers: int | None, *, quiet: bool
) -> BulkDone:
    """Screen the file, say on standard error how far it is, and what came of it on standard output."""
    out = output or default_output(file, order.form)
    progress = Said(hidden=quiet)
    done = screen_bulk(file, out, order, workers or os.cpu_count() or 1, progress)
    progress.end()
    if not quiet:
        _print(done)
    return done


def reaches(done: BulkDone, level: Level) -> bool:
    """Say whether any row has `level` or a higher one, or could not be looked at."""
    high = {each.value for each in _LEVELS[_LEVELS.index(level) :]}
    return any(done.ends.get(end) for end in (*high, "unscreened"))


@dataclass
class Said:
    """How far it is, in one line that is written over on a screen, and now and then in a log."""

    hidden: bool
    _what: str = ""
    _rows: int = 0
    _before: int = 0
    _done: int = 0
    _began: float = 0.0
    _said: float = field(default=0.0)

    def begin(self, what: str, rows: int, done: int = 0) -> None:
        """A stage begins, of so many rows, of which some were done before."""
        self.end()
        self._what, self._rows, self._before, self._done = what, rows, done, done
        self._began, self._said = time.monotonic(), 0.0
        self._say()

    def advance(self, rows: int) -> None:
        """So many more rows are done."""
        self._done += rows
        every = _EVERY_ON_SCREEN if sys.stderr.isatty() else _EVERY_IN_A_LOG
        if time.monotonic() - self._said >= every:
            self._say()

    def end(self) -> None:
        """The stage is over."""
        if self._what:
            self._say()
            if sys.stderr.isatty() and not self.hidden:
                click.echo(err=True)
            self._what = ""

    def _say(self) -> None:
        self._said = time.monotonic()
        if not self.hidden:
            line = self.line(self._said - self._began)
            click.echo(f"\r{line:<78}" if sys.stderr.isatty() else line, nl=not sys.stderr.isatty(), err=True)

    def line(self, seconds: float) -> str:
        """What is said after so many seconds of this stage."""
        new = self._done - self._before
        said = f"{self._what}: {self._done:,} of {self._rows:,} rows"
        if not new or seconds < 0.1:
            return said
        rate = new / seconds
        left = round((self._rows - self._done) / rate)
        return f"{said}, {rate:,.0f} a second, {_clock(left)} left"


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3_600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _print(done: BulkDone) -> None:
    rows = done.rows
    for notice in done.notices:
        click.echo(f"note: {notice}")
    unscreened = done.ends.get("unscreened", 0)
    screened = rows["rows"] - rows["skipped"] - unscreened
    click.echo(
        f"{rows['rows']:,} rows: {screened:,} screened ({done.inquiries:,} distinct), "
        f"{unscreened:,} unscreened, {rows['skipped']:,} skipped (blank, title, header, total)"
    )
    if rows["subjects"] != rows["subject"]:
        click.echo(f"  {rows['subjects']:,} subjects stand in these rows; a row shows the gravest of its own")
    print_ends(done.ends)
    click.echo(f"Result: {done.out}")
    click.echo(f"What it rests on: {done.about}")
