"""The question about a file in a terminal: its readings with their first subjects, and the command that chooses each."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from screening.errors import ScreeningError
from screening.intake.question_json import ChoiceJson, QuestionJson
from screening.intake.reading_choice import ReadingChoice, options_of

# Options that say how a file is read; they come from the choice. A key stays out of what others may see.
_OF_THE_CHOICE = ("map_", "ignore", "header_row", "skip_sheet", "encoding", "delimiter", "as_above")
_SECRET = ("key",)
_WIDEST = 100  # characters of a subject that are shown

Again = Callable[[ReadingChoice], str]


def print_question(asked: QuestionJson, again: Again | None = None) -> None:
    """Print what is asked, on standard error.

    Args:
        asked: the question.
        again: the command that a choice makes; without it the options alone are shown.
    """
    _print(f"{plain(asked.sentence)} [{asked.code}]")
    several = len(asked.tables) > 1
    for table in asked.tables:
        where = f"Sheet {plain(table.sheet)}, rows" if table.sheet else "Rows"
        _print(f"\n{where} {table.first_row} to {table.last_row}. {plain(table.reason)}")
        for number, reading in enumerate(table.readings, start=1):
            _print(f"\n  {number}. {plain(reading.description)}")
            _subjects(reading.subjects)
            _choice(reading.choice, None if several else again)
    for number, encoding in enumerate(asked.encodings, start=1):
        _print(f"\n  {number}. {plain(encoding.description)}")
        _subjects(encoding.preview)
        _choice(encoding.choice, again)
    if several and again is not None:
        _print(f"\nAdd the options of one reading of each table to: {again(ReadingChoice())}")
    _print("\nNothing was screened.")


def print_refusal(error: ScreeningError) -> None:
    """Print the question of a command that cannot be given again with the choice, such as one about another file."""
    print_question(QuestionJson.of(error))


def command_again(context: click.Context, file: Path, given: ReadingChoice) -> Again:
    """How the command that is running is given again for one file, with a choice on top of what was chosen."""
    parts = ["screening", context.info_name or "", shlex.quote(str(file))]
    for parameter in context.command.params:
        name = parameter.name or ""
        if not isinstance(parameter, click.Option) or name in (*_OF_THE_CHOICE, *_SECRET):
            continue
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            parts += _option(parameter, context.params[name])

    def again(choice: ReadingChoice) -> str:
        chosen = options_of(given.merge(choice).words())
        return " ".join([*parts, *(f"{option} {shlex.quote(value)}" for option, value in chosen)])

    return again


def plain(text: str) -> str:
    """A text of a file on one line, without signs that steer a terminal."""
    shown = (" " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in text)
    return "".join(shown)


def _option(option: click.Option, value: Any) -> list[str]:  # noqa: ANN401 - of whatever type the option is
    name = option.opts[-1]
    if option.is_flag:
        return [name]
    if isinstance(value, datetime) and isinstance(option.type, click.DateTime):
        value = value.strftime(option.type.formats[0])
    values = value if isinstance(value, tuple) else (value,)
    return [f"{name} {shlex.quote(str(each))}" for each in values]


def _subjects(subjects: list[str]) -> None:
    for each in subjects:
        text = plain(each)
        _print(f"       {text if len(text) <= _WIDEST else text[: _WIDEST - 1] + '…'}")


def _choice(choice: ChoiceJson, again: Again | None) -> None:
    if again is not None:
        _print(f"     {again(choice.parse())}")
    else:
        _print(
            "     "
            + " ".join(
                f"{option} {shlex.quote(value)}" for option, value in options_of(choice.parse().words())
            )
        )


def _print(line: str) -> None:
    click.echo(line, err=True)
