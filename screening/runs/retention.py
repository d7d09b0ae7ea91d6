"""Retention: what is past its term goes from database, write-ahead log and files alike, and so does what a kill left.

What somebody asked to have erased is in `screening.runs.erasures`; what goes with a run is in `screening.runs.deletion`.
"""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, delete, select

from screening.audit import forget_old_subjects
from screening.audit.log import hold
from screening.confirmed_mappings import forget_old_mappings
from screening.context import AppContext
from screening.mail.mail_log import clear_mail
from screening.review import retention
from screening.review.case_orders import forget_orders
from screening.review.collaboration_retention import collaboration_tokens, forget_old_collaborations
from screening.runs.deletion import EXPIRED, delete_files, delete_run, needed_files
from screening.runs.drafts import sweep_drafts
from screening.runs.erasures import forget_old_erasures, waiting_tokens
from screening.runs.overwriting import is_owed, owe, scrub
from screening.runs.states import ENDED, NEEDS_MAPPING
from screening.saved_checks import forget_old_checks
from screening.storage import lock_files
from screening.storage.tables import Run, StepAttempt
from screening.storage.watch_tables import WATCHED, Watch
from screening.webhooks.delivery_log import clear_deliveries

SWEPT_AT_ONCE = 20  # files for which others wait: taking one from an object store is a request
_PART_SECONDS = 6 * 3_600  # no file takes that long to write


def clear_up(context: AppContext) -> int:
    """Take away what is past its term and what ended runs no longer need; return how many runs were emptied for it."""
    before = _days_ago(context, context.settings.retain_days)
    with context.database.read() as session:
        old = select(Run.id).where(col(Run.state).in_(ENDED), col(Run.ended_at) < before, Run.held == "")
        # Of a watch the newest screening stays, and the one that was told last, until its own last day.
        watched = col(Watch.state).in_(WATCHED)
        for needed in (select(Watch.run_id), select(Watch.told_run_id)):
            old = old.where(col(Run.id).not_in(needed.where(watched)))
        # a question that nobody answers must not keep a list for ever
        asked = select(Run.id).where(
            Run.state == NEEDS_MAPPING, col(Run.accepted_at) < before, Run.held == ""
        )
        ended = [*session.exec(old), *session.exec(asked)]
    emptied = _empty_all(context, ended)
    with context.decide() as decision:
        hold(decision.session)  # before cases and checks, as whoever decides about them does
        cases = retention.forget_old(decision.session, before)
        checks = forget_old_checks(decision.session, _days_ago(context, context.settings.retain_check_days))
        joint = forget_old_collaborations(decision.session, before)
        waiting = waiting_tokens(decision.session) | collaboration_tokens(decision.session)
        old_keys = _days_ago(context, context.settings.retain_pseudonym_key_days)
        keys = forget_old_subjects(decision.session, old_keys, waiting)
        mappings = forget_old_mappings(decision.session, before)
        erasures = forget_old_erasures(decision.session, before)
        if cases.members + len(checks) + len(joint) + keys + mappings + erasures:
            facts = {
                "cases": cases.cases,
                "members": cases.members,
                "checks": len(checks),
                "subjects": keys,
                "why": EXPIRED,
            }
            facts |= {"mappings": mappings, "erasures": erasures, "listed": True}
            facts |= {"collaborations": len(joint)}
            retention.list_forgotten(
                decision,
                actor="retention",
                team="",
                cases=cases.named,
                checks=checks,
                collaborations=joint,
            )
            decision.record("retention.forgot", actor="retention", team="", facts=facts)
            owe(decision.session)
    _forget_steps(context)
    clear_deliveries(context, before)
    forget_orders(context)
    if clear_mail(context, before):
        with context.database.write() as session:
            owe(session)
    sweep_drafts(context)
    try:
        # First: an object store that is away keeps no copy here.
        _sweep_parts(context)
        _sweep(context)
    finally:  # an object store that is away keeps no name in the database's free pages
        if is_owed(context):
            scrub(context)
    return emptied


def _empty_all(context: AppContext, ended: list[str]) -> int:
    """Empty runs after their term, unless somebody holds them by now; give how many had anything to empty."""
    emptied, away = 0, False
    for run_id in ended:
        with context.decide() as decision:
            done = delete_run(decision, run_id, actor="retention", why=EXPIRED)
        if away:
            # Another half a minute for each would hold up all else; they are swept.
            done.files.clear()
        away = not delete_files(context, done) or away
        emptied += bool(done.runs)
    return emptied


def _days_ago(context: AppContext, days: int) -> str:
    return (context.now() - timedelta(days=days)).isoformat()


def _sweep(context: AppContext) -> None:
    """Take away kept files that no run counts on, which a kill left.

    Whoever is keeping a file at this moment finds it gone before it counts on it, and keeps it again.
    """
    # Before others wait for us: listing an object store takes a while. What comes after it is not swept.
    names = context.files.names()
    with context.database.read() as session:
        left = sorted(names - needed_files(session))
    for start in range(0, len(left), SWEPT_AT_ONCE):
        with context.database.write() as session:
            lock_files(session)
            needed = needed_files(session)
            for sha256 in left[start : start + SWEPT_AT_ONCE]:
                if sha256 not in needed:
                    context.files.remove(sha256, session)


def _sweep_parts(context: AppContext) -> None:
    """Take away copies and parts of files that nobody writes any more, which a kill left."""
    before = time.time() - _PART_SECONDS
    for folder in (context.settings.files_folder, context.settings.data / "scratch"):
        for path in folder.glob("*"):
            if (folder.name == "scratch" or path.name.startswith(".part-")) and _written(path) < before:
                _remove(path)


def _written(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:  # its writer was quicker
        return float("inf")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _forget_steps(context: AppContext) -> None:
    """What the engine knows of a run's steps is of no use once the run has ended."""
    with context.database.read() as session:
        begun = select(StepAttempt.run_id).distinct().join(Run, col(Run.id) == col(StepAttempt.run_id))
        ended = list(session.exec(begun.where(col(Run.state).in_(ENDED))))
    for run_id in ended:
        context.queue.forget(run_id)
        with context.database.write() as session:
            session.connection().execute(delete(StepAttempt).where(col(StepAttempt.run_id) == run_id))
