"""Those who came under a decision after it was made: who they are, and accepting them under it.

Whoever accepts says that these say the same and mean the same as those that were decided about; who does not is taken
out of the question and decided about alone (`screening.review.exceptions`). Accepted are the ones that were seen, by
their identities: who has come since stays new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from screening.audit import token_of
from screening.context import AppContext, AuditedTransaction
from screening.model import called
from screening.review.cases import batched, count_members, new_digests
from screening.review.decide import decide_about_cases, log_decision, standing_decision
from screening.review.fingerprints import subject_from
from screening.review.rules import CaseState, Decider, DecisionRefused, MovedOn, NotYours
from screening.storage.review_tables import Case, CaseMember, Disposition

LISTED = 500  # new members on one page, about as many as somebody reads before accepting them
_IN_ENTRY = 500  # of whom one entry of the log names; each is a hash of 64 characters


@dataclass(frozen=True, slots=True)
class AllNew:
    """All who are new under a decision, as somebody saw them: the mark of their identities (`new_mark`)."""

    mark: str


@dataclass(frozen=True, slots=True)
class NewLine:
    """Somebody who is new under a decision, with the question and the decision."""

    member: CaseMember
    case: Case
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class NewUnderDecisions:
    """Who is new under decisions and may be accepted by somebody: the first of them, and how many are not listed.

    `others` counts the questions whose decision this person proposed, so that another person accepts under it.
    """

    lines: tuple[NewLine, ...]
    further: int
    others: int


def new_mark(digests: Sequence[str]) -> str:
    """The mark of these members: another one as soon as one of them is another."""
    return hashlib.sha256(" ".join(sorted(digests)).encode()).hexdigest()[:32]


def new_lines(session: Session, team: str, disposition_ids: Sequence[str], by: Decider) -> NewUnderDecisions:
    """Who is new under these decisions, those of one question together, parted from the session."""
    made: list[tuple[Disposition, Case]] = []
    for some in batched(sorted(set(disposition_ids))):
        wanted = select(Disposition, Case).join(Case, col(Case.disposition_id) == col(Disposition.id))
        stands = wanted.where(
            col(Disposition.id).in_(some), Disposition.team == team, Case.state == CaseState.NEW
        )
        made += session.exec(stands).all()
    own = [each for each in made if not _is_anothers(each[0], by)]
    of_case = {case.id: (case, disposition) for disposition, case in own}
    lines: list[NewLine] = []
    count = 0
    for some in batched(sorted(of_case, key=lambda each: (-of_case[each][0].people, each))):
        wanted_members = select(CaseMember).where(
            col(CaseMember.case_id).in_(some), col(CaseMember.is_new).is_(True)
        )
        for member in session.exec(
            wanted_members.order_by(
                col(CaseMember.case_id), col(CaseMember.shown), col(CaseMember.subject_digest)
            )
        ):
            count += 1
            if count <= LISTED:
                lines.append(NewLine(member, *of_case[member.case_id]))
    session.expunge_all()
    return NewUnderDecisions(tuple(lines), count - len(lines), len(made) - len(own))


def accept_new(
    context: AppContext, team: str, chosen: Mapping[str, Sequence[str] | AllNew], by: Decider
) -> int:
    """Have those who came under decisions since they were made stand under them like the others, all or none.

    Args:
        context: the installation.
        team: whose decisions they are.
        chosen: by ids of decisions, the digests of the members that are meant, or the mark of all that are new.
        by: the named person.

    Returns:
        How many were accepted.

    Raises:
        CaseUnknown: the team has no such decision. NotYours: an API key accepts nobody, and who proposed what needed
            a second person accepts nobody under that.
        DecisionRefused: none is chosen. MovedOn: a decision does not stand any more, or others are new under it.
    """
    if by.is_key:
        raise NotYours(
            "An API key cannot apply a decision to others; a person with an account does, on the pages."
        )
    if not chosen:
        raise DecisionRefused("Tick at least one person or organisation.", what="case")
    with decide_about_cases(context) as decision:
        return sum(_accept(decision, team, each, which, by) for each, which in chosen.items())


def _is_anothers(disposition: Disposition, by: Decider) -> bool:
    """Whether another person than this one accepts under a decision: what took two people takes two for others too."""
    return disposition.needs_second and disposition.by == by.id


def _accept(
    decision: AuditedTransaction, team: str, disposition_id: str, which: Sequence[str] | AllNew, by: Decider
) -> int:
    session = decision.session
    disposition, case = standing_decision(session, team, disposition_id)
    if _is_anothers(disposition, by):
        raise NotYours(
            "You proposed this decision, which needed a second reviewer; another person applies it to others."
        )
    new = new_digests(session, [case.id]).get(case.id, []) if case.state == CaseState.NEW else []
    if isinstance(which, AllNew):
        is_same, meant = bool(new) and new_mark(new) == which.mark, new
    else:
        meant = sorted(set(which))
        is_same = set(meant) <= set(new)
    if not meant and not isinstance(which, AllNew):
        raise DecisionRefused("Tick at least one of those who are new.", what="members")
    if not is_same:
        raise MovedOn(
            "Meanwhile others were added after this decision; look again before you apply it to them."
        )
    tokens = _tokens(decision, case, meant)
    said = {
        "accepted_under": disposition.id,
        "accepted_by": by.id,
        "accepted_by_name": by.name,
        "accepted_at": decision.at.isoformat(),
    }
    for some in batched(meant):
        these = (col(CaseMember.case_id) == case.id, col(CaseMember.subject_digest).in_(some))
        session.connection().execute(update(CaseMember).where(*these).values(is_new=False, **said))
    count_members(session, [case.id])
    session.refresh(case)
    for some in batched(tokens, _IN_ENTRY):
        facts = {"members": len(some), "subjects": list(some), "to": disposition.verdict}
        log_decision(decision, case, "case.accepted", by, disposition, facts)
    return len(meant)


def _tokens(decision: AuditedTransaction, case: Case, digests: Sequence[str]) -> list[str]:
    """The keyed hashes of members in the log, in the order of their digests."""
    names: dict[str, str] = {}
    for some in batched(digests):
        members = select(CaseMember.subject_digest, CaseMember.subject).where(
            CaseMember.case_id == case.id, col(CaseMember.subject_digest).in_(some)
        )
        names |= {digest: called(subject_from(subject)) for digest, subject in decision.session.exec(members)}
    return [token_of(decision.session, case.team, names[digest], at=decision.at) for digest in sorted(names)]
