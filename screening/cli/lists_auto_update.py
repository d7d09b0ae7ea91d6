"""`screening lists auto-update`, `acknowledge`, `confirm`: keeping the lists by their publishers' cadence, and what a person looked at.

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
from screening.cli.lists_editions import DAY, now, person
from screening.cli.lists_update import print_update_outcome
from screening.runs.parent_process import end_with_parent
from screening.settings import read_settings
from screening.smoke_test import missing_canaries
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.retention import prune
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import ListsBusy
from watchlists.updates.announcements import acknowledge, look_for_editions, read_notices
from watchlists.updates.hand_checks import check_by_hand
from watchlists.updates.schedule import due, due_notices
from watchlists.updates.update import UpdateOutcome, Updating, update

KEPT = 2  # editions of a list that stay, however old: the one in force, and the one to go back to


@click.command("auto-update")
@click.option(
    "--every-minutes", type=click.IntRange(1), default=60, show_default=True, help="How often to check."
)
@click.option("--once", is_flag=True, help="Check once and end, for your own scheduler.")
def auto_update(every_minutes: int, once: bool) -> None:
    """Update each list when it is due by its cadence; runs until stopped. `screening serve` runs it too.

    Editions older than SCREENING_LISTS_RETAIN_DAYS are deleted, except the newest two of each list.
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
    with subprocess.Popen([sys.executable, "-m", "screening", "lists", "auto-update", "--once"]) as child:
        while child.poll() is None:
            if stopping.wait(0.2):
                child.terminate()
                return


def _due(data: Path, moment: datetime) -> tuple[list[CatalogueEntry], list[CatalogueEntry]]:
    """The lists to ask for, and those at whose page of editions to look."""
    entries = read_catalogue().values()
    noticed = read_notices(lists_folder(data))
    return due(entries, StoredEditions.open(data).checks, moment), due_notices(entries, noticed, moment)


def _round() -> None:
    data = options.data()
    for outcome in _outcomes(data):
        print_update_outcome(outcome)
    days = read_settings().lists_retain_days
    try:
        with only_writer(lists_folder(data)):
            gone = prune(StoredEditions.open(data), KEPT, days, now())
    except ListsBusy:
        return
    if gone.editions:
        click.echo(
            f"{gone.editions:,} editions older than {days:,} days forgotten, {gone.bytes:,} bytes freed."
        )


def _outcomes(data: Path) -> Iterator[UpdateOutcome]:
    to_ask, to_look_at = _due(data, now())
    updating = Updating(data, now, prove=missing_canaries)
    try:
        yield from chain(update(to_ask, updating), look_for_editions(to_look_at, updating))
    except ListsBusy as error:
        click.echo(error.sentence, err=True)


@click.command("acknowledge")
@click.argument("name")
@click.option("--by", default=person, help="Who looked.")
@click.option("--reason", required=True, help="The result; both are kept.")
def acknowledge_(name: str, by: str, reason: str) -> None:
    """Record that you looked at the notice for list NAME: `status` no longer says that a new edition may be out."""
    with only_writer(lists_folder(options.data())):
        marks = acknowledge(options.data(), name, by, reason)
    click.echo(f"{name}: {by or 'somebody'} looked at {', '.join(marks[-3:])}.")


@click.command()
@click.argument("name")
@click.option("--on", type=DAY, help="The day on which you looked; by default today.")
@click.option("--by", default=person, help="Who looked.")
def confirm(name: str, on: datetime | None, by: str) -> None:
    """Record that you looked at the publisher's page of list NAME and found nothing newer than our edition.

    The age of the list then counts from that day, and every answer says who checked it by hand and when.
    """
    day = (on or now()).date()
    entry = read_catalogue().get(name)
    snapshot = check_by_hand(options.data(), name, entry, on=day, by=by, now=now())
    told = f"checked by hand by {snapshot.confirmed_by} on {snapshot.confirmed_on}"
    if snapshot.confirmed_by != by.strip() or snapshot.confirmed_on != day:
        last = told if snapshot.confirmed_by else f"the publisher was asked on {snapshot.confirmed_on}"
        told = f"checked by hand by {by} on {day}; a later check already counts: {last}"
    click.echo(f"{name}: edition {snapshot.edition}, {told}.")


COMMANDS = (auto_update, acknowledge_, confirm)
