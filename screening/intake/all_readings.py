"""A list under every reading that it may have: for erasing whoever it names under one of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from screening.errors import ScreeningError, is_question
from screening.intake.list_reader import read_list
from screening.intake.model import ParsedList
from screening.intake.options import IntakeOptions
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import ReadingChoice


def readings(path: Path, options: IntakeOptions) -> Iterator[ParsedList]:
    """The list at `path` under every reading that may be asked about, each table's with the first of the others'.

    A list that can be read in one way is given once. Readings that turn out to be none give nothing.
    """
    try:
        yield read_list(path, options=options)
    except ScreeningError as error:
        if not is_question(error):
            raise
        for choice in _choices(QuestionJson.of(error)):
            with suppress(ScreeningError):
                yield read_list(path, options=_with(options, choice))


def _choices(asked: QuestionJson) -> Iterator[ReadingChoice]:
    """The choices that answer a whole question, so that every reading stands in one of them."""
    for each in asked.encodings:
        yield each.choice.parse()
    tables = [table.readings for table in asked.tables]
    for place in range(max(map(len, tables), default=0)):
        choice = ReadingChoice()
        for found in tables:
            choice = choice.merge(found[min(place, len(found) - 1)].choice.parse())
        yield choice


def _with(options: IntakeOptions, choice: ReadingChoice) -> IntakeOptions:
    given = ReadingChoice(
        options.map,
        options.ignore,
        options.header_rows,
        options.skip_sheets,
        options.encoding or "",
        options.delimiter,
    ).merge(choice)
    return replace(
        options,
        map=given.map,
        ignore=given.ignore,
        header_rows=given.header_rows,
        skip_sheets=given.skip_sheets,
        encoding=given.encoding or None,
        delimiter=given.delimiter,
    )
