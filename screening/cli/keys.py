"""`screening keys`: who may call the service."""

from __future__ import annotations

from pathlib import Path

import click

from screening.keys import CALLS_PER_MINUTE, SUBJECTS_PER_DAY, TEAM, add_key, read_keys


@click.group()
def keys() -> None:
    """API keys: made here, shown once, kept as hashes in the file that SCREENING_API_KEYS names."""


@keys.command()
@click.argument("holder")
@click.option("--file", type=click.Path(path_type=Path), envvar="SCREENING_API_KEYS", required=True)
@click.option("--calls-per-minute", type=click.IntRange(1), default=CALLS_PER_MINUTE, show_default=True)
@click.option("--subjects-per-day", type=click.IntRange(1), default=SUBJECTS_PER_DAY, show_default=True)
@click.option("--team", default=TEAM, show_default=True, help="Whose runs the key may see and make.")
def new(holder: str, file: Path, calls_per_minute: int, subjects_per_day: int, team: str) -> None:
    """Make a key for HOLDER (a system or a person, in words) and print it; it is never shown again."""
    click.echo(add_key(file, holder, calls_per_minute, subjects_per_day, team))


@keys.command("list")
@click.option(
    "--file", type=click.Path(path_type=Path, exists=True), envvar="SCREENING_API_KEYS", required=True
)
def show(file: Path) -> None:
    """List the keys with their holders and limits; take a line out of the file to take its key away."""
    for key in read_keys(file).values():
        limits = f"{key.calls_per_minute:,} calls a minute, {key.subjects_per_day:,} subjects a day"
        click.echo(f"{key.id}  {key.holder} (team {key.team}): {limits}")
