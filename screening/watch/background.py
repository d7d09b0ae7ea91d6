"""What a worker does for watches beside its steps: has them screened when they are due, and tells what came of it.

All of it may be begun by several workers at once, or again after a kill: a screening has an id that is made from its
watch, the number of its file and the screening before, and what is told of it is kept in the transaction that says that it was told. A claim only keeps two
workers from doing the same work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlmodel import col, select

from screening.caches import LruCache
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
from screening.storage.watch_tables import Watch
from screening.watch.due import LastScreening, why_due
from screening.watch.folder import take_newest_file
from screening.watch.tell import put_state_mail, tell_screening, tell_weekly
from screening.watch.watches import (
    WatchClosed,
    WatchFault,
    WatchState,
    locked_watch,
    screen_again,
    stop_watch,
)
from watchlists.errors import WatchlistError

_LIST_GONE = "The newest file of this watch was erased; give it a file again, or remove the watch."
_NOT_LOADED = "This watch could not be looked at: {said}"
# A worker that hangs over a watch is followed by another after so long; one that died, at once.
CLAIM_MINUTES = 15

# Whether the lists of one generation say otherwise on a day than on an earlier one: the same for all watches.
_by_day: LruCache[bool] = LruCache(64)

log = structlog.get_logger()

_LOOKED_AT = (WatchState.WATCHING.value, WatchState.STOPPED.value, WatchState.PAUSED.value)


@dataclass(frozen=True, slots=True)
class WatchWork:
    """What came of looking at one watch."""

    screened: str = ""  # id of the run that was begun
    told: str = ""  # id of the run that was told
    stopped: str = ""  # the code of what keeps it from going on


def work_on_watches(context: AppContext, engines: Engines, worker: str) -> list[WatchWork]:
    """Look at every watch, one after the other; a fault in one is no reason to leave the others.

    Raises:
        StorageFailed: the database would not; the next look goes on.
    """
    done = []
    with context.database.read() as session:
        wanted = select(Watch.id).where(col(Watch.state).in_(_LOOKED_AT)).order_by(col(Watch.made_at))
        ids = list(session.exec(wanted))
    for watch_id in ids:
        try:
            with _claimed(context, watch_id, worker) as is_ours:
                if is_ours:
                    done.append(work_on_watch(context, engines, watch_id, worker))
        except StorageFailed:
            raise
        except Exception as error:  # never its message, which may quote a name
            log.error("watch not looked at", watch=watch_id, error=type(error).__name__)
            said = _NOT_LOADED.format(said="something went wrong on our side; the log says where.")
            _stop_for(context, watch_id, "watch-failed", said, worker)
    return done


def work_on_watch(context: AppContext, engines: Engines, watch_id: str, worker: str) -> WatchWork:
    """Look at one watch: tell its newest screening, end it, take a newer file, or have it screened.

    What keeps it from going on stops it, once, and is looked at again with every look; when it is gone the watch goes
    on by itself.

    Raises:
        StorageFailed: the database would not; nothing was half done.
    """
    try:
        done = _work(context, engines, watch_id, worker)
    except StorageFailed:
        raise
    except WatchFault as fault:
        return WatchWork(stopped=_stop_for(context, watch_id, fault.code, fault.sentence, worker))
    except (ScreeningError, WatchlistError) as error:
        said = _NOT_LOADED.format(said=error.sentence)
        return WatchWork(stopped=_stop_for(context, watch_id, error.code, said, worker))
    return done


def _work(context: AppContext, engines: Engines, watch_id: str, worker: str) -> WatchWork:
    watch, run = _read(context, watch_id)
    if watch is None or watch.state not in _LOOKED_AT:
        return WatchWork()
    told = ""
    is_paused = watch.state == WatchState.PAUSED
    if run is not None and run.state == FINISHED and watch.told_run_id != run.id and not is_paused:
        tell_screening(context, watch.id, run.id, worker)
        told = run.id
    if _end(context, watch) or is_paused:
        return WatchWork(told=told)
    if run is not None and run.state in OPEN:
        _go_on(context, watch)
        return WatchWork(told=told)
    if take_newest_file(context, watch.id, worker):
        return WatchWork(told=told)
    if run is not None and run.state in (NEEDS_MAPPING, FAILED, CANCELLED):
        raise _fault_of(run)
    screened = _screen(context, engines, watch, run, worker)
    _go_on(context, watch)
    if not screened:
        tell_weekly(context, watch.id)
    return WatchWork(screened=screened, told=told)


def _screen(context: AppContext, engines: Engines, watch: Watch, run: Run | None, worker: str) -> str:
    if run is None:
        return ""
    if run.state == ERASED:
        raise WatchFault(_LIST_GONE, code="list-gone")
    order = ScreeningRequest.from_json(watch.choices)
    engine = engines.get(order, context.now(), watch.team)
    pins = pins_of(engine)
    day = date.fromisoformat(run.screened_at[:10])
    why = why_due(LastScreening(Pins.from_json(run.pins), day), pins, engine, _by_day)
    if why is None:
        return ""
    log.info("watch screened", watch=watch.id, why=why.value)
    try:
        return screen_again(context, watch, pins, actor=worker)
    except WatchClosed:  # somebody was quicker: with the next look there is something else to do
        return ""
    except RunNotReady as error:
        raise WatchFault(_LIST_GONE, code="list-gone") from error


def _end(context: AppContext, watch: Watch) -> bool:
    """End a watch whose last day has passed; what was found on that day was told before."""
    if date.fromisoformat(watch.ends_on) >= context.now().date():
        return False
    with context.decide() as decision:
        now = locked_watch(decision.session, watch.id)
        if now is not None and now.state in _LOOKED_AT:
            now.state, now.code, now.sentence = WatchState.ENDED.value, "", ""
            decision.session.add(now)
            decision.record("watch.ended", actor="retention", team=now.team, facts={"watch": now.id})
            put_state_mail(context, decision.session, now)
    return True


def _go_on(context: AppContext, watch: Watch) -> None:
    """A watch that stopped is watched again once what stopped it is gone."""
    if watch.state != WatchState.STOPPED:
        return
    with context.decide() as decision:
        now = locked_watch(decision.session, watch.id)
        if now is not None and now.state == WatchState.STOPPED:
            now.state, now.code, now.sentence = WatchState.WATCHING.value, "", ""
            decision.session.add(now)
            decision.record("watch.resumed", actor="worker", team=now.team, facts={"watch": now.id})


def _fault_of(run: Run) -> WatchFault:
    if run.state == NEEDS_MAPPING:
        said = "The newest file can be read in more than one way; open its run and say how it is to be read."
        return WatchFault(said, code=run.code or "needs-mapping")
    if run.state == CANCELLED:
        said = "Somebody stopped the newest screening; resume the watch to have it screened again."
        return WatchFault(said, code="screening-cancelled")
    return WatchFault(run.sentence, code=run.code or "screening-failed")


def _stop_for(context: AppContext, watch_id: str, code: str, sentence: str, worker: str) -> str:
    """Stop a watch, once: one that has stopped stays as it is, whatever keeps it now."""
    with context.decide() as decision:
        now = locked_watch(decision.session, watch_id)
        if now is not None and now.state == WatchState.WATCHING:
            stop_watch(decision, now, code, sentence, actor=worker)
            put_state_mail(context, decision.session, now)
    return code


def _read(context: AppContext, watch_id: str) -> tuple[Watch | None, Run | None]:
    with context.database.read() as session:
        watch = session.get(Watch, watch_id)
        run = session.get(Run, watch.run_id) if watch is not None else None
        session.expunge_all()
    return watch, run


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
