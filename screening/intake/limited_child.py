"""The child that reads a whole list: one question on standard input, one answer on standard output; see `limited`.

Runs as `python -B -m screening.intake.limited_child BYTES SECONDS PIPE WALL_SECONDS` and takes its limits before it reads a byte of the
list. A workbook's cells are read by a child of its own, which takes less of each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from screening.errors import ScreeningError, is_question
from screening.intake.limited import (
    JsonCodec,
    ReaderAnswer,
    ReaderOutput,
    ReaderQuestion,
    Refused,
    answers,
    preview_of,
    questions,
    refusal_of,
)
from screening.intake.list_reader import read_list
from screening.intake.question_json import QuestionJson
from screening.intake.subject_names import is_named, readings, subjects_in
from watchlists.workbook_child import end_with_parent, limit

QuestionT = TypeVar("QuestionT")
AnswerT = TypeVar("AnswerT")


def answer_once(
    asked: JsonCodec[QuestionT],
    answered: JsonCodec[AnswerT],
    answer: Callable[[QuestionT], AnswerT],
    failed: Callable[[str], AnswerT],
) -> None:
    """Take the limits that the arguments name, and answer the question on standard input on standard output.

    Arguments of the process: bytes of memory, processor seconds, the parent's pipe, seconds.

    Args:
        asked: the form of the question.
        answered: the form of the answer.
        answer: finds it.
        failed: makes the answer that says of which type an error of ours was; its message may hold a name.
    """
    memory, seconds, pipe = (int(argument) for argument in sys.argv[1:4])
    end_with_parent(pipe, float(sys.argv[4]))
    limit(memory, seconds)
    try:
        content = answered.write(answer(asked.read(sys.stdin.buffer.read())))
    except MemoryError:
        return  # silence is judged as a limit
    except Exception as error:
        content = answered.write(failed(type(error).__name__))
    sys.stdout.buffer.write(content)


def answer_to(question: ReaderQuestion) -> ReaderAnswer:
    """Read the list and say what was asked about it."""
    path = Path(question.path)
    try:
        if question.wanted is ReaderOutput.PREVIEW:
            return ReaderAnswer(preview=preview_of(read_list(path, options=question.options)))
        found = list(readings(path, question.options))
        # A question of which no reading is one leaves open whom the list names.
        named = any(is_named(question.name, subjects_in(each)) for each in found)
        return ReaderAnswer(names=named if found else None)
    except ScreeningError as error:
        return ReaderAnswer(refused=refused_by(error))


def refused_by(error: ScreeningError) -> Refused:
    """A refusal as it crosses, with the question where it asks one."""
    return refusal_of(error, QuestionJson.of(error) if is_question(error) else None)


if __name__ == "__main__":
    answer_once(questions(), answers(), answer_to, lambda kind: ReaderAnswer(failed=kind))
