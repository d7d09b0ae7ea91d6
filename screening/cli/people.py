"""`screening people`: accounts, from the machine itself.

Whoever has the data folder may do all of this; it is there for the day on which no administrator can sign in.
"""

from __future__ import annotations

import click

from screening.cli.options import account
from screening.cli.service import installation
from screening.jobs import Installation
from screening.people import Role, administration, two_factor
from screening.people.accounts import PersonUnknown
from screening.people.accounts import find as find_person
from screening.people.keys import TEAM
from screening.people.links import set_up_link
from screening.storage.people_tables import Person

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def people() -> None:
    """Who may sign in. What is done here stands in the log like what is done on the pages."""


@people.command("set-up")
def set_up() -> None:
    """Print a one-time link to the first account; it works for 24 hours, and voids the one before."""
    place = installation()
    secret = set_up_link(place)
    if secret:
        click.echo(_link(place, secret))
    else:
        click.echo("Accounts are set up already; an administrator invites others.")


@people.command("list")
def show() -> None:
    """List everybody with teams, roles and state."""
    for known in administration.everybody(installation()):
        person = known.person
        state = "disabled" if person.disabled_at else "" if person.password or person.issuer else "invited"
        places = "; ".join(f"{each.team_id}: {', '.join(sorted(each.roles))}" for each in known.places)
        said = f"{person.login}  {person.name} ({places or 'no team'})"
        ruling = "installation administrator" if person.installation_administrator_at else ""
        click.echo(f"{said} {', '.join(filter(None, (ruling, state)))}".rstrip())


@people.command()
@click.argument("login")
@click.argument("name")
@click.option("--team", default=TEAM, show_default=True, help="The team's id.")
@click.option(
    "--role", "roles", multiple=True, type=_ROLES, default=(Role.SCREENER.value,), show_default=True
)
def invite(login: str, name: str, team: str, roles: tuple[str, ...]) -> None:
    """Add NAME, who signs in as LOGIN, to a team, and print the one-time link to hand over.

    Who has an account already keeps it and needs no link.
    """
    place = installation()
    _, secret = administration.invite(place, login, name, team, {*map(Role, roles)}, by=account())
    click.echo(_link(place, secret) if secret else f"{login} has an account already and is in {team} now.")


@people.command()
@click.argument("login")
@click.option("--team", default=TEAM, show_default=True, help="The team's id.")
@click.option("--role", "roles", multiple=True, type=_ROLES, help="May be repeated; none takes LOGIN out.")
def roles(login: str, team: str, roles: tuple[str, ...]) -> None:
    """Let LOGIN hold exactly these roles in a team; ends the sessions of LOGIN there."""
    place = installation()
    administration.set_roles(place, _person(place, login).id, team, {*map(Role, roles)}, by=account())
    click.echo(f"{login} in {team}: {', '.join(roles) or 'no role'}")


@people.command("make-installation-administrator")
@click.argument("login")
def make_installation_administrator(login: str) -> None:
    """Let LOGIN make and close teams, look after everybody's account and all keys, read the whole log and keep the lists.

    This can be said here only, never on the pages.
    """
    place = installation()
    administration.make_installation_administrator(place, _person(place, login).id, by=account())
    click.echo(f"Installation administrator: {login}")


@people.command("remove-installation-administrator")
@click.argument("login")
def remove_installation_administrator(login: str) -> None:
    """Let LOGIN do no more than the roles in teams say; ends the sessions of LOGIN."""
    place = installation()
    administration.remove_installation_administrator(place, _person(place, login).id, by=account())
    click.echo(f"No installation administrator any more: {login}")


@people.command()
@click.argument("login")
def disable(login: str) -> None:
    """Let the account of LOGIN be used no more, and end its sessions."""
    place = installation()
    administration.disable(place, _person(place, login).id, by=account())
    click.echo(f"Disabled: {login}")


@people.command()
@click.argument("login")
def enable(login: str) -> None:
    """Let a disabled account be used again, with the password it had."""
    place = installation()
    administration.enable(place, _person(place, login).id, by=account())
    click.echo(f"Can sign in again: {login}")


@people.command()
@click.argument("login")
def reset(login: str) -> None:
    """Print a one-time link by which LOGIN sets a new password."""
    place = installation()
    click.echo(_link(place, administration.new_link(place, _person(place, login).id, by=account())))


@people.command("reset-two-factor")
@click.argument("login")
def reset_two_factor(login: str) -> None:
    """Let LOGIN sign in without a one-time code, after losing phone and recovery codes; ends the sessions of LOGIN."""
    place = installation()
    two_factor.reset(place, _person(place, login).id, by=account())
    click.echo(
        f"{login} signs in with the password alone, until two-factor authentication is turned on again."
    )


def _person(place: Installation, login: str) -> Person:
    with place.database.read() as session:
        found = find_person(session, login)
        session.expunge_all()
    if found is None:
        raise PersonUnknown("Nobody signs in under this name; `screening people list` shows everybody.")
    return found


def _link(place: Installation, secret: str) -> str:
    return f"{place.settings.public_address}/welcome/{secret}"
