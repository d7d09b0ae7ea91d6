"""What is kept of watches, and for how long: who left, what a newer screening replaced, and what has ended is erased."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlmodel import Session, col, delete, select, update

from screening.context import AppContext, AuditedTransaction
from screening.runs.deletion import ASKED, EXPIRED, delete_files, delete_run
from screening.runs.states import ENDED, FINISHED
from screening.storage.tables import Run, ScreenedSubject
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion
from screening.watch.watches import WatchState, WatchUnknown, locked_watch

REPLACED = "replaced"  # why a run was emptied: a newer screening of the watch stands for it


def clean_watches(context: AppContext) -> int:
    """Erase what watches no longer need; gives how many runs were emptied.

    Of a watch that goes on, the newest screening and the one that was told last stay. What was told of people who are
    no longer on the list goes, and so do the files before. Of one that has ended all goes after the days of grace.

    Raises:
        StorageFailed: the next cleaning goes on.
    """
    with context.database.read() as session:
        watches = list(session.exec(select(Watch).where(Watch.state != WatchState.REMOVED.value)))
        session.expunge_all()
    return sum(_clean(context, watch) for watch in watches)


def remove_watch(context: AppContext, watch_id: str, team: str, *, actor: str) -> int:
    """Watch a list no more and erase what it found; gives how many runs are kept because somebody holds them.

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
    _empty(context, _ended_runs(context, watch_id, keep=(), states=None), actor=actor, why=ASKED)
    with context.database.read() as session:
        held = select(Run.id).where(Run.watch_id == watch_id, Run.held != "")
        return len(list(session.exec(held)))


def _clean(context: AppContext, watch: Watch) -> int:
    if watch.state == WatchState.ENDED:
        grace = timedelta(days=context.settings.erase_grace_days)
        if context.now().date() <= date.fromisoformat(watch.ends_on) + grace:
            return 0
        emptied = _empty(context, _ended_runs(context, watch.id, keep=(), states=None), why=EXPIRED)
        with context.decide() as decision:
            now = locked_watch(decision.session, watch.id)
            if now is not None and now.state == WatchState.ENDED and _forget(decision.session, now):
                decision.record("watch.emptied", actor="retention", team=now.team, facts={"watch": now.id})
        return emptied
    keep = {watch.run_id, watch.told_run_id}
    emptied = _empty(context, _ended_runs(context, watch.id, keep=keep, states=ENDED), why=REPLACED)
    with context.decide() as decision:
        _forget_who_left(decision, watch)
    return emptied


def _ended_runs(
    context: AppContext, watch_id: str, *, keep: Collection[str], states: Collection[str] | None
) -> list[str]:
    with context.database.read() as session:
        wanted = select(Run.id).where(Run.watch_id == watch_id, Run.held == "")
        if states is not None:
            wanted = wanted.where(col(Run.state).in_(states))
        return [run_id for run_id in session.exec(wanted) if run_id not in keep]


def _empty(context: AppContext, run_ids: Collection[str], *, actor: str = "retention", why: str) -> int:
    emptied = 0
    for run_id in run_ids:
        with context.decide() as decision:
            done = delete_run(decision, run_id, actor=actor, why=why)
        delete_files(context, done)
        emptied += len(done.runs)
    return emptied


def _forget(session: Session, watch: Watch) -> bool:
    """Delete what is kept of a watch beside its runs; say whether there was anything."""
    connection = session.connection()
    changes = connection.execute(delete(WatchChange).where(col(WatchChange.watch_id) == watch.id)).rowcount
    files = (
        update(WatchVersion)
        .where(col(WatchVersion.watch_id) == watch.id, col(WatchVersion.file_name) != "")
        .values(file_name="")
    )
    return bool(changes + connection.execute(files).rowcount)


def _forget_who_left(decision: AuditedTransaction, watch: Watch) -> None:
    """Delete what was told of people who are not on the newest list, and the names of files before it."""
    session = decision.session
    told = session.get(Run, watch.told_run_id)
    if told is None or told.state != FINISHED or watch.told_run_id != watch.run_id:
        return
    here = select(ScreenedSubject.subject_digest).where(ScreenedSubject.run_id == told.id)
    gone = delete(WatchChange).where(
        col(WatchChange.watch_id) == watch.id, col(WatchChange.subject_digest).not_in(here)
    )
    older = (
        update(WatchVersion)
        .where(
            col(WatchVersion.watch_id) == watch.id,
            col(WatchVersion.number) < watch.version,
            col(WatchVersion.file_name) != "",
        )
        .values(file_name="")
    )
    count = session.connection().execute(gone).rowcount
    files = session.connection().execute(older).rowcount
    if count or files:
        facts = {"watch": watch.id, "changes": count, "files": files}
        decision.record("watch.emptied", actor="retention", team=watch.team, facts=facts)
