"""The service: `init` makes it, `serve` runs pages and workers together, `worker` adds another worker."""

from __future__ import annotations

import os
import signal
from types import FrameType

import click

from screening.jobs import Installation, install, open_installation
from screening.jobs.engines import Engines
from screening.jobs.supervisor import supervise
from screening.jobs.worker import Worker
from screening.logs import configure
from screening.people.links import set_up_link
from screening.settings import Settings, read_settings

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
    working.run_and_exit()


@click.command()
def serve() -> None:
    """Serve pages and API, and work on what was accepted, on this machine."""
    settings = read_settings()
    configure(settings.log_level)
    os.umask(_OWN)
    install(settings)
    _offer_accounts(settings)
    click.get_current_context().exit(supervise(settings))


def _offer_accounts(settings: Settings) -> None:
    """Say how to make the first account, while there is none."""
    place = open_installation(settings)
    try:
        secret = set_up_link(place)
    finally:
        place.close()
    if secret:
        click.echo(
            "No accounts are set up. To make the first one, open this link within 24 hours; it works once:"
        )
        click.echo(f"  {settings.public_address}/welcome/{secret}")
