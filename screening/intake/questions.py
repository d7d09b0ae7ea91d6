"""The question about a table that may be read in several ways: each reading with its first subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from screening.intake.columns import ColumnAlternative, Understanding
from screening.intake.grid import Grid
from screening.intake.mapping import MappingChoice, MappingNeeded, MappingReading, TableQuestion, choice_for
from screening.intake.model import Column
from screening.intake.reading_choice import IntakeOptions
from screening.intake.refusals import refusal
from screening.intake.rows import RowReader
from screening.intake.tables import Region
from screening.model import Subject

_SHOWN = 10  # subjects of each reading


@dataclass(frozen=True, slots=True)
class ReadingQuestion:
    """A table with several readings; `alone` says that its sheet holds no other, `keyed` that no row is its header."""

    grid: Grid
    region: Region
    known: Understanding
    options: IntakeOptions
    alone: bool
    keyed: bool = False


def ask(questions: Sequence[ReadingQuestion], name: str, *, scoped: bool) -> MappingNeeded:
    """The question for the person, with every reading of every table that is not clear.

    With `scoped` each choice holds for its own sheet, as it must where the file has several tables.
    """
    asked = tuple(_table_question(question, scoped=scoped) for question in questions)
    why = " ".join(dict.fromkeys(question.reason for question in asked))
    sentence = refusal("needs-mapping", name=name, why=why).sentence
    return MappingNeeded(sentence, asked, name=name)


def _table_question(question: ReadingQuestion, *, scoped: bool) -> TableQuestion:
    region = question.region
    return TableQuestion(
        sheet=question.grid.sheet,
        first_row=region.first_header_row if region.header_row else region.first_row,
        last_row=region.last_row,
        reason=question.known.reason,
        headers=tuple(column.header for column in question.known.columns if column.header),
        readings=tuple(_reading(question, each, scoped=scoped) for each in question.known.alternatives),
    )


def _reading(question: ReadingQuestion, alternative: ColumnAlternative, *, scoped: bool) -> MappingReading:
    sheet = question.grid.sheet
    if not alternative.columns:
        choice = MappingChoice(skip_sheets=(sheet,))
        return MappingReading(alternative.description, (), (), choice)
    region = question.region
    row = 0 if question.alone else region.header_row or region.first_row
    choice = choice_for(alternative.columns, sheet if scoped else "", row)
    if question.alone and not question.keyed:
        choice = replace(choice, header_rows=((sheet, question.region.header_row),))
    return MappingReading(
        alternative.description,
        alternative.columns,
        _first_subjects(question, alternative.columns),
        choice,
    )


def _first_subjects(question: ReadingQuestion, columns: tuple[Column, ...]) -> tuple[str, ...]:
    reader = RowReader(question.grid, question.region, columns, "iso", question.options.limits)
    subjects = (subject for row in reader.rows() for subject in row.subjects)
    return tuple(_shown(subject) for subject in islice(subjects, _SHOWN))


def _shown(subject: Subject) -> str:
    return " · ".join(filter(None, (subject.name, *subject.organisations)))
