"""`screening screen`: the main job. A list in, the same list back with results."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from screening import report
from screening.bulk import BulkJob, DaskCluster
from screening.cli import bulk, options, print_results
from screening.cli.exit_codes import ExitCode, exit_code_of, gravest, reaches
from screening.cli.progress import ListProgress, ProgressLine, notes_of_wait
from screening.cli.questions import command_again, print_question
from screening.cli.team_mappings import confirmed_here, note_reading
from screening.engine import Engine, load_engine
from screening.errors import ScreeningError, is_question
from screening.intake.confirmed_mapping import choices_of, used_in
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import ReadingChoice
from screening.model import Level
from screening.pipeline import (
    ScreeningRequest,
    join_chunks,
    questions_of_list,
    read_chunks,
    screen_list,
    write_report,
)
from screening.policy.facts import parse_pairs
from screening.progress import WorkProgress, list_format
from screening.report import ReportFormatter, subject_levels
from screening.review.subject_decisions import NO_DECISIONS
from screening.run_facts import run_facts
from watchlists.errors import WatchlistError

LEVELS = [level.value for level in Level]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to write the result: a file or a folder; for several files a folder.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(options.FORMATS),
    help="By default the format of the input, or the ending of -o.",
)
@options.policy
@options.reading
@click.option(
    "--remember",
    is_flag=True,
    help="Read lists with the same headers the same way from now on; see `screening mappings`.",
)
@click.option(
    "--country-codes",
    type=click.Choice(["iso", "fips"]),
    help="The system of two-letter country codes in the file.",
)
@click.option("--strict-formulas", is_flag=True, help="Do not screen rows whose name is a formula.")
@options.project
@options.as_of
@options.screened_at
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS[1:]),
    help="Exit with 1 if a subject has this level or a higher one, or could not be screened.",
)
@click.option("--server", help="Screen on the service at this address, e.g. https://screening.example.org.")
@click.option("--key", default="", envvar="SCREENING_API_KEY", help="The API key for --server.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Screen a CSV, NDJSON or Parquet file of any length, with this number of processes; one line a row comes back.",
)
@click.option(
    "--cluster",
    metavar="URL",
    help="Screen such a file on the Dask cluster whose scheduler is at this address, e.g. tcp://scheduler:8786.",
)
@click.option(
    "--cluster-wait",
    type=click.IntRange(1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="With --cluster: how long to wait for a worker when there is none.",
)
@click.option(
    "--reference",
    default="",
    metavar="HEADER",
    help="With --workers or --cluster: a column to copy next to each result.",
)
@options.team
@click.option("--quiet", is_flag=True, help="Print errors and questions only.")
@click.pass_context
def screen(
    context: click.Context,
    /,
    files: tuple[Path, ...],
    output: Path | None,
    fail_on: str | None,
    **asked: Any,  # noqa: ANN401 - the fields of Asked
) -> None:
    """Screen each FILE (.xlsx or .csv, any layout) and write the same list back with results next to each row.

    A file that can be read in more than one way is not screened: its readings are shown, each with the command that
    chooses it. Each of several files has its own result or its own error; the exit code is the most serious of them.

    Files of millions of rows (.csv with --workers or --cluster, .ndjson, .parquet) are read as a stream, and one line a row comes
    back. A run that was stopped goes on when the same command is given again.
    """
    screening = Screening(ScreenOptions(**asked), Level(fail_on) if fail_on else None)
    outputs = output_files(files, output, screening.asked)
    if len(files) == 1:
        context.exit(screening.screen(files[0], outputs[0], context))
    codes = {}
    for file, out in zip(files, outputs, strict=True):
        if not screening.asked.quiet:
            click.echo(f"{file}:")
        codes[file] = screening.try_to_screen(file, out, context)
    _print_codes(codes, quiet=screening.asked.quiet)
    context.exit(gravest(codes.values()))


@dataclass(frozen=True, slots=True)
class ScreenOptions:
    """Everything that was asked for of every file."""

    format_: str | None
    policies: tuple[str, ...]
    choice: ReadingChoice
    remember: bool
    country_codes: str | None
    strict_formulas: bool
    project: tuple[str, ...]
    as_of: datetime | None
    screened_at: datetime | None
    server: str | None
    key: str
    workers: int | None
    cluster: str | None
    cluster_wait: int
    reference: str
    team: str
    quiet: bool

    def request(self, form: report.Format) -> ScreeningRequest:
        """How a file is to be read, screened and reported."""
        return ScreeningRequest(
            policies=self.policies,
            project=self.project,
            country_codes=self.country_codes or "",
            strict_formulas=self.strict_formulas,
            format=form,
            remember=self.remember,
        ).with_choice(self.choice)

    def is_bulk(self, file: Path, output: Path | None) -> bool:
        """Whether a file is screened as a stream."""
        if self.workers or self.cluster or self.reference:
            return True
        # A service writes reports as Parquet too.
        written = (None, None) if self.server else (output, self.format_)
        return bulk.is_bulk_format(file, *written)


@dataclass
class Screening:
    """Screening files one after another; what all of them share is loaded once."""

    asked: ScreenOptions
    fail_on: Level | None

    def try_to_screen(self, file: Path, out: Path | None, context: click.Context) -> ExitCode:
        """Screen a file; where it is refused, say so and go on."""
        try:
            return self.screen(file, out, context)
        except (ScreeningError, WatchlistError) as error:
            click.echo(f"{error.sentence} [{error.code}]", err=True)
            return exit_code_of(error)

    def screen(self, file: Path, out: Path | None, context: click.Context) -> ExitCode:
        """Screen a file; where it is asked about, show its readings.

        Raises:
            ScreeningError: it was refused, and nothing was written.
        """
        try:
            if self.asked.is_bulk(file, out):
                found = self._in_bulk(file, out)
            elif self.asked.server:
                found = self._elsewhere(file, out)
            else:
                found = self._here(file, out)
        except ScreeningError as error:
            if not is_question(error):
                raise
            print_question(QuestionJson.of(error), command_again(context, file, self.asked.choice))
            return exit_code_of(error)
        return ExitCode.FOUND if found else ExitCode.DONE

    def _in_bulk(self, file: Path, out: Path | None) -> bool:
        asked = self.asked
        if asked.server or asked.strict_formulas or asked.remember:
            raise click.UsageError("--server, --strict-formulas and --remember do not go with bulk files.")
        if asked.workers and asked.cluster:
            raise click.UsageError("--workers and --cluster do not go together; give one of them.")
        request = replace(
            asked.request("csv"),
            as_of=asked.as_of.date().isoformat() if asked.as_of else "",
            confirmed=tuple(choices_of(confirmed_here(asked.team)).items()),
        )
        job = BulkJob(
            form=bulk.form_of(asked.format_, out, file),
            request=request,
            reference=asked.reference,
            screened_at=asked.screened_at and options.moment(asked.screened_at),
            data=options.data(),
        )
        workers = (
            DaskCluster(asked.cluster, asked.cluster_wait)
            if asked.cluster
            else asked.workers or os.cpu_count() or 1
        )
        done = bulk.screen_file(file, out, job, workers, quiet=asked.quiet)
        return self.fail_on is not None and reaches(done.levels, self.fail_on)

    def _elsewhere(self, file: Path, out: Path | None) -> bool:
        asked = self.asked
        assert asked.server is not None
        from screening.cli import (
            remote,
        )  # what calls a service takes a tenth of a second, and most lists stay here

        if asked.as_of or asked.screened_at or asked.strict_formulas or self.fail_on:
            raise click.UsageError(
                "--as-of, --screened-at, --strict-formulas and --fail-on do not go with --server."
            )
        form = _format(asked.format_, out, file)
        out = out or report.default_output(file, form)
        remote.screen_by(asked.server, asked.key, file, out, asked.request(form), quiet=asked.quiet)
        return False

    def _here(self, file: Path, out: Path | None) -> bool:
        asked = self.asked
        form = _format(asked.format_, out, file)
        known = confirmed_here(asked.team)
        request = asked.request(form)
        line = ProgressLine(io.StringIO() if asked.quiet else sys.stderr)
        progress = ListProgress(WorkProgress(0, list_format(file.name), form), line)
        layout, reading = read_chunks(
            file,
            request,
            confirmed=choices_of(known),
            progress=progress.read,
            know_rows=progress.know_rows,
        )
        chunks = list(reading)
        progress.end()
        at = options.moment(asked.screened_at)
        engine = self._engine(at)
        facts = run_facts(engine, at, layout, request.parameters())
        progress.begin_screening(sum(chunk.subjects for chunk in chunks))
        screened = list(screen_list(engine, chunks, ReportFormatter.of(facts, form), progress.screened))
        progress.begin_writing()
        out = out or report.default_output(file, form)
        given = write_report(
            file, join_chunks(layout, screened), facts, NO_DECISIONS, out, form, progress.written
        )
        progress.end()
        note_reading(layout, asked.choice, known, asked.team, remember=asked.remember)
        if not asked.quiet:
            print_results.print_question_above(layout)
            print_results.print_mapping(
                layout, {each.signature: each.confirmed_at for each in used_in(layout, known)}
            )
            print_results.print_summary(given, questions_of_list(screened))
            click.echo(f"Result: {out}")
        return self.fail_on is not None and reaches(subject_levels(given.intake, given.entries), self.fail_on)

    _loaded: Engine | None = field(default=None, init=False)

    def _engine(self, at: datetime) -> Engine:
        if self._loaded is None:
            with notes_of_wait(options.print_note) as tell:
                self._loaded = load_engine(
                    self.asked.policies,
                    on=options.day(self.asked.as_of, at),
                    project=parse_pairs(self.asked.project),
                    data=options.data(),
                    tell=tell,
                )
        return self._loaded


def output_files(files: tuple[Path, ...], output: Path | None, asked: ScreenOptions) -> list[Path | None]:
    """Where the result of each file goes; None for beside it, under its own name.

    Raises:
        BadParameter: several results would go into one file.
    """
    if output is None or (len(files) == 1 and not output.is_dir()):
        found: list[Path | None] = [output] * len(files)
    elif output.exists() and not output.is_dir():
        raise click.BadParameter(
            f"{output.name!r} is a file; of several files the results go into a folder.",
            param_hint="--output",
        )
    elif not output.exists() and output.suffix:
        raise click.BadParameter(
            f"{output.name!r} looks like a file; of several files the results go into a folder.",
            param_hint="--output",
        )
    else:
        found = [output / default_name_of(file, asked) for file in files]
    places = [
        out or file.with_name(default_name_of(file, asked)) for file, out in zip(files, found, strict=True)
    ]
    twice = [place for place in dict.fromkeys(places) if places.count(place) > 1]
    if twice:
        raise click.BadParameter(
            f"two results would be called {twice[0].name!r}; screen those files one by one.",
            param_hint="FILE",
        )
    if output is not None and output not in found:
        output.mkdir(parents=True, exist_ok=True)
    return found


def default_name_of(file: Path, asked: ScreenOptions) -> str:
    """The name of a file's result."""
    if asked.is_bulk(file, None):
        return bulk.default_output(file, bulk.form_of(asked.format_, None, file)).name
    return report.default_output(file, _format(asked.format_, None, file)).name


def _print_codes(codes: Mapping[Path, ExitCode], *, quiet: bool) -> None:
    """Say what came of each of several files."""
    for file, code in codes.items():
        if not quiet or code not in (ExitCode.DONE, ExitCode.FOUND):
            click.echo(f"{SAID[code]:20} {file}", err=quiet)


SAID = {
    ExitCode.DONE: "screened",
    ExitCode.FOUND: "screened, needs review",
    ExitCode.ASKED: "needs your answer",
    ExitCode.REFUSED: "not screened",
}


# Text tables under other endings; their report is CSV with their own delimiter.
FAMILIAR = {".tsv": ".csv", ".txt": ".csv"}
ENDINGS: dict[str, tuple[report.Format, ...]] = {
    ".xlsx": ("xlsx", "fresh-xlsx"),
    ".csv": ("csv",),
    ".json": ("json",),
    ".ndjson": ("ndjson",),
    ".parquet": ("parquet",),
}


def _format(asked: str | None, output: Path | None, file: Path) -> report.Format:
    """The format asked for, else what the name of the output or of the list says.

    Raises:
        BadParameter: the output ends otherwise than its format; it would open as something it is not.
    """
    wanted_forms = [form for forms in ENDINGS.values() for form in forms if form == asked]
    if output is None:
        return (
            wanted_forms[0]
            if wanted_forms
            else ENDINGS.get(FAMILIAR.get(file.suffix.lower(), file.suffix.lower()), ("xlsx",))[0]
        )
    fitting = ENDINGS.get(output.suffix.lower(), ())
    if not fitting or (wanted_forms and wanted_forms[0] not in fitting):
        wanted = (
            f"{asked} does not end in {output.suffix!r}" if asked else f"{output.name!r} has no known ending"
        )
        raise click.BadParameter(
            f"{wanted}; use .xlsx, .csv, .json, .ndjson or .parquet as the format asks.",
            param_hint="--output",
        )
    return wanted_forms[0] if wanted_forms else fitting[0]
