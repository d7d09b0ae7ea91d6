"""`screening accounts`: accounts, from the machine itself.

Whoever has the data folder may do all of this; it is there for the day on which no administrator can sign in.
"""

from __future__ import annotations

import click

from screening.accounts import AccessRole, administration, two_factor
from screening.accounts.accounts import PersonUnknown
from screening.accounts.accounts import find as find_person
from screening.accounts.one_time_links import FIRST_TEAM, set_up_link
from screening.cli.options import account
from screening.cli.service import installation
from screening.context import AppContext
from screening.storage.people_tables import Person

_ROLES = click.Choice([role.value for role in AccessRole])


@click.group()
def accounts() -> None:
    """Accounts: who may sign in. Changes made here are in the log, like those made on the pages."""


@accounts.command("bootstrap")
def bootstrap() -> None:
    """Print a one-time link to the first account; it works for 24 hours and replaces any earlier link."""
    context = installation()
    secret = set_up_link(context)
    if secret:
        click.echo(_link(context, secret))
    else:
        click.echo("Accounts are set up already; an administrator invites others.")


@accounts.command("list")
def show() -> None:
    """List everybody with teams, roles and state."""
    for known in administration.everybody(installation()):
        person = known.person
        state = "disabled" if person.disabled_at else "" if person.password or person.issuer else "invited"
        places = "; ".join(f"{each.team_id}: {', '.join(sorted(each.roles))}" for each in known.places)
        said = f"{person.login}  {person.name} ({places or 'no team'})"
        ruling = "installation administrator" if person.installation_administrator_at else ""
        click.echo(f"{said} {', '.join(filter(None, (ruling, state)))}".rstrip())


@accounts.command()
@click.argument("login")
@click.argument("name")
@click.option("--team", default=FIRST_TEAM, show_default=True, help="The team's id.")
@click.option(
    "--role", "roles", multiple=True, type=_ROLES, default=(AccessRole.SCREENER.value,), show_default=True
)
def invite(login: str, name: str, team: str, roles: tuple[str, ...]) -> None:
    """Add NAME, who signs in as LOGIN, to a team, and print the one-time link to hand over.

    A person who already has an account keeps it and needs no link.
    """
    context = installation()
    _, secret = administration.invite(context, login, name, team, {*map(AccessRole, roles)}, by=account())
    click.echo(_link(context, secret) if secret else f"{login} has an account already and is in {team} now.")


@accounts.command()
@click.argument("login")
@click.option("--team", default=FIRST_TEAM, show_default=True, help="The team's id.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=_ROLES,
    help="May be repeated; without it, LOGIN is removed from the team.",
)
def roles(login: str, team: str, roles: tuple[str, ...]) -> None:
    """Set the roles of LOGIN in a team; ends the sessions of LOGIN there."""
    context = installation()
    administration.set_roles(
        context, _person(context, login).id, team, {*map(AccessRole, roles)}, by=account()
    )
    click.echo(f"{login} in {team}: {', '.join(roles) or 'no role'}")


@accounts.command("make-installation-administrator")
@click.argument("login")
def make_installation_administrator(login: str) -> None:
    """Let LOGIN make and close teams, manage all accounts and keys, read the whole log and update the lists.

    This right is given here only, never on the pages.
    """
    context = installation()
    administration.make_installation_administrator(context, _person(context, login).id, by=account())
    click.echo(f"Installation administrator: {login}")


@accounts.command("remove-installation-administrator")
@click.argument("login")
def remove_installation_administrator(login: str) -> None:
    """Limit LOGIN to its roles in teams again; ends the sessions of LOGIN."""
    context = installation()
    administration.remove_installation_administrator(context, _person(context, login).id, by=account())
    click.echo(f"No installation administrator any more: {login}")


@accounts.command()
@click.argument("login")
def disable(login: str) -> None:
    """Disable the account of LOGIN and end its sessions."""
    context = installation()
    administration.disable(context, _person(context, login).id, by=account())
    click.echo(f"Disabled: {login}")


@accounts.command()
@click.argument("login")
def enable(login: str) -> None:
    """Enable a disabled account again, with its old password."""
    context = installation()
    administration.enable(context, _person(context, login).id, by=account())
    click.echo(f"Can sign in again: {login}")


@accounts.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Print a one-time link with which LOGIN sets a new password."""
    context = installation()
    click.echo(_link(context, administration.new_link(context, _person(context, login).id, by=account())))


@accounts.command("reset-two-factor")
@click.argument("login")
def reset_two_factor(login: str) -> None:
    """Let LOGIN sign in without a one-time code, after losing phone and recovery codes; ends the sessions of LOGIN."""
    context = installation()
    two_factor.reset(context, _person(context, login).id, by=account())
    click.echo(
        f"{login} signs in with the password alone, until two-factor authentication is turned on again."
    )


def _person(context: AppContext, login: str) -> Person:
    with context.database.read() as session:
        found = find_person(session, login)
        session.expunge_all()
    if found is None:
        raise PersonUnknown("No account has this sign-in name; `screening accounts list` shows all accounts.")
    return found


def _link(context: AppContext, secret: str) -> str:
    return f"{context.settings.public_address}/welcome/{secret}"
