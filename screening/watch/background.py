"""What a worker does for watches beside its steps: has them screened when they are due, and tells what came of it.

All of it may be begun by several workers at once, or again after a kill: a screening has an id that is made from what
is screened, and what is told of it is kept in the transaction that says that it was told. A claim only keeps two
workers from doing the same work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlmodel import col, select

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.pipeline import ScreeningRequest
from screening.runs import worker_lease
from screening.runs.control import RunNotReady
from screening.runs.engines import Engines
from screening.runs.pins import Pins, pins_of
from screening.runs.states import CANCELLED, ERASED, FAILED, FINISHED, NEEDS_MAPPING, OPEN
from screening.storage import StorageFailed
from screening.storage.tables import Run
from screening.storage.watch_tables import Watch, WatchVersion
from screening.watch.due import LastScreening, WhyDue, why_due
from screening.watch.folder import take_newest_file
from screening.watch.tell import tell_screening, tell_weekly
from screening.watch.watches import (
    WatchState,
    locked_watch,
    screen_again,
    stop_watch,
)
from watchlists.errors import WatchlistError

_LIST_GONE = "The newest file of this watch was erased; give it a file again, or remove the watch."
CLAIM_MINUTES = (
    15  # a worker that hangs over a watch is followed by another after so long; one that died, at once
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WatchWork:
    """What came of looking at one watch."""

    screened: str = ""  # id of the run that was begun
    told: str = ""  # id of the run that was told
    stopped: str = ""  # the code, where it stopped


def work_on_watches(context: AppContext, engines: Engines, worker: str) -> list[WatchWork]:
    """Look at every watch that is not paused, one after the other; a fault in one is no reason to leave the others.

    Raises:
        StorageFailed: the database would not; the next look goes on.
    """
    done = []
    with context.database.read() as session:
        states = (WatchState.WATCHING.value, WatchState.STOPPED.value)
        wanted = select(Watch.id).where(col(Watch.state).in_(states)).order_by(col(Watch.made_at))
        ids = list(session.exec(wanted))
    for watch_id in ids:
        try:
            with _claimed(context, watch_id, worker) as is_ours:
                if is_ours:
                    done.append(work_on_watch(context, engines, watch_id, worker))
        except StorageFailed:
            raise
        except (ScreeningError, WatchlistError) as error:
            log.warning("watch not looked at", watch=watch_id, code=error.code)
        except Exception as error:  # never its message, which may quote a name
            log.error("watch not looked at", watch=watch_id, error=type(error).__name__)
    return done


def work_on_watch(context: AppContext, engines: Engines, watch_id: str, worker: str) -> WatchWork:
    """Look at one watch: end it, stop it, tell its newest screening, or have it screened.

    Raises:
        StorageFailed: the database would not; nothing was half done.
        PolicyError, WatchlistError: what it is to be screened against cannot be loaded.
    """
    watch, run = _read(context, watch_id)
    if watch is None:
        return WatchWork()
    if _end(context, watch):
        return WatchWork()
    if run is not None and run.state in OPEN:
        _go_on(context, watch)
        return WatchWork()
    if run is not None and run.state in (NEEDS_MAPPING, FAILED, CANCELLED):
        return WatchWork(stopped=_stop(context, watch, run, worker))
    told = ""
    if run is not None and run.state == FINISHED:
        _go_on(context, watch)
        if watch.told_run_id != run.id:
            tell_screening(context, engines, watch.id, run.id, worker)
            told = run.id
    if take_newest_file(context, watch.id, worker):
        return WatchWork(told=told)
    tell_weekly(context, watch.id)
    return WatchWork(screened=_screen(context, engines, watch_id, worker), told=told)


def _screen(context: AppContext, engines: Engines, watch_id: str, worker: str) -> str:
    watch, run = _read(context, watch_id)
    if watch is None or watch.state != WatchState.WATCHING or run is None:
        return ""
    order = ScreeningRequest.from_json(watch.choices)
    engine = engines.get(order, context.now(), watch.team)
    pins = pins_of(engine)
    last = LastScreening(_version(context, watch), Pins.from_json(run.pins), _day(run))
    why = WhyDue.FIRST if run.state == ERASED else why_due(last, watch.version, pins, engine)
    if why is None:
        return ""
    log.info("watch screened", watch=watch.id, why=why.value)
    try:
        return screen_again(context, watch, pins, actor=worker)
    except RunNotReady as error:
        _stop_for(context, watch.id, error.code, _LIST_GONE, worker)
        return ""


def _end(context: AppContext, watch: Watch) -> bool:
    """End a watch whose last day has passed."""
    today = context.now().date()
    if date.fromisoformat(watch.ends_on) >= today:
        return False
    with context.decide() as decision:
        now = locked_watch(decision.session, watch.id)
        if now is not None and now.state in (WatchState.WATCHING, WatchState.STOPPED):
            now.state = WatchState.ENDED.value
            decision.session.add(now)
            decision.record("watch.ended", actor="retention", team=now.team, facts={"watch": now.id})
    return True


def _go_on(context: AppContext, watch: Watch) -> None:
    """A watch that stopped over a question is watched again once that was answered."""
    if watch.state != WatchState.STOPPED:
        return
    with context.decide() as decision:
        now = locked_watch(decision.session, watch.id)
        if now is not None and now.state == WatchState.STOPPED:
            now.state, now.code, now.sentence = WatchState.WATCHING.value, "", ""
            decision.session.add(now)
            decision.record("watch.resumed", actor="worker", team=now.team, facts={"watch": now.id})


def _stop(context: AppContext, watch: Watch, run: Run, worker: str) -> str:
    if run.state == NEEDS_MAPPING:
        said = "The newest file can be read in more than one way; open its run and say how it is to be read."
        return _stop_for(context, watch.id, run.code or "needs-mapping", said, worker)
    if run.state == CANCELLED:
        said = "Somebody stopped the newest screening; resume the watch to have it screened again."
        return _stop_for(context, watch.id, "screening-cancelled", said, worker)
    return _stop_for(context, watch.id, run.code or "screening-failed", run.sentence, worker)


def _stop_for(context: AppContext, watch_id: str, code: str, sentence: str, worker: str) -> str:
    with context.decide() as decision:
        now = locked_watch(decision.session, watch_id)
        if now is None or now.state != WatchState.WATCHING:
            return ""
        stop_watch(decision, now, code, sentence, actor=worker)
    return code


def _read(context: AppContext, watch_id: str) -> tuple[Watch | None, Run | None]:
    with context.database.read() as session:
        watch = session.get(Watch, watch_id)
        if watch is None or watch.state not in (WatchState.WATCHING, WatchState.STOPPED):
            return None, None
        run = session.get(Run, watch.run_id)
        session.expunge_all()
    return watch, run


def _version(context: AppContext, watch: Watch) -> int:
    """The number of the file that the newest run screened."""
    with context.database.read() as session:
        run = session.get(Run, watch.run_id)
        newest = session.get(WatchVersion, (watch.id, watch.version))
        is_newest = run is not None and newest is not None and run.upload_sha256 == newest.upload_sha256
    return watch.version if is_newest else watch.version - 1


def _day(run: Run) -> date:
    return date.fromisoformat(run.screened_at[:10])


@contextmanager
def _claimed(context: AppContext, watch_id: str, worker: str) -> Iterator[bool]:
    """Keep other workers from a watch for a while; says whether it is ours, and gives it back at the end."""
    now = context.now()
    with context.database.write() as session:
        watch = locked_watch(session, watch_id)
        alive = {worker, *worker_lease.beats_of(session)}
        is_ours = watch is not None and (
            watch.claimed_by in {"", worker}
            or watch.claimed_by not in alive
            or watch.claimed_until <= now.isoformat()
        )
        if watch is not None and is_ours:
            watch.claimed_by = worker
            watch.claimed_until = (now + timedelta(minutes=CLAIM_MINUTES)).isoformat()
            session.add(watch)
    try:
        yield is_ours
    finally:
        if is_ours:
            with suppress(StorageFailed), context.database.write() as session:
                watch = locked_watch(session, watch_id)
                if watch is not None and watch.claimed_by == worker:
                    watch.claimed_by = watch.claimed_until = ""
                    session.add(watch)
