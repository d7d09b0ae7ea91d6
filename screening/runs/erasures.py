"""Erasing what somebody asks to have erased: with a reason, a second person where decisions stand, and a grace period.

Whoever may erase asks; from then on the thing is marked, and can still be read and the erasure undone. Once the grace
period is over, a worker erases it in one transaction with its entries in the log. Then it is asked again whether

- somebody holds it: then it stays, and the erasure ends with the outcome `held`;
- somebody decided about it, after a second person agreed or without one: then it waits until one agrees.

A second person has an account with the permission and is not who asked; a key is nobody. Where there are no accounts,
whoever operates the machine names the second person on the shell.

What is past its term needs none of this (`screening.runs.retention`).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from sqlmodel import Session, and_, col, delete, func, not_, select

from screening.accounts.accounts import LONGEST_NAME, there_are_any
from screening.audit import Head, token_of
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.intake.subject_names import is_named, same
from screening.review import retention
from screening.review.collaboration_retention import (
    collaboration_decided_since,
    last_decided_collaboration,
    subjects_named,
    subjects_of_cases,
    subjects_of_run,
)
from screening.review.rules import Decider
from screening.runs.deletion import (
    ASKED,
    Deleted,
    SearchedRuns,
    delete_case,
    delete_check,
    delete_files,
    delete_run,
    delete_subject,
    is_complete,
    members_about,
    runs_naming,
)
from screening.runs.drafts import UploadDraft, drafts_naming, forget_drafts
from screening.runs.holds import (
    CaseOnHold,
    CheckOnHold,
    ReasonMissing,
    RunOnHold,
    locked_case,
    locked_check,
    locked_run,
)
from screening.runs.overwriting import owe
from screening.runs.states import ERASED
from screening.storage import lock_files
from screening.storage.check_tables import SavedCheck
from screening.storage.erasure_tables import Erasure
from screening.storage.keysets import in_order, rows_after
from screening.storage.people_tables import ApiKey

LONGEST_REASON = 2_000  # characters
LONGEST_SUBJECT = 2_000  # characters; as of a cell of a list
_KEY = "key:"
_LOOKS = 5  # at a team's lists in a row, while new ones come

log = structlog.get_logger()


class ErasureKind(StrEnum):
    """What can be erased."""

    RUN = "run"
    CHECK = "check"
    CASE = "case"
    SUBJECT = "subject"


class ErasureOutcome(StrEnum):
    """How an erasure ended."""

    DONE = "done"
    UNDONE = "undone"
    HELD = "held"


class ErasureUnknown(ScreeningError):
    """There is no such erasure, or it is another team's; the two are never told apart."""

    code, status = "erasure-unknown", 404


class ErasureRefused(ScreeningError):
    """It cannot be erased as it was asked; nothing was changed."""

    code, status = "erasure-refused", 422


class ErasureWaits(ScreeningError):
    """Somebody asked for the same already."""

    code, status = "erasure-waits", 409


class ErasureEnded(ScreeningError):
    """The erasure was done or undone already, or nothing of the thing is left; nothing was changed."""

    code, status = "erasure-ended", 409


class NotSecond(ScreeningError):
    """Somebody else has to agree."""

    code, status = "erasure-second-person", 403


@dataclass(frozen=True, slots=True)
class ErasureTarget:
    """What is to be erased: the id of a run, saved check or case, or the name of a subject."""

    kind: ErasureKind
    what: str  # the id or the name


def ask_erasure(
    context: AppContext,
    team: str,
    target: ErasureTarget,
    reason: str,
    by: Decider,
    *,
    at_once: bool = False,
    second: str = "",
) -> Erasure:
    """Ask that something be erased once the grace period is over.

    Args:
        context: the installation.
        team: whose thing it is.
        target: what is to be erased.
        reason: why; it stands with the erasure, not in the log.
        by: who asks.
        at_once: without a grace period; only on the shell.
        second: who agrees besides; only on the shell, and where there are no accounts.

    Raises:
        RunUnknown, CheckUnknown, CaseUnknown: the team has no such thing.
        RunHeld, CheckHeld, CaseHeld: somebody holds it.
        ReasonMissing, ErasureRefused: no reason or no name was given, or too much of it.
        ErasureWaits: somebody asked for it already. ErasureEnded: it was erased already.
        NotSecond: see `second_on_shell`.
    """
    reason = _reason(reason)
    if target.kind is ErasureKind.SUBJECT and not 0 < len(target.what.strip()) <= LONGEST_SUBJECT:
        raise ErasureRefused(f"Give the name of the subject, with up to {LONGEST_SUBJECT:,} characters.")
    with context.decide() as decision:
        _check_target(decision, team, target)
        session, subject = decision.session, target.kind is ErasureKind.SUBJECT
        if any(_is_of(each, target) for each in _waiting(session, team)):
            raise ErasureWaits("An erasure of it is already waiting; see the page Erasures.")
        days = 0 if at_once else context.settings.erase_grace_days
        erasure = Erasure(
            id=uuid.uuid4().hex,
            team=team,
            kind=target.kind.value,
            what="" if subject else target.what,
            subject=target.what.strip() if subject else "",
            reason=reason,
            asked_by=by.id,
            asked_by_name=by.name,
            asked_at=decision.at.isoformat(),
            due_at=(decision.at + timedelta(days=days)).isoformat(),
        )
        erasure.needs_second = bool(_last_decided(session, erasure))
        session.add(erasure)
        if subject:  # a token, so that the log can tell if another name is put in its place
            token_of(session, team, erasure.subject, at=decision.at)
        facts = {"due": erasure.due_at, "needs_second": erasure.needs_second}
        _record(decision, erasure, "asked", by.id, facts)
        if second:
            _agree_on_shell(decision, erasure, second, by)
        session.flush()
        session.expunge(erasure)
    return erasure


def second_erasure(context: AppContext, team: str, erasure_id: str, by: Decider) -> None:
    """Agree, as the second person, that something be erased about which somebody decided.

    Raises:
        ErasureUnknown, ErasureEnded: there is none, or it waits no more.
        NotSecond: it is who asked, a key, or nobody with an account.
        ErasureRefused: no second person is needed, or one has agreed already.
    """
    with context.decide() as decision:
        erasure = _locked(decision.session, team, erasure_id)
        check_second(decision.session, erasure, by)
        _check_needed(decision.session, erasure)
        _agree(decision, erasure, by.id, by.name, actor=by.id)


def second_on_shell(context: AppContext, team: str, erasure_id: str, name: str, by: Decider) -> None:
    """Record, where there are no accounts, who agrees as the second person that something be erased.

    The name stands with the erasure; the log has who recorded it.

    Raises:
        ErasureUnknown, ErasureEnded, ErasureRefused: as for `second_erasure`.
        NotSecond: there are accounts, or no name was given, or that of who asked.
    """
    with context.decide() as decision:
        erasure = _locked(decision.session, team, erasure_id)
        _check_needed(decision.session, erasure)
        _agree_on_shell(decision, erasure, name, by)


def check_second(session: Session, erasure: Erasure, by: Decider) -> None:
    """Let only another person with an account agree to what somebody asked for.

    Who made the key that asked is one person with it.

    Raises:
        NotSecond: it is the same person, or nobody knows whether it is.
    """
    if by.is_key:
        raise NotSecond(
            "An API key cannot agree to this; a person with an account has to, on the page Erasures."
        )
    if not by.has_account:
        raise NotSecond(
            "No accounts are set up, so we cannot tell people apart. "
            "Record who agrees with `screening erasures second`, on the machine itself."
        )
    asked_by = {erasure.asked_by}
    if erasure.asked_by.startswith(_KEY):
        key = session.get(ApiKey, erasure.asked_by.removeprefix(_KEY))
        asked_by |= {key.made_by} if key else set()
    if by.id in asked_by:
        raise NotSecond("You asked for this yourself; another person has to agree.")


def undo_erasure(context: AppContext, team: str, erasure_id: str, by: Decider) -> None:
    """Undo an erasure that was not carried out yet.

    Raises:
        ErasureUnknown, ErasureEnded: there is none, or it waits no more.
    """
    with context.decide() as decision:
        erasure = _locked(decision.session, team, erasure_id)
        _end(decision, erasure, ErasureOutcome.UNDONE, by.id)
        owe(decision.session)  # the subject's name was taken away


def carry_out_due(context: AppContext) -> int:
    """Erase what is due and waits for nobody; return how many erasures ended.

    One that cannot be carried out is left for the next time, and stops none of the others. All of a subject that waits
    for its second person is left out: to see whether it still needs one, every list of the team would be read again.
    """
    with context.database.read() as session:
        waits = and_(
            Erasure.kind == ErasureKind.SUBJECT.value,
            col(Erasure.needs_second).is_(True),
            Erasure.seconded_at == "",
        )
        due = select(Erasure.id).where(
            Erasure.ended_at == "", Erasure.due_at <= context.now().isoformat(), not_(waits)
        )
        ids = list(session.exec(due.order_by(col(Erasure.due_at), col(Erasure.id))))
    ended = 0
    for erasure_id in ids:
        try:
            ended += carry_out(context, erasure_id) is not None
        except ScreeningError as error:
            log.warning("an erasure that is due was not carried out", erasure=erasure_id, code=error.code)
        except Exception as error:
            # A folder that cannot be read, or a fault of ours; the message may hold a name.
            log.error(
                "an erasure that is due was not carried out", erasure=erasure_id, error=type(error).__name__
            )
    return ended


def carry_out(context: AppContext, erasure_id: str) -> Deleted | None:
    """Erase one thing that is due, in one transaction; give what went and what is held, None where it goes on to wait.

    Done twice, or by two workers at once, it is done once. What was deleted is overwritten by `scrub`, or by a worker
    within a minute. A team to which lists come faster than they can be looked at waits for the next time.

    Raises:
        ListNotRead, StorageFailed, OSError: nothing was erased.
    """
    looked = SearchedRuns()
    for _ in range(_LOOKS):
        with context.database.read() as session:
            asked = session.get(Erasure, erasure_id)
            session.expunge_all()
        if asked is None or asked.ended_at:
            return None
        drafts: list[UploadDraft] = []
        if asked.kind == ErasureKind.SUBJECT:
            # Outside the transaction: reading every list of a team may take minutes. Drafts first: one that is accepted
            # before the runs are looked at is found there, and one that is accepted later is a new run below.
            drafts = drafts_naming(context, asked.team, asked.subject)
            looked = runs_naming(context, asked.team, asked.subject, looked)
        with context.decide() as decision:
            session = decision.session
            lock_files(session)
            erasure = session.get(Erasure, erasure_id, with_for_update=True)
            if erasure is None or erasure.ended_at or erasure.due_at > decision.at.isoformat():
                return None
            subject = erasure.subject
            if subject and not is_complete(session, erasure.team, looked):
                continue
            if _lacks_second(decision, erasure, looked):
                return None
            done = _delete(decision, erasure, looked, len(drafts))
            erasure.held_back, erasure.unread = len(done.on_hold), done.unread
            outcome = ErasureOutcome.HELD if done.on_hold and not done.anything else ErasureOutcome.DONE
            _end(decision, erasure, outcome, erasure.asked_by)
            if subject:
                _forget_name(decision, erasure, subject)
            owe(session)
        delete_files(context, done)
        if subject:
            _forget_drafts(context, drafts)
        return done
    log.warning("an erasure waits, since new lists keep coming", erasure=erasure_id)
    return None


def _forget_drafts(context: AppContext, drafts: Sequence[UploadDraft]) -> None:
    """Take drafts away once the erasure is kept: before, it may yet be undone or wait for a second person.

    What a kill or a folder that cannot be written leaves is swept within a day, like every draft.
    """
    try:
        forget_drafts(context.settings.data, drafts)
    except OSError as error:
        log.warning("drafts left to be swept", number=len(drafts), error=type(error).__name__)


def erasures(context: AppContext, team: str, *, most: int = 200) -> list[Erasure]:
    """A team's erasures: those that wait, by the day on which they are due, then those that ended, newest first."""
    of_team = select(Erasure).where(Erasure.team == team)
    waiting = of_team.where(Erasure.ended_at == "").order_by(*in_order(_DUE))
    ended = of_team.where(Erasure.ended_at != "").order_by(*in_order(_ENDED))
    with context.database.read() as session:
        found = [*session.exec(waiting), *session.exec(ended.limit(most))]
        session.expunge_all()
    return found


_DUE = ((col(Erasure.due_at), False), (col(Erasure.id), False))
_ENDED = ((col(Erasure.ended_at), True), (col(Erasure.id), False))


def erasures_after(
    context: AppContext, team: str, *, most: int, after: Sequence[str | int] = ()
) -> list[Erasure]:
    """At most so many of a team's erasures in the same order, after the one of this `erasure_key`."""
    of_team = select(Erasure).where(Erasure.team == team)
    waiting = of_team.where(Erasure.ended_at == "").order_by(*in_order(_DUE))
    ended = of_team.where(Erasure.ended_at != "").order_by(*in_order(_ENDED))
    if after and after[0]:
        ended = ended.where(rows_after(_ENDED, after[1:]))
    elif after:
        waiting = waiting.where(rows_after(_DUE, after[1:]))
    with context.database.read() as session:
        found = [] if after and after[0] else [*session.exec(waiting.limit(most))]
        found += session.exec(ended.limit(most - len(found)))
        session.expunge_all()
    return found


def erasure_key(erasure: Erasure) -> tuple[int, str, str]:
    """The place of an erasure in the order of `erasures`: 1 if it has ended, its moment, its id."""
    return (1, erasure.ended_at, erasure.id) if erasure.ended_at else (0, erasure.due_at, erasure.id)


def erasure_of(context: AppContext, team: str, erasure_id: str) -> Erasure:
    """One erasure of a team.

    Raises:
        ErasureUnknown: the team has none of this id.
    """
    with context.database.read() as session:
        found = session.get(Erasure, erasure_id)
        session.expunge_all()
    if found is None or found.team != team:
        raise _unknown()
    return found


def waiting_erasures(
    context: AppContext, team: str, kind: ErasureKind, ids: Iterable[str], texts: Collection[str] = ()
) -> dict[str, Erasure]:
    """The erasures that wait of these things, by id.

    Args:
        context: the installation.
        team: whose things they are.
        kind: what they are.
        ids: their ids.
        texts: of one thing: what it names, so that an erasure of that subject counts too.
    """
    wanted, named = set(ids), {same(each) for each in texts} - {""}
    found: dict[str, Erasure] = {}
    with context.database.read() as session:
        for each in _waiting(session, team):
            if each.kind == kind and each.what in wanted:
                found[each.what] = each
            elif each.kind == ErasureKind.SUBJECT and same(each.subject) in named:
                found |= {id_: each for id_ in wanted if id_ not in found}
        session.expunge_all()
    return found


def waiting_tokens(session: Session) -> set[str]:
    """Tokens of the subjects whose erasures wait: their keys outlive their term, or nobody could compare the names."""
    waiting = select(Erasure.team, Erasure.subject).where(Erasure.ended_at == "", Erasure.subject != "")
    found = list(session.exec(waiting))
    return {token_of(session, team, subject, at=None) for team, subject in found}


def forget_old_erasures(session: Session, before: str) -> int:
    """Forget erasures that ended before a moment (ISO 8601, UTC); how many."""
    old = (Erasure.ended_at != "", col(Erasure.ended_at) < before)
    count = session.exec(select(func.count()).select_from(Erasure).where(*old)).one()
    session.connection().execute(delete(Erasure).where(*old))  # type: ignore[arg-type]
    return count


def _check_target(decision: AuditedTransaction, team: str, target: ErasureTarget) -> None:
    """Let only what is there and not held be asked for; lock it, so that two who ask at once are told apart."""
    if target.kind is ErasureKind.RUN:
        run = locked_run(decision, target.what, team)
        if run.held:
            raise RunOnHold("This run is on hold; release it first.")
        if run.state == ERASED:
            raise ErasureEnded("This run was already erased.")
    elif target.kind is ErasureKind.CHECK:
        if locked_check(decision, target.what, team).held:
            raise CheckOnHold("This check is on hold; release it first.")
    elif target.kind is ErasureKind.CASE:
        locked_case(decision, target.what, team)
        if retention.is_on_hold(decision.session, target.what):
            raise CaseOnHold(
                "This case is on hold, itself or through a run that found it; release that first."
            )


def _last_decided(session: Session, erasure: Erasure, naming: Sequence[str] = ()) -> str:
    """When somebody last decided about what is to be erased; "" where nobody has."""
    subjects = _subjects(session, erasure, naming)
    joint = last_decided_collaboration(session, erasure.team, subjects)
    return max(retention.last_decided(session, *_concerned(session, erasure, naming)), joint)


def _is_seconded(session: Session, erasure: Erasure, naming: Sequence[str] = ()) -> bool:
    """Whether a second person agreed and nobody decided about it since.

    By the log's order besides the clock's: one that was set back makes what came later look earlier.
    """
    cases, runs = _concerned(session, erasure, naming)
    subjects = _subjects(session, erasure, naming)
    joint = last_decided_collaboration(session, erasure.team, subjects)
    last = max(retention.last_decided(session, cases, runs), joint)
    if not erasure.seconded_at or last > erasure.seconded_at:
        return False
    since = erasure.seconded_sequence
    return not (
        retention.decided_since(session, erasure.team, cases, since)
        or collaboration_decided_since(session, erasure.team, subjects, since)
    )


def _concerned(session: Session, erasure: Erasure, naming: Sequence[str]) -> tuple[list[str], list[str]]:
    """Ids of the cases and runs of which decisions stand in the way of an erasure.

    Of a subject counts all that goes with it: the other cases of runs that name it too.
    """
    if erasure.kind == ErasureKind.RUN:
        return retention.cases_seen(session, [erasure.what]), [erasure.what]
    if erasure.kind == ErasureKind.CASE:
        return [erasure.what], []
    if erasure.kind == ErasureKind.CHECK:
        check = session.get(SavedCheck, erasure.what)
        return retention.cases_of_name(session, erasure.team, check.called) if check else [], []
    about = members_about(session, erasure.team, erasure.subject)
    runs = sorted({*naming, *retention.runs_that_saw(session, about)})
    return [*{case_id: None for case_id, _ in about}, *retention.cases_seen(session, runs)], runs


def _subjects(session: Session, erasure: Erasure, naming: Sequence[str]) -> list[str]:
    """Digests of the subjects of which decisions about a collaboration stand in the way of an erasure."""
    if erasure.kind == ErasureKind.CASE:
        return subjects_of_cases(session, [erasure.what])
    if erasure.kind == ErasureKind.CHECK:
        check = session.get(SavedCheck, erasure.what)
        return [check.subject_digest] if check else []
    runs = [erasure.what] if erasure.kind == ErasureKind.RUN else naming
    found = {each for run_id in runs for each in subjects_of_run(session, erasure.team, run_id)}
    if erasure.kind == ErasureKind.SUBJECT:
        about = subjects_named(session, erasure.team, lambda subject: is_named(erasure.subject, [subject]))
        found.update(about)
    return sorted(found)


def _lacks_second(decision: AuditedTransaction, erasure: Erasure, looked: SearchedRuns) -> bool:
    """Whether somebody decided about it since a second person agreed, or without one; note and record that once."""
    session, naming = decision.session, looked.going
    if not _last_decided(session, erasure, naming) or _is_seconded(session, erasure, naming):
        return False
    if not erasure.needs_second or erasure.seconded_at:
        erasure.needs_second = True
        erasure.seconded_by = erasure.seconded_by_name = erasure.seconded_at = ""
        erasure.seconded_sequence = 0
        session.add(erasure)
        _record(decision, erasure, "second_needed", erasure.asked_by)
    return True


def _delete(decision: AuditedTransaction, erasure: Erasure, looked: SearchedRuns, drafts: int) -> Deleted:
    asked_by = erasure.asked_by
    if erasure.kind == ErasureKind.RUN:
        return delete_run(decision, erasure.what, actor=asked_by, why=ASKED)
    if erasure.kind == ErasureKind.CHECK:
        return delete_check(decision, erasure.what, actor=asked_by)
    if erasure.kind == ErasureKind.CASE:
        return delete_case(decision, erasure.what, actor=asked_by)
    return delete_subject(decision, erasure.team, erasure.subject, looked, drafts, actor=asked_by)


def _forget_name(decision: AuditedTransaction, done: Erasure, subject: str) -> None:
    """Take the name of an erased subject from other erasures: those of the same subject are done with this one."""
    of_team = select(Erasure).where(Erasure.team == done.team)
    for each in list(decision.session.exec(of_team)):
        if _says(each.reason, subject):
            each.reason = ""
            decision.session.add(each)
        if each.id != done.id and same(each.subject) == same(subject) and not each.ended_at:
            _end(decision, each, ErasureOutcome.DONE, done.asked_by)


def _says(text: str, name: str) -> bool:
    """Whether a name stands in a text: as whole words where its script has capitals; others write without spaces."""
    wanted = same(name)
    before = r"(?<!\w)" if wanted[:1].upper() != wanted[:1] else ""
    after = r"(?!\w)" if wanted[-1:].upper() != wanted[-1:] else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", same(text)) is not None


def _check_needed(session: Session, erasure: Erasure) -> None:
    if not _last_decided(session, erasure) and not erasure.needs_second:
        raise ErasureRefused("Nobody decided about this, so no second person is needed.")
    if _is_seconded(session, erasure):
        raise ErasureRefused("A second person has agreed already.")


def _agree_on_shell(decision: AuditedTransaction, erasure: Erasure, name: str, by: Decider) -> None:
    name = " ".join(name.split())
    if there_are_any(decision.session):
        raise NotSecond(
            "The second person has to sign in and agree on the page Erasures, with a role that can erase."
        )
    if not 0 < len(name) <= LONGEST_NAME or same(name) in {same(erasure.asked_by_name), same(by.name)}:
        raise NotSecond("Give the name of another person who agrees to erase this, with --second.")
    _agree(decision, erasure, "", name, actor=by.id)


def _agree(decision: AuditedTransaction, erasure: Erasure, who: str, name: str, *, actor: str) -> None:
    erasure.needs_second = True
    erasure.seconded_by, erasure.seconded_by_name = who, name
    erasure.seconded_at = decision.at.isoformat()
    decision.session.add(erasure)
    erasure.seconded_sequence = _record(decision, erasure, "seconded", actor, {"by_name": not who}).sequence


def _end(decision: AuditedTransaction, erasure: Erasure, outcome: ErasureOutcome, actor: str) -> None:
    counts = {"held": erasure.held_back, "unread": erasure.unread}
    _record(decision, erasure, outcome.value, actor, {name: count for name, count in counts.items() if count})
    erasure.outcome, erasure.ended_at, erasure.subject = outcome.value, decision.at.isoformat(), ""
    if erasure.kind == ErasureKind.SUBJECT:
        erasure.reason = ""  # which may name the subject, in words that nobody can compare with its name
    decision.session.add(erasure)
    decision.session.flush()


def _record(
    decision: AuditedTransaction,
    erasure: Erasure,
    action: str,
    actor: str,
    facts: dict[str, object] | None = None,
) -> Head:
    said: dict[str, object] = {"erasure": erasure.id, "kind": erasure.kind, **(facts or {})}
    if erasure.kind == ErasureKind.SUBJECT:
        said["subject"] = token_of(decision.session, erasure.team, erasure.subject, at=None)
    elif erasure.kind != ErasureKind.RUN:
        said[erasure.kind] = erasure.what
    run_id = erasure.what if erasure.kind == ErasureKind.RUN else ""
    return decision.record(f"erasure.{action}", actor=actor, team=erasure.team, run_id=run_id, facts=said)


def _locked(session: Session, team: str, erasure_id: str) -> Erasure:
    erasure = session.get(Erasure, erasure_id, with_for_update=True)
    if erasure is None or erasure.team != team:
        raise _unknown()
    if erasure.ended_at:
        raise ErasureEnded(f"This erasure has ended: {erasure.outcome}. Nothing was changed.")
    return erasure


def _waiting(session: Session, team: str) -> list[Erasure]:
    return list(session.exec(select(Erasure).where(Erasure.team == team, Erasure.ended_at == "")))


def _is_of(erasure: Erasure, target: ErasureTarget) -> bool:
    if target.kind is ErasureKind.SUBJECT:
        return erasure.kind == ErasureKind.SUBJECT and same(erasure.subject) == same(target.what)
    return erasure.kind == target.kind and erasure.what == target.what


def _reason(text: str) -> str:
    text = text.strip()
    if not any(each.isalnum() for each in text):  # what nobody sees is no reason
        raise ReasonMissing(
            "Say why you want to erase this; the person who agrees or undoes it reads the reason."
        )
    if len(text) > LONGEST_REASON:
        raise ErasureRefused(
            f"The reason has {len(text):,} characters; up to {LONGEST_REASON:,} are kept, shorten it."
        )
    return text


def _unknown() -> ErasureUnknown:
    return ErasureUnknown("There is no such erasure; look at the page Erasures.")
