"""The three steps of a run: read its list, screen a chunk of it, write its report (`screening.pipeline`).

They are the same for lists of any length; how the report is written stands in `screening.runs.short_reports` and, where
it comes in parts, in `screening.runs.long_reports`.

Reading hands on each chunk as soon as it is read, so others screen the first rows while the last are read; what the
report says of a chunk is made where it is screened, so writing only puts it together.
Each looks first whether the run is still open in its attempt, does its work outside any transaction, and keeps
it in one; a step that is begun again after its worker died finds what was kept. A step that was begun too often
ends its run, since something in it kills workers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.caches import LruCache
from screening.confirmed_mappings import (
    mappings,
    note_use,
    remember,
    to_remember,
)
from screening.context import AppContext
from screening.engine import Engine
from screening.errors import ScreeningError, is_question
from screening.gc_pause import pause_gc
from screening.intake.confirmed_mapping import Mapped, choices_of, used_in
from screening.intake.model import ParsedList
from screening.intake.question_json import QuestionJson
from screening.pipeline import (
    Chunk,
    ChunksIncomplete,
    ScreeningRequest,
    count_cases,
    screen_chunk,
)
from screening.progress import RunEnded
from screening.report import ReportFormatter
from screening.review.case_finder import PartyNames
from screening.run_facts import run_facts
from screening.runs.chunk_store import (
    pack_chunk,
    pack_layout,
    pack_report,
    pack_results,
    unpack_chunk,
)
from screening.runs.control import screened_rows
from screening.runs.engines import Engines
from screening.runs.list_limits import ListLimits
from screening.runs.long_lists import open_chunks
from screening.runs.long_reports import write_long
from screening.runs.pinned_lists import as_pinned
from screening.runs.pins import Pins, pins_of
from screening.runs.report_step import ReportStep, bring_cases
from screening.runs.reuse import Reuse
from screening.runs.row_progress import RowCounter
from screening.runs.row_tally import ends_of_chunk, ends_of_long_chunk
from screening.runs.short_reports import write_short
from screening.runs.states import FAILED, NEEDS_MAPPING, QUEUED, RUNNING, begin_anew, live, move
from screening.runs.work_slots import WorkSlots
from screening.storage import StorageFailed, StorageUnfit, disk_refusal
from screening.storage.tables import ChunkRows, Run, RunChunk, RunReading, StepAttempt
from watchlists.errors import WatchlistError

SUSPECT = 2  # times begun: from then on a step is done alone, so that it answers for nobody else's doing
MOST_BEGUN = 10  # a worker that dies by chance does not die so often over the same step, most of them alone
MOST_ATTEMPTS = 20  # of a run; two workers of different versions must not restart it for ever


@dataclass
class StepRunner:
    """What a worker does; shared by its threads."""

    context: AppContext
    engines: Engines
    worker: str
    _parties: LruCache[PartyNames] = field(default_factory=lambda: LruCache(2))
    reuse: Reuse = field(init=False)
    _slots: WorkSlots = field(default_factory=WorkSlots)
    # One chunk of a process is screened at a time, the next waits with all it needs: two that share a processor
    # would end together, after nothing had moved for as long as both take, and leave less of it to who reads.
    _screening: Lock = field(default_factory=Lock)
    _waiting: set[str] = field(default_factory=set)  # steps begun here that wait for the database or disk

    def __post_init__(self) -> None:
        self.reuse = Reuse(self.context.database)

    def do(self, kind: str, run_id: str, attempt: int, number: int) -> None:
        """Carry out one step.

        Raises:
            StorageFailed: the database or disk would not; the step is to be done again.
        """
        with self.context.database.read() as session:
            run = live(session, run_id, attempt)
            step_attempt = session.get(StepAttempt, f"{run_id}:{attempt}:{kind}:{number}")
            suspect = step_attempt is not None and step_attempt.begun >= SUSPECT
            wanted = (
                (ScreeningRequest.from_json(run.choices), run.screened_at, run.team)
                if run is not None
                else None
            )
        if wanted is not None and kind != "plan":
            self._load(*wanted)
        with self._slots.exclusive() if suspect else self._slots.shared():
            self._do(kind, run_id, attempt, number)

    def _load(self, order: ScreeningRequest, screened_at: str, team: str) -> None:
        """Load the lists before the step counts as begun: a worker killed while it loads was not killed by the step.

        What fails here fails again within the step, which says it.
        """
        with suppress(Exception):
            self.engines.get(order, datetime.fromisoformat(screened_at), team)

    def _do(self, kind: str, run_id: str, attempt: int, number: int) -> None:
        step = f"{run_id}:{attempt}:{kind}:{number}"
        with self.context.database.write() as session:
            run = live(session, run_id, attempt)
            if run is None:
                return
            begun = _begin(session, run_id, step, again=step in self._waiting)
            session.flush()  # before the run is parted from the transaction, which would drop the count
            session.expunge_all()
        if begun > MOST_BEGUN:
            self.fail(
                run, "step-failed", "A step of this run stopped its worker several times; retry the run."
            )
            return
        self._waiting.discard(step)
        try:
            {"plan": self._plan, "chunk": self._chunk, "report": self._report}[kind](run, number)
        except RunEnded:
            return
        except Exception as error:
            waits = isinstance(error, StorageFailed) and not isinstance(error, StorageUnfit)
            refused = error if waits else disk_refusal(error)
            if refused is not None:
                self._waiting.add(step)  # doing it again is no sign that it ends workers
                raise refused from error.__cause__ if refused is error else error
            if not isinstance(error, (ScreeningError, WatchlistError)):
                raise
            if is_question(error):
                self._ask(run, error)
                return
            self.fail(run, error.code, error.sentence)

    def _ask(self, run: Run, asked: ScreeningError | WatchlistError) -> None:
        """Leave a run until somebody says how its list is to be read. The question quotes the list: no log has it."""
        said = QuestionJson.of(asked).model_dump_json()
        values = {"code": asked.code, "sentence": asked.sentence, "question": said}
        with self.context.decide() as decision:
            facts = {"code": asked.code}
            move(decision, run, NEEDS_MAPPING, actor=self.worker, values=values, facts=facts, since=(QUEUED,))

    def fail(self, run: Run, code: str, sentence: str) -> None:
        """End a run with a code and a sentence; the sentence stays out of the log, it may quote the list."""
        with self.context.decide() as decision:
            values = {"code": code, "sentence": sentence, "ended_at": decision.at.isoformat()}
            move(decision, run, FAILED, actor=self.worker, values=values, facts={"code": code})

    def _plan(self, run: Run, _number: int) -> None:
        order = ScreeningRequest.from_json(run.choices)
        engine = self._engine(run, order)
        if engine is None:  # chunks of two versions of the code would not fit together
            return
        rows = chunks = file_rows = 0
        with RowCounter(self.context.database, run, "rows_read", self.context.now) as count:
            known = self._confirmed(run, order)
            with (
                self.context.files.path(run.upload_sha256) as path,
                open_chunks(
                    path,
                    order,
                    # A watch compares its lists in memory, so these are read at once.
                    ListLimits() if run.watch_id else ListLimits.of(self.context.settings),
                    self.context.scratch(),
                    file_name=run.file_name,
                    confirmed=choices_of(known),
                    progress=count,
                ) as opened,
            ):
                layout = opened.layout
                if opened.request.part_rows != order.part_rows:
                    self._pin_parts(run, opened.request)
                self._pin_reading(run, opened.request, layout, known)
                for chunk in opened.chunks:
                    self._store_chunk(run, chunk, pack_chunk(chunk))
                    rows += chunk.subjects
                    file_rows += len(chunk.rows)
                    chunks += _is_step(run, chunk)
        with self.context.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                return
            run_reading = session.get(RunReading, run.id) or RunReading(run_id=run.id)
            run_reading.rows_read, run_reading.layout = count.rows, pack_layout(layout)
            run_reading.file_rows = file_rows + len(layout.outside)
            run_reading.reading_until = self.context.now().isoformat()
            run_reading.screened_while_reading = screened_rows(session, run.id)
            session.add(run_reading)
        counts = {"rows": rows, "chunks": chunks}
        out_of_date = list(engine.lists.out_of_date(engine.on))
        values, told = (
            {**counts, "out_of_date": json.dumps(out_of_date)},
            {**counts, "out_of_date": out_of_date},
        )
        with self.context.decide() as decision:
            if move(decision, run, RUNNING, actor=self.worker, values=values, since=(QUEUED,), facts=told):
                self._write_when_done(decision.session, run)

    def _confirmed(self, run: Run, order: ScreeningRequest) -> list[Mapped]:
        """The mappings that a list may be read with: those of its team, unless it was read before in part or whole."""
        if order.confirmed is not None:
            return []
        with self.context.database.read() as session:
            begun = select(ChunkRows.number).where(col(ChunkRows.run_id) == run.id).limit(1)
            if session.exec(begun).first() is not None:
                return []
        known = mappings(self.context, run.team)
        if not run.watch_id:
            return known
        # Nobody looks at the later lists of a watch before they are read: "as above" stays unscreened.
        return [replace(each, choice=replace(each.choice, as_above="")) for each in known]

    def _pin_reading(
        self, run: Run, order: ScreeningRequest, layout: ParsedList, known: Sequence[Mapped]
    ) -> None:
        """Keep with the run which confirmed mappings it was read with, and for its team what was chosen for it.

        This is kept before any row is handed on, so a worker that begins again reads every row the same.
        """
        used = used_in(layout, known)
        chosen = to_remember(layout, order.choice) if order.remember else []
        if not used and not chosen:
            return
        with self.context.decide() as decision:
            now = live(decision.session, run.id, run.attempt)
            if now is None:
                raise RunEnded
            now.choices = order.read_with(choices_of(used)).to_json()
            decision.session.add(now)
            note_use(decision.session, used, decision.at.isoformat())
            by = order.chosen_by or run.actor
            kept = remember(decision, run.team, chosen, by=by)
            facts = {"used": [each.id for each in used], "confirmed": kept}
            decision.record("run.mapped", actor=by, team=run.team, run_id=run.id, facts=facts)

    def _pin_parts(self, run: Run, order: ScreeningRequest) -> None:
        """Keep with the run that its list is read as a stream, and in parts of how many rows it is reported."""
        with self.context.decide() as decision:
            now = live(decision.session, run.id, run.attempt)
            if now is None:
                raise RunEnded
            now.choices = order.to_json()
            decision.session.add(now)
            facts = {"part_rows": order.part_rows}
            decision.record("run.in_parts", actor=self.worker, team=run.team, run_id=run.id, facts=facts)
        run.choices = order.to_json()

    def _store_chunk(self, run: Run, chunk: Chunk, packed: bytes) -> None:
        """Keep what was read, and have what it asks screened."""
        with self.context.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                raise RunEnded
            if session.get(ChunkRows, (run.id, chunk.number)) is None:
                session.add(ChunkRows(run_id=run.id, number=chunk.number, rows=packed))
            if _is_step(run, chunk):
                step = ("chunk", run.id, run.attempt, chunk.number)
                self.context.queue.add(session, [step], priority=run.priority)

    def _chunk(self, run: Run, number: int) -> None:
        with self.context.database.read() as session:
            done = session.get(RunChunk, (run.id, number)) is not None
            kept = session.get(ChunkRows, (run.id, number))
            packed = kept.rows if kept else b""
        if not done:
            order = ScreeningRequest.from_json(run.choices)
            engine = self._engine(run, order)
            # Without its rows the run has ended.
            if engine is None or not packed:
                return
            facts = run_facts(engine, datetime.fromisoformat(run.screened_at))
            with self._screening, pause_gc():
                chunk = unpack_chunk(packed)
                formatter = ReportFormatter.of(facts, order.format)
                readings = self.reuse.readings(run, engine)
                result = screen_chunk(engine, chunk, formatter, self._parties_of(run, engine), readings)
                screened = RunChunk(
                    run_id=run.id,
                    number=number,
                    attempt=run.attempt,
                    rows=chunk.subjects,
                    ends=(ends_of_long_chunk if order.part_rows else ends_of_chunk)(chunk, result),
                    results=pack_results(result),
                )
                entries, cases = pack_report(result), count_cases(chunk, result)
                links = readings.packed(run.id, number) if readings is not None else None
            bring_cases(self.context, run, cases)
            with self.context.database.write() as session:
                if live(session, run.id, run.attempt) and session.get(RunChunk, (run.id, number)) is None:
                    session.add(screened)
                    if links is not None:
                        session.add(links)
                    session.get_one(ChunkRows, (run.id, number)).entries = entries
        # counted in a transaction of its own: of two that end together, the later sees both
        with self.context.database.write() as session:
            self._write_when_done(session, run)

    def _parties_of(self, run: Run, engine: Engine) -> PartyNames:
        return self._parties.get((run.pins, engine.on), lambda: PartyNames.of(engine))

    def _write_when_done(self, session: Session, run: Run) -> None:
        """Have the report written once all is read and every chunk is screened: whoever ends last sees both."""
        now = live(session, run.id, run.attempt)
        if now is not None and now.state == RUNNING and _count(session, run.id) == now.chunks:
            self.context.queue.add(session, [("report", run.id, run.attempt, 0)], priority=now.priority)

    def _report(self, run: Run, _number: int) -> None:
        order = ScreeningRequest.from_json(run.choices)
        engine = self._engine(run, order)
        if engine is None:
            return
        parties = self._parties_of(run, engine)
        with RowCounter(self.context.database, run, "rows_written", self.context.now) as count:
            try:
                step = ReportStep(self.context, run, order, engine, parties, self.worker, count)
                (write_long if order.part_rows else write_short)(step)
            except ChunksIncomplete:
                # Changes nothing where the run has ended.
                self._restart(run, engine, why="chunks-incomplete")

    def _engine(self, run: Run, order: ScreeningRequest) -> Engine | None:
        """The engine a run is bound to; where lists have moved on since, the run begins anew under new pins."""
        engine = self.engines.get(order, datetime.fromisoformat(run.screened_at), run.team)
        pins = Pins.from_json(run.pins)
        if pins_of(engine) == pins:
            return as_pinned(engine, pins)
        self._restart(run, engine, why="lists-moved-on")
        return None

    def _restart(self, run: Run, engine: Engine, *, why: str) -> None:
        if run.attempt >= MOST_ATTEMPTS:
            self.fail(
                run,
                "pins-unavailable",
                "Workers of different versions are running; use one version, then retry.",
            )
            return
        with self.context.decide() as decision:
            begin_anew(self.context, decision, run, actor=self.worker, pins=pins_of(engine), why=why)


def _is_step(run: Run, chunk: Chunk) -> bool:
    """Whether a chunk is screened: of a long list each is, though it may only ask what others asked."""
    return bool(chunk.inquiries) or ScreeningRequest.from_json(run.choices).part_rows > 0


def _begin(session: Session, run_id: str, step: str, *, again: bool) -> int:
    step_attempt = session.get(StepAttempt, step) or StepAttempt(step=step, run_id=run_id, begun=0)
    step_attempt.begun += not again
    session.add(step_attempt)
    return step_attempt.begun


def _count(session: Session, run_id: str) -> int:
    return session.exec(
        select(func.count()).select_from(RunChunk).where(col(RunChunk.run_id) == run_id)
    ).one()
