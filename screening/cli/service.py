"""The service: `init` makes it, `serve` runs pages and workers together, `worker` adds another worker."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from types import FrameType

import click

from screening.jobs import Installation, install, open_installation
from screening.jobs.engines import Engines
from screening.jobs.parent import end_with_parent
from screening.jobs.serving import check_port, only_service
from screening.jobs.supervisor import supervise
from screening.jobs.worker import Worker
from screening.logs import configure
from screening.people.links import set_up_link
from screening.people.local_token import forget_token, make_token
from screening.private import is_loopback
from screening.settings import Settings, make_data_folder, read_settings

_OWN = 0o077  # what the service writes is its account's alone, wherever it is copied to


def installation() -> Installation:
    """The installation that the environment names."""
    return open_installation(read_settings())


@click.command()
@click.option(
    "--account", default="", help="PostgreSQL: the account the service runs under; it cannot change the log."
)
def init(account: str) -> None:
    """Make the data folder, its key and the database, or bring them to the newest shape."""
    settings = read_settings()
    install(settings, account)
    click.echo(f"Ready: {settings.data.absolute()}")


@click.command()
def worker() -> None:
    """Screen what was accepted, until told to stop. Start as many as there are cores, on any machine."""
    settings = read_settings()
    configure(settings.log_level)
    os.umask(_OWN)
    place = open_installation(settings)
    working = Worker(place, Engines())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        working.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with_parent()
    working.run_and_exit()


@click.command()
def serve() -> None:
    """Serve pages and API, and work on what was accepted, on this machine."""
    settings = read_settings()
    configure(settings.log_level)
    os.umask(_OWN)
    make_data_folder(settings)
    with only_service(settings, datetime.now(UTC)) as lock:
        check_port(settings)
        install(settings)
        _say_how_to_get_in(settings)
        try:
            status = supervise(settings, lock)
        finally:
            forget_token(settings)
    click.get_current_context().exit(status)


def _say_how_to_get_in(settings: Settings) -> None:
    """While there is no account: the address with the token, where this machine is answered, and the first account's."""
    place = open_installation(settings)
    try:
        secret = set_up_link(place)
    finally:
        place.close()
    forget_token(settings)
    if secret:
        token = make_token(settings)
        if is_loopback(settings.host):
            _say_address(settings, token)
        click.echo(
            "No accounts are set up. To make the first one, open this link within 24 hours; it works once:"
        )
        click.echo(f"  {settings.public_address}/welcome/{secret}")


def _say_address(settings: Settings, token: str) -> None:
    """Say where the pages are; a token that was set is known to who set it, and is not written where all output goes."""
    address = f"http://{settings.listens_at}/"
    if settings.token.get_secret_value():
        click.echo(f"Open {address} and paste the token that SCREENING_TOKEN sets.")
    else:
        click.echo(
            f"Open this address; it opens every page to anybody who has it, until this command ends:\n  {address}?token={token}"
        )
