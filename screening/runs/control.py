"""Looking at runs and steering them: progress, cancel, retry, and fetching the report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.intake.question_json import QuestionJson
from screening.intake.reading_choice import ChoiceInvalid, ReadingChoice
from screening.pipeline import ScreeningRequest
from screening.progress import Phase, WorkProgress, list_format, read_share, write_share
from screening.report import Format
from screening.runs.pins import Pins
from screening.runs.row_tally import rows_by_end
from screening.runs.states import (
    CANCELLED,
    FAILED,
    FINISHED,
    NEEDS_MAPPING,
    OPEN,
    QUEUED,
    UNENDED,
    begin_anew,
    move,
)
from screening.runs.worker_lease import live_workers
from screening.storage import StorageFailed
from screening.storage.keysets import in_order, rows_after
from screening.storage.tables import Run, RunChunk, RunReading, StepAttempt

Doing = Literal["waiting", "loading", "reading", "screening", "writing", "nothing"]


class RunUnknown(ScreeningError):
    """There is no such run, or it is another team's; the two are never told apart."""

    code, status = "run-unknown", 404


class RunNotReady(ScreeningError):
    """The run is not in a state in which this can be done."""

    code, status = "run-not-ready", 409


@dataclass(frozen=True, slots=True)
class RunName:
    """A run by its file name."""

    id: str
    file_name: str
    accepted_at: str


@dataclass(frozen=True, slots=True)
class RunProgress:
    """Where a run stands."""

    run_id: str
    state: str
    rows: int  # that hold a subject; 0 until the list was read
    rows_done: int
    rows_read: int  # gone through while the list is read, which happens more than once
    rows_written: int  # gone through while the report is written, the same
    attempt: int
    code: str
    sentence: str
    file_name: str
    format: Format
    accepted_at: str
    screened_at: str  # the moment its results are of
    ended_at: str
    report_sha256: str
    # Ids of lists past their age limit on its day; None until it is read.
    out_of_date: tuple[str, ...] | None
    taken_up: bool  # whether a worker has begun with it
    workers: int  # that live, whatever they do; while there are none nothing moves
    work: WorkProgress  # over reading, screening and writing, in rows of the file
    tally: Mapping[str, int] = field(default_factory=dict)  # rows by how they ended, so far or in the end
    reference: str = ""  # the caller's own
    metadata: Mapping[str, str] = field(default_factory=dict)  # the caller's own
    watch: str = ""  # id of the watch whose screening it is
    question: QuestionJson | None = None  # in which ways its list may be read, where it needs a mapping
    in_parts: bool = False  # whether its report is a ZIP of parts, since its list is long

    @property
    def doing(self) -> Doing:
        """What is done with it.

        "waiting" for a worker that has time, "loading" the lists that it is held against, "reading" it, "screening",
        "writing" its report, "nothing" more. The first rows are screened while the last are still read.
        """
        if self.state not in OPEN:
            return "nothing"
        if self.state == QUEUED:
            if self.rows_read or self.rows_done:
                return "reading"
            return "loading" if self.taken_up else "waiting"
        return "screening" if self.rows_done < self.rows else "writing"

    @property
    def lists_current(self) -> bool | None:
        """Whether no list was past its age limit on its day; None until the list is read."""
        return None if self.out_of_date is None else not self.out_of_date

    @property
    def share(self) -> float:
        """How much of the whole work is done, 0 to 1."""
        return self.work.share


def out_of_date(run: Run) -> tuple[str, ...] | None:
    """Ids of the lists that were past their age limit on the run's day; None until it has been read."""
    return tuple(json.loads(run.out_of_date)) if run.out_of_date else None


def run_of(context: AppContext, run_id: str, team: str) -> Run:
    """The run as it is kept.

    Raises:
        RunUnknown: the team has no such run.
    """
    with context.database.read() as session:
        run = _run(session, run_id, team)
        session.expunge(run)
    return run


def earlier_runs(context: AppContext, run: Run, until: str = "", limit: int = 20) -> list[Run]:
    """Finished runs of the same list before `run`, newest first: the same bytes, or another file of its name.

    Args:
        context: the installation.
        run: the later run.
        until: ISO moment; only runs screened at or before it.
        limit: how many at most.
    """
    same: ColumnElement[bool] = col(Run.upload_sha256) == run.upload_sha256
    if run.file_name:
        same = or_(same, col(Run.file_name) == run.file_name)
    found = select(Run).where(
        Run.team == run.team,
        Run.state == FINISHED,
        Run.id != run.id,
        col(Run.accepted_at) <= run.accepted_at,
        same,
    )
    if until:
        found = found.where(col(Run.screened_at) <= until)
    with context.database.read() as session:
        runs = list(session.exec(found.order_by(col(Run.screened_at).desc(), col(Run.id)).limit(limit)))
        session.expunge_all()
    return runs


def run_progress(context: AppContext, run_id: str, team: str) -> RunProgress:
    """Say where a run of `team` stands.

    Raises:
        RunUnknown: it has no such run.
    """
    workers = live_workers(context, context.now())
    with context.database.read() as session:
        return _progress(session, _run(session, run_id, team), workers, context.now())


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs are asked for; "" asks nothing."""

    state: str = ""
    # ISO 8601, UTC: accepted at this moment or later, and before that one
    since: str = ""
    until: str = ""
    reference: str = ""
    watch: str = ""  # id of the watch whose screenings are asked for


_NEWEST = ((col(Run.accepted_at), True), (col(Run.id), True))


def newest_runs(
    context: AppContext,
    team: str,
    limit: int = 50,
    *,
    wanted: RunFilter = RunFilter(),
    after: Sequence[str] = (),
) -> list[RunProgress]:
    """The newest runs of a team, newest first.

    Args:
        context: the installation.
        team: whose runs they are.
        limit: how many at most.
        wanted: which of them.
        after: moment of acceptance and id of the run after which to go on; () for the newest.
    """
    workers = live_workers(context, context.now())
    newest = select(Run).where(Run.team == team)
    if wanted.state:
        newest = newest.where(Run.state == wanted.state)
    if wanted.since:
        newest = newest.where(col(Run.accepted_at) >= wanted.since)
    if wanted.until:
        newest = newest.where(col(Run.accepted_at) < wanted.until)
    if wanted.reference:
        newest = newest.where(Run.reference == wanted.reference)
    if wanted.watch:
        newest = newest.where(Run.watch_id == wanted.watch)
    if after:
        newest = newest.where(rows_after(_NEWEST, after))
    newest = newest.order_by(*in_order(_NEWEST)).limit(limit)
    with context.database.read() as session:
        return [_progress(session, run, workers, context.now()) for run in session.exec(newest)]


def runs_by_name(context: AppContext, team: str, query: str) -> list[RunName]:
    """Runs of a team whose file names hold the text in any case, newest first.

    The comparison is ours, since SQLite folds the case of ASCII letters only.
    """
    sought = query.casefold()
    columns = select(Run.id, Run.file_name, Run.accepted_at).where(Run.team == team)
    with context.database.read() as session:
        runs = session.exec(columns.order_by(col(Run.accepted_at).desc(), col(Run.id)))
        return [RunName(*run) for run in runs if sought in run[1].casefold()]


def cancel_run(context: AppContext, run_id: str, team: str, actor: str) -> bool:
    """Cancel a run that has not ended; say whether it had not.

    Raises:
        RunUnknown: the team has no such run.
    """
    with context.decide() as decision:
        run = _run(decision.session, run_id, team)
        values = {"ended_at": decision.at.isoformat()}
        cancelled = move(decision, run, CANCELLED, actor=actor, values=values, since=UNENDED)
    if cancelled:
        with suppress(StorageFailed):  # steps of a run that has ended find that out and do nothing
            context.queue.withdraw(run_id)
    return cancelled


def retry_run(context: AppContext, run_id: str, team: str, actor: str, pins: Pins) -> None:
    """Begin a run that failed or was cancelled anew, against the lists as they are now.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it is open or finished, or its upload is no longer kept.
    """
    with context.decide() as decision:
        run = _run(decision.session, run_id, team)
        if not context.files.has(run.upload_sha256):
            raise RunNotReady("The list of this run is no longer kept; upload it again.")
        if not begin_anew(
            context, decision, run, actor=actor, pins=pins, why="asked", since=(FAILED, CANCELLED)
        ):
            raise RunNotReady(f"This run is {run.state}; only one that failed or was cancelled is retried.")


def answer_question(
    context: AppContext,
    run_id: str,
    team: str,
    choice: ReadingChoice,
    *,
    actor: str,
    pins: Pins,
    remember: bool = True,
    whole: bool = False,
) -> None:
    """Say how the list of a run is to be read, and queue the run again under its own id.

    Where the list may still be read in more than one way, the run asks again.

    Args:
        context: the installation.
        run_id: the run.
        team: whose run it is.
        choice: how it is to be read.
        actor: who says so.
        pins: what the run is bound to from now on.
        remember: whether the team reads lists with the same headers so from now on.
        whole: whether `choice` is all there is; otherwise it comes on top of what was chosen before.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it asks nothing, or its list is no longer kept.
        ChoiceInvalid: nothing was chosen.
    """
    if choice == ReadingChoice():
        raise ChoiceInvalid("Say how the list is to be read: choose one of the readings that the run shows.")
    with context.decide() as decision:
        run = _run(decision.session, run_id, team)
        if not context.files.has(run.upload_sha256):
            raise RunNotReady("The list of this run is no longer kept; upload it again.")
        order = ScreeningRequest.from_json(run.choices)
        order = order.answered(choice if whole else order.choice.merge(choice), by=actor, remember=remember)
        since = (NEEDS_MAPPING,)
        asked = begin_anew(
            context, decision, run, actor=actor, pins=pins, why="mapping", since=since, order=order
        )
        if not asked:
            raise RunNotReady(f"This run is {run.state.replace('_', ' ')}; it asks nothing.")


@contextmanager
def report_path(context: AppContext, run_id: str, team: str) -> Iterator[tuple[Path, str]]:
    """Give the path of a finished run's report while the context lasts, and its receipt.

    Raises:
        RunUnknown: the team has no such run.
        RunNotReady: it has no report.
        FileStoreError: the report is no longer kept.
    """
    with context.database.read() as session:
        run = _run(session, run_id, team)
        state, sha256, receipt, sentence = run.state, run.report_sha256, run.receipt, run.sentence
    if state != FINISHED:
        raise RunNotReady(f"This run is {state} and has no report. {sentence}".strip())
    with context.files.path(sha256) as path:
        yield path, receipt


def _run(session: Session, run_id: str, team: str) -> Run:
    run = session.get(Run, run_id)
    if run is None or run.team != team:
        raise RunUnknown("There is no such run; look at the list of runs.")
    return run


def _progress(session: Session, run: Run, workers: int, now: datetime) -> RunProgress:
    done = screened_rows(session, run.id)
    order = ScreeningRequest.from_json(run.choices)
    run_reading = session.get(RunReading, run.id) or RunReading(run_id=run.id)
    return RunProgress(
        run_id=run.id,
        state=run.state,
        rows=run.rows,
        rows_done=run.rows if run.state == FINISHED else done,
        rows_read=run_reading.rows_read,
        rows_written=run_reading.rows_written,
        attempt=run.attempt,
        code=run.code,
        sentence=run.sentence,
        file_name=run.file_name,
        format=order.format,
        accepted_at=run.accepted_at,
        screened_at=run.screened_at,
        ended_at=run.ended_at,
        report_sha256=run.report_sha256,
        out_of_date=out_of_date(run),
        taken_up=session.get(StepAttempt, f"{run.id}:{run.attempt}:plan:0") is not None,
        workers=workers,
        work=_work(run, run_reading, order, done, now),
        tally=rows_by_end(session, run.id) if run.state in OPEN else json.loads(run.tally or "{}"),
        reference=run.reference,
        metadata=run.metadata_texts,
        watch=run.watch_id,
        question=QuestionJson.model_validate_json(run.question) if run.question else None,
        in_parts=order.part_rows > 0,
    )


def _work(
    run: Run, run_reading: RunReading, order: ScreeningRequest, done: int, now: datetime
) -> WorkProgress:
    """How far the parts of a run have come, with the seconds each took."""
    form = list_format(run.file_name)
    if run.state not in OPEN:
        ended = Phase(float(run.state == FINISHED))
        rows = sum(json.loads(run.tally or "{}").values())
        return WorkProgress(rows, form, order.format, ended, ended, ended)
    rows, read = run_reading.file_rows, bool(run_reading.reading_until)
    reading = Phase(
        1.0 if read else read_share(form, rows, run_reading.rows_read),
        _seconds(run_reading.reading_since, run_reading.reading_until or now.isoformat()),
    )
    if not read:
        return WorkProgress(rows, form, order.format, reading)
    screened = 1.0 if run_reading.writing_since or not run.rows else done / run.rows
    # What was screened while the list was read took time that was reading's; the rest shows the speed.
    alone = done - run_reading.screened_while_reading
    seconds = _seconds(run_reading.reading_until, run_reading.writing_since or now.isoformat())
    screening = Phase(screened, seconds * done / alone if alone > 0 else 0.0)
    writing = Phase(
        min(
            0.99,
            write_share(
                order.format, rows, run_reading.rows_written, durable=True, parts=order.part_rows > 0
            ),
        ),
        _seconds(run_reading.writing_since, now.isoformat()),
    )
    return WorkProgress(rows, form, order.format, reading, screening, writing)


def screened_rows(session: Session, run_id: str) -> int:
    """The rows of a run that were screened."""
    done = session.exec(select(func.sum(RunChunk.rows)).where(col(RunChunk.run_id) == run_id)).one()
    return int(done or 0)


def _seconds(since: str, until: str) -> float:
    if not since or not until:
        return 0.0
    return max(0.0, (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds())
