"""`screening people`: accounts, from the machine itself."""

from __future__ import annotations

import click

from screening.cli.service import installation
from screening.people.links import set_up_link


@click.group()
def people() -> None:
    """Who may sign in. What is done here stands in the log like what is done on the pages."""


@people.command("set-up")
def set_up() -> None:
    """Print a one-time link to the first account; it works for 24 hours, and voids the one before."""
    place = installation()
    secret = set_up_link(place)
    if secret:
        click.echo(f"{place.settings.public_address}/welcome/{secret}")
    else:
        click.echo("Accounts are set up already; an administrator invites others.")
