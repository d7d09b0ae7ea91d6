"""How collaboration decisions end: with their subject, by retention and by erasure.

A decision is kept as long as the team keeps anything else of its subject: a run, a saved check or a question; at least
until its own day, and as long as a run would be that was accepted on the day on which it was made or ended. What is
erased because somebody asked takes along the decisions about subjects of which nothing else is left.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, delete, func, or_, select

from screening.audit import token_of
from screening.model import Subject
from screening.review.cases import batched
from screening.review.collaboration_rules import CollaborationState
from screening.review.fingerprints import subject_from
from screening.storage.check_tables import SavedCheck
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.review_tables import Case, CaseMember
from screening.storage.tables import AuditEntry, Run, ScreenedSubject

_DIGEST = col(CollaborationDecision.subject_digest)


def subjects_of_run(session: Session, team: str, run_id: str) -> list[str]:
    """Digests of the subjects of a run about whose collaboration the team decided."""
    decided = select(_DIGEST).where(CollaborationDecision.team == team)
    wanted = select(ScreenedSubject.subject_digest).where(
        ScreenedSubject.run_id == run_id, col(ScreenedSubject.subject_digest).in_(decided)
    )
    return sorted(session.exec(wanted))


def subjects_of_cases(session: Session, case_ids: Sequence[str]) -> list[str]:
    """Digests of the members of cases."""
    found: set[str] = set()
    for portion in batched(case_ids):
        wanted = select(CaseMember.subject_digest).where(col(CaseMember.case_id).in_(portion))
        found.update(session.exec(wanted))
    return sorted(found)


def subjects_named(session: Session, team: str, names: Callable[[Subject], bool]) -> list[str]:
    """Digests of the subjects that `names` says are meant, of those about whose collaboration the team decided."""
    wanted = select(_DIGEST, CollaborationDecision.subject).where(CollaborationDecision.team == team)
    return sorted({digest for digest, subject in session.exec(wanted) if names(subject_from(subject))})


def forget_collaborations(session: Session, team: str, digests: Collection[str]) -> list[str]:
    """Forget all decisions about these subjects; give their ids."""
    gone: list[str] = []
    for portion in batched(sorted(digests)):
        gone += _forget(session, and_(col(CollaborationDecision.team) == team, _DIGEST.in_(portion)))
    return sorted(gone)


def forget_unreferenced(session: Session, team: str, digests: Collection[str]) -> list[str]:
    """Forget the decisions about those of these subjects of which the team keeps nothing else; give their ids."""
    gone: list[str] = []
    for portion in batched(sorted(digests)):
        of_these = and_(col(CollaborationDecision.team) == team, _DIGEST.in_(portion))
        gone += _forget(session, and_(of_these, *_alone()))
    return sorted(gone)


def forget_old_collaborations(session: Session, before: str) -> list[str]:
    """Forget decisions past their term (`before`: ISO 8601, UTC); give their ids."""
    ended = or_(
        col(CollaborationDecision.state) != CollaborationState.STANDING.value,
        col(CollaborationDecision.until) < before[:10],
    )
    old = and_(col(CollaborationDecision.at) < before, col(CollaborationDecision.ended_at) < before)
    return sorted(_forget(session, and_(ended, old, *_alone())))


def last_decided_collaboration(session: Session, team: str, digests: Sequence[str]) -> str:
    """When somebody last decided about the collaboration with any of these subjects, or withdrew it; "" for never."""
    moments = {""}
    for portion in batched(digests):
        made = select(func.max(CollaborationDecision.at), func.max(CollaborationDecision.ended_at))
        made = made.where(col(CollaborationDecision.team) == team, _DIGEST.in_(portion))
        moments.update(each or "" for each in session.exec(made).one())
    return max(moments)


def collaboration_decided_since(session: Session, team: str, digests: Sequence[str], sequence: int) -> bool:
    """Whether the log holds, after an entry, another by which a decision about any of these was made or withdrawn."""
    ids: set[str] = set()
    for portion in batched(digests):
        wanted = select(CollaborationDecision.id).where(CollaborationDecision.team == team)
        ids.update(session.exec(wanted.where(_DIGEST.in_(portion))))
    later = select(AuditEntry.facts).where(
        AuditEntry.team == team,
        AuditEntry.sequence > sequence,
        col(AuditEntry.action).startswith("collaboration."),
    )
    return any(json.loads(facts)["collaboration"] in ids for facts in session.exec(later))


def collaboration_tokens(session: Session) -> set[str]:
    """Tokens of the subjects of all decisions: their keys stay, or nobody could compare whom a decision is about."""
    wanted = select(CollaborationDecision.team, CollaborationDecision.called).distinct()
    found = list(session.exec(wanted))
    return {token_of(session, team, name, at=None) for team, name in found}


def _alone() -> tuple[ColumnElement[bool], ...]:
    """That the team keeps nothing else of the subject of a decision."""
    members = (
        select(CaseMember.case_id)
        .join(Case, col(Case.id) == col(CaseMember.case_id))
        .where(col(CaseMember.subject_digest) == _DIGEST, Case.team == CollaborationDecision.team)
    )
    checks = select(SavedCheck.id).where(
        col(SavedCheck.subject_digest) == _DIGEST, SavedCheck.team == CollaborationDecision.team
    )
    runs = (
        select(Run.id)
        .join(ScreenedSubject, col(ScreenedSubject.run_id) == col(Run.id))
        .where(col(ScreenedSubject.subject_digest) == _DIGEST, Run.team == CollaborationDecision.team)
    )
    return ~members.exists(), ~checks.exists(), ~runs.exists()


def _forget(session: Session, which: ColumnElement[bool]) -> list[str]:
    ids = list(session.exec(select(CollaborationDecision.id).where(which)))
    for portion in batched(ids):
        gone = delete(CollaborationDecision).where(col(CollaborationDecision.id).in_(portion))
        session.connection().execute(gone)
    return ids
