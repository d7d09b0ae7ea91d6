"""Reading a whole list in a process of its own that may die; this one only gets a small answer, or a refusal.

Whoever answers people reads no list itself: 50 MB take a quarter of a minute and hundreds of megabytes, and a file
made to do harm takes whatever it gets. The child has limits of memory, processor seconds and time, no environment
and nothing to write to, and ends with the process that asked; what it answers is checked as plain JSON against the types it must have.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

import screening
from screening.errors import ScreeningError, UploadRefused
from screening.intake.limits import Limits
from screening.intake.model import ParsedList, Row, RowState
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import IntakeOptions
from screening.intake.refusals import refusal
from watchlists.workbook import parents_pipe

SHOWN_ROWS = 8


@dataclass(frozen=True, slots=True)
class ListPreview:
    """What a page shows of a list before it is accepted: how it was read, how many rows, and the first of them.

    It is small whatever the list is, so that it can cross from the process that reads, and be kept beside the list.
    """

    intake: (
        ParsedList  # each table with its first row, from which its place is known; nothing outside of tables
    )
    counts: Mapping[str, int]  # of the whole list, as `ParsedList.counts` gives them
    first: tuple[Row, ...]  # the first rows that are not skipped, of all tables
    beginning: bool = False  # whether only the beginning of a long list was read


def preview_of(intake: ParsedList) -> ListPreview:
    """Cut a list down to what is shown of it."""
    first = islice((row for row in intake.rows() if row.state is not RowState.SKIPPED), SHOWN_ROWS)
    tables = tuple(replace(table, rows=table.rows[:1]) for table in intake.tables)
    small = replace(intake, tables=tables, outside=(), own_cells={}, own_hits={}, decision_words=())
    return ListPreview(small, intake.counts, tuple(first))


MOST_BYTES = 32 * 2**20  # of an answer; one of 256 columns in a hundred tables has 3 MB
_CHILD = "screening.intake.limited_child"
Adapted = TypeVar("Adapted")


class ReadingStopped(ScreeningError):
    """The child was stopped at a limit or failed; nothing is known of the list."""

    code, status = "reader-limits", 422


class ReaderOutput(StrEnum):
    """What is to be found out."""

    PREVIEW = "preview"
    NAMES = "names"  # whether it names a subject


@dataclass(frozen=True, slots=True)
class ReaderQuestion:
    """What the child is asked, over its standard input."""

    wanted: ReaderOutput
    path: str
    options: IntakeOptions
    name: str = ""  # of the subject


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a list was not read, or the question that it asks."""

    code: str
    status: int
    sentence: str
    question: QuestionJson | None = None


@dataclass(frozen=True, slots=True)
class ReaderAnswer:
    """What the child answers: one of these."""

    preview: ListPreview | None = None
    names: bool | None = None
    refused: Refused | None = None
    failed: str = ""  # the type of an error that is ours, without its message, which may hold a name


@dataclass(frozen=True, slots=True)
class JsonCodec(Generic[Adapted]):
    """Values of one type to JSON and back, with every part checked."""

    adapter: TypeAdapter[Adapted]

    def write(self, value: Adapted) -> bytes:
        """The value as JSON."""
        return self.adapter.dump_json(value)

    def read(self, content: bytes) -> Adapted:
        """The value again. Raises ValueError for what is none."""
        return self.adapter.validate_json(content)


@cache
def questions() -> JsonCodec[ReaderQuestion]:
    """Questions as JSON."""
    return JsonCodec(TypeAdapter(ReaderQuestion))


@cache
def answers() -> JsonCodec[ReaderAnswer]:
    """Answers as JSON; cells that nobody looks at are not among them."""
    return JsonCodec(TypeAdapter(ReaderAnswer))


def read_limited(path: Path, options: IntakeOptions, *, holds: Sequence[int] = ()) -> ReaderAnswer:
    """Read the list at `path` for a preview: its `preview`, or why it was `refused`.

    Args:
        path: the list.
        options: how to read it.
        holds: open files that the child holds open as long as it lives, such as locks.

    Raises:
        RuntimeError: reading failed on our side.
    """
    try:
        answer = _ask(ReaderQuestion(ReaderOutput.PREVIEW, str(path.absolute()), options), holds)
    except ReadingStopped as stopped:
        return ReaderAnswer(refused=refusal_of(stopped))
    if answer.failed:
        raise RuntimeError(f"reading a list failed: {answer.failed}")
    return answer


def names_subject(path: Path, options: IntakeOptions, name: str) -> bool:
    """Whether the list at `path` names a subject under any reading that it may have.

    Raises:
        ReadingStopped: it cannot be read, so nobody knows.
    """
    answer = _ask(ReaderQuestion(ReaderOutput.NAMES, str(path.absolute()), options, name), ())
    if answer.names is None:
        raise _stopped(options.file_name)
    return answer.names


def refusal_of(error: ScreeningError, question: QuestionJson | None = None) -> Refused:
    """A refusal, and the question that it asks, as they cross."""
    return Refused(error.code, error.status, error.sentence, question)


def error_of(refused: Refused) -> UploadRefused:
    """The refusal or question as it would have been raised here."""
    facts = {"question": refused.question} if refused.question is not None else {}
    error = UploadRefused(refused.sentence, **facts)
    error.code, error.status = refused.code, refused.status
    return error


def ask_child(
    child: str,
    question: bytes,
    form: JsonCodec[Adapted],
    limits: Limits,
    file_name: str,
    holds: Sequence[int],
) -> Adapted:
    """Have a process of its own answer one question.

    Args:
        child: the module that it runs, which ends in `answer_once` of `limited_child`.
        question: what it gets on its standard input.
        form: of its answer, whose every part is checked.
        limits: its memory, processor seconds and time.
        file_name: the user's name of the file that it reads, for the sentence of a refusal.
        holds: open files that it holds open as long as it lives, such as locks.

    Raises:
        ReadingStopped: it was stopped at a limit, or gave no answer.
    """
    memory, processor, wall = limits.list_memory_bytes, limits.list_cpu_seconds, limits.list_wall_seconds
    with (
        parents_pipe() as pipe,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module; no word of the user's
            [sys.executable, "-B", "-m", child, *map(str, (memory, processor, pipe, wall))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=Path(screening.__file__).parents[1],
            pass_fds=(*holds, pipe),
        ) as process,
    ):
        timer = threading.Timer(wall, process.kill)
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(question)
                process.stdin.close()
            except BrokenPipeError:  # it died at once; its silence is judged below
                pass
            content = process.stdout.read(MOST_BYTES + 1)
        finally:
            timer.cancel()
            process.kill()
    if len(content) > MOST_BYTES:
        raise _stopped(file_name)
    try:
        return form.read(content)
    except ValidationError as error:  # nothing, or cut off in the middle
        raise _stopped(file_name) from error


def _ask(question: ReaderQuestion, holds: Sequence[int]) -> ReaderAnswer:
    options = question.options
    # The user's name of the file is not told by the path of a draft.
    sent = replace(
        question, options=replace(options, file_name=options.file_name or Path(question.path).name)
    )
    return ask_child(_CHILD, questions().write(sent), answers(), options.limits, options.file_name, holds)


def _stopped(file_name: str) -> ReadingStopped:
    return ReadingStopped(refusal("reader-limits", name=file_name).sentence)
