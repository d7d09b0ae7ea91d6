"""`screening mappings`: how this team reads tables with headers that somebody confirmed. And `screen`'s way to them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from screening.cli import options
from screening.cli.options import account, team
from screening.cli.questions import plain
from screening.cli.service import installation
from screening.confirmed_mappings import Mapped, confirm, forget_mapping, note_use, used_in
from screening.confirmed_mappings import mappings as mappings_of
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.model import ParsedList
from screening.intake.reading_choice import ReadingChoice
from screening.storage import StorageFailed


class NothingInstalled(ScreeningError):
    """There is no place in which a mapping could be kept."""

    code, status = "nothing-installed", 409


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


@contextmanager
def installed() -> Iterator[AppContext | None]:
    """The installation of this machine, for as long as the context lasts; None where there is none."""
    there = os.environ.get("SCREENING_DATABASE_URL") or (options.data() / "screening.sqlite").exists()
    place = installation() if there else None
    try:
        yield place
    finally:
        if place is not None:
            place.close()


def confirmed_here(team: str) -> list[Mapped]:
    """The confirmed mappings of a team on this machine; where they cannot be read, that is said and there are none."""
    try:
        with installed() as context:
            return mappings_of(context, team) if context is not None else []
    except StorageFailed as error:
        options.print_note(f"Confirmed mappings cannot be looked up: {error.sentence}")
        return []


def note_reading(
    intake: ParsedList, choice: ReadingChoice, known: list[Mapped], team: str, *, remember: bool
) -> None:
    """Note which mappings a list was read with, and with `remember` keep what was chosen for it.

    Raises:
        NothingInstalled: there is no place to keep it in.
        StorageFailed: nothing was kept.
    """
    used = used_in(intake, known)
    if not used and not remember:
        return
    with installed() as context:
        if context is None:
            raise NothingInstalled("Nothing can be remembered here yet; run `screening init` first, once.")
        if used:
            with context.database.write() as session:
                note_use(session, used, context.now().isoformat())
        if remember and not confirm(context, team, intake, choice, by=account()):
            options.print_note("Nothing was remembered: no table with headers was read as you chose.")
