"""What a person chose for a list: how to read it, under which policies, with which facts of the project.

A form says how a list is read in the words of the command line and of the API (`map`, `ignore`, `header_row`, ...), with
controls of its own on top: one a column, one for the header row of each table, and one for each reading that was asked
about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from werkzeug.datastructures import MultiDict

from screening.intake.headers import USED
from screening.intake.model import Column, ParsedList, Table
from screening.intake.project_columns import is_about_the_project
from screening.intake.reading_choice import ChoiceInvalid, ReadingChoice, names_column, top_of
from screening.pipeline import ScreeningRequest
from screening.policy.facts import ProjectQuestion, read_questions
from screening.report import Format
from web.i18n import _
from web.policy_choice import PolicyChoice

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc-kr", "cp1252", "cp1251", "iso8859-2")
DELIMITERS = ("comma", "semicolon", "tab", "pipe")
# In which the report of a long list may be ordered; that of another list is made in every form afterwards.
LONG_FORMATS: tuple[Format, ...] = ("xlsx", "csv", "parquet", "ndjson", "json")
MEANINGS = ("name", "person_name", "family_name", "given_name", "native_name", "organisation", "affiliation")
FURTHER = ("department", "country", "city", "email", "orcid", "ror", "domain")
LEFT_OUT = "ignore"  # in the place of a meaning
_COLUMN, _HEADER, _READING = "column-", "header-", "reading-"
_WORDS = frozenset({"map", "ignore", "header_row", "skip_sheet", "encoding", "delimiter", "as_above"})


def read_order(form: MultiDict[str, str]) -> ScreeningRequest:
    """The order a form stands for; what was left empty is left to recognition and to the usual policy.

    Raises:
        FactInvalid: a project fact cannot be understood.
        ChoiceInvalid: a choice cannot be understood.
    """
    chosen = PolicyChoice.of(form)
    order = ScreeningRequest(
        policies=chosen.policies,
        project=chosen.project,
        strict_formulas=form.get("strict_formulas") == "yes",
        remember=form.get("remember") == "yes",
        format=_report_format(form),
    ).with_choice(read_choice(form))
    order.facts()
    return order


def read_choice(form: MultiDict[str, str]) -> ReadingChoice:
    """How a form says that a list is to be read.

    Raises:
        ChoiceInvalid: a choice cannot be understood.
    """
    choice = ReadingChoice.parse(
        map=form.getlist("map"),
        ignore=form.getlist("ignore"),
        header_row=[*form.getlist("header_row"), *_header_rows(form)],
        skip_sheet=form.getlist("skip_sheet"),
        encoding=form.get("encoding", ""),
        delimiter=form.get("delimiter", ""),
        as_above=form.get("as_above", ""),
    )
    choice = choice.merge(_columns(form))
    for field, words in form.items():
        if field.startswith(_READING) and words:
            choice = choice.merge(_reading(words))
    return choice


def questions_of(names: Sequence[str]) -> list[ProjectQuestion]:
    """The questions behind project facts, in the order of their file."""
    return [question for name, question in read_questions().items() if name in names]


def place_of(column: Column, table: Table, intake: ParsedList) -> str:
    """How a form names a column: by its letter, and where the file has several tables by the sheet and a row too."""
    if len(intake.tables) == 1:
        return column.letter
    return f"{table.sheet}!{column.letter}{table.header_row or top_of(table)}"


def meaning_of(choice: ReadingChoice, column: Column, table: Table) -> str:
    """What a person chose for a column: a meaning, LEFT_OUT, or "" where nothing was chosen."""
    for meaning, asked in choice.map:
        if names_column(asked, column, table):
            return meaning
    return LEFT_OUT if any(names_column(each, column, table) for each in choice.ignore) else ""


def without_controls(choice: ReadingChoice, intake: ParsedList | None) -> ReadingChoice:
    """The part of a choice that no control of the page shows, so that the form has to carry it along."""
    tables = intake.tables if intake is not None else ()
    shown = [(column, table) for table in tables for column in table.columns]
    sheets = {table.sheet for table in tables}
    return ReadingChoice(
        map=tuple(pair for pair in choice.map if not any(names_column(pair[1], *each) for each in shown)),
        ignore=tuple(each for each in choice.ignore if not any(names_column(each, *at) for at in shown)),
        header_rows=tuple(pair for pair in choice.header_rows if pair[0] not in sheets),
    )


def _report_format(form: MultiDict[str, str]) -> Format:
    chosen = form.get("format", LONG_FORMATS[0])
    for each in LONG_FORMATS:
        if each == chosen:
            return each
    raise ChoiceInvalid(_("This choice cannot be understood; open the page again."))


def _columns(form: MultiDict[str, str]) -> ReadingChoice:
    pairs, ignored = [], []
    for field, meaning in form.items():
        if not field.startswith(_COLUMN):
            continue
        column = field.removeprefix(_COLUMN)
        if meaning == LEFT_OUT:
            ignored.append(column)
        elif meaning in USED or is_about_the_project(meaning):
            pairs.append((meaning, column))
    return ReadingChoice(map=tuple(pairs), ignore=tuple(ignored))


def _header_rows(form: MultiDict[str, str]) -> Iterator[str]:
    for field, row in form.items():
        if field.startswith(_HEADER) and row.strip():
            yield f"{field.removeprefix(_HEADER)}={row.strip()}"


def _reading(words: str) -> ReadingChoice:
    try:
        said = json.loads(words)
        if not isinstance(said, dict) or said.keys() - _WORDS:
            raise ValueError
        return ReadingChoice.parse(**said)
    except (ValueError, TypeError, AttributeError) as error:
        raise ChoiceInvalid(_("This choice cannot be understood; open the page again.")) from error
