"""What stands beside a decision: who has taken a case on and until when, comments, and files.

A file is kept by the hash of its bytes like an upload and given back as a download that nothing runs. The log holds
its hash and size, never its name.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from screening.accounts import Permission
from screening.accounts.accounts import who_may
from screening.audit.log import hold
from screening.context import AppContext, AuditedTransaction
from screening.review.attachments import check_file
from screening.review.decide import CaseUnknown, case_of, decide_about_cases, token_of_case
from screening.review.rules import LONGEST_NOTE, Decider, DecisionRefused
from screening.storage import StorageFailed, lock_files
from screening.storage.review_tables import Case, Remark

MOST = 200  # cases that are given to somebody at once
MOST_FILES = 50  # beside one case
_LONGEST_NAME = 255
_TRIES = 3  # a clean-up may take the bytes away between keeping and recording them


def deciders_of(session: Session, team: str) -> list[Decider]:
    """The people of a team who may decide, by name: those whom a case can be assigned to."""
    return [Decider(each.actor, each.name) for each in who_may(session, team, Permission.DECIDE)]


def assign(context: AppContext, team: str, case_ids: Sequence[str], by: Decider, *, to: str) -> int:
    """Give cases to somebody, or to nobody: all of them or none. Returns how many changed hands.

    Args:
        context: the installation.
        team: whose cases they are.
        case_ids: the cases.
        by: who gives them; to himself whoever may assign may always give.
        to: the id of who gets them, as in the log; "" for nobody.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: none or too many were chosen, or whoever is meant may not decide in this team.
    """
    if not 0 < len(case_ids) <= MOST:
        raise DecisionRefused(f"Choose between one and {MOST} cases.", what="cases")
    with decide_about_cases(context) as decision:
        known = {each.id: each for each in deciders_of(decision.session, team)}
        known.setdefault(by.id, by)
        if to and to not in known:
            raise DecisionRefused(
                "Nobody with this id can decide in this team; choose one of its reviewers.", what="to"
            )
        changed = 0
        for case in [case_of(decision.session, team, each) for each in dict.fromkeys(case_ids)]:
            if case.assignee == to:
                continue
            before = case.assignee
            case.assignee, case.assignee_name = to, known[to].name if to else ""
            decision.session.add(case)
            _record(decision, case, "case.assigned", by, {"from": before, "to": case.assignee})
            changed += 1
    return changed


def set_due(context: AppContext, team: str, case_ids: Sequence[str], by: Decider, *, due: str) -> int:
    """Set the day until which cases are to be decided: all of them or none. Returns how many have another one now.

    Args:
        context: the installation.
        team: whose cases they are.
        case_ids: the cases.
        by: who sets it.
        due: ISO 8601; "" for none.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: none or too many were chosen, or there is no such day.
    """
    if not 0 < len(case_ids) <= MOST:
        raise DecisionRefused(f"Choose between one and {MOST} cases.", what="cases")
    try:
        day = date.fromisoformat(due).isoformat() if due else ""
    except ValueError:
        raise DecisionRefused("There is no such day; give one as in 2026-11-25.", what="due") from None
    changed = 0
    with decide_about_cases(context) as decision:
        for case in [case_of(decision.session, team, each) for each in dict.fromkeys(case_ids)]:
            if case.due != day:
                before, case.due = case.due, day
                decision.session.add(case)
                _record(decision, case, "case.due_set", by, {"from": before, "due": day})
                changed += 1
    return changed


def comment(context: AppContext, team: str, case_id: str, by: Decider, text: str) -> None:
    """Comment on a case.

    Raises:
        CaseUnknown: the team has no such case. DecisionRefused: nothing was said, or too much.
    """
    said = text.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise DecisionRefused(f"Write a comment of up to {LONGEST_NOTE:,} characters.", what="note")
    with decide_about_cases(context) as decision:
        case = case_of(decision.session, team, case_id)
        remark = _remark(decision, case, by)
        remark.text = said
        decision.session.add(remark)
        _record(decision, case, "case.commented", by, {"remark": remark.id})


def attach(context: AppContext, team: str, case_id: str, by: Decider, source: Path, file_name: str) -> Remark:
    """Keep a file beside a case; `source` is copied. Gives the line that names it.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: it is empty, too large, of no known kind, or one too many.
        StorageFailed: it could not be kept.
    """
    check_file(source, file_name)
    for _ in range(_TRIES):
        sha256, size = context.files.put(source)
        with context.decide() as decision:
            # The files before the log, as everybody takes them.
            lock_files(decision.session)
            hold(decision.session)
            case = case_of(decision.session, team, case_id)
            if len(files_of(decision.session, case_id)) >= MOST_FILES:
                raise DecisionRefused(f"{MOST_FILES} files are already attached to this case.", what="file")
            if not context.files.has(sha256):
                continue
            remark = _remark(decision, case, by)
            remark.file_name, remark.file_sha256, remark.file_size = (
                file_name[-_LONGEST_NAME:] or "file",
                sha256,
                size,
            )
            decision.session.add(remark)
            facts = {"remark": remark.id, "sha256": sha256, "size": size}
            _record(decision, case, "case.file_attached", by, facts)
            decision.session.flush()
            decision.session.expunge(remark)
            return remark
    raise StorageFailed("The file was deleted while we saved it; attach it again.")


def remarks_of(session: Session, case_id: str) -> list[Remark]:
    """Comments and files of a case, oldest first."""
    wanted = select(Remark).where(Remark.case_id == case_id).order_by(col(Remark.at), col(Remark.id))
    return list(session.exec(wanted))


def files_of(session: Session, case_id: str) -> list[Remark]:
    """The files of a case."""
    return [each for each in remarks_of(session, case_id) if each.file_sha256]


def file_of(context: AppContext, team: str, case_id: str, remark_id: str) -> Remark:
    """One file of a case.

    Raises:
        CaseUnknown: the team has no such file.
    """
    with context.database.read() as session:
        remark = session.get(Remark, remark_id)
        if remark is None or (remark.team, remark.case_id) != (team, case_id) or not remark.file_sha256:
            raise CaseUnknown("This case has no such file.")
        session.expunge(remark)
    return remark


def _remark(decision: AuditedTransaction, case: Case, by: Decider) -> Remark:
    at = decision.at.isoformat()
    return Remark(id=uuid.uuid4().hex, case_id=case.id, team=case.team, by=by.id, by_name=by.name, at=at)


def _record(
    decision: AuditedTransaction, case: Case, action: str, by: Decider, facts: dict[str, object]
) -> None:
    said = {"case": case.id, "subject": token_of_case(decision, case), **facts}
    decision.record(action, actor=by.id, team=case.team, facts=said)
