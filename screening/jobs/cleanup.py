"""Retention: what is past its term goes from database, write-ahead log and files alike, and so does what a kill left.

What somebody asked to have erased is in `screening.jobs.erasures`; what goes with a run is in `screening.jobs.deletion`.
"""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, delete, select

from screening.audit import forget_old_subjects
from screening.checks import forget_old_checks
from screening.dispositions import keeping
from screening.jobs.deletion import EXPIRED, delete_files, delete_run, needed_files
from screening.jobs.drafts import sweep_drafts
from screening.jobs.erasures import forget_old_erasures, waiting_tokens
from screening.jobs.installation import Installation
from screening.jobs.mappings import forget_old_mappings
from screening.jobs.scrubbing import is_owed, owe, scrub
from screening.jobs.states import ENDED, NEEDS_MAPPING
from screening.storage import lock_files
from screening.storage.tables import Effort, Run
from screening.webhooks.deliveries import clear_deliveries

_PART_SECONDS = 6 * 3_600  # no file takes that long to write


def clear_up(place: Installation) -> int:
    """Take away what is past its term and what ended runs no longer need; return how many runs were emptied for it."""
    before = _days_ago(place, place.settings.retain_days)
    with place.database.read() as session:
        old = select(Run.id).where(col(Run.state).in_(ENDED), col(Run.ended_at) < before, Run.held == "")
        # a question that nobody answers must not keep a list for ever
        asked = select(Run.id).where(
            Run.state == NEEDS_MAPPING, col(Run.accepted_at) < before, Run.held == ""
        )
        ended = [*session.exec(old), *session.exec(asked)]
    emptied = sum(_empty(place, run_id) for run_id in ended)
    with place.decide() as decision:
        cases = keeping.forget_old(decision.session, before)
        checks = forget_old_checks(decision.session, _days_ago(place, place.settings.retain_check_days))
        waiting = waiting_tokens(decision.session)
        old_keys = _days_ago(place, place.settings.retain_token_days)
        keys = forget_old_subjects(decision.session, old_keys, waiting)
        mappings = forget_old_mappings(decision.session, before)
        erasures = forget_old_erasures(decision.session, before)
        if cases.cases + len(checks) + keys + mappings + erasures:
            facts = {"cases": cases.cases, "checks": len(checks), "subjects": keys, "why": EXPIRED}
            facts |= {"mappings": mappings, "erasures": erasures, "listed": True}
            keeping.list_forgotten(decision, actor="retention", team="", cases=cases.named, checks=checks)
            decision.record("retention.forgot", actor="retention", team="", facts=facts)
            owe(decision.session)
    _forget_steps(place)
    clear_deliveries(place, before)
    sweep_drafts(place)
    _sweep(place)
    if is_owed(place):
        scrub(place)
    return emptied


def _empty(place: Installation, run_id: str) -> bool:
    """Empty a run after its term, unless somebody holds it by now; say whether there was anything to empty."""
    with place.decide() as decision:
        done = delete_run(decision, run_id, actor="retention", why=EXPIRED)
    delete_files(place, done)
    return bool(done.runs)


def _days_ago(place: Installation, days: int) -> str:
    return (place.now() - timedelta(days=days)).isoformat()


def _sweep(place: Installation) -> None:
    """Take away what a kill left: kept files that no run counts on, and parts of files nobody writes any more.

    Whoever is keeping a file at this moment finds it gone before it counts on it, and keeps it again.
    """
    with place.database.write() as session:
        lock_files(session)
        for sha256 in place.files.names() - needed_files(session):
            place.files.remove(sha256, session)
    before = time.time() - _PART_SECONDS
    for folder in (place.settings.data / "files", place.settings.data / "scratch"):
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


def _forget_steps(place: Installation) -> None:
    """What the engine knows of a run's steps is of no use once the run has ended."""
    with place.database.read() as session:
        begun = select(Effort.run_id).distinct().join(Run, col(Run.id) == col(Effort.run_id))
        ended = list(session.exec(begun.where(col(Run.state).in_(ENDED))))
    for run_id in ended:
        place.queue.forget(run_id)
        with place.database.write() as session:
            session.connection().execute(delete(Effort).where(col(Effort.run_id) == run_id))
