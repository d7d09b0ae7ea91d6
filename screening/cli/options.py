"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

import click

from screening.intake.headers import REPEATED
from watchlists.keeping.folder import data_folder

policy = click.option(
    "--policy", "policies", multiple=True, metavar="ID", help="Policy to apply; may be given several times."
)
project = click.option(
    "--project",
    multiple=True,
    metavar="FACT=VALUE",
    help="A fact about the project that policies ask for, e.g. sensitive_area=yes; may be repeated.",
)
as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Screen against the listings in force on this day instead of today.",
)
screened_at = click.option(
    "--screened-at",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%SZ"]),
    help="The moment to state in the result (UTC, 2026-11-25T09:00:00Z), to make an earlier run again.",
)
team = click.option("--team", default="local", show_default=True, help="Whose runs.")


def account() -> str:
    """Who acts, for the log: the account on this machine."""
    return f"local:{getuser()}"


def data() -> Path:
    """The data folder of this machine, from the environment."""
    return data_folder(os.environ)


def tell(sentence: str) -> None:
    """Say what a person waits for, beside the answer."""
    click.echo(sentence, err=True)


def moment(given: datetime | None) -> datetime:
    """The moment of the run, UTC, whole seconds: as given, else the clock's."""
    return (given or datetime.now(UTC)).replace(tzinfo=UTC, microsecond=0)


def day(given: datetime | None, screened_at: datetime) -> date:
    """The day whose listings count.

    Raises:
        BadParameter: a day that has not come; what lists will say then is not known.
    """
    if given and given.date() > screened_at.date():
        raise click.BadParameter(
            f"{given.date()} has not come yet; give today or an earlier day.", param_hint="--as-of"
        )
    return (given or screened_at).date()


def pairs(_ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    """Read repeated NAME=VALUE options.

    Raises:
        BadParameter: where a value has no "=", or a name is given twice.
    """
    found: dict[str, Any] = {}
    for value in values:
        name, equals, content = value.partition("=")
        if not equals or not name or not content:
            raise click.BadParameter(f"{value!r} is not NAME=VALUE.", param=parameter)
        if name.strip() in found:
            raise click.BadParameter(f"{name.strip()} is given twice; give it once.", param=parameter)
        found[name.strip()] = content.strip()
    return found


def columns(
    _ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Read repeated MEANING=HEADER options; several columns may hold affiliations.

    Raises:
        BadParameter: where a value has no "=", or a subject has only one of what is given twice.
    """
    found: list[tuple[str, str]] = []
    for value in values:
        meaning, equals, header = (part.strip() for part in value.partition("="))
        if not equals or not meaning or not header:
            raise click.BadParameter(f"{value!r} is not MEANING=HEADER.", param=parameter)
        if meaning not in REPEATED and any(meaning == other for other, _ in found):
            raise click.BadParameter(f"{meaning} is given twice; give it once.", param=parameter)
        found.append((meaning, header))
    return tuple(found)
