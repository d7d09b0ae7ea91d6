"""The question asked where a file may be read in more than one way, as JSON: for the command line, HTTP and pages.

It holds the first subjects of the file, so whatever keeps it erases it with the file, and no log has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.errors import ScreeningError, is_question
from screening.intake.encoding_choice import EncodingNeeded, EncodingReading
from screening.intake.mapping import MappingNeeded, TableQuestion
from screening.intake.model import Intake
from screening.intake.options import IntakeOptions
from screening.intake.reading_choice import ReadingChoice
from screening.intake.take import take

Json = dict[str, Any]


def question_json(error: Exception) -> Json:
    """What is asked: code, sentence, and every reading with its first subjects and the choice that selects it."""
    assert isinstance(error, ScreeningError)
    if isinstance(said := error.facts.get("question"), dict):  # as a service elsewhere asks
        return said
    tables = [_table(each) for each in error.questions] if isinstance(error, MappingNeeded) else []
    texts = [_text(each) for each in error.readings] if isinstance(error, EncodingNeeded) else []
    return {"code": error.code, "sentence": error.sentence, "tables": tables, "encodings": texts}


def readings(path: Path, options: IntakeOptions) -> Iterator[Intake]:
    """The list at `path` under every reading that may be asked about, each table's with the first of the others'.

    A list that can be read in one way is given once. Readings that turn out to be none give nothing.
    """
    try:
        yield take(path, options=options)
    except ScreeningError as error:
        if not is_question(error):
            raise
        for choice in _choices(question_json(error)):
            with suppress(ScreeningError):
                yield take(path, options=_with(options, choice))


def _choices(asked: Json) -> Iterator[ReadingChoice]:
    """The choices that answer a whole question, so that every reading stands in one of them."""
    for each in asked["encodings"]:
        yield ReadingChoice.parse(**each["choice"])
    tables = [table["readings"] for table in asked["tables"]]
    for place in range(max(map(len, tables), default=0)):
        choice = ReadingChoice()
        for found in tables:
            choice = choice.merge(ReadingChoice.parse(**found[min(place, len(found) - 1)]["choice"]))
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


def _text(reading: EncodingReading) -> Json:
    choice = ReadingChoice(encoding=reading.encoding, delimiter="" if reading.encoding else reading.delimiter)
    return {
        "description": reading.label,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "preview": [" | ".join(row) for row in reading.rows],
        "choice": choice.words(),
    }


def _table(asked: TableQuestion) -> Json:
    return {
        "sheet": asked.sheet,
        "first_row": asked.first_row,
        "last_row": asked.last_row,
        "reason": asked.reason,
        "readings": [
            {
                "description": reading.description,
                "columns": [
                    {"letter": each.letter, "header": each.header, "meaning": each.meaning}
                    for each in reading.columns
                ],
                "subjects": [*reading.subjects],
                "choice": ReadingChoice.of(reading.choice).words(),
            }
            for reading in asked.readings
        ],
    }
