"""Options that several commands share."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from getpass import getuser
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from screening.intake.reading_choice import AS_ABOVE, ReadingChoice
from screening.json_model import JsonModel
from screening.privacy_notice import PrivacyNotice
from watchlists.editions.data_folder import data_folder

FORMATS = ("xlsx", "fresh-xlsx", "csv", "json", "ndjson", "parquet")  # of reports
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
report_format = click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="xlsx", show_default=True
)
remember = click.option(
    "--remember", is_flag=True, help="Read lists with the same headers the same way from now on."
)
notice = click.option(
    "--notice",
    type=click.Choice([each.value for each in PrivacyNotice if each]),
    default=None,
    help="How the people on the list are informed, or the exception relied on; recorded with each run.",
)
LOCAL = "local"  # whose runs are those of whoever names no team
team = click.option("--team", default=LOCAL, show_default=True, help="The team's id.")


def account() -> str:
    """Who acts, for the log: the account on this machine."""
    return f"local:{getuser()}"


def data() -> Path:
    """The data folder of this machine, from the environment."""
    return data_folder(os.environ)


def print_json(said: JsonModel | Sequence[JsonModel]) -> None:
    """Print an answer, or a list of them, as JSON."""
    shown = (
        said.model_dump(mode="json")
        if isinstance(said, JsonModel)
        else [each.model_dump(mode="json") for each in said]
    )
    click.echo(json.dumps(shown, ensure_ascii=False, indent=2))


def print_note(sentence: str) -> None:
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


Command = TypeVar("Command", bound=Callable[..., Any])


def reading(command: Command) -> Command:
    """Give a command the options that say how a file is read; they come to it together, as `choice`."""

    @wraps(command)
    def chosen(
        *arguments: Any,  # noqa: ANN401 - the command's own
        map_: tuple[str, ...],
        ignore: tuple[str, ...],
        header_row: tuple[str, ...],
        skip_sheet: tuple[str, ...],
        encoding: str,
        delimiter: str,
        as_above: str | None,
        **rest: Any,  # noqa: ANN401 - the command's own
    ) -> Any:  # noqa: ANN401 - the command's own
        choice = ReadingChoice.parse(
            map_, ignore, header_row, skip_sheet, encoding, delimiter, as_above or ""
        )
        return command(*arguments, choice=choice, **rest)

    for option in reversed(_READING):
        chosen = option(chosen)
    return cast(Command, chosen)


_READING = (
    click.option(
        "--map",
        "map_",
        multiple=True,
        metavar='MEANING="HEADER"',
        help='Say which column means what, e.g. --map affiliation="Home institution" or --map affiliation=C; may be '
        "repeated, also for one meaning if a row may have several values.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="COLUMN",
        help="Leave out a column, by its header or letter; may be repeated.",
    ),
    click.option(
        "--header-row",
        multiple=True,
        metavar="[SHEET=]ROW",
        help="The row that holds the headers, e.g. 3 or Partners=3; 0 if there is none.",
    ),
    click.option("--skip-sheet", multiple=True, metavar="SHEET", help="Leave out a sheet; may be repeated."),
    click.option(
        "--encoding", default="", help="Encoding of a text file that is not UTF-8 or UTF-16, e.g. gb18030."
    ),
    click.option(
        "--delimiter",
        default="",
        help="What separates the columns of a text file: a character, or tab, comma, semicolon.",
    ),
    click.option(
        "--as-above",
        type=click.Choice(AS_ABOVE),
        help='Whether cells that say "as above" are read as the cell above; without it, and in a watch, they stay unscreened.',
    ),
)
