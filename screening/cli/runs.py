"""`screening runs`: what was accepted, where it stands, and what to do about it."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import time
from pathlib import Path

import click

from screening import jobs, report
from screening.cli import held, options
from screening.cli.exit_codes import ExitCode
from screening.cli.held import add_holding
from screening.cli.options import LOCAL, account, team
from screening.cli.progress import ProgressLine, work_sentence
from screening.cli.questions import Again, print_question
from screening.cli.runs_compare import COMMANDS
from screening.cli.screen import FORMATS
from screening.cli.service import installation
from screening.intake.reading_choice import ReadingChoice, options_of
from screening.jobs.control import Progress, RunUnknown
from screening.jobs.erasures import Kind, Target
from screening.jobs.holding import hold, release
from screening.jobs.states import FINISHED, NEEDS_MAPPING, OPEN
from screening.notice import Notice
from screening.report.atomic import whole

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
@click.option("--format", "format_", type=click.Choice(FORMATS), default="xlsx", show_default=True)
@options.reading
@click.option("--remember", is_flag=True, help="Read lists with the same headers the same way from now on.")
@click.option(
    "--notice",
    type=click.Choice([each.value for each in Notice if each]),
    default=None,
    help="How the people on the list learn of it, or the exception relied on; recorded with the run.",
)
@team
@click.option("--wait", is_flag=True, help="Wait for the end and show the progress.")
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
    """Accept FILE; a worker screens it. Prints the id of the run."""
    place = installation()
    order = jobs.Order(
        policies=policies,
        project=project,
        format=format_,
        chunk=place.settings.chunk,
        notice=Notice(notice or ""),
        remember=remember,
    ).with_choice(choice)
    order.facts()  # refuse a wrong fact now, not when a worker comes to it
    moment = options.moment(screened_at) if screened_at else None  # type: ignore[arg-type]
    pins = jobs.shipped_pins(policies)
    run_id = jobs.accept(place, file, order, pins, actor=account(), team=team, screened_at=moment)
    click.echo(run_id)
    if wait:
        _wait(place, run_id, team)


def _wait(place: jobs.Installation, run_id: str, team: str) -> None:
    """Show the progress until the run ends; where no worker runs, say once what to start."""
    line, warned = ProgressLine(sys.stderr), False
    while True:
        now = jobs.progress(place, run_id, team)
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


def _map_command(now: Progress, team: str) -> Again:
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
@click.option("--no-remember", is_flag=True, help="Do not read other lists with the same headers so.")
@team
@click.option("--wait", is_flag=True, help="Wait for the end and show the progress.")
def map_(run_id: str, choice: ReadingChoice, no_remember: bool, team: str, wait: bool) -> None:
    """Say how the list of a run that needs a mapping is to be read; without options its readings are shown."""
    place = installation()
    run = jobs.run_of(place, run_id, team)
    now = jobs.progress(place, run_id, team)
    if choice == ReadingChoice() and now.question is not None:
        print_question(now.question, _map_command(now, team))
        click.get_current_context().exit(ExitCode.ASKED)
    pins = jobs.shipped_pins(jobs.Order.from_json(run.choices).policies)
    jobs.answer_question(place, run_id, team, choice, actor=account(), pins=pins, remember=not no_remember)
    click.echo("Queued again.")
    if wait:
        _wait(place, run_id, team)


@runs.command("list")
@team
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def list_(team: str, as_json: bool) -> None:
    """The newest runs, newest first."""
    found = jobs.runs(installation(), team)
    if as_json:
        click.echo(json.dumps([each.to_json() for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(f"{each.run_id}  {each.accepted_at[:19]}  {_line(each)}  {each.file_name}")


@runs.command()
@click.argument("run_id")
@team
def show(run_id: str, team: str) -> None:
    """Where one run stands, in JSON."""
    now = jobs.progress(installation(), run_id, team)
    click.echo(json.dumps(now.to_json(), ensure_ascii=False, indent=2))


@runs.command()
@click.argument("run_id")
@team
def cancel(run_id: str, team: str) -> None:
    """Cancel a run that has not ended."""
    done = jobs.cancel(installation(), run_id, team, account())
    click.echo("Cancelled." if done else "It had ended already; nothing was changed.")


@runs.command()
@click.argument("run_id")
@options.policy
@team
def retry(run_id: str, policies: tuple[str, ...], team: str) -> None:
    """Begin a run that failed or was cancelled anew, against the lists as they are now."""
    place = installation()
    jobs.retry(place, run_id, team, account(), jobs.shipped_pins(policies))
    click.echo("Queued again.")


@runs.command("report")
@click.argument("run_id")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True)
@team
def report_(run_id: str, output: Path, team: str) -> None:
    """Write the report of a finished run to OUTPUT, and its receipt beside it."""
    beside = output.with_name(f"{output.name}.receipt.json")
    with jobs.report_path(installation(), run_id, team) as (path, receipt):
        with whole(output) as part:
            shutil.copyfile(path, part)
        with whole(beside) as part:
            part.write_text(receipt + "\n", encoding="utf-8")
    click.echo(f"Report: {output}\nReceipt: {beside}")


@runs.command()
@click.argument("run_id", required=False)
@click.option("--subject", help="Erase every run, check and case that names this subject, exactly.")
@held.reason
@held.now
@held.second
@team
def erase(run_id: str | None, subject: str | None, reason: str, now: bool, second: str, team: str) -> None:
    """Ask that one run be erased, or with --subject all that names somebody, once the days of grace are over.

    The log keeps hashes only.
    """
    if bool(run_id) == bool(subject):
        raise RunUnknown("Name a run, or give --subject.")
    target = Target(Kind.SUBJECT, subject) if subject else Target(Kind.RUN, run_id or "")
    held.ask(installation(), team, target, reason, now=now, second=second)


add_holding(runs, "run", hold, release)


for _command in COMMANDS:
    runs.add_command(_command)


def _line(now: Progress) -> str:
    if now.state not in OPEN:
        return f"{now.state.replace('_', ' ')}: {now.work.rows_done:,} rows. {now.sentence}".rstrip()
    if not now.workers:
        return f"paused, no worker is running: {work_sentence(now.work)}"
    if now.doing in ("waiting", "loading"):
        return {"waiting": "waiting to start", "loading": "loading the lists to search"}[now.doing]
    return work_sentence(now.work)
