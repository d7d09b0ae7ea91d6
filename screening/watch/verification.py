"""Every night, whether results that rest on readings of an earlier screening are those of a full one.

A sample is screened in full and compared byte by byte; another one each night. What came of it stands in the log. Where
a result differs the list is screened in full, and its readings are reused no more until then.
"""

from __future__ import annotations

from datetime import date

import structlog
from sqlmodel import col, select

from screening.context import AppContext
from screening.errors import ScreeningError
from screening.runs.engines import Engines
from screening.runs.pins import Pins
from screening.runs.reuse import ReuseCheck, verify_reuse
from screening.runs.states import FINISHED
from screening.storage import StorageFailed
from screening.storage.tables import AuditEntry, Run
from screening.storage.watch_tables import Watch
from screening.watch.watches import WatchState, screen_again
from watchlists.errors import WatchlistError

SAMPLE = 200  # subjects of a list that are screened in full each night; some seconds of a processor
ACTION = "watch.compared_in_full"

log = structlog.get_logger()


def verify_watches(context: AppContext, engines: Engines, worker: str, sample: int = SAMPLE) -> int:
    """Compare the newest screening of every watch that reused readings, unless that was done today; how many were.

    Raises:
        StorageFailed: what came of it could not be recorded; the next look compares again.
    """
    with context.database.read() as session:
        wanted = select(Watch, Run).join(Run, col(Run.id) == col(Watch.told_run_id))
        wanted = wanted.where(
            Watch.state == WatchState.WATCHING.value, Run.state == FINISHED, col(Run.reuses) != ""
        )
        pairs = list(session.exec(wanted))
        session.expunge_all()
    return sum(_verify(context, engines, watch, run, worker, sample) for watch, run in pairs)


def _verify(context: AppContext, engines: Engines, watch: Watch, run: Run, worker: str, sample: int) -> bool:
    today = context.now().date()
    if _was_compared(context, run.id, today):
        return False
    try:
        found = verify_reuse(context, engines, run, sample, today.isoformat())
    except StorageFailed:
        raise
    except (ScreeningError, WatchlistError) as error:
        log.warning("watch not compared", watch=watch.id, code=error.code)
        return False
    if _was_compared(context, run.id, today):  # another worker was quicker
        return False
    _record(context, watch, run, found, worker)
    if found.differing and watch.run_id == run.id:
        log.error("watch differs from a full screening", watch=watch.id, differing=len(found.differing))
        screen_again(context, watch, Pins.from_json(run.pins), actor=worker, in_full=True)
    return True


def _record(context: AppContext, watch: Watch, run: Run, found: ReuseCheck, worker: str) -> None:
    facts = {
        "watch": watch.id,
        "reused": found.reused,
        "compared": found.checked,
        "differing": len(found.differing),
    }
    with context.decide() as decision:
        decision.record(ACTION, actor=worker, team=watch.team, run_id=run.id, facts=facts)


def _was_compared(context: AppContext, run_id: str, day: date) -> bool:
    with context.database.read() as session:
        newest = (
            select(AuditEntry.at)
            .where(AuditEntry.run_id == run_id, AuditEntry.action == ACTION)
            .order_by(col(AuditEntry.sequence).desc())
            .limit(1)
        )
        at = session.exec(newest).first()
    return at is not None and at[:10] == day.isoformat()
