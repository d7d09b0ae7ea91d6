"""`screening watch`: lists that stay screened, their files, what changed about whom, and what is done with a list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from screening import report
from screening.cli import options
from screening.cli.options import account, team
from screening.cli.service import installation
from screening.context import AppContext
from screening.intake.reading_choice import ReadingChoice
from screening.pipeline import ScreeningRequest
from screening.privacy_notice import PrivacyNotice
from screening.runs.control import RunNotReady, run_of
from screening.runs.pins import Pins, shipped_pins
from screening.runs.states import FINISHED
from screening.storage.watch_tables import Watch
from screening.watch.cleaning import remove_watch
from screening.watch.folder import list_in_folder
from screening.watch.people import accounts_of
from screening.watch.queries import WatchFilter, changes_of_watch, team_watches, versions_of
from screening.watch.watch_json import WatchChangeJson, WatchVersionJson, watches_json
from screening.watch.watches import (
    WatchInvalid,
    WatchSource,
    WatchState,
    WatchTerms,
    add_version,
    add_watch,
    check_takes_files,
    check_terms,
    mark_seen,
    pause_watch,
    resume_watch,
    screen_again,
    watch_of,
    watch_run,
)

_MOST = 10_000
_STATES = tuple(each.value for each in WatchState if each is not WatchState.REMOVED)
# Options that say how a list is read, screened and reported.
_OF_AN_ORDER = (
    *("policies", "project", "format_", "remember", "notice"),
    *("map_", "ignore", "header_row", "skip_sheet", "encoding", "delimiter", "as_above"),
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
limit = click.option("--limit", type=click.IntRange(1, _MOST), default=100, show_default=True)


@click.group()
def watch() -> None:
    """Watch: lists that stay screened until a stated day."""


@watch.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", required=True, help="What the team calls the watch.")
@click.option(
    "--purpose",
    required=True,
    help="Why these people and partners have to be screened again and again; stands in the record.",
)
@click.option("--legal-basis", required=True, help="The legal basis of doing so; stands in the record.")
@click.option(
    "--until",
    "ends_on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of watching: after today and within three years.",
)
@click.option("--run", "run_id", default="", help="Watch the list of this finished run instead of FILE.")
@click.option(
    "--folder",
    default="",
    help="Watch the newest list in this folder within SCREENING_WATCH_FOLDER instead of FILE, and each newer one.",
)
@click.option(
    "--tell",
    multiple=True,
    metavar="NAME",
    help="Who gets mail, by sign-in name or account; must be in the team; may be repeated.",
)
@click.option("--weekly", is_flag=True, help="Mail also when nothing changed for a week.")
@click.option("--reference", default="", help="Your own key of the watch; comes back with it.")
@click.option(
    "--metadata",
    multiple=True,
    metavar="KEY=TEXT",
    callback=options.pairs,
    help="A text of your own beside the watch; may be repeated.",
)
@options.policy
@options.project
@options.report_format
@options.reading
@options.remember
@options.notice
@team
@as_json
def add(
    file: Path | None,
    name: str,
    purpose: str,
    legal_basis: str,
    ends_on: datetime,
    run_id: str,
    folder: str,
    tell: tuple[str, ...],
    weekly: bool,
    reference: str,
    metadata: Mapping[str, str],
    policies: tuple[str, ...],
    project: tuple[str, ...],
    format_: report.Format,
    choice: ReadingChoice,
    remember: bool,
    notice: str | None,
    team: str,
    as_json: bool,
) -> None:
    """Watch the list FILE. Prints the id of the watch; a worker screens it now and whenever something changes."""
    if sum(map(bool, (file, run_id, folder))) != 1:
        raise WatchInvalid("Give FILE, or --run, or --folder; one of them is watched.", field="file")
    with closing(installation()) as context:
        terms = WatchTerms(
            name=name,
            purpose=purpose,
            legal_basis=legal_basis,
            ends_on=ends_on.date(),
            tell=accounts_of(context, team, tell),
            is_weekly=weekly,
            reference=reference,
            metadata=metadata,
        )
        check_terms(terms, context.now().date())
        if run_id:
            _refuse_order_of_run()
            made = _watch_run(context, run_id, team, terms)
        else:
            order = ScreeningRequest(
                policies=policies,
                project=project,
                format=format_,
                chunk_size=context.settings.chunk_size,
                notice=PrivacyNotice(notice or ""),
                remember=remember,
            ).with_choice(choice)
            order.facts()  # refuse a wrong fact now, not when a worker comes to it
            path = list_in_folder(context, team, folder) if file is None else file
            made = add_watch(
                context,
                path,
                order,
                shipped_pins(policies),
                terms,
                actor=account(),
                team=team,
                file_name=path.name,
                folder=folder,
                kind=WatchSource.FOLDER if folder else WatchSource.FILE,
            )
        _print(context, made, as_json=as_json)


@watch.command("list")
@click.option("--state", type=click.Choice(_STATES), default=None, help="Only watches in this state.")
@click.option("--reference", default="", help="Only watches with this reference of your own.")
@limit
@team
@as_json
def list_(state: str | None, reference: str, limit: int, team: str, as_json: bool) -> None:
    """List the watches, newest first."""
    with closing(installation()) as context:
        wanted = WatchFilter(state or "", reference)
        found = watches_json(context, team, team_watches(context, team, most=limit, wanted=wanted))
    if as_json:
        options.print_json(found)
        return
    for each in found:
        click.echo(
            f"{each.id}  {each.state:<8} until {each.ends_on}  {_count(each.unread, 'unread change')}  {each.name}"
        )
    if not found:
        click.echo("No watches; add one with `screening watch add`.", err=True)


@watch.command()
@click.argument("watch_id")
@team
@as_json
def show(watch_id: str, team: str, as_json: bool) -> None:
    """Show one watch with its files."""
    with closing(installation()) as context:
        (found,) = watches_json(context, team, [watch_of(context, watch_id, team)])
        versions = list(map(WatchVersionJson.of, versions_of(context, watch_id, most=10)))
    if as_json:
        options.print_json(found)
        return
    click.echo(f"{found.name}: {found.state} until {found.ends_on}. {found.sentence}".rstrip())
    click.echo(f"  purpose: {found.purpose}\n  legal basis: {found.legal_basis}\n  owner: {found.owner}")
    if found.tell:
        click.echo(f"  mail to: {', '.join(found.tell)}")
    click.echo(f"  policies: {', '.join(found.policies)}\n  newest run: {found.run}")
    click.echo(f"  {_count(found.unread, 'unread change')}")
    for each in versions:
        click.echo(f"  version {each.number}, {each.given_at[:19]}  {_rows(each)}  {each.file_name}".rstrip())


@watch.command()
@click.argument("watch_id")
@click.option("--run", "run_id", default="", help="Only what this run changed.")
@click.option("--unseen", is_flag=True, help="Only what nobody has read.")
@click.option("--mark-read", is_flag=True, help="Mark as read what is shown, and the rest of it.")
@limit
@team
@as_json
def changes(
    watch_id: str, run_id: str, unseen: bool, mark_read: bool, limit: int, team: str, as_json: bool
) -> None:
    """Show what changed about the rows of a watch, newest first."""
    with closing(installation()) as context:
        watch_of(context, watch_id, team)
        kept = changes_of_watch(context, watch_id, most=limit, run_id=run_id, unseen=unseen)
        found = list(map(WatchChangeJson.of, kept))
        if mark_read:
            mark_seen(context, watch_id, team, actor=account(), run_id=run_id)
    if as_json:
        options.print_json(found)
        return
    for each in found:
        before = f"{each.before.outcome} {each.before.level}" if each.before else "not in the list"
        mark = " " if each.read_at else "*"
        click.echo(
            f"{mark} {each.told_at[:10]}  {each.kind:<8} {each.subject}  (row {each.row}"
            f"{f', {each.reference}' if each.reference else ''}): {before} -> {each.after.outcome} {each.after.level}"
        )
        for reason in each.reasons:
            click.echo(f"    {reason.sentence}")
    if not found:
        click.echo("No changes.", err=True)


@watch.command("file")
@click.argument("watch_id")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@team
@as_json
def file_(watch_id: str, file: Path, team: str, as_json: bool) -> None:
    """Give the watch a newer FILE, which a worker screens and compares; the same file again changes nothing."""
    with closing(installation()) as context:
        found = watch_of(context, watch_id, team)
        check_takes_files(found)
        pins = _pins(found)
        is_new = add_version(context, watch_id, team, file, pins, actor=account(), file_name=file.name)
        version = watch_of(context, watch_id, team).version
    if as_json:
        click.echo(json.dumps({"new": is_new, "version": version}))
        return
    click.echo(
        f"Version {version} will be screened."
        if is_new
        else "This is the newest file already; nothing was changed."
    )


@watch.command()
@click.argument("watch_id")
@team
def pause(watch_id: str, team: str) -> None:
    """Screen the watch no more until somebody resumes it."""
    with closing(installation()) as context:
        pause_watch(context, watch_id, team, actor=account())
    click.echo("Paused.")


@watch.command()
@click.argument("watch_id")
@team
def resume(watch_id: str, team: str) -> None:
    """Go on with a watch that was paused or has stopped."""
    with closing(installation()) as context:
        pins = _pins(watch_of(context, watch_id, team))
        resume_watch(context, watch_id, team, pins, actor=account())
    click.echo("Watching again.")


@watch.command("run")
@click.argument("watch_id")
@team
def run_(watch_id: str, team: str) -> None:
    """Screen the newest file of the watch now. Prints the id of the run."""
    with closing(installation()) as context:
        found = watch_of(context, watch_id, team)
        click.echo(screen_again(context, found, _pins(found), actor=account()))


@watch.command()
@click.argument("watch_id")
@click.option("--yes", is_flag=True, help="Say that you are sure; without it nothing is removed.")
@team
def remove(watch_id: str, yes: bool, team: str) -> None:
    """Remove a watch and erase at once its files, runs, reports and changes; its lines in the log stay."""
    with closing(installation()) as context:
        found = watch_of(context, watch_id, team)
        if not yes:
            raise WatchInvalid(
                f"This would erase all that is kept of {found.name!r}; add --yes if you are sure.",
                field="yes",
            )
        held = remove_watch(context, watch_id, team, actor=account())
    click.echo("Removed.")
    if held:
        click.echo(f"{_count(held, 'run')} on hold stayed; release them first, then erase them.", err=True)


def _watch_run(context: AppContext, run_id: str, team: str, terms: WatchTerms) -> Watch:
    earlier = run_of(context, run_id, team)
    if earlier.state != FINISHED:
        raise RunNotReady(
            f"This run is {earlier.state.replace('_', ' ')}; only a finished one can be watched."
        )
    pins = shipped_pins(ScreeningRequest.from_json(earlier.choices).policies)
    return watch_run(context, earlier, pins, terms, actor=account())


def _refuse_order_of_run() -> None:
    """Refuse options that say how a list is read or screened where a run's is watched as it was ordered."""
    here = click.get_current_context()
    for name in _OF_AN_ORDER:
        if here.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = next(each.opts[0] for each in here.command.params if each.name == name)
            raise WatchInvalid(
                f"The list of a run is watched as that run was ordered; leave out {option}.", field=name
            )


def _pins(found: Watch) -> Pins:
    return shipped_pins(ScreeningRequest.from_json(found.choices).policies)


def _print(context: AppContext, made: Watch, *, as_json: bool) -> None:
    if as_json:
        (said,) = watches_json(context, made.team, [made])
        options.print_json(said)
        return
    click.echo(made.id)


def _rows(version: WatchVersionJson) -> str:
    if version.rows is None:
        return "not compared yet"
    return (
        f"{version.rows:,} rows ({version.joined:,} new, {version.left:,} gone, {version.changed:,} changed)"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
