"""Retention and erasure: what is no longer needed goes from database, write-ahead log and files alike.

A run's line stays, with hashes and counts: the log points at it. What names people goes: the upload, interim
results, the report, the file's name and the sentence of a failure. The log itself is never rewritten; it holds
hashes only, and a subject's hash dies with its key.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, col, delete, or_, select

from screening.audit import forget_old_subjects, forget_subject, token_of
from screening.checks import forget_checks_of, forget_old_checks
from screening.dispositions import keeping
from screening.jobs.engines import TakenLists
from screening.jobs.holding import RunHeld
from screening.jobs.installation import Decision, Installation
from screening.jobs.order import Order
from screening.jobs.states import ENDED, ERASED, OPEN, move
from screening.model import Subject
from screening.storage import lock_files
from screening.storage.review_tables import RunDecisions
from screening.storage.tables import Chunk, Effort, Run, Upload
from screening.webhooks.deliveries import clear_deliveries

EXPIRED, ASKED = "retention", "asked"
_PART_SECONDS = 6 * 3_600  # no file takes that long to write


def clear_up(place: Installation) -> int:
    """Take away what is past its term and what ended runs no longer need; return how many runs were emptied."""
    before = _days_ago(place, place.settings.retain_days)
    with place.database.read() as session:
        old = select(Run.id).where(col(Run.state).in_(ENDED), col(Run.ended_at) < before, Run.held == "")
        ended = list(session.exec(old))
    emptied = sum(erase_run(place, run_id, actor="retention", why=EXPIRED) for run_id in ended)
    with place.decide() as decision:
        cases = keeping.forget_old(decision.session, before)
        checks = forget_old_checks(decision.session, _days_ago(place, place.settings.retain_check_days))
        keys = forget_old_subjects(decision.session, _days_ago(place, place.settings.retain_token_days))
        if forgotten := cases.cases + checks + keys:
            facts = {"cases": cases.cases, "checks": checks, "subjects": keys, "why": EXPIRED}
            decision.record("retention.forgot", actor="retention", team="", facts=facts)
    _forget_steps(place)
    clear_deliveries(place, before)
    _sweep(place)
    if emptied or forgotten:
        scrub(place)
    return emptied


def erase_run(place: Installation, run_id: str, *, actor: str, why: str) -> bool:
    """Empty one run; say whether there was anything to empty. The bytes go with it unless another run needs them.

    Raises:
        RunHeld: somebody holds it back; nothing was erased.
    """
    with place.decide() as decision:
        session = decision.session
        run = session.get(Run, run_id)
        if run is None:
            return False
        if run.held:
            raise RunHeld("This run is held back; release it first, if it need not be kept any more.")
        lock_files(session)  # before the log, as everybody does who needs both
        values = {"file_name": "", "sentence": "", "choices": Order().to_json()}
        if not move(
            decision, run, ERASED, actor=actor, values=values, facts={"why": why}, since=(*OPEN, *ENDED)
        ):
            return False
        session.connection().execute(delete(Chunk).where(col(Chunk.run_id) == run_id))
        session.connection().execute(delete(Effort).where(col(Effort.run_id) == run_id))
        session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
        beside = keeping.forget_run(session, run_id, at_once=why != EXPIRED).files
        for sha256 in {*_unneeded(decision, run), *_unneeded_beside(session, beside)}:
            place.files.remove(sha256, session)
    place.queue.forget(run_id)
    return True


@dataclass
class Erasure:
    """What came of erasing a subject: ids of the runs that went, and of those that somebody holds back."""

    erased: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def erase_subject(place: Installation, name: str, *, team: str, actor: str, why: str) -> Erasure:
    """Erase every run of a team whose list names this subject, its cases and checks, and the subject's key.

    Lists are read again to look: a table from names to runs would itself be a list of names. While a run that names
    the subject is held back, the key stays, so that what the log says of the subject can still be read.
    """
    done = Erasure()
    lists = TakenLists(place.files)
    with place.database.read() as session:
        held = list(session.exec(select(Run).where(Run.team == team, Run.state != ERASED)))
        session.expunge_all()
    for run in held:
        if not place.files.has(run.upload_sha256) or not _names(lists, run, name):
            continue
        if run.held:
            done.held.append(run.id)
        elif erase_run(place, run.id, actor=actor, why=why):
            done.erased.append(run.id)
    with place.decide() as decision:
        token = token_of(decision.session, team, name, at=None)
        if not done.held:
            forget_subject(decision.session, team, name)
        cases = keeping.forget_subject_cases(
            decision.session, team, lambda subject: _same(name) in {_same(each) for each in _texts(subject)}
        )
        checks = forget_checks_of(decision.session, team, lambda text: _same(text) == _same(name))
        facts = {"subject": token, "runs": len(done.erased), "held": len(done.held), "why": why}
        facts |= {"cases": cases.cases, "checks": checks}
        lock_files(decision.session)
        for sha256 in _unneeded_beside(decision.session, cases.files):
            place.files.remove(sha256, decision.session)
        decision.record("subject.erased", actor=actor, team=team, facts=facts)
    scrub(place)
    return done


def scrub(place: Installation) -> None:
    """Overwrite what was deleted: SQLite keeps old pages in its file and its write-ahead log."""
    if not place.database.is_sqlite:
        return  # PostgreSQL: autovacuum, and the operator's retention of its own log; docs/operate.md says how
    with place.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        if driver is not None:
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                driver.execute(statement).fetchall()


def _days_ago(place: Installation, days: int) -> str:
    return (place.now() - timedelta(days=days)).isoformat()


def _names(lists: TakenLists, run: Run, name: str) -> bool:
    wanted = _same(name)
    taken = lists.get(run.upload_sha256, Order.from_json(run.choices), run.file_name)
    return any(
        wanted in {_same(each) for each in _texts(subject)}
        for subject in {each.subject for each in taken.inquiries}
    )


def _texts(subject: Subject) -> tuple[str, ...]:
    return (subject.name, *subject.affiliations, *(value for _, value in subject.identifiers))


def _same(text_: str) -> str:
    return " ".join(text_.split()).casefold()


def _unneeded(decision: Decision, run: Run) -> list[str]:
    """Hashes of the run's files that no other run needs."""
    session = decision.session
    unneeded = []
    for sha256 in {run.upload_sha256, run.report_sha256} - {""}:
        if not _needed(session, sha256, run.id):
            unneeded.append(sha256)
    if run.upload_sha256 in unneeded and (upload := session.get(Upload, run.upload_sha256)) is not None:
        upload.gone_at = decision.at.isoformat()
    return unneeded


def _unneeded_beside(session: Session, files: frozenset[str]) -> list[str]:
    """Hashes of files that stood beside forgotten cases and that nothing else needs."""
    return [sha256 for sha256 in files if not _needed(session, sha256, "")]


def _needed(session: Session, sha256: str, beside: str) -> bool:
    others = select(Run.id).where(
        or_(Run.upload_sha256 == sha256, Run.report_sha256 == sha256), Run.id != beside, Run.state != ERASED
    )
    return session.exec(others).first() is not None or sha256 in keeping.attached(session)


def _sweep(place: Installation) -> None:
    """Take away what a kill left: kept files that no run counts on, and parts of files nobody writes any more.

    Whoever is keeping a file at this moment finds it gone before it counts on it, and keeps it again.
    """
    with place.database.write() as session:
        lock_files(session)
        runs = session.exec(select(Run.upload_sha256, Run.report_sha256).where(Run.state != ERASED))
        needed = {sha256 for pair in runs for sha256 in pair} | keeping.attached(session)
        for sha256 in place.files.names() - needed:
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
