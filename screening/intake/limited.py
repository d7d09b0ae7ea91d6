"""Reading a whole list in a process of its own that may die; this one only gets a small answer, or a refusal.

Whoever answers people reads no list itself: 50 MB take a quarter of a minute and hundreds of megabytes, and a file
made to do harm takes whatever it gets. The child has limits of memory, processor seconds and time, no environment
and nothing to write to, and ends with the process that asked; what it answers is checked as plain JSON against the types it must have.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

import screening
from screening.errors import ScreeningError, UploadRefused
from screening.intake.options import IntakeOptions
from screening.intake.preview import Preview
from screening.intake.refusals import refusal
from watchlists.workbook import parents_pipe

MOST_BYTES = 32 * 2**20  # of an answer; one of 256 columns in a hundred tables has 3 MB
_CHILD = "screening.intake.limited_child"
Adapted = TypeVar("Adapted")


class ReadingStopped(ScreeningError):
    """The child was stopped at a limit or failed; nothing is known of the list."""

    code, status = "reader-limits", 422


class Wanted(StrEnum):
    """What is to be found out."""

    PREVIEW = "preview"
    NAMES = "names"  # whether it names a subject


@dataclass(frozen=True, slots=True)
class Question:
    """What the child is asked, over its standard input."""

    wanted: Wanted
    path: str
    options: IntakeOptions
    name: str = ""  # of the subject


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a list was not read, or the question that it asks."""

    code: str
    status: int
    sentence: str
    question: dict[str, Any] | None = None  # as `question_json` gives it


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child answers: one of these."""

    preview: Preview | None = None
    names: bool | None = None
    refused: Refused | None = None
    failed: str = ""  # the type of an error that is ours, without its message, which may hold a name


@dataclass(frozen=True, slots=True)
class Json(Generic[Adapted]):
    """Values of one type to JSON and back, with every part checked."""

    adapter: TypeAdapter[Adapted]

    def write(self, value: Adapted) -> bytes:
        """The value as JSON."""
        return self.adapter.dump_json(value)

    def read(self, content: bytes) -> Adapted:
        """The value again. Raises ValueError for what is none."""
        return self.adapter.validate_json(content)


@cache
def questions() -> Json[Question]:
    """Questions as JSON."""
    return Json(TypeAdapter(Question))


@cache
def answers() -> Json[Answer]:
    """Answers as JSON; cells that nobody looks at are not among them."""
    return Json(TypeAdapter(Answer))


def read_limited(path: Path, options: IntakeOptions, *, holds: Sequence[int] = ()) -> Answer:
    """Read the list at `path` for a preview: its `preview`, or why it was `refused`.

    Args:
        path: the list.
        options: how to read it.
        holds: open files that the child holds open as long as it lives, such as locks.

    Raises:
        RuntimeError: reading failed on our side.
    """
    try:
        answer = _ask(Question(Wanted.PREVIEW, str(path.absolute()), options), holds)
    except ReadingStopped as stopped:
        return Answer(refused=Refused(stopped.code, stopped.status, stopped.sentence))
    if answer.failed:
        raise RuntimeError(f"reading a list failed: {answer.failed}")
    return answer


def names_subject(path: Path, options: IntakeOptions, name: str) -> bool:
    """Whether the list at `path` names a subject under any reading that it may have.

    Raises:
        ReadingStopped: it cannot be read, so nobody knows.
    """
    answer = _ask(Question(Wanted.NAMES, str(path.absolute()), options, name), ())
    if answer.names is None:
        raise _stopped(options)
    return answer.names


def error_of(refused: Refused) -> UploadRefused:
    """The refusal or question as it would have been raised here."""
    facts = {"question": refused.question} if refused.question is not None else {}
    error = UploadRefused(refused.sentence, **facts)
    error.code, error.status = refused.code, refused.status
    return error


def _ask(question: Question, holds: Sequence[int]) -> Answer:
    limits = question.options.limits
    memory, processor, wall = limits.list_memory_bytes, limits.list_cpu_seconds, limits.list_wall_seconds
    with (
        parents_pipe() as pipe,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module; no word of the user's
            [sys.executable, "-B", "-m", _CHILD, *map(str, (memory, processor, pipe, wall))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=Path(screening.__file__).parents[1],
            pass_fds=(*holds, pipe),
        ) as child,
    ):
        timer = threading.Timer(wall, child.kill)
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            try:
                child.stdin.write(questions().write(_sent(question)))
                child.stdin.close()
            except BrokenPipeError:  # it died at once; its silence is judged below
                pass
            content = child.stdout.read(MOST_BYTES + 1)
        finally:
            timer.cancel()
            child.kill()
    if len(content) > MOST_BYTES:
        raise _stopped(question.options)
    try:
        return answers().read(content)
    except ValidationError as error:  # nothing, or cut off in the middle
        raise _stopped(question.options) from error


def _sent(question: Question) -> Question:
    """The same with the user's name of the file, which the path of a draft does not tell."""
    options = question.options
    return replace(
        question, options=replace(options, file_name=options.file_name or Path(question.path).name)
    )


def _stopped(options: IntakeOptions) -> ReadingStopped:
    return ReadingStopped(refusal("reader-limits", name=options.file_name).sentence)
