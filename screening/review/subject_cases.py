"""Cases of one subject: what a member takes along when it leaves the question of all with its text, and when it has to.

An answer about a subject ("a tie that has ended") makes its case one of that subject alone, so that nobody who says the
same later is bound by it or sees its note. An answer about the text makes a case the question of all again, where no
other is.
"""

from __future__ import annotations

import uuid

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from screening.audit import token_of
from screening.context import AuditedTransaction
from screening.model import called
from screening.review.cases import clear_new
from screening.review.fingerprints import subject_from
from screening.review.reasons import About, about_of
from screening.review.rules import CaseState, Decider, DecisionRefused
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting

MOST = 200  # members that leave a question at once
_FRESH = ("disposition_id", "verdict", "lapsed", "earlier_id", "assignee", "assignee_name", "due")


def bind_case(session: Session, case: Case, reason: str) -> None:
    """Have a case stand for those whom an answer with this reason binds; one about a listed person's name always does.

    Args:
        session: of the transaction in which it is answered.
        case: what is answered.
        reason: a code of reasons.toml.

    Raises:
        DecisionRefused: the answer is about one subject, and the case asks about several.
    """
    # Two people of one name are two questions already.
    if case.is_person:
        return
    if about_of(reason) is About.SUBJECT:
        if case.people > 1:
            raise DecisionRefused(
                f"This reason is about one person or organisation alone, and this question asks about {case.people:,}. "
                "Take the one that you mean out of the question and decide there, or choose a reason about the text.",
                what="reason",
            )
        only = select(CaseMember.subject_digest).where(CaseMember.case_id == case.id)
        case.apart = session.exec(only).one()
    elif (
        case.apart
        and not has_subject_answer(session, case)
        and session.exec(shared_question(case)).first() is None
    ):
        case.apart = ""
    session.add(case)


def has_subject_answer(session: Session, case: Case) -> bool:
    """Whether something was answered about its subject alone, which is shown with nobody else."""
    reasons_given = select(Disposition.reason).where(Disposition.case_id == case.id).distinct()
    return any(about_of(each) is About.SUBJECT for each in session.exec(reasons_given))


def shared_question(case: Case) -> SelectOfScalar[Case]:
    """The question of all with the text of a case."""
    return select(Case).where(
        Case.team == case.team,
        Case.text_digest == case.text_digest,
        Case.party_id == case.party_id,
        Case.apart == "",
    )


def part_member(decision: AuditedTransaction, case: Case, digest: str, by: Decider) -> str:
    """Make a member a case of its own; give the id of that.

    Raises:
        DecisionRefused: it is no member.
    """
    session = decision.session
    member = session.get(CaseMember, (case.id, digest))
    if member is None:
        raise DecisionRefused("One of those is no part of this question; look at it again.", what="members")
    own = Case(**{**case.model_dump(), **dict.fromkeys(_FRESH, "")})
    own.id, own.apart, own.state = uuid.uuid4().hex, digest, CaseState.OPEN.value
    own.matched, own.first_seen_at, own.last_seen_at = (
        member.matched,
        member.first_seen_at,
        member.last_seen_at,
    )
    subject = token_of_member(decision, case, digest)
    session.add(own)
    session.flush()
    for table in (CaseMember, Sighting):
        moved = update(table).where(col(table.case_id) == case.id, col(table.subject_digest) == digest)
        session.connection().execute(moved.values(case_id=own.id))
    clear_new(session, [own.id])  # it is under no decision of others any more
    facts = {"case": own.id, "from": case.id, "subject": subject}
    decision.record("case.parted", actor=by.id, team=case.team, facts=facts)
    return own.id


def token_of_member(decision: AuditedTransaction, case: Case, digest: str) -> str:
    """The keyed hash in the log of a member's subject."""
    member = decision.session.get_one(CaseMember, (case.id, digest))
    name = called(subject_from(member.subject))
    return token_of(decision.session, case.team, name, at=decision.at)
