"""Retention and erasure: what is no longer needed goes from database, write-ahead log and files alike.

A run's line stays, with hashes and counts: the log points at it. What names people goes: the upload, interim
results, the report, the file's name and the sentence of a failure. The log itself is never rewritten; it holds
hashes only, and a subject's hash dies with its key.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog
from sqlmodel import Session, col, delete, or_, select

from screening.audit import forget_old_subjects, forget_subject, token_of
from screening.checks import forget_checks_of, forget_old_checks
from screening.dispositions import keeping
from screening.errors import UploadRefused, is_question
from screening.intake.model import Intake
from screening.intake.question_json import readings
from screening.jobs.engines import TakenLists
from screening.jobs.holding import RunHeld
from screening.jobs.installation import Decision, Installation
from screening.jobs.mappings import forget_mappings_naming, forget_old_mappings
from screening.jobs.order import Order
from screening.jobs.scrubbing import is_owed, owe, scrub
from screening.jobs.states import ENDED, ERASED, NEEDS_MAPPING, UNENDED, move
from screening.model import Subject
from screening.storage import StorageFailed, lock_files
from screening.storage.review_tables import RunDecisions
from screening.storage.tables import Chunk, Effort, Run, Upload
from screening.webhooks.deliveries import clear_deliveries

EXPIRED, ASKED = "retention", "asked"
_PART_SECONDS = 6 * 3_600  # no file takes that long to write

log = structlog.get_logger()


def clear_up(place: Installation) -> int:
    """Take away what is past its term and what ended runs no longer need; return how many runs were emptied."""
    before = _days_ago(place, place.settings.retain_days)
    with place.database.read() as session:
        old = select(Run.id).where(col(Run.state).in_(ENDED), col(Run.ended_at) < before, Run.held == "")
        # a question that nobody answers must not keep a list for ever
        asked = select(Run.id).where(
            Run.state == NEEDS_MAPPING, col(Run.accepted_at) < before, Run.held == ""
        )
        ended = [*session.exec(old), *session.exec(asked)]
    emptied = sum(_empty(place, run_id, actor="retention", why=EXPIRED) for run_id in ended)
    with place.decide() as decision:
        cases = keeping.forget_old(decision.session, before)
        checks = forget_old_checks(decision.session, _days_ago(place, place.settings.retain_check_days))
        keys = forget_old_subjects(decision.session, _days_ago(place, place.settings.retain_token_days))
        mappings = forget_old_mappings(decision.session, before)
        if cases.cases + len(checks) + keys + mappings:
            facts = {"cases": cases.cases, "checks": len(checks), "subjects": keys, "why": EXPIRED}
            facts |= {"mappings": mappings, "listed": True}
            keeping.list_forgotten(decision, actor="retention", team="", cases=cases.named, checks=checks)
            decision.record("retention.forgot", actor="retention", team="", facts=facts)
            owe(decision.session)
    _forget_steps(place)
    clear_deliveries(place, before)
    _sweep(place)
    if is_owed(place):
        scrub(place)
    return emptied


def erase_run(place: Installation, run_id: str, *, actor: str, why: str) -> bool:
    """Empty one run; say whether there was anything to empty. The bytes go with it unless another run needs them.

    What was deleted is overwritten by `scrub`, or by a worker within a minute.

    Raises:
        RunHeld: somebody holds it back; nothing was erased.
        StorageFailed: nothing was erased.
    """
    return _empty(place, run_id, actor=actor, why=why)


def _empty(place: Installation, run_id: str, *, actor: str, why: str) -> bool:
    with place.decide() as decision:
        session = decision.session
        run = session.get(Run, run_id)
        if run is None:
            return False
        if run.held:
            raise RunHeld("This run is held back; release it first, if it need not be kept any more.")
        lock_files(session)  # before the log, as everybody does who needs both
        values = {"file_name": "", "sentence": "", "choices": Order().to_json()}
        facts = {"why": why, "listed": True}
        if not move(decision, run, ERASED, actor=actor, values=values, facts=facts, since=(*UNENDED, *ENDED)):
            return False
        owe(session)
        session.connection().execute(delete(Chunk).where(col(Chunk.run_id) == run_id))
        session.connection().execute(delete(Effort).where(col(Effort.run_id) == run_id))
        session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
        beside = keeping.forget_run(session, run_id, at_once=why != EXPIRED)
        keeping.list_forgotten(decision, actor=actor, team=run.team, cases=beside.named)
        gone = {*_unneeded(decision, run), *beside.files}
    _take_away(place, gone)
    try:
        place.queue.forget(run_id)
    except StorageFailed as error:  # ids of steps that find their run ended
        log.warning("steps of an erased run not forgotten", run=run_id, code=error.code)
    return True


def _take_away(place: Installation, files: Collection[str]) -> None:
    """Take away files that nothing counts on, once that is kept: had it not been, they would be missed.

    What a kill or a database that would not leaves here is swept with the next clearing-up.
    """
    if not files:
        return
    try:
        with place.database.write() as session:
            lock_files(session)
            for sha256 in files:
                if not _needed(session, sha256, ""):
                    place.files.remove(sha256, session)
    except StorageFailed as error:
        log.warning("files left to be swept", number=len(files), code=error.code)


@dataclass
class Erasure:
    """What came of erasing a subject: ids of the runs that went, and of what somebody holds back."""

    erased: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)  # runs
    held_checks: list[str] = field(default_factory=list)
    held_cases: list[str] = field(default_factory=list)

    @property
    def all_held(self) -> list[str]:
        """Ids of everything that stayed."""
        return [*self.held, *self.held_checks, *self.held_cases]


def erase_subject(place: Installation, name: str, *, team: str, actor: str, why: str) -> Erasure:
    """Erase every run of a team whose list names this subject, its cases and checks, and the subject's key.

    Lists are read again to look: a table from names to runs would itself be a list of names. While a run,
    check or case of the subject is held back, the key stays, so that what the log says of it can still be read.
    """
    done = Erasure()
    lists = TakenLists(place.files)
    with place.database.read() as session:
        held = list(session.exec(select(Run).where(Run.team == team, Run.state != ERASED)))
        session.expunge_all()
    for run in held:
        if not place.files.has(run.upload_sha256) or not _names(place, lists, run, name):
            continue
        if run.held:
            done.held.append(run.id)
        elif _empty(place, run.id, actor=actor, why=why):
            done.erased.append(run.id)
    with place.decide() as decision:
        token = token_of(decision.session, team, name, at=None)
        owe(decision.session)
        cases = keeping.forget_subject_cases(
            decision.session, team, lambda subject: _same(name) in {_same(each) for each in _texts(subject)}
        )
        checks, done.held_checks = forget_checks_of(
            decision.session, team, lambda text: _same(text) == _same(name)
        )
        done.held_cases = list(cases.held)
        if not done.all_held:
            forget_subject(decision.session, team, name)
        facts = {"subject": token, "runs": len(done.erased), "held": len(done.all_held), "why": why}
        mappings = forget_mappings_naming(decision.session, team, name)
        facts |= {"cases": cases.cases, "checks": len(checks), "mappings": mappings, "listed": True}
        keeping.list_forgotten(decision, actor=actor, team=team, cases=cases.named, checks=checks)
        decision.record("subject.erased", actor=actor, team=team, facts=facts)
    _take_away(place, cases.files)
    scrub(place)
    return done


def _days_ago(place: Installation, days: int) -> str:
    return (place.now() - timedelta(days=days)).isoformat()


def _names(place: Installation, lists: TakenLists, run: Run, name: str) -> bool:
    """Whether the list of a run names a subject, under any reading where it may be read in several ways."""
    wanted, order = _same(name), Order.from_json(run.choices)
    try:
        taken = lists.get(run.upload_sha256, order, run.file_name)
        subjects = {each.subject for each in taken.inquiries}
    except UploadRefused as error:
        if not is_question(error):
            raise
        with place.files.path(run.upload_sha256) as path:
            found = readings(path, order.options(run.file_name))
            subjects = {each for intake in found for each in _subjects(intake)}
    return any(wanted in {_same(each) for each in _texts(subject)} for subject in subjects)


def _subjects(intake: Intake) -> Iterator[Subject]:
    return (subject for row in intake.rows() for subject in row.subjects)


def _texts(subject: Subject) -> tuple[str, ...]:
    others = (text for tie in subject.ties for text in (tie.text, tie.role.partition(": ")[2]))
    return (subject.name, *subject.affiliations, *others, *(value for _, value in subject.identifiers))


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


def _needed(session: Session, sha256: str, beside: str) -> bool:
    others = select(Run.id).where(
        or_(Run.upload_sha256 == sha256, Run.report_sha256 == sha256), Run.id != beside, Run.state != ERASED
    )
    return session.exec(others).first() is not None or sha256 in keeping.attached(session)


def needed_files(session: Session) -> set[str]:
    """Hashes of all files that runs count on, or that stand beside cases."""
    runs = session.exec(select(Run.upload_sha256, Run.report_sha256).where(Run.state != ERASED))
    return {sha256 for pair in runs for sha256 in pair if sha256} | keeping.attached(session)


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
