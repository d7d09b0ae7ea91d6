"""The child that reads a whole list: one question on standard input, one answer on standard output; see `limited`.

Runs as `python -B -m screening.intake.limited_child BYTES SECONDS PIPE WALL_SECONDS` and takes its limits before it reads a byte of the
list. A workbook's cells are read by a child of its own, which takes less of each.
"""

from __future__ import annotations

import sys
from pathlib import Path

from screening.errors import ScreeningError, UploadRefused, is_question
from screening.intake.limited import Answer, Question, Refused, Wanted, answers, questions
from screening.intake.naming import is_named, subjects_in
from screening.intake.preview import preview_of
from screening.intake.question_json import question_json, readings
from screening.intake.take import take
from watchlists.workbook_child import end_with_parent, limit


def main() -> None:
    """Answer one question. Arguments: bytes of memory, processor seconds, the parent's pipe, seconds."""
    memory, seconds, pipe = (int(argument) for argument in sys.argv[1:4])
    end_with_parent(pipe, float(sys.argv[4]))
    limit(memory, seconds)
    question = questions().read(sys.stdin.buffer.read())
    try:
        answer = answer_to(question)
    except MemoryError:
        return  # silence is judged as a limit
    except Exception as error:  # its message may hold a name
        answer = Answer(failed=type(error).__name__)
    sys.stdout.buffer.write(answers().write(answer))


def answer_to(question: Question) -> Answer:
    """Read the list and say what was asked about it."""
    path = Path(question.path)
    try:
        if question.wanted is Wanted.PREVIEW:
            return Answer(preview=preview_of(take(path, options=question.options)))
        found = list(readings(path, question.options))
        # A question of which no reading is one leaves open whom the list names.
        named = any(is_named(question.name, subjects_in(each)) for each in found)
        return Answer(names=named if found else None)
    except UploadRefused as error:
        asked = question_json(error) if is_question(error) else None
        return Answer(refused=Refused(error.code, error.status, error.sentence, asked))
    except ScreeningError as error:
        return Answer(refused=Refused(error.code, error.status, error.sentence))


if __name__ == "__main__":
    main()
