"""`screening runs`: what was accepted, where it stands, and what to do about it."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from pathlib import Path

import click

from screening import report
from screening.cli import holds, options
from screening.cli.exit_codes import ExitCode
from screening.cli.holds import add_holding
from screening.cli.options import LOCAL, account, team
from screening.cli.progress import ProgressLine, work_sentence
from screening.cli.questions import Again, print_question
from screening.cli.runs_compare import COMMANDS
from screening.cli.service import installation
from screening.context import AppContext
from screening.intake.reading_choice import ReadingChoice, options_of
from screening.pipeline import ScreeningRequest
from screening.privacy_notice import PrivacyNotice
from screening.report.atomic_write import write_atomically
from screening.runs.control import (
    RunProgress,
    RunUnknown,
    answer_question,
    cancel_run,
    newest_runs,
    report_path,
    retry_run,
    run_of,
    run_progress,
)
from screening.runs.erasures import ErasureKind, ErasureTarget
from screening.runs.holds import hold, release
from screening.runs.pinned_lists import PinnedLists
from screening.runs.pins import shipped_pins
from screening.runs.progress_json import RunProgressJson
from screening.runs.results import FinishedRuns
from screening.runs.states import FINISHED, NEEDS_MAPPING, OPEN
from screening.runs.submit import submit_list

_POLL_SECONDS = 0.5
NO_WORKER = (
    "No worker is running, so this list waits. Start one in another window with `screening worker`"
    " (or `screening serve`); this command goes on by itself. Press Ctrl+C to stop waiting: the list stays accepted."
)
_ENDS = {FINISHED: ExitCode.DONE, NEEDS_MAPPING: ExitCode.ASKED}


@click.group()
def runs() -> None:
    """Durable runs: accepted lists, their progress and their reports."""


@runs.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.policy
@options.project
@options.screened_at
@options.report_format
@options.reading
@options.remember
@options.notice
@team
@click.option("--wait", is_flag=True, help="Wait until the run ends and show the progress.")
def add(
    file: Path,
    policies: tuple[str, ...],
    project: tuple[str, ...],
    screened_at: object,
    format_: report.Format,
    choice: ReadingChoice,
    remember: bool,
    notice: str | None,
    team: str,
    wait: bool,
) -> None:
    """Add FILE as a run, which a worker screens. Prints the id of the run."""
    context = installation()
    order = ScreeningRequest(
        policies=policies,
        project=project,
        format=format_,
        chunk_size=context.settings.chunk_size,
        notice=PrivacyNotice(notice or ""),
        remember=remember,
    ).with_choice(choice)
    order.facts()  # refuse a wrong fact now, not when a worker comes to it
    moment = options.moment(screened_at) if screened_at else None  # type: ignore[arg-type]
    pins = shipped_pins(policies)
    run_id = submit_list(context, file, order, pins, actor=account(), team=team, screened_at=moment)
    click.echo(run_id)
    if wait:
        _wait(context, run_id, team)


def _wait(context: AppContext, run_id: str, team: str) -> None:
    """Show the progress until the run ends; where no worker runs, say once what to start."""
    line, warned = ProgressLine(sys.stderr), False
    while True:
        now = run_progress(context, run_id, team)
        if now.state not in OPEN:
            line.end(_line(now))
            if now.question is not None:
                print_question(now.question, _map_command(now, team))
            click.get_current_context().exit(_ENDS.get(now.state, ExitCode.REFUSED))
        if not now.workers and not warned:
            line.end("")
            click.echo(NO_WORKER, err=True)
            warned = True
        if now.workers:
            line.show(_line(now))
        time.sleep(_POLL_SECONDS)


def _map_command(now: RunProgress, team: str) -> Again:
    """The command that answers the question of a run."""
    parts = [
        "screening",
        "runs",
        "map",
        now.run_id,
        *(["--team", shlex.quote(team)] if team != LOCAL else []),
    ]

    def again(choice: ReadingChoice) -> str:
        chosen = options_of(choice.words())
        return " ".join([*parts, *(f"{option} {shlex.quote(value)}" for option, value in chosen)])

    return again


@runs.command("map")
@click.argument("run_id")
@options.reading
@click.option(
    "--no-remember", is_flag=True, help="Do not save the mapping for other lists with the same headers."
)
@team
@click.option("--wait", is_flag=True, help="Wait until the run ends and show the progress.")
def map_(run_id: str, choice: ReadingChoice, no_remember: bool, team: str, wait: bool) -> None:
    """Choose how to read the list of a run that needs a mapping; without options its readings are shown."""
    context = installation()
    run = run_of(context, run_id, team)
    now = run_progress(context, run_id, team)
    if choice == ReadingChoice() and now.question is not None:
        print_question(now.question, _map_command(now, team))
        click.get_current_context().exit(ExitCode.ASKED)
    pins = shipped_pins(ScreeningRequest.from_json(run.choices).policies)
    answer_question(context, run_id, team, choice, actor=account(), pins=pins, remember=not no_remember)
    click.echo("Queued again.")
    if wait:
        _wait(context, run_id, team)


@runs.command("list")
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_(team: str, as_json: bool) -> None:
    """List the newest runs, newest first."""
    found = newest_runs(installation(), team)
    if as_json:
        options.print_json(list(map(RunProgressJson.of, found)))
        return
    for each in found:
        click.echo(f"{each.run_id}  {each.accepted_at[:19]}  {_line(each)}  {each.file_name}")


@runs.command()
@click.argument("run_id")
@team
def show(run_id: str, team: str) -> None:
    """Show the state of one run, as JSON."""
    now = run_progress(installation(), run_id, team)
    click.echo(RunProgressJson.of(now).model_dump_json(indent=2))


@runs.command()
@click.argument("run_id")
@team
def cancel(run_id: str, team: str) -> None:
    """Cancel a run that has not ended."""
    done = cancel_run(installation(), run_id, team, account())
    click.echo("Cancelled." if done else "It had already ended; nothing was changed.")


@runs.command()
@click.argument("run_id")
@options.policy
@team
def retry(run_id: str, policies: tuple[str, ...], team: str) -> None:
    """Restart a run that failed or was cancelled, on today's lists."""
    context = installation()
    retry_run(context, run_id, team, account(), shipped_pins(policies))
    click.echo("Queued again.")


@runs.command("report")
@click.argument("run_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@click.option(
    "--today",
    is_flag=True,
    help="With the decisions of today instead of those when the run ended; without a receipt.",
)
@team
def report_(run_id: str, output: Path, today: bool, team: str) -> None:
    """Write the report of a finished run to OUTPUT, and its receipt next to it; with --today there is none."""
    if today:
        finished = FinishedRuns(installation(), PinnedLists())
        run = finished.get(run_id, team)
        finished.write(run, output, run.order.format, decisions="now")
        click.echo(f"Report with the decisions of today: {output}")
        return
    beside = output.with_name(f"{output.name}.receipt.json")
    with report_path(installation(), run_id, team) as (path, receipt):
        with write_atomically(output) as part:
            shutil.copyfile(path, part)
        with write_atomically(beside) as part:
            part.write_text(receipt + "\n", encoding="utf-8")
    click.echo(f"Report: {output}\nReceipt: {beside}")


@runs.command()
@click.argument("run_id", required=False)
@click.option("--subject", help="Erase every run, saved check and case that names exactly this subject.")
@holds.reason
@holds.now
@holds.second
@team
def erase(run_id: str | None, subject: str | None, reason: str, now: bool, second: str, team: str) -> None:
    """Ask for a run, or with --subject everything that names a subject, to be erased after the days of grace.

    The log keeps hashes only.
    """
    if bool(run_id) == bool(subject):
        raise RunUnknown("Name a run, or give --subject.")
    target = (
        ErasureTarget(ErasureKind.SUBJECT, subject)
        if subject
        else ErasureTarget(ErasureKind.RUN, run_id or "")
    )
    holds.ask(installation(), team, target, reason, now=now, second=second)


add_holding(runs, "run", hold, release)


for _command in COMMANDS:
    runs.add_command(_command)


def _line(now: RunProgress) -> str:
    if now.state not in OPEN:
        return f"{now.state.replace('_', ' ')}: {now.work.rows_done:,} rows. {now.sentence}".rstrip()
    if not now.workers:
        return f"paused, no worker is running: {work_sentence(now.work)}"
    if now.doing in ("waiting", "loading"):
        return {"waiting": "waiting to start", "loading": "loading the lists to search"}[now.doing]
    return work_sentence(now.work)
