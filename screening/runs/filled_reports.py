"""Reports that people filled in: read in a limited process, few at once, and once for a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from screening.context import AppContext
from screening.intake.limited import ReadingStopped, ask_child, error_of, refusal_of
from screening.intake.reading_choice import IntakeOptions
from screening.pipeline import ScreeningRequest
from screening.report_detection import ReportOrigin
from screening.review.rules import DecisionRefused
from screening.runs.control import RunUnknown
from screening.runs.drafts import UploadDraft
from screening.runs.filled_report_json import (
    FilledAnswer,
    FilledQuestion,
    FilledRow,
    filled_answers,
    filled_questions,
)
from screening.runs.read_cache import key_of_run, read_once, reading_hash
from screening.runs.read_slots import reading_turn
from screening.runs.states import ERASED, FINISHED
from screening.storage.tables import Run

_CHILD = "screening.runs.filled_report_child"


def read_filled(question: FilledQuestion, *, holds: Sequence[int] = ()) -> FilledAnswer:
    """Read a report: the rows in which somebody wrote, or why it was `refused`.

    Args:
        question: what is to be read.
        holds: open files that the process which reads holds open as long as it lives, such as locks.

    Raises:
        RuntimeError: reading failed on our side.
    """
    options = question.options
    try:
        content = filled_questions().write(question)
        answer = ask_child(_CHILD, content, filled_answers(), options.limits, options.file_name, holds)
    except ReadingStopped as stopped:
        return FilledAnswer(refused=refusal_of(stopped))
    if answer.failed:
        raise RuntimeError(f"reading a filled-in report failed: {answer.failed}")
    return answer


def rows_of(answer: FilledAnswer) -> tuple[FilledRow, ...]:
    """The rows in which somebody wrote.

    Raises:
        UploadRefused: it was not read. DecisionRefused: no columns of a report stand in it.
    """
    if answer.refused is not None:
        raise error_of(answer.refused)
    if not answer.is_report:
        raise DecisionRefused(
            "This file has none of the columns that a report has; give the report of this run, filled in.",
            what="file",
        )
    return answer.rows


def filled_draft(context: AppContext, run: Run, draft: UploadDraft, *, who: str) -> tuple[FilledRow, ...]:
    """Read a draft as a report of `run`, or give it as it was read before; `who` is the person that asks.

    Raises:
        UploadRefused: it is no list. DecisionRefused: no columns of a report stand in it.
        ReadingBusy: too many are being read.
        FileStoreError: the run's own list is not any more what was given.
    """
    run_id = run.id

    def still_there() -> bool:
        with context.database.read() as session:
            found = session.get(Run, run_id)
            return found is not None and found.state != ERASED and draft.path.exists()

    question = _question(run, draft.path, draft.file_name)
    # Where things lie says nothing of what they are: the draft is the key's, and a list is known by its hash.
    kept_list = run.upload_sha256 if context.files.has(run.upload_sha256) else ""
    depends_on = filled_questions().write(replace(question, path="", list_path=kept_list))
    answer = read_once(
        context.settings.data,
        draft.key,
        f"{key_of_run(run_id)}.{reading_hash(depends_on)}",
        filled_answers(),
        lambda holds: _read(context, run, question, holds),
        who=who,
        still_there=still_there,
    )
    return rows_of(answer)


def filled_file(
    context: AppContext, run: Run, path: Path, file_name: str, *, who: str
) -> tuple[FilledRow, ...]:
    """Read a report of `run` that is nowhere kept, in the same way; `who` is the person or key that asks.

    Raises:
        UploadRefused, DecisionRefused, ReadingBusy, FileStoreError: as above.
    """
    with reading_turn(context.settings.data, who) as holds:
        return rows_of(_read(context, run, _question(run, path, file_name), holds))


def run_of_report(context: AppContext, team: str, path: Path, file_name: str, *, who: str) -> Run:
    """The run of `team` whose report this workbook is, by the list and the moment that its provenance names.

    Raises:
        RunUnknown: it is none's, or may be several's; the sentence says what to do.
        UploadRefused, ReadingBusy: as above.
    """
    options = IntakeOptions(file_name=file_name)
    question = FilledQuestion(str(path.absolute()), options, "", IntakeOptions(), only_origin=True)
    with reading_turn(context.settings.data, who) as holds:
        answer = read_filled(question, holds=holds)
    if answer.refused is not None:
        raise error_of(answer.refused)
    if answer.origin is None:
        raise RunUnknown(
            "This file does not name its run, as the provenance sheet of a workbook does; name the run with "
            "--run. `screening runs list` shows them."
        )
    found = _runs_of(context, team, answer.origin)
    if not found:
        raise RunUnknown(
            f"No run of the team {team} has screened this list at that time. A `screening screen` file belongs to no run: give the "
            "list to `screening runs add`, and fill in the report of that run."
        )
    if len(found) > 1:
        ids = ", ".join(run.id for run in found)
        raise RunUnknown(f"Several runs are of this list and moment; name one of them with --run: {ids}.")
    return found[0]


def _runs_of(context: AppContext, team: str, origin: ReportOrigin) -> list[Run]:
    try:
        moment = datetime.fromisoformat(origin.screened_at)
    except ValueError:
        return []
    with context.database.read() as session:
        wanted = select(Run).where(
            Run.team == team, Run.upload_sha256 == origin.list_sha256, Run.state == FINISHED
        )
        found = [
            run
            for run in session.exec(wanted.order_by(col(Run.accepted_at)))
            if datetime.fromisoformat(run.screened_at) == moment
        ]
        session.expunge_all()
    return found


def _question(run: Run, path: Path, file_name: str) -> FilledQuestion:
    order = ScreeningRequest.from_json(run.choices)
    # Our reports are UTF-8, whatever the list was.
    options = replace(order, encoding="").options(file_name)
    return FilledQuestion(str(path.absolute()), options, "", order.options(run.file_name))


def _read(context: AppContext, run: Run, question: FilledQuestion, holds: Sequence[int]) -> FilledAnswer:
    with _list_of(context, run) as list_path:
        return read_filled(replace(question, list_path=list_path), holds=holds)


@contextmanager
def _list_of(context: AppContext, run: Run) -> Iterator[str]:
    """Where the list of a run lies; "" where it is kept no longer."""
    if not context.files.has(run.upload_sha256):
        yield ""
        return
    with context.files.path(run.upload_sha256) as path:
        yield str(path.absolute())
