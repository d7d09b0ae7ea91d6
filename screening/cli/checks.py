"""`screening checks`: single checks that somebody kept, holding them back and erasing them."""

from __future__ import annotations

import click

from screening.checks import count_checks, kept_check, kept_checks
from screening.cli.held import add_erasing, add_holding
from screening.cli.options import team
from screening.cli.service import installation
from screening.jobs.erasures import Kind
from screening.jobs.holding import hold_check, release_check


@click.group()
def checks() -> None:
    """Kept checks: single answers as they were given."""


@checks.command("list")
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@team
def list_(words: tuple[str, ...], limit: int, team: str) -> None:
    """Kept checks, newest first; with WORDS those that hold every word, in what was asked or in the reference."""
    place, query = installation(), " ".join(words)
    for each in kept_checks(place, team, query, most=limit):
        held = f"  held back: {each.held}" if each.held else ""
        reference = f" ({each.reference})" if each.reference else ""
        click.echo(f"{each.id}  {each.at[:19]}  {each.outcome:<10} {each.called}{reference}{held}")
    if (more := count_checks(place, team, query) - limit) > 0:
        click.echo(f"{more:,} more; give a larger --limit.", err=True)


@checks.command()
@click.argument("check_id")
@team
def show(check_id: str, team: str) -> None:
    """One answer in JSON, byte for byte as it was given."""
    click.echo(kept_check(installation(), check_id, team).answer)


add_erasing(checks, Kind.CHECK)
add_holding(checks, "check", hold_check, release_check)
