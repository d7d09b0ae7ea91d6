"""`screening saved-checks`: single checks that somebody kept, holding them back and erasing them."""

from __future__ import annotations

import click

from screening.cli.holds import add_erasing, add_holding
from screening.cli.options import team
from screening.cli.service import installation
from screening.runs.erasures import ErasureKind
from screening.runs.holds import hold_check, release_check
from screening.saved_checks import count_checks, find_saved_check, list_saved_checks


@click.group()
def saved_checks() -> None:
    """Saved checks: answers kept as they were given."""


@saved_checks.command("list")
@click.argument("words", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@team
def list_(words: tuple[str, ...], limit: int, team: str) -> None:
    """List saved checks, newest first; with WORDS, those whose name or reference holds every word."""
    place, query = installation(), " ".join(words)
    for each in list_saved_checks(place, team, query, most=limit):
        held = f"  on hold: {each.held}" if each.held else ""
        reference = f" ({each.reference})" if each.reference else ""
        click.echo(f"{each.id}  {each.at[:19]}  {each.outcome:<10} {each.called}{reference}{held}")
    if (more := count_checks(place, team, query) - limit) > 0:
        click.echo(f"{more:,} more; give a larger --limit.", err=True)


@saved_checks.command()
@click.argument("check_id")
@team
def show(check_id: str, team: str) -> None:
    """Print one answer as JSON, byte for byte as it was given."""
    click.echo(find_saved_check(installation(), check_id, team).answer)


add_erasing(saved_checks, ErasureKind.CHECK)
add_holding(saved_checks, "check", hold_check, release_check)
