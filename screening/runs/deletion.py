"""Deleting runs, saved checks, cases and all that names a subject: rows within one transaction, files after its commit.

A run's line stays, with hashes and counts: the log points at it. What names people goes: the upload, interim
results, the report, the file's name and the sentence of a failure. The log itself is never rewritten; it holds
hashes only, and a subject's hash dies with its key.

What somebody holds stays, and is counted. Locks are taken in one order: files, then rows, then the log.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog
from sqlmodel import Session, col, delete, or_, select, update

from screening.audit import forget_subject, token_of
from screening.audit.log import hold
from screening.bulk.limits import BULK
from screening.bulk.sources import open_source
from screening.confirmed_mappings import forget_mappings_naming, mappings
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError, UploadRefused, is_question
from screening.intake.confirmed_mapping import choices_of
from screening.intake.mapping import MappingChoice
from screening.intake.subject_names import choices_offered, is_named, readings, same, subjects_in
from screening.mail.outbox import drop_mail_about
from screening.model import Subject
from screening.outbox import forget_run_texts
from screening.pipeline import ScreeningRequest
from screening.review import retention
from screening.review.collaboration_retention import (
    forget_collaborations,
    forget_unreferenced,
    subjects_named,
    subjects_of_cases,
    subjects_of_run,
)
from screening.review.fingerprints import name_digest
from screening.runs.drafts import forget_readings
from screening.runs.list_limits import ListLimits
from screening.runs.long_lists import open_chunks
from screening.runs.overwriting import owe
from screening.runs.read_cache import key_of_run
from screening.runs.states import ENDED, ERASED, FINISHED, UNENDED, move
from screening.runs.uploaded_lists import UploadedLists
from screening.saved_checks import forget_checks_of
from screening.storage import StorageFailed, lock_files
from screening.storage.check_tables import SavedCheck
from screening.storage.review_tables import Case, RunDecisions
from screening.storage.tables import ChunkLinks, Run, RunChunk, StepAttempt, Upload
from screening.storage.watch_tables import Watch, WatchChange, WatchVersion

# Why a run is emptied; replaced: a newer screening of its watch stands for it, or the watch is gone.
EXPIRED, ASKED, REPLACED = "retention", "asked", "replaced"

log = structlog.get_logger()


@dataclass
class Deleted:
    """What a deletion took, and ids of what stays because somebody holds it.

    `files` are hashes that may go after the commit, unless something else counts on them.
    """

    runs: list[str] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)
    cases: int = 0
    members: int = 0  # of cases
    collaborations: int = 0  # decisions about subjects of which nothing else is left
    mappings: int = 0
    drafts: int = 0
    unread: int = 0  # of the runs: those whose list nobody could read, so that it may have named anybody
    files: set[str] = field(default_factory=set)
    held_runs: list[str] = field(default_factory=list)
    held_checks: list[str] = field(default_factory=list)
    held_cases: list[str] = field(default_factory=list)

    @property
    def on_hold(self) -> list[str]:
        """Ids of everything that stays."""
        return [*self.held_runs, *self.held_checks, *self.held_cases]

    @property
    def anything(self) -> bool:
        """Whether anything was there to delete."""
        gone = (self.cases, self.members, self.collaborations, self.mappings, self.drafts)
        return bool(self.runs or self.checks or any(gone))


class ListNotRead(ScreeningError):
    """A stored list that was read once is gone, altered, or makes its reader fail."""

    code, status = "list-not-read", 503


@dataclass(frozen=True, slots=True)
class SearchedRuns:
    """Ids of a team's runs that were looked at for a subject, and of them those that go with it."""

    at: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()  # their lists cannot be read, so they may name anybody

    @property
    def going(self) -> list[str]:
        """Ids of the runs that name the subject or may name it."""
        return sorted(self.naming | self.unread)


def delete_run(decision: AuditedTransaction, run_id: str, *, actor: str, why: str) -> Deleted:
    """Empty one run with all that only it needs. One that is erased already, or that there is none of, changes nothing."""
    session, done = decision.session, Deleted()
    lock_files(session)
    # Locked, so that nobody can hold it between this look and the deletion.
    run = session.get(Run, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        return done
    if run.held:
        done.held_runs.append(run_id)
        return done
    decided = subjects_of_run(session, run.team, run_id) if why == ASKED else ()
    values = {"file_name": "", "sentence": "", "choices": ScreeningRequest().to_json()}
    values |= {"reference": "", "metadata_json": ""}
    if not move(
        decision,
        run,
        ERASED,
        actor=actor,
        values=values,
        facts={"why": why, "listed": True},
        since=(*UNENDED, *ENDED),
    ):
        return done
    owe(session)
    for kept in (RunChunk, ChunkLinks):
        session.connection().execute(delete(kept).where(col(kept.run_id) == run_id))
    session.connection().execute(delete(StepAttempt).where(col(StepAttempt.run_id) == run_id))
    forget_run_texts(session, run_id)
    drop_mail_about(session, run_id)
    if why == ASKED:  # else what was told of a watch stands as long as who it is about
        _forget_of_watch(session, run)
    session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
    cases = retention.forget_run(session, run_id, at_once=why != EXPIRED, decided_too=why != REPLACED)
    joint = forget_unreferenced(session, run.team, decided)
    retention.list_forgotten(decision, actor=actor, team=run.team, cases=cases.named, collaborations=joint)
    done.runs.append(run_id)
    done.collaborations = len(joint)
    done.cases, done.members = cases.cases, cases.members
    done.files |= {*_unneeded(decision, run), *cases.files}
    return done


def _forget_of_watch(session: Session, run: Run) -> None:
    """What a watch keeps beside a run that is erased because somebody asked: changes, mail, and the name of the file."""
    session.connection().execute(delete(WatchChange).where(col(WatchChange.run_id) == run.id))
    if not run.watch_id:
        return
    drop_mail_about(session, run.watch_id)
    files = update(WatchVersion).where(
        col(WatchVersion.watch_id) == run.watch_id, col(WatchVersion.upload_sha256) == run.upload_sha256
    )
    session.connection().execute(files.values(file_name=""))
    quoting = update(Watch).where(col(Watch.id) == run.watch_id, col(Watch.run_id) == run.id)
    session.connection().execute(quoting.values(sentence=""))


def delete_check(decision: AuditedTransaction, check_id: str, *, actor: str) -> Deleted:
    """Delete one saved check. Its cases stay: they are erased by themselves, or with all of their subject."""
    session, done = decision.session, Deleted()
    hold(session)  # before the check, as whoever holds it back does
    check = session.get(SavedCheck, check_id, with_for_update=True, populate_existing=True)
    if check is None:
        return done
    if check.held:
        done.held_checks.append(check_id)
        return done
    owe(session)
    session.delete(check)
    session.flush()
    done.checks = [check_id]
    joint = forget_unreferenced(session, check.team, [check.subject_digest])
    retention.list_forgotten(decision, actor=actor, team=check.team, checks=done.checks, collaborations=joint)
    done.collaborations = len(joint)
    return done


def delete_case(decision: AuditedTransaction, case_id: str, *, actor: str) -> Deleted:
    """Delete one case with its decisions, comments and files."""
    session, done = decision.session, Deleted()
    lock_files(session)
    hold(session)  # before the case, as whoever decides about it does
    case = session.get(Case, case_id)
    if case is None:
        return done
    team = case.team
    owe(session)
    members = subjects_of_cases(session, [case_id])
    forgotten = retention.forget_cases(session, [case_id])
    joint = forget_unreferenced(session, team, members)
    retention.list_forgotten(decision, actor=actor, team=team, cases=forgotten.named, collaborations=joint)
    done.collaborations = len(joint)
    done.cases, done.members = forgotten.cases, forgotten.members
    done.held_cases = list(forgotten.held)
    done.files |= forgotten.files
    return done


def delete_subject(
    decision: AuditedTransaction, team: str, name: str, looked: SearchedRuns, drafts: int, *, actor: str
) -> Deleted:
    """Delete the runs that name a subject, what cases hold of it, its checks, what was decided about the collaboration with it,
    confirmed mappings naming it, and the subject's key.

    Runs whose list nobody could ever read may name it, so they go as well.

    While a run, check or case of the subject is held, the key stays, so that what the log says of it can still be read,
    and so do the decisions about the collaboration.

    Args:
        decision: the transaction.
        team: whose things.
        name: of the subject.
        looked: the team's runs, as `runs_naming` found them.
        drafts: how many uploads that were not accepted go with it, for the log.
        actor: who asked, for the log.
    """
    session, done = decision.session, Deleted(drafts=drafts)
    token = token_of(session, team, name, at=None)
    lock_files(session)
    owe(session)
    for run_id in looked.going:  # in one order, so that two who delete never wait for each other
        run = delete_run(decision, run_id, actor=actor, why=ASKED)
        done.runs += run.runs
        done.unread += len(looked.unread.intersection(run.runs))
        done.held_runs += run.held_runs
        done.cases += run.cases
        done.members += run.members
        done.collaborations += run.collaborations
        done.files |= run.files
    # Before cases, as whoever decides about them does, and after runs, as whoever holds or cancels them.
    hold(session)
    cases = retention.forget_members(session, members_about(session, team, name))
    done.cases += cases.cases
    done.members += cases.members
    done.files |= cases.files
    done.held_cases = list(cases.held)
    told = delete(WatchChange).where(
        col(WatchChange.team) == team, col(WatchChange.name_digest) == name_digest(Subject(name=name))
    )
    session.connection().execute(told)
    done.checks, done.held_checks = forget_checks_of(session, team, lambda text: same(text) == same(name))
    joint: list[str] = []
    if not done.on_hold:
        about = subjects_named(session, team, lambda subject: is_named(name, [subject]))
        joint = forget_collaborations(session, team, about)
        done.collaborations += len(joint)
        forget_subject(session, team, name)
    done.mappings = forget_mappings_naming(session, team, name)
    facts = {"subject": token, "runs": len(done.runs), "held": len(done.on_hold), "why": ASKED}
    facts |= {"cases": cases.cases, "members": cases.members, "checks": len(done.checks)}
    facts |= {"mappings": done.mappings, "drafts": drafts, "unread": done.unread, "listed": True}
    facts |= {"collaborations": len(joint)}
    retention.list_forgotten(
        decision,
        actor=actor,
        team=team,
        cases=cases.named,
        checks=done.checks,
        collaborations=joint,
    )
    decision.record("subject.erased", actor=actor, team=team, facts=facts)
    return done


def delete_files(context: AppContext, done: Deleted) -> bool:
    """Take away files that nothing counts on, and the steps of erased runs, once the deletion is kept.

    What a kill or a database that would not leaves here is swept with the next clearing-up; False says so.
    """
    all_gone = True
    if done.files:
        try:
            with context.database.write() as session:
                lock_files(session)
                for sha256 in done.files:
                    if not _needed(session, sha256, ""):
                        context.files.remove(sha256, session)
        except StorageFailed as error:
            log.warning("files left to be swept", number=len(done.files), code=error.code)
            all_gone = False
    for run_id in done.runs:
        forget_readings(context.settings.data, key_of_run(run_id))
        try:
            context.queue.forget(run_id)
        except StorageFailed as error:  # ids of steps that find their run ended
            log.warning("steps of an erased run not forgotten", run=run_id, code=error.code)
    return all_gone


def runs_naming(
    context: AppContext, team: str, name: str, looked: SearchedRuns | None = None
) -> SearchedRuns:
    """Look which of the team's runs name a subject, but for those that were `looked` at already.

    Lists are read again to look: a table from names to runs would itself be a list of names, and `screened_subject` knows
    a subject only with all its details. One of which nobody could ever make a run is unread.

    Raises:
        ListNotRead: a list was read once and cannot be now, so nobody knows whom it names.
        StorageFailed, OSError: lists cannot be fetched at the moment.
    """
    looked = looked or SearchedRuns()
    lists = UploadedLists(context.files)
    with context.database.read() as session:
        runs = list(session.exec(select(Run).where(Run.team == team, Run.state != ERASED)))
        session.expunge_all()
    naming, unread = set(looked.naming), set(looked.unread)
    for run in runs:
        if run.id in looked.at:
            continue
        try:
            if _names(context, lists, run, name):
                naming.add(run.id)
        except (StorageFailed, OSError):
            raise
        except Exception as error:
            # The message of whatever a reader stumbles over may hold a name.
            why = error.code if isinstance(error, ScreeningError) else type(error).__name__
            log.warning("a list that cannot be read may name the subject", run=run.id, why=why)
            # A file that is gone, a fault of ours or a stricter release must not take evidence away with a subject.
            if run.state == FINISHED or not isinstance(error, UploadRefused):
                raise ListNotRead(
                    f"The stored list of run {run.id[:12]} cannot be read any more, so nobody knows whom it names; "
                    "nothing was erased. Put it back from a backup, or erase that run by itself."
                ) from None
            unread.add(run.id)
    at = looked.at.union(run.id for run in runs)
    return SearchedRuns(at, frozenset(naming), frozenset(unread))


def is_complete(session: Session, team: str, looked: SearchedRuns) -> bool:
    """Whether every run of the team was looked at. Files must be locked, or one may come between this and the end."""
    runs = session.exec(select(Run.id).where(Run.team == team, Run.state != ERASED))
    return looked.at.issuperset(list(runs))


def members_about(session: Session, team: str, name: str) -> list[retention.CaseMemberKey]:
    """The members of the team's cases that bear this name, anywhere in what identifies them."""
    return retention.members_naming(session, team, lambda subject: is_named(name, [subject]))


def needed_files(session: Session) -> set[str]:
    """Hashes of all files that runs count on, or that stand beside cases."""
    runs = session.exec(select(Run.upload_sha256, Run.report_sha256).where(Run.state != ERASED))
    return {sha256 for pair in runs for sha256 in pair if sha256} | retention.attached(session)


def _names(context: AppContext, lists: UploadedLists, run: Run, name: str) -> bool:
    """Whether the list of a run names a subject, under any reading where it may be read in several ways.

    Raises:
        UploadRefused: nobody can read it. FileStoreError: it is no longer kept, or not as it was given.
    """
    order = ScreeningRequest.from_json(run.choices)
    if order.part_rows:
        return _long_names(context, run, order, name)
    try:
        listed = lists.get(run.upload_sha256, order, run.file_name)
        subjects: Collection[Subject] = {each.subject for each in listed.inquiries}
    except UploadRefused as error:
        if not is_question(error):
            # A finished run was read at once, and another reader might see another list in it.
            if run.state == FINISHED:
                raise
            # A long list that no worker has taken up yet; whatever else refuses it does so again.
            return _long_names(context, run, order, name)
        with context.files.path(run.upload_sha256) as path:
            found = readings(path, order.options(run.file_name))
            subjects = {each for intake in found for each in subjects_in(intake)}
    return is_named(name, subjects)


def _long_names(context: AppContext, run: Run, order: ScreeningRequest, name: str) -> bool:
    """The same of a list that is read as a stream."""
    with context.files.path(run.upload_sha256) as path:
        try:
            return _stream_names(context, run, order, path, name, {})
        except UploadRefused as error:
            if not is_question(error):
                raise
            offered = [order.with_choice(order.choice.merge(each)) for each in choices_offered(error)]
        # Any column may be chosen as that of names, whatever is offered; only what cannot be read at all is unread.
        if _is_in_cells(path, run, offered, name):
            return True
        # Names may stand in two columns of a row, or several in one. A confirmed mapping says so too.
        confirmed = choices_of(mappings(context, run.team))
        for each, known in ((order, confirmed), *((each, {}) for each in offered)):
            with suppress(UploadRefused):
                if _stream_names(context, run, each, path, name, known):
                    return True
        return False


def _stream_names(
    context: AppContext,
    run: Run,
    order: ScreeningRequest,
    path: Path,
    name: str,
    confirmed: Mapping[str, MappingChoice],
) -> bool:
    limits, scratch = replace(ListLimits.of(context.settings), rows=BULK.rows), context.scratch()
    with open_chunks(path, order, limits, scratch, file_name=run.file_name, confirmed=confirmed) as opened:
        return any(is_named(name, (each.subject for each in chunk.inquiries)) for chunk in opened.chunks)


def _is_in_cells(path: Path, run: Run, orders: Sequence[ScreeningRequest], name: str) -> bool:
    """Whether a cell of a CSV list holds the name, under any of the encodings and delimiters of these orders.

    Raises:
        UploadRefused: it can be read under none of them.
    """
    wanted, limits = same(name), ListLimits(rows=BULK.rows).stream
    ways = dict.fromkeys((order.encoding, order.delimiter) for order in orders)
    faults: list[UploadRefused] = []
    for encoding, delimiter in ways:
        try:
            source = open_source(path, encoding or None, limits, delimiter, run.file_name or path.name)
            cells = (cell for raw in source.rows() if isinstance(raw, list) for cell in raw if cell)
            if any(same(cell) == wanted for cell in cells):
                return True
        except UploadRefused as error:
            faults.append(error)
    if len(faults) == len(ways) and faults:
        raise faults[0]
    return False


def _unneeded(decision: AuditedTransaction, run: Run) -> list[str]:
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
    return session.exec(others).first() is not None or sha256 in retention.attached(session)
