"""`screening erasures`: what somebody asked to have erased, agreeing to it as a second person, and undoing it."""

from __future__ import annotations

import click

from screening.cli.holds import line_of, operator
from screening.cli.options import print_json, team
from screening.cli.service import installation
from screening.runs.erasures import erasure_of, second_on_shell, undo_erasure
from screening.runs.erasures import erasures as erasures_of
from screening.runs.erasures_json import ErasureJson


@click.group()
def erasures() -> None:
    """Requests to erase something; `screening runs erase` and similar commands make them."""


@erasures.command("list")
@team
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_(team: str, as_json: bool) -> None:
    """List erasures that wait, by due day, then those that ended, newest first."""
    found = erasures_of(installation(), team)
    if as_json:
        print_json(list(map(ErasureJson.of, found)))
        return
    for each in found:
        what = each.subject or each.what or "(a subject)"
        click.echo(f"{each.kind} {what}, asked for by {each.asked_by_name}. {line_of(each)}")


@erasures.command("second")
@click.argument("erasure_id")
@click.option("--second", "name", required=True, metavar="NAME", help="The second person who agrees.")
@team
def second_(erasure_id: str, name: str, team: str) -> None:
    """Record the second person who agrees to an erasure, where no accounts are set up."""
    context = installation()
    second_on_shell(context, team, erasure_id, name, operator())
    click.echo(f"Recorded. {line_of(erasure_of(context, team, erasure_id))}")


@erasures.command()
@click.argument("erasure_id")
@team
def undo(erasure_id: str, team: str) -> None:
    """Undo an erasure that has not been carried out yet."""
    undo_erasure(installation(), team, erasure_id, operator())
    click.echo("Undone; nothing was erased.")
