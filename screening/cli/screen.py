"""`screening screen`: the main job. A list in, the same list back with results."""

from __future__ import annotations

import io
import sys
from datetime import datetime
from pathlib import Path

import click

from screening import report
from screening.bulk import BulkOrder
from screening.cli import bulk, options, remote, words
from screening.cli.progress import ListProgress, ProgressLine
from screening.engine import load_engine
from screening.intake import IntakeOptions, open_list
from screening.model import Level, Outcome
from screening.policy import parse_pairs
from screening.progress import WorkProgress, list_format
from screening.run import Run, run

FORMATS = ("xlsx", "fresh-xlsx", "csv", "json", "ndjson")
BULK_FORMATS = ("parquet",)  # beside csv and ndjson
LEVELS = [level.value for level in Level]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the result goes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS + BULK_FORMATS),
    help="By default as the input, or as -o ends.",
)
@options.policy
@click.option(
    "--map",
    "map_",
    multiple=True,
    callback=options.columns,
    metavar='MEANING="HEADER"',
    help='Say which column means what, e.g. --map affiliation="Home institution".',
)
@click.option("--encoding", help="Encoding of a CSV that is not UTF-8 or UTF-16, e.g. gb18030.")
@click.option(
    "--country-codes", type=click.Choice(["iso", "fips"]), help="What two-letter country codes are."
)
@click.option("--strict-formulas", is_flag=True, help="Leave rows whose name is a formula unscreened.")
@options.project
@options.as_of
@options.screened_at
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS[1:]),
    help="Exit with 1 if a row has this level or a higher one, or could not be looked at.",
)
@click.option("--server", help="Let the service at this address do it, e.g. https://screening.example.org.")
@click.option("--key", default="", envvar="SCREENING_API_KEY", help="The API key for --server.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    help="Screen a CSV, NDJSON or Parquet file of any length with so many processes; one line a row comes back.",
)
@click.option(
    "--reference",
    default="",
    metavar="HEADER",
    help="With --workers: a column that stands beside each result.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but refusals.")
def screen(
    file: Path,
    output: Path | None,
    format_: str | None,
    policies: tuple[str, ...],
    map_: tuple[tuple[str, str], ...],
    encoding: str | None,
    country_codes: str | None,
    strict_formulas: bool,
    project: tuple[str, ...],
    as_of: datetime | None,
    screened_at: datetime | None,
    fail_on: str | None,
    server: str | None,
    key: str,
    workers: int | None,
    reference: str,
    quiet: bool,
) -> None:
    """Screen FILE (.xlsx or .csv, any layout) and write the same list back with results beside each row.

    Files of millions of rows (.csv with --workers, .ndjson, .parquet) are read as a stream, and one line a row comes
    back. A run that was stopped goes on when the same command is given again.
    """
    if workers or reference or bulk.is_asked(file, output, format_):
        if server or strict_formulas:
            raise click.UsageError("--server and --strict-formulas do not go with bulk files.")
        asked_for = BulkOrder(
            form=bulk.form_of(format_, output, file),
            policies=policies,
            project=project,
            map=map_,
            encoding=encoding,
            country_codes=country_codes,
            reference=reference,
            as_of=as_of,
            screened_at=screened_at and options.moment(screened_at),
            data=options.data(),
        )
        found = bulk.screen_file(file, output, asked_for, workers, quiet=quiet)
        if fail_on and bulk.reaches(found, Level(fail_on)):
            click.get_current_context().exit(1)
        return
    given = IntakeOptions(
        map=map_, encoding=encoding, country_codes=country_codes, strict_formulas=strict_formulas
    )
    written_as = _format(format_, output, file)
    out = output or report.default_output(file, written_as)
    if server:
        if as_of or screened_at or strict_formulas or fail_on:
            raise click.UsageError(
                "--as-of, --screened-at, --strict-formulas and --fail-on do not go with --server."
            )
        order = remote.Order(policies, project, map_, encoding or "", country_codes or "", written_as)
        remote.screen_by(server, key, file, out, order, quiet=quiet)
        return
    form = list_format(file.name)
    line = ProgressLine(io.StringIO() if quiet else sys.stderr)
    progress = ListProgress(WorkProgress(0, form, written_as), line)
    opened = open_list(file, options=given, tick=progress.read, know_rows=progress.know_rows)
    intake = opened.whole()
    progress.end()
    at = options.moment(screened_at)
    engine = load_engine(
        policies,
        on=options.day(as_of, at),
        project=parse_pairs(project),
        data=options.data(),
        tell=options.tell,
    )
    asked = parameters(given, policies, project)
    progress.begin_screening(intake.counts["subject"])
    done = run(engine, intake, screened_at=at, parameters=asked, tick=progress.screened)
    progress.begin_writing()
    report.write(file, done.intake, done.results, done.facts, out, written_as, tick=progress.written)
    progress.end()
    if not quiet:
        words.print_mapping(done)
        words.print_summary(done)
        click.echo(f"Result: {out}")
    if fail_on and reaches(done, Level(fail_on)):
        click.get_current_context().exit(1)


# Text tables under other endings; their report is CSV with their own delimiter.
FAMILIAR = {".tsv": ".csv", ".txt": ".csv"}
ENDINGS: dict[str, tuple[report.Format, ...]] = {
    ".xlsx": ("xlsx", "fresh-xlsx"),
    ".csv": ("csv",),
    ".json": ("json",),
    ".ndjson": ("ndjson",),
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
            f"{wanted}; use .xlsx, .csv, .json or .ndjson as the format asks.", param_hint="--output"
        )
    return wanted_forms[0] if wanted_forms else fitting[0]


def parameters(
    given: IntakeOptions, policies: tuple[str, ...], project: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """What was asked for beside the file, for the provenance sheet."""
    asked = [(f"map {meaning}", header) for meaning, header in given.map]
    for name in ("encoding", "country_codes"):
        if value := getattr(given, name):
            asked.append((name.replace("_", " "), value))
    if given.strict_formulas:
        asked.append(("strict formulas", "yes"))
    asked += [("project", fact) for fact in project]
    return (*asked, ("policies", ", ".join(policies) or "default"))


def reaches(done: Run, level: Level) -> bool:
    """Say whether any row has `level` or a higher one, or could not be looked at: nobody can say its level."""
    found = {result.assessment.risk_level for result in done.results.values()}
    unread = any(result.assessment.outcome is Outcome.UNSCREENED for result in done.results.values())
    high = any(LEVELS.index(each.value) >= LEVELS.index(level.value) for each in found)
    return high or unread or done.intake.counts["unscreened"] > 0
