"""`screening lists watch`, `looked`, `checked`: keeping the lists by their publishers' cadence, and what a person looked at.

Each round runs in a process of its own, so that the memory an update takes is given back before the next.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from threading import Event
from types import FrameType

import click

from screening.cli import options
from screening.cli.lists_change import DAY, now, person
from screening.cli.lists_update import say
from screening.jobs.parent import end_with_parent
from screening.proof import not_found
from screening.settings import read_settings
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.keeping.disk import only_writer
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.hand_checks import check_by_hand
from watchlists.keeping.looking import look_for_editions, note_looked
from watchlists.keeping.notices import read_notices
from watchlists.keeping.refusals import ListsBusy
from watchlists.keeping.retention import prune
from watchlists.keeping.schedule import due, due_notices
from watchlists.keeping.shelf import Shelf
from watchlists.keeping.update import Outcome, Updating, update

KEPT = 2  # editions of a list that stay, however old: the one in force, and the one to go back to


@click.command()
@click.option(
    "--every-minutes", type=click.IntRange(1), default=60, show_default=True, help="How often to look."
)
@click.option("--once", is_flag=True, help="Look once and end, for a scheduler of your own.")
def watch(every_minutes: int, once: bool) -> None:
    """Update each list when its cadence says so; runs until it is stopped. `screening serve` runs it too.

    Editions older than SCREENING_LISTS_RETAIN_DAYS are forgotten, but for the newest two of each list.
    """
    if once:
        _round()
        return
    stopping = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _signal, _frame: _stop(stopping, _signal, _frame))
    end_with_parent()
    while not stopping.is_set():
        if any(_due(options.data(), now())):
            _round_apart(stopping)
        stopping.wait(timedelta(minutes=every_minutes).total_seconds())


def _stop(stopping: Event, _signal: int, _frame: FrameType | None) -> None:
    stopping.set()


def _round_apart(stopping: Event) -> None:
    """One round in a child, which is ended where we are told to stop; a kill leaves the lists as they were."""
    with subprocess.Popen([sys.executable, "-m", "screening", "lists", "watch", "--once"]) as child:
        while child.poll() is None:
            if stopping.wait(0.2):
                child.terminate()
                return


def _due(data: Path, moment: datetime) -> tuple[list[CatalogueEntry], list[CatalogueEntry]]:
    """The lists to ask for, and those at whose page of editions to look."""
    entries = read_catalogue().values()
    noticed = read_notices(lists_folder(data))
    return due(entries, Shelf.open(data).checks, moment), due_notices(entries, noticed, moment)


def _round() -> None:
    data = options.data()
    for outcome in _outcomes(data):
        say(outcome)
    days = read_settings().lists_retain_days
    try:
        with only_writer(lists_folder(data)):
            gone = prune(Shelf.open(data), KEPT, days, now())
    except ListsBusy:
        return
    if gone.editions:
        click.echo(
            f"{gone.editions:,} editions older than {days:,} days forgotten, {gone.bytes:,} bytes freed."
        )


def _outcomes(data: Path) -> Iterator[Outcome]:
    to_ask, to_look_at = _due(data, now())
    updating = Updating(data, now, prove=not_found)
    try:
        yield from chain(update(to_ask, updating), look_for_editions(to_look_at, updating))
    except ListsBusy as error:
        click.echo(error.sentence, err=True)


@click.command()
@click.argument("name")
@click.option("--by", default=person, help="Who looked.")
@click.option("--reason", required=True, help="What came of it; both are kept.")
def looked(name: str, by: str, reason: str) -> None:
    """Say that you looked at what was noticed of list NAME: `status` no longer says that a new edition may be out."""
    with only_writer(lists_folder(options.data())):
        marks = note_looked(options.data(), name, by, reason)
    click.echo(f"{name}: {by or 'somebody'} looked at {', '.join(marks[-3:])}.")


@click.command()
@click.argument("name")
@click.option("--on", type=DAY, help="The day on which you looked; today where it is left out.")
@click.option("--by", default=person, help="Who looked.")
def checked(name: str, on: datetime | None, by: str) -> None:
    """Say that you looked at the publisher's page of list NAME and that nothing newer than ours is out.

    The list is then as old as this look, and every answer says by whom it was checked by hand and on what day.
    """
    day = (on or now()).date()
    entry = read_catalogue().get(name)
    snapshot = check_by_hand(options.data(), name, entry, on=day, by=by, now=now())
    told = f"checked by hand by {snapshot.confirmed_by} on {snapshot.confirmed_on}"
    if snapshot.confirmed_by != by.strip() or snapshot.confirmed_on != day:
        last = told if snapshot.confirmed_by else f"the publisher was asked on {snapshot.confirmed_on}"
        told = f"checked by hand by {by} on {day}; it counts from a later look: {last}"
    click.echo(f"{name}: edition {snapshot.edition}, {told}.")


COMMANDS = (watch, looked, checked)
