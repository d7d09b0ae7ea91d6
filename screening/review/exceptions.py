"""Members that are taken out of the question of all with their text: "but not this one".

Such a member is a case of its own, with decisions of its own, until it is put back; later runs find it there. What was
decided and said about it stays with it, and goes on beside the question that it is put back into.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from screening.context import AppContext, AuditedTransaction
from screening.review.cases import NOT_ACCEPTED, count_members
from screening.review.decide import case_of, decide_about_cases
from screening.review.rules import HOLDS, CaseState, Decider, DecisionRefused, MovedOn
from screening.review.subject_cases import (
    MOST,
    has_subject_answer,
    part_member,
    shared_question,
    token_of_member,
)
from screening.storage.review_tables import Case, CaseMember, Disposition, Remark, Sighting


def part_members(
    context: AppContext, team: str, case_id: str, digests: Sequence[str], by: Decider
) -> list[str]:
    """Make members of a case, by the digests of their subjects, cases of their own; give the ids of those.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: none, too many, all or unknown members were chosen, or the case has but one.
    """
    with decide_about_cases(context) as decision:
        return record_parting(decision, case_of(decision.session, team, case_id), digests, by)


def record_parting(
    decision: AuditedTransaction, case: Case, digests: Sequence[str], by: Decider
) -> list[str]:
    """Make members cases of their own within a decision's transaction; raises as `part_members` does."""
    session, chosen = decision.session, list(dict.fromkeys(digests))
    if not 0 < len(chosen) <= MOST:
        raise DecisionRefused(f"Choose between one and {MOST} people or rows.", what="members")
    if len(chosen) >= case.people:
        raise DecisionRefused(
            "Leave at least one in the question. To decide about all of them, decide the question itself."
        )
    if case.held:
        raise DecisionRefused("This is on hold, and all of it stays together; release it first.")
    made = [part_member(decision, case, digest, by) for digest in chosen]
    session.flush()
    count_members(session, [case.id, *made])
    session.expire_all()
    return made


def put_back(context: AppContext, team: str, case_id: str, by: Decider) -> str:
    """Put a case that was taken out of a question back into it; give the id of that question.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: it was not taken out of any, or has answers of its own. MovedOn: a decision about it stands;
            withdraw that first.
    """
    with decide_about_cases(context) as decision:
        session = decision.session
        case = case_of(session, team, case_id)
        if not case.apart:
            raise DecisionRefused("This was not taken out of another question.")
        if case.state != CaseState.OPEN:
            raise MovedOn("It has a decision or a waiting proposal; withdraw that first.")
        if has_subject_answer(session, case):
            raise DecisionRefused(
                "Something was answered about this one alone, and is shown with nobody else; decide about it here."
            )
        digest = case.apart
        subject = token_of_member(decision, case, digest)
        into = session.exec(shared_question(case)).first()
        if into is None:  # its other members are gone
            # What was said of its subject alone is said of nobody else.
            case.apart = case.lapsed = case.earlier_id = ""
            session.add(case)
            into = case
        else:
            if case.held and not into.held:
                raise DecisionRefused("This is on hold, and the question is not; release it first.")
            for table in (CaseMember, Sighting, Disposition, Remark):
                moved = update(table).where(col(table.case_id) == case.id).values(case_id=into.id)
                session.connection().execute(moved)
            # What was answered there was not about this one.
            if into.state in (CaseState.SECOND, *HOLDS):
                back = session.get_one(CaseMember, (into.id, digest), populate_existing=True)
                back.is_new = True
                # That it was applied to it before says nothing of now.
                back.sqlmodel_update(NOT_ACCEPTED)
                session.add(back)
            session.delete(case)
            session.flush()
            count_members(session, [into.id])
        facts = {"case": case_id, "into": into.id, "subject": subject}
        decision.record("case.joined", actor=by.id, team=team, facts=facts)
        return into.id


def exceptions_of(session: Session, case: Case) -> list[Case]:
    """The cases whose members were taken out of this one."""
    wanted = select(Case).where(
        Case.team == case.team,
        Case.text_digest == case.text_digest,
        Case.party_id == case.party_id,
        Case.apart != "",
    )
    return (
        list(session.exec(wanted.order_by(col(Case.first_seen_at), col(Case.id)))) if not case.apart else []
    )


def question_of(session: Session, case: Case) -> Case | None:
    """The question that a case was taken out of; None where it was not, or where that is gone."""
    return session.exec(shared_question(case)).first() if case.apart else None
