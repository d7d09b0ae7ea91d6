"""Whether a list names a subject, under every reading that the list may have: for erasing what does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from screening.errors import ScreeningError, is_question
from screening.intake.list_reader import read_list
from screening.intake.model import ParsedList
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import IntakeOptions, ReadingChoice
from screening.model import Subject


def subjects_in(intake: ParsedList) -> Iterator[Subject]:
    """Everybody whom a list names."""
    return (subject for row in intake.rows() for subject in row.subjects)


def subjects_by_row(intake: ParsedList) -> Iterator[tuple[str, int, Subject]]:
    """Everybody whom a list names, each with sheet and number of the row."""
    return ((row.sheet, row.number, subject) for row in intake.rows() for subject in row.subjects)


def texts_of(subject: Subject) -> tuple[str, ...]:
    """Everything a subject says that may be somebody's name or number: those it is tied to as well."""
    others = (text for tie in subject.ties for text in (tie.text, tie.role.partition(": ")[2]))
    return (subject.name, *subject.affiliations, *others, *(value for _, value in subject.identifiers))


def same(text: str) -> str:
    """A text as names are compared for erasing: spaces, case and how a letter is composed make no difference.

    Just as `screening.audit.pseudonyms` compares them: whose key an erasure takes must not differ from whose records.
    """
    return unicodedata.normalize("NFKC", " ".join(text.split())).casefold()


def is_named(name: str, subjects: Iterable[Subject]) -> bool:
    """Whether one of the subjects says this name."""
    wanted = same(name)
    return any(wanted in {same(each) for each in texts_of(subject)} for subject in subjects)


def readings(path: Path, options: IntakeOptions) -> Iterator[ParsedList]:
    """The list at `path` under every reading that may be asked about, each table's with the first of the others'.

    A list that can be read in one way is given once. Readings that turn out to be none give nothing.
    """
    try:
        yield read_list(path, options=options)
    except ScreeningError as error:
        if not is_question(error):
            raise
        for choice in choices_offered(error):
            with suppress(ScreeningError):
                yield read_list(path, options=_with(options, choice))


def choices_offered(question: ScreeningError) -> Iterator[ReadingChoice]:
    """The choices that answer a whole question, so that every reading stands in one of them."""
    asked = QuestionJson.of(question)
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
