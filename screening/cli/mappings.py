"""`screening mappings`: how this team reads tables with headers that somebody confirmed."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from screening.cli.options import account, team
from screening.cli.questions import plain
from screening.cli.service import installation
from screening.confirmed_mappings import forget_mapping
from screening.confirmed_mappings import mappings as mappings_of


@click.group()
def mappings() -> None:
    """Confirmed mappings: lists with the same headers are read the same way, without asking again."""


@mappings.command("list")
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_(team: str, as_json: bool) -> None:
    """The confirmed mappings, newest first."""
    found = mappings_of(installation(), team)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(
            f"{each.id}  confirmed {each.confirmed_at[:10]}  last used {each.used_at[:10]}  {each.confirmed_by}"
        )
        for meaning, column in each.choice.map:
            click.echo(f"    {plain(column)}: {meaning.replace('_', ' ')}")
    if not found:
        click.echo("No mappings are confirmed.")


@mappings.command()
@click.argument("mapping_id")
@team
def forget(mapping_id: str, team: str) -> None:
    """Delete a mapping: the next list with its headers is read as if nobody had confirmed it."""
    forget_mapping(installation(), mapping_id, team, actor=account())
    click.echo("Forgotten.")
