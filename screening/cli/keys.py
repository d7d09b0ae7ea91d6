"""`screening keys`: which systems may call the service."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from screening.accounts import AccessRole
from screening.accounts.keys import (
    CALLS_PER_MINUTE,
    CHARACTERS_PER_DAY,
    SUBJECTS_PER_DAY,
    every_key,
    has_ended,
    make_key,
    revoke_key,
)
from screening.accounts.one_time_links import FIRST_TEAM
from screening.cli.options import account
from screening.cli.service import installation


@click.group()
def keys() -> None:
    """API keys: made here or on the pages, shown once, kept as hashes in the database."""


@keys.command()
@click.argument("holder")
@click.option("--calls-per-minute", type=click.IntRange(1), default=CALLS_PER_MINUTE, show_default=True)
@click.option("--subjects-per-day", type=click.IntRange(1), default=SUBJECTS_PER_DAY, show_default=True)
@click.option("--characters-per-day", type=click.IntRange(1), default=CHARACTERS_PER_DAY, show_default=True)
@click.option(
    "--team",
    default=FIRST_TEAM,
    show_default=True,
    help="The id of the team whose runs the key may see and make.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in AccessRole]),
    default=(AccessRole.SCREENER.value,),
    show_default=True,
    help="What the key may do; may be given several times.",
)
@click.option(
    "--ends-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day (UTC) on which the key is answered no more; by default it has no end.",
)
@click.option(
    "--sandbox",
    is_flag=True,
    help="The key screens a small list of invented bodies, apart from everything real (docs/api.md, Sandbox).",
)
def new(
    holder: str,
    calls_per_minute: int,
    subjects_per_day: int,
    characters_per_day: int,
    team: str,
    roles: tuple[str, ...],
    ends_on: datetime | None,
    sandbox: bool,
) -> None:
    """Create a key for HOLDER (a system or a person, in words) and print it; it is never shown again."""
    made = make_key(
        installation(),
        holder,
        by=account(),
        team=team,
        roles=[*map(AccessRole, roles)],
        calls_per_minute=calls_per_minute,
        subjects_per_day=subjects_per_day,
        characters_per_day=characters_per_day,
        ends_on=ends_on.date() if ends_on else None,
        sandbox=sandbox,
    )
    click.echo(made)


@keys.command("list")
def show() -> None:
    """List the keys with their holders, limits and last use."""
    for key in every_key(installation()):
        limits = (
            f"{key.calls_per_minute:,} calls a minute, {key.subjects_per_day:,} subjects"
            f" and {key.characters_per_day:,} characters a day"
        )
        ends = f"ends on {key.ends_on}; " if key.ends_on else ""
        if has_ended(key, datetime.now(UTC).date()):
            ends = f"ended on {key.ends_on}; "
        state = (
            f"revoked {key.revoked_at[:10]}"
            if key.revoked_at
            else f"{ends}last used {key.used_at[:10] or 'never'}"
        )
        click.echo(f"{key.id}  {key.holder} (team {key.team}, {key.roles}): {limits}; {state}")


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke the key KEY_ID at once and permanently; `screening keys list` shows the ids."""
    click.echo(f"Revoked: {revoke_key(installation(), key_id, by=account()).holder}")
