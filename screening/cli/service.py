"""The service: `init` makes it, `serve` runs pages and workers together, `worker` adds another worker."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from types import FrameType

import click

from screening.accounts.local_token import forget_token, make_token
from screening.accounts.one_time_links import set_up_link
from screening.context import AppContext, install, open_context
from screening.logging_setup import configure
from screening.private_addresses import is_loopback
from screening.runs.engines import Engines
from screening.runs.parent_process import end_with_parent
from screening.runs.service_lock import check_port, only_service
from screening.runs.supervisor import supervise
from screening.runs.worker import Worker
from screening.settings import Settings, make_data_folder, read_settings
from screening.storage import check_before_use
from screening.storage.migrate import check_edition
from screening.watch.chores import WATCH_CHORES

_OWN = 0o077  # what the service writes is its account's alone, wherever it is copied to


def installation() -> AppContext:
    """The installation that the environment names.

    Raises:
        OtherEdition: another edition made it.
    """
    context = open_context(read_settings())
    check_edition(context.database)
    return context


@click.command()
@click.option(
    "--account", default="", help="PostgreSQL: the account the service runs under; it cannot change the log."
)
def init(account: str) -> None:
    """Create the data folder, its key and the database, or upgrade them; an object store has to answer."""
    settings = read_settings()
    install(settings, account)
    context = open_context(settings)
    try:
        context.files.check()
    finally:
        context.close()
    click.echo(f"Ready: {settings.data.absolute()}")


@click.command()
def worker() -> None:
    """Run a worker, which screens accepted lists until stopped. Start one per core, on any machine."""
    settings = read_settings()
    configure(settings.log_level)
    os.umask(_OWN)
    context = installation()
    working = Worker(context, Engines(), chores=WATCH_CHORES)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        working.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with_parent()
    working.run_and_exit()


@click.command()
def serve() -> None:
    """Start the pages, the API and a worker on this machine."""
    settings = read_settings()
    configure(settings.log_level)
    os.umask(_OWN)
    make_data_folder(settings)
    with only_service(settings, datetime.now(UTC)) as lock:
        check_port(settings)
        install(settings)
        _check_files(settings)
        ways_in = _ways_in(settings)
        click.echo(
            f"Starting at {_address(settings)}: the lists are read first, which takes minutes the first time."
        )
        try:
            status = supervise(settings, lock, lambda faults: _say_ready(settings, ways_in, faults))
        finally:
            forget_token(settings)
    click.get_current_context().exit(status)


def _check_files(settings: Settings) -> None:
    """Take no upload for a store that may not be the one that is meant; while it is away, single checks are answered."""
    context = open_context(settings)
    try:
        away = check_before_use(context.files)
    finally:
        context.close()
    if away:
        click.echo(f"{away.sentence} Until then lists are not taken.")


def _address(settings: Settings) -> str:
    return f"http://{settings.listens_at}/"


def _say_ready(settings: Settings, ways_in: list[str], faults: list[str]) -> None:
    """Say that the service answers, what keeps it from being ready, and how to get in."""
    if faults:
        click.echo(f"The service answers at {_address(settings)} but is not ready: {'; '.join(faults)}.")
    else:
        click.echo(f"Ready at {_address(settings)}")
    for line in ways_in:
        click.echo(line)


def _ways_in(settings: Settings) -> list[str]:
    """While there is no account: the address with the token, where this machine is answered, and the first account's."""
    context = open_context(settings)
    try:
        secret = set_up_link(context)
    finally:
        context.close()
    forget_token(settings)
    if not secret:
        return []
    lines = [*_way_in_here(settings, make_token(settings))] if is_loopback(settings.host) else []
    return [
        *lines,
        "No accounts are set up. To make the first one, open this link within 24 hours; it works once:",
        f"  {settings.public_address}/welcome/{secret}",
    ]


def _way_in_here(settings: Settings, token: str) -> list[str]:
    """Where the pages are; a token that was set is known to who set it, and is not written where all output goes."""
    address = _address(settings)
    if settings.token.get_secret_value():
        return [f"Open {address} and paste the token that SCREENING_TOKEN sets."]
    return [
        "Open this address; it opens every page to anybody who has it, until this command ends:",
        f"  {address}?token={token}",
    ]
