"""The three steps of a run: read its list, screen a chunk of it, write its report.

Reading hands on each portion as soon as it is read, so others screen the first rows while the last are read; what
the report tells of a portion is made where it is screened, so writing only puts it together.
Each looks first whether the run is still open in its attempt, does its work outside any transaction, and keeps
it in one; a step that is begun again after its worker died finds what was kept. A step that was begun too often
ends its run, since something in it kills workers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening import report
from screening.audit import make_receipt
from screening.dispositions.cases import Seen
from screening.dispositions.coming import AT_ONCE, bring, take_in
from screening.dispositions.found import Cases, Counted, Found, Parties, found_in
from screening.dispositions.in_force import in_force_at_end, pin
from screening.dispositions.standing import NOTHING, Standings
from screening.engine import Engine
from screening.errors import ScreeningError, is_question
from screening.intake import open_list
from screening.intake.model import Intake
from screening.intake.question_json import question_json
from screening.jobs.codec import Codec
from screening.jobs.control import screened_rows
from screening.jobs.course import Counter
from screening.jobs.engines import Engines
from screening.jobs.gathering import Listed, PortionsTorn, gather
from screening.jobs.installation import Installation
from screening.jobs.kept import Kept
from screening.jobs.mappings import Mapped, choices_of, mappings, note_use, remember, to_remember, used_in
from screening.jobs.order import Order, Pins, pins_of
from screening.jobs.pinned import as_pinned
from screening.jobs.portions import (
    Portion,
    cut,
    pack_frame,
    pack_portion,
    pack_step,
    read_asked,
)
from screening.jobs.room import Room
from screening.jobs.states import FAILED, FINISHED, NEEDS_MAPPING, QUEUED, RUNNING, begin_anew, live, move
from screening.jobs.tally import tally_of
from screening.model import Result
from screening.run import facts
from screening.storage import StorageFailed, StorageUnfit, full_disk, lock_files, named, tables
from screening.storage.tables import Chunk, Course, Effort, Run
from screening.ticks import RunEnded, Tick, by_share, untold
from screening.uncollected import uncollected
from watchlists.errors import WatchlistError

SUSPECT = 2  # times begun: from then on a step is done alone, so that it answers for nobody else's doing
MOST_BEGUN = 10  # a worker that dies by chance does not die so often over the same step, most of them alone
MOST_ATTEMPTS = 20  # of a run; two workers of different versions must not restart it for ever


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run found: its cases, the titles of lists, rows by outcome, and what was decided before about them."""

    cases: Sequence[Counted] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    tally: Mapping[str, int] = field(default_factory=dict)
    standings: Standings = NOTHING


@dataclass
class Steps:
    """What a worker does; shared by its threads."""

    place: Installation
    engines: Engines
    worker: str
    _parties: Kept[Parties] = field(default_factory=lambda: Kept(2))
    _codecs: Kept[Codec] = field(default_factory=lambda: Kept(2))
    _room: Room = field(default_factory=Room)
    # One chunk of a process is screened at a time, the next waits with all it needs: two that share a processor
    # would end together, after nothing had moved for as long as both take, and leave less of it to who reads.
    _screening: Lock = field(default_factory=Lock)
    _waiting: set[str] = field(default_factory=set)  # steps begun here that wait for the database or disk

    def do(self, kind: str, run_id: str, attempt: int, number: int) -> None:
        """Carry out one step.

        Raises:
            StorageFailed: the database or disk would not; the step is to be done again.
        """
        with self.place.database.read() as session:
            run = live(session, run_id, attempt)
            effort = session.get(Effort, f"{run_id}:{attempt}:{kind}:{number}")
            suspect = effort is not None and effort.begun >= SUSPECT
            wanted = (Order.from_json(run.choices), run.screened_at) if run is not None else None
        if wanted is not None and kind != "plan":
            self._load(*wanted)
        with self._room.alone() if suspect else self._room.shared():
            self._do(kind, run_id, attempt, number)

    def _load(self, order: Order, screened_at: str) -> None:
        """Load the lists before the step counts as begun: a worker killed while it loads was not killed by the step.

        What fails here fails again within the step, which says it.
        """
        with suppress(Exception):
            self.engines.get(order, datetime.fromisoformat(screened_at))

    def _do(self, kind: str, run_id: str, attempt: int, number: int) -> None:
        step = f"{run_id}:{attempt}:{kind}:{number}"
        with self.place.database.write() as session:
            run = live(session, run_id, attempt)
            if run is None:
                return
            begun = _begin(session, run_id, step, again=step in self._waiting)
            session.flush()  # before the run is parted from the transaction, which would drop the count
            session.expunge_all()
        if begun > MOST_BEGUN:
            self.fail(run, "step-failed", "A step of this run ended its worker again and again; retry it.")
            return
        self._waiting.discard(step)
        try:
            {"plan": self._plan, "chunk": self._chunk, "report": self._report}[kind](run, number)
        except RunEnded:
            return
        except Exception as error:
            waits = isinstance(error, StorageFailed) and not isinstance(error, StorageUnfit)
            refused = error if waits else full_disk(error)
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
        said = json.dumps(question_json(asked), ensure_ascii=False)
        values = {"code": asked.code, "sentence": asked.sentence, "question": said}
        with self.place.decide() as decision:
            facts = {"code": asked.code}
            move(decision, run, NEEDS_MAPPING, actor=self.worker, values=values, facts=facts, since=(QUEUED,))

    def fail(self, run: Run, code: str, sentence: str) -> None:
        """End a run with a code and a sentence; the sentence stays out of the log, it may quote the list."""
        with self.place.decide() as decision:
            values = {"code": code, "sentence": sentence, "ended_at": decision.at.isoformat()}
            move(decision, run, FAILED, actor=self.worker, values=values, facts={"code": code})

    def _plan(self, run: Run, _number: int) -> None:
        order = Order.from_json(run.choices)
        engine = self._engine(run, order)
        if engine is None:  # portions of two versions of the code would not fit together
            return
        rows = chunks = file_rows = 0
        with Counter(self.place.database, run, "rows_read", self.place.now) as count:
            known = self._confirmed(run, order)
            with self.place.files.path(run.upload_sha256) as path:
                options = order.options(run.file_name, choices_of(known))
                opened = open_list(path, options=options, tick=count)
            self._pin_reading(run, order, opened.frame, known)
            for number, (portion, places) in enumerate(cut(opened.rows(), order.chunk)):
                self._hand_on(run, number, portion, pack_portion(portion, places))
                count(len(portion.rows))
                rows += portion.subjects
                file_rows += len(portion.rows)
                chunks += bool(portion.asked)
        with self.place.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                return
            course = session.get(Course, run.id) or Course(run_id=run.id)
            course.rows_read, course.frame = count.rows, pack_frame(opened.frame)
            course.file_rows = file_rows + len(opened.frame.outside)
            course.reading_until = self.place.now().isoformat()
            course.screened_while_reading = screened_rows(session, run.id)
            session.add(course)
        counts = {"rows": rows, "chunks": chunks}
        stale = list(engine.lists.stale(engine.on))
        values, told = {**counts, "out_of_date": json.dumps(stale)}, {**counts, "out_of_date": stale}
        with self.place.decide() as decision:
            if move(decision, run, RUNNING, actor=self.worker, values=values, since=(QUEUED,), facts=told):
                self._write_when_done(decision.session, run)

    def _confirmed(self, run: Run, order: Order) -> list[Mapped]:
        """The mappings that a list may be read with: those of its team, unless it was read before in part or whole."""
        if order.confirmed is not None:
            return []
        with self.place.database.read() as session:
            begun = select(tables.Portion.number).where(col(tables.Portion.run_id) == run.id).limit(1)
            if session.exec(begun).first() is not None:
                return []
        return mappings(self.place, run.team)

    def _pin_reading(self, run: Run, order: Order, frame: Intake, known: Sequence[Mapped]) -> None:
        """Keep with the run which confirmed mappings it was read with, and for its team what was chosen for it.

        This is kept before any row is handed on, so a worker that begins again reads every row the same.
        """
        used = used_in(frame, known)
        chosen = to_remember(frame, order.choice) if order.remember else []
        if not used and not chosen:
            return
        with self.place.decide() as decision:
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

    def _hand_on(self, run: Run, number: int, portion: Portion, packed: bytes) -> None:
        """Keep what was read, and have what it asks screened."""
        with self.place.database.write() as session:
            if live(session, run.id, run.attempt) is None:
                raise RunEnded
            if session.get(tables.Portion, (run.id, number)) is None:
                session.add(tables.Portion(run_id=run.id, number=number, rows=packed))
            if portion.asked:
                self.place.queue.add(session, [("chunk", run.id, run.attempt, number)])

    def _chunk(self, run: Run, number: int) -> None:
        with self.place.database.read() as session:
            done = session.get(Chunk, (run.id, number)) is not None
            portion = session.get(tables.Portion, (run.id, number))
            packed = portion.rows if portion else b""
        if not done:
            order = Order.from_json(run.choices)
            engine = self._engine(run, order)
            if engine is None or not packed:  # without its portion the run has ended
                return
            with self._screening, uncollected():
                asked = read_asked(packed)
                results = list(engine.screen_all(asked.inquiries))
                kept = Chunk(
                    run_id=run.id,
                    number=number,
                    attempt=run.attempt,
                    rows=asked.subjects,
                    results=self._codec_of(run, engine).pack(results),
                )
                found = self._found(run, engine, results)
                told = self._told(run, order, engine, results, found)
                cases = Cases()
                for sheet, row, place in asked.rows:
                    cases.count(sheet, row, found.get(place, ()), number)
            self._bring(run, cases.counted())
            with self.place.database.write() as session:
                if live(session, run.id, run.attempt) and session.get(Chunk, (run.id, number)) is None:
                    session.add(kept)
                    session.get_one(tables.Portion, (run.id, number)).told = told
        # counted in a transaction of its own: of two that end together, the later sees both
        with self.place.database.write() as session:
            self._write_when_done(session, run)

    def _found(self, run: Run, engine: Engine, results: Sequence[Result]) -> dict[int, tuple[Found, ...]]:
        """The cases in results by their place, where there are any."""
        parties = self._parties_of(run, engine)
        found = ((place, tuple(found_in(result, parties))) for place, result in enumerate(results))
        return {place: cases for place, cases in found if cases}

    def _told(
        self,
        run: Run,
        order: Order,
        engine: Engine,
        results: Sequence[Result],
        found: Mapping[int, tuple[Found, ...]],
    ) -> bytes:
        """What the report tells of results, with the cases in them."""
        teller = report.Teller.of(facts(engine, datetime.fromisoformat(run.screened_at)), order.format)
        return pack_step([teller.tell(each) for each in results], [*found.items()])

    def _codec_of(self, run: Run, engine: Engine) -> Codec:
        return self._codecs.get((run.pins, engine.on), lambda: Codec.of(engine))

    def _parties_of(self, run: Run, engine: Engine) -> Parties:
        return self._parties.get((run.pins, engine.on), lambda: Parties.of(engine))

    def _write_when_done(self, session: Session, run: Run) -> None:
        """Have the report written once all is read and every chunk is screened: whoever ends last sees both."""
        now = live(session, run.id, run.attempt)
        if now is not None and now.state == RUNNING and _count(session, run.id) == now.chunks:
            self.place.queue.add(session, [("report", run.id, run.attempt, 0)])

    def _report(self, run: Run, _number: int) -> None:
        order = Order.from_json(run.choices)
        engine = self._engine(run, order)
        if engine is None:
            return
        with uncollected(), Counter(self.place.database, run, "rows_written", self.place.now) as count:
            try:
                listed = gather(self.place.database, run, count)
            except PortionsTorn:
                self._anew(run, engine, why="portions-torn")  # changes nothing where the run has ended
                return
            self._write(run, order, engine, listed, count)

    def _bring(self, run: Run, cases: Sequence[Counted], tick: Tick = untold, *, whole: bool = False) -> None:
        """Bring cases, some at a time; the transaction that finishes the run takes them in."""
        for first in range(0, len(cases), AT_ONCE):
            portion = cases[first : first + AT_ONCE]
            with self.place.database.write() as session:
                if live(session, run.id, run.attempt) is None:
                    raise RunEnded
                bring(session, run.id, portion, whole=whole)
            tick(len(portion))

    def _write(self, run: Run, order: Order, engine: Engine, listed: Listed, count: Counter) -> None:
        cases = listed.cases
        titles = self._parties_of(run, engine).titles
        with self.place.database.read() as session:
            now = self.place.now().isoformat()
            standings = in_force_at_end(session, run.team, cases, titles, now)
        self._bring(run, [each for each in cases if each.spread], count, whole=True)
        with TemporaryDirectory(prefix="screening-", dir=self.place.scratch()) as folder:
            out = Path(folder) / "report"
            moment = datetime.fromisoformat(run.screened_at)
            intake = listed.intake
            said = facts(engine, moment, intake, order.parameters())
            with named(self.place.files, run.upload_sha256, f".{intake.format}") as original:
                report.write_told(original, intake, listed.told, said, out, order.format, count, standings)
            sha256, size = self.place.files.put(out, by_share(count, run.rows, out.stat().st_size))
        self._finish(run, sha256, size, Ended(cases, titles, tally_of(intake, listed.told), standings))

    def _finish(self, run: Run, sha256: str, size: int, found: Ended | None = None) -> None:
        found = found or Ended()
        seen = Seen(run.team, run.id, run.screened_at, self.worker, found.titles)
        sealed = {"upload": run.upload_sha256, "report": sha256, "size": size, "rows": run.rows}
        if found.standings.number:
            sealed["decisions"] = hashlib.sha256(found.standings.pack()).hexdigest()
        with self.place.decide() as decision:
            lock_files(decision.session)
            if not self.place.files.has(sha256):
                raise StorageFailed("The report was taken away while it was being kept; it is made again.")
            ended = decision.at.isoformat()
            counted, told = (
                json.dumps(dict(found.tally), sort_keys=True),
                {**sealed, "tally": dict(found.tally)},
            )
            values = {"report_sha256": sha256, "ended_at": ended, "tally": counted}
            if not move(decision, run, FINISHED, actor=self.worker, values=values, facts=told):
                return
            head = decision.head
            pin(decision.session, run.id, found.standings)
            take_in(decision, seen, run.id, len(found.cases))  # for review, with the run or not at all
            receipt = {
                **sealed,
                "run": run.id,
                "pins": json.loads(run.pins),
                "notice": Order.from_json(run.choices).notice,
                "screened_at": run.screened_at,
                "ended_at": ended,
                "log": {"sequence": head.sequence, "hash": head.hash} if head else {},
            }
            kept = decision.session.get_one(Run, run.id)
            kept.receipt = make_receipt(receipt, self.place.key)

    def _engine(self, run: Run, order: Order) -> Engine | None:
        """The engine a run is bound to; where lists have moved on since, the run begins anew under new pins."""
        engine = self.engines.get(order, datetime.fromisoformat(run.screened_at))
        pins = Pins.from_json(run.pins)
        if pins_of(engine) == pins:
            return as_pinned(engine, pins)
        self._anew(run, engine, why="lists-moved-on")
        return None

    def _anew(self, run: Run, engine: Engine, *, why: str) -> None:
        if run.attempt >= MOST_ATTEMPTS:
            self.fail(run, "pins-unavailable", "Workers of different versions run; use one, then retry.")
            return
        with self.place.decide() as decision:
            begin_anew(self.place, decision, run, actor=self.worker, pins=pins_of(engine), why=why)


def _begin(session: Session, run_id: str, step: str, *, again: bool) -> int:
    effort = session.get(Effort, step) or Effort(step=step, run_id=run_id, begun=0)
    effort.begun += not again
    session.add(effort)
    return effort.begun


def _count(session: Session, run_id: str) -> int:
    return session.exec(select(func.count()).select_from(Chunk).where(col(Chunk.run_id) == run_id)).one()
