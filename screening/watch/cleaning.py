"""What is kept of watches, and for how long: who left, what a newer screening replaced, and what has ended is erased."""

from __future__ import annotations

from datetime import date, timedelta

import structlog
from sqlalchemy import Update
from sqlmodel import Session, col, delete, select, update

from screening.context import AppContext
from screening.mail.outbox import drop_mail_about
from screening.runs.deletion import REPLACED, delete_files, delete_run
from screening.runs.states import ENDED, FINISHED
from screening.storage import StorageFailed, lock_files
from screening.storage.tables import Run, ScreenedSubject
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion
from screening.watch.watches import WatchState, WatchUnknown, locked_watch

log = structlog.get_logger()


def clean_watches(context: AppContext) -> int:
    """Erase what watches no longer need; gives how many runs were emptied.

    Of a watch that goes on, the newest screening and the one that was told last stay. What was told of people who are
    no longer on the list goes, and so do the files before. Of one that has ended all goes after the days of grace. A
    fault in one watch is no reason to leave the others.

    Raises:
        StorageFailed: the next cleaning goes on.
    """
    with context.database.read() as session:
        watches = list(session.exec(select(Watch)))
        session.expunge_all()
    emptied = 0
    for watch in watches:
        try:
            emptied += _clean(context, watch)
        except StorageFailed:
            raise
        except Exception as error:  # never its message, which may quote a name
            log.error("watch not cleaned", watch=watch.id, error=type(error).__name__)
    return emptied


def remove_watch(context: AppContext, watch_id: str, team: str, *, actor: str) -> int:
    """Watch a list no more and erase what it found; gives how many runs are kept because somebody holds them.

    What was decided about people stays as long as decisions are kept. What a kill leaves is erased by the next cleaning.

    Raises:
        WatchUnknown: the team has no such watch.
    """
    with context.decide() as decision:
        watch = locked_watch(decision.session, watch_id)
        if watch is None or watch.team != team or watch.state == WatchState.REMOVED:
            raise WatchUnknown("There is no such watch in this team.")
        _forget(decision.session, watch)
        watch.state = WatchState.REMOVED.value
        watch.name = watch.purpose = watch.legal_basis = watch.reference = watch.metadata_json = ""
        watch.choices = watch.folder = watch.sentence = watch.tell = ""
        decision.session.add(watch)
        decision.record("watch.removed", actor=actor, team=team, facts={"watch": watch_id})
    _empty(context, watch, actor=actor)
    with context.database.read() as session:
        held = select(Run.id).where(Run.watch_id == watch_id, Run.held != "")
        return len(list(session.exec(held)))


def _clean(context: AppContext, watch: Watch) -> int:
    if watch.state == WatchState.ENDED:
        grace = timedelta(days=context.settings.erase_grace_days)
        if context.now().date() <= date.fromisoformat(watch.ends_on) + grace:
            return 0
        with context.decide() as decision:
            now = locked_watch(decision.session, watch.id)
            if now is not None and now.state == WatchState.ENDED and _forget(decision.session, now):
                decision.record("watch.emptied", actor="retention", team=now.team, facts={"watch": now.id})
    emptied = _empty(context, watch)
    if watch.state not in (WatchState.ENDED, WatchState.REMOVED):
        _forget_who_left(context, watch.id)
    return emptied


def _empty(context: AppContext, watch: Watch, *, actor: str = "retention") -> int:
    """Empty the runs of a watch that it no longer needs, each looked at again where nobody can change the watch."""
    with context.database.read() as session:
        ended = (Run.watch_id == watch.id, Run.held == "", col(Run.state).in_(ENDED))
        run_ids = list(session.exec(select(Run.id).where(*ended)))
    emptied = 0
    for run_id in run_ids:
        with context.decide() as decision:
            lock_files(decision.session)
            now = locked_watch(decision.session, watch.id)
            goes_on = now is not None and now.state not in (WatchState.ENDED, WatchState.REMOVED)
            if now is None or (goes_on and run_id in (now.run_id, now.told_run_id)):
                continue
            done = delete_run(decision, run_id, actor=actor, why=REPLACED)
        delete_files(context, done)
        emptied += len(done.runs)
    return emptied


def _forget(session: Session, watch: Watch) -> bool:
    """Delete what is kept of a watch beside its runs; say whether there was anything."""
    connection = session.connection()
    drop_mail_about(session, watch.id)
    changes = connection.execute(delete(WatchChange).where(col(WatchChange.watch_id) == watch.id)).rowcount
    return bool(changes + connection.execute(_unnamed(watch.id, watch.version)).rowcount)


def _forget_who_left(context: AppContext, watch_id: str) -> None:
    """Delete what was told of people who are not on the newest list, and the names of files before it.

    Where the screening that was told last is no longer kept nobody can say who is on it: what was told then goes with
    the term of runs.
    """
    before = (context.now() - timedelta(days=context.settings.retain_days)).isoformat()
    with context.decide() as decision:
        session = decision.session
        watch = locked_watch(session, watch_id)
        if watch is None or watch.state in (WatchState.ENDED, WatchState.REMOVED):
            return
        told = session.get(Run, watch.told_run_id)
        theirs = delete(WatchChange).where(col(WatchChange.watch_id) == watch.id)
        if told is None or told.state != FINISHED:
            gone = theirs.where(col(WatchChange.told_at) < before)
        elif watch.told_run_id == watch.run_id:
            here = select(ScreenedSubject.subject_digest).where(ScreenedSubject.run_id == told.id)
            gone = theirs.where(col(WatchChange.subject_digest).not_in(here))
        else:
            return
        changes = session.connection().execute(gone).rowcount
        files = session.connection().execute(_unnamed(watch.id, watch.version - 1)).rowcount
        if changes or files:
            facts = {"watch": watch.id, "changes": changes, "files": files}
            decision.record("watch.emptied", actor="retention", team=watch.team, facts=facts)


def _unnamed(watch_id: str, until: int) -> Update:
    """Empty the names of the files of a watch up to this version."""
    return (
        update(WatchVersion)
        .where(
            col(WatchVersion.watch_id) == watch_id,
            col(WatchVersion.number) <= until,
            col(WatchVersion.file_name) != "",
        )
        .values(file_name="")
    )
