"""A worker: one process that takes up steps until it is told to stop.

It beats while it works, gives on what workers that are gone still held, erases what is due, and once an hour archives
the log's head and clears up. Told to stop, it takes up nothing more, ends the steps in hand if they end soon, and gives
the rest back: within 30 seconds.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

import structlog

from screening import queue
from screening.context import AppContext
from screening.mail import delivery as mail_delivery
from screening.outbox import DELIVER, MAIL
from screening.pipeline import ScreeningRequest
from screening.runs import worker_lease
from screening.runs.engines import Engines
from screening.runs.erasures import carry_out_due
from screening.runs.execute import StepRunner
from screening.runs.head_archive import archive_newest
from screening.runs.overwriting import is_owed, scrub
from screening.runs.retention import clear_up
from screening.storage import StorageBusy, StorageFailed, StorageFull, check_before_use, disk_refusal
from screening.storage.tables import Run
from screening.webhooks.delivery import carry

BEATS = 5  # a lease: a beat may come late four times
STOP_SECONDS = 20  # of the 30 a service manager gives; the rest is for giving back
CLEAR_UP_SECONDS = 3_600
ERASE_SECONDS = 50  # between looks for erasures that are due
SCRUB_SECONDS = 50  # between tries to overwrite what was deleted: it goes through the whole database
_PAUSES = (0.5, 1, 2, 4, 8)  # seconds between tries while the database will not; the last repeats

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """What a worker does again and again beside its steps, in a thread of its own; what it raises is tried again."""

    name: str
    seconds: float  # between two times
    do: Callable[[AppContext, Engines, str], object]  # the last is the worker's name


@dataclass
class Worker:
    """One worker process; `run` returns once `stopping` is set."""

    context: AppContext
    engines: Engines
    stopping: Event = field(default_factory=Event)
    executor: str = field(default_factory=worker_lease.new_executor)
    beaten: int = 0  # times that the database took a beat of ours
    chores: Sequence[Chore] = ()

    def run(self) -> None:
        """Work until told to stop."""
        if away := check_before_use(self.context.files):
            log.warning("storage would not", code=away.code)
            _print_error(f"{away.sentence} Steps wait until then.")
        steps = StepRunner(self.context, self.engines, self.executor)
        if not self._begin(steps):
            return
        beating = Thread(target=self._beat, daemon=True)
        beating.start()
        try:
            Thread(target=self._warm, daemon=True).start()
            Thread(target=self._do_chores, daemon=True).start()
            log.info("worker started", executor=self.executor)
            self._watch()
        finally:
            self.stopping.set()
            queue.stop(STOP_SECONDS)
            beating.join(5)
            with contextlib.suppress(StorageFailed), self.context.database.write() as session:
                worker_lease.end(session, self.executor)
            log.info("worker stopped", executor=self.executor)

    def run_and_exit(self) -> None:
        """Work until told to stop, then end the process, whatever a step in hand still does.

        A report of a large list can take longer than we may wait; it is made again by another worker.
        """
        status = 1
        try:
            self.run()
            self.context.close()
            status = 0
        except StorageFailed as error:  # whoever looks after workers starts another
            log.error("worker ended", code=error.code)
            _print_error(error.sentence)
        except BaseException as error:  # no trace of it would be printed: the process ends here
            log.error("worker ended", error=type(error).__name__, at=_places(error))
        finally:
            os._exit(status)

    def _begin(self, steps: StepRunner) -> bool:
        """Say that we live and begin to take up steps, as soon as the database takes that; say whether it came to it."""
        tried = 0
        while not self.stopping.is_set():
            try:
                with self.context.database.write() as session:
                    worker_lease.beat(session, self.executor, self.context.now())
                queue.start(self.context.settings, self.executor, self._persistent(steps))
            except (StorageFull, StorageBusy) as error:
                log.warning("storage would not", code=error.code, tried=tried)
                if not tried:
                    _print_error(f"{error.sentence} The worker waits until then.")
                self.stopping.wait(_pause(tried))
                tried += 1
            else:
                return True
        return False

    def _persistent(self, steps: StepRunner) -> Callable[[str, str, int, int], None]:
        """Do a step until the database takes it; anything unforeseen ends its run with a code."""

        def do(kind: str, run_id: str, attempt: int, number: int) -> None:
            for tried in range(1_000_000):
                try:
                    if kind == DELIVER:
                        return carry(self.context, run_id, attempt, number)
                    if kind == MAIL:
                        mail_delivery.carry(self.context, run_id, attempt, number)
                        return None
                    return _or_fail(steps, kind, run_id, attempt, number)
                except StorageFailed as error:
                    log.warning("storage would not", code=error.code, run=run_id, step=kind, tried=tried)
                    # not a wait for `stopping`: told to stop, the step stays pending here and is given back
                    time.sleep(_pause(tried))

        return do

    def _warm(self) -> None:
        """Load today's lists before the first list comes; a fault shows again, in words, with the first run."""
        with contextlib.suppress(Exception):
            self.engines.get(ScreeningRequest(), self.context.now())

    def _beat(self) -> None:
        while not self.stopping.wait(self.context.settings.lease_seconds / BEATS):
            self._beat_once()
        # steps in hand may still end: the lease is kept up until `run` takes it away

    def _beat_once(self) -> None:
        with contextlib.suppress(StorageFailed):
            with self.context.database.write() as session:
                worker_lease.beat(session, self.executor, self.context.now())
            self.beaten += 1

    def _do_chores(self) -> None:
        due = dict.fromkeys(self.chores, float("-inf"))
        while self.chores and not self.stopping.is_set():
            for chore in self.chores:
                if time.monotonic() < due[chore]:
                    continue
                try:
                    chore.do(self.context, self.engines, self.executor)
                except Exception as error:  # never its message, which may quote a name
                    where = _places(error)
                    log.warning("chore not done", chore=chore.name, error=type(error).__name__, at=where)
                due[chore] = time.monotonic() + chore.seconds
            self.stopping.wait(self.context.settings.lease_seconds / BEATS)

    def _watch(self) -> None:
        watch = worker_lease.LeaseClock(self.context.settings.lease_seconds)
        cleared = erased = scrubbed = float("-inf")
        while not self.stopping.is_set():
            with contextlib.suppress(StorageFailed, OSError):
                self._give_on(watch)
                if time.monotonic() - cleared > CLEAR_UP_SECONDS:
                    archive_newest(self.context)
                    # Before: an object store that is away takes half a minute to find out, and would at every beat.
                    cleared = time.monotonic()
                    clear_up(self.context)
            with contextlib.suppress(StorageFailed, OSError):
                if time.monotonic() - erased > ERASE_SECONDS:
                    erased = time.monotonic()  # before, for the same reason
                    carry_out_due(self.context)
            with contextlib.suppress(StorageFailed):  # apart: what fails above is no reason to owe for longer
                if time.monotonic() - scrubbed > SCRUB_SECONDS and is_owed(self.context):
                    scrub(self.context)
                    scrubbed = time.monotonic()
            self.stopping.wait(self.context.settings.lease_seconds / BEATS)

    def _give_on(self, watch: worker_lease.LeaseClock) -> None:
        with self.context.database.read() as session:
            beats = worker_lease.beats_of(session)
        # While the database takes no beat of ours it takes nobody's: then no time passes.
        gone = watch.gone(beats, self.beaten * self.context.settings.lease_seconds / BEATS)
        given = self.context.queue.resume(lambda executor: executor not in beats or executor in gone)
        if given:
            log.warning("gave on the steps of workers that are gone", steps=given, workers=sorted(gone))
        with self.context.database.write() as session:
            for executor in gone:
                worker_lease.end(session, executor)


def _pause(tried: int) -> float:
    """Seconds to wait after a try that the database would not take; the first is 0."""
    return _PAUSES[min(tried, len(_PAUSES) - 1)]


def _print_error(sentence: str) -> None:
    """Tell whoever started the worker; a standard error that cannot be written is no reason to end."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{sentence}\n")
        sys.stderr.flush()


def _places(error: BaseException) -> list[str]:
    """Where in the code an error came from; never its message, which may quote a name."""
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]


def _or_fail(steps: StepRunner, kind: str, run_id: str, attempt: int, number: int) -> None:
    try:
        steps.do(kind, run_id, attempt, number)
    except StorageFailed:
        raise
    except Exception as error:
        # The step is done again, like one that the database would not take.
        if refusal := disk_refusal(error):
            raise refusal from error
        # a fault of ours must end the run, not the worker, and never quote a name
        where = _places(error)
        log.error("step failed", kind=kind, run=run_id, number=number, error=type(error).__name__, at=where)
        with steps.context.database.read() as session:
            run = session.get(Run, run_id)
            session.expunge_all()
        if run is not None and run.attempt == attempt:
            steps.fail(run, "step-failed", "Something went wrong on our side; the log says where. Retry it.")
