"""Those who came under a decision after it was made: who they are, and accepting them under it.

Whoever accepts says that these say the same and mean the same as those that were decided about; who does not is taken
out of the question and decided about alone (`screening.review.exceptions`). Accepted are the ones that were seen, by
their identities: who has come since stays new. What only two people can decide, only two people apply: the first
proposes it, and who is new stays so until another has said the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from screening.audit import token_of
from screening.context import AppContext, AuditedTransaction
from screening.model import called
from screening.review.cases import NOT_ACCEPTED, batched, count_members, new_digests, new_members
from screening.review.decide import decide_about_cases, log_decision, standing_decision
from screening.review.fingerprints import subject_from
from screening.review.history import MemberOccurrence, occurrences
from screening.review.rules import (
    CaseState,
    Decider,
    DecisionRefused,
    MovedOn,
    NotYours,
    Verdict,
    check_second,
    needs_second,
)
from screening.storage.review_tables import Case, CaseMember, Disposition

LISTED = 500  # new members on one page, about as many as somebody reads before accepting them
_IN_ENTRY = 500  # of whom one entry of the log names; each is a hash of 64 characters


@dataclass(frozen=True, slots=True)
class NewLine:
    """Somebody who is new under a decision and where it was seen last, with the question and the decision."""

    seen: MemberOccurrence
    case: Case
    disposition: Disposition
    needs_two: bool

    @property
    def member(self) -> CaseMember:
        """Who it is."""
        return self.seen.member

    @property
    def proposed_by(self) -> str:
        """Who proposed to apply the decision to it, so that another person confirms that; "" where nobody did."""
        return self.member.accepted_by_name


@dataclass(frozen=True, slots=True)
class NewUnderDecisions:
    """Who is new under decisions and may be accepted by somebody: the first of them, and how many are not listed.

    `others` counts those to whom this person proposed to apply a decision, so that another person confirms it.
    """

    lines: tuple[NewLine, ...]
    further: int
    others: int


@dataclass(frozen=True, slots=True)
class NewMembers:
    """How many are new under the decision of a case, and for whom two people are needed to apply it.

    `own`: of those, to how many this person proposed to apply it; `proposed`: to how many each of the others, by name.
    """

    count: int
    needs_two: bool
    own: int
    proposed: Mapping[str, int]

    @property
    def to_confirm(self) -> int:
        """To how many another person proposed to apply it."""
        return sum(self.proposed.values())

    @property
    def left(self) -> int:
        """How many this person can do something about."""
        return self.count - self.own


@dataclass(frozen=True, slots=True)
class AppliedCounts:
    """To how many a decision was applied: whom it covers now, and for whom another person has to say the same."""

    covered: int
    waiting: int


def new_members_of(session: Session, case: Case, by: Decider) -> NewMembers:
    """Who is new under the decision of a case, as this person may apply it to them."""
    disposition = session.get(Disposition, case.disposition_id) if case.state == CaseState.NEW else None
    if disposition is None:
        return NewMembers(0, needs_two=False, own=0, proposed={})
    proposed: dict[str, int] = {}
    own = 0
    counted = select(CaseMember.accepted_by, func.max(CaseMember.accepted_by_name), func.count()).where(
        CaseMember.case_id == case.id, col(CaseMember.is_new).is_(True), CaseMember.accepted_by != ""
    )
    for first, name, count in session.exec(counted.group_by(col(CaseMember.accepted_by))):
        if first == by.id:
            own = count
        else:
            proposed[name] = proposed.get(name, 0) + count
    count = new_members(session, [case.id]).get(case.id, 0)
    return NewMembers(count, _needs_two(disposition, case, by), own, proposed)


def new_lines(session: Session, team: str, disposition_ids: Sequence[str], by: Decider) -> NewUnderDecisions:
    """Who is new under these decisions, those of one question together, parted from the session."""
    made: list[tuple[Disposition, Case]] = []
    for some in batched(sorted(set(disposition_ids))):
        wanted = select(Disposition, Case).join(Case, col(Case.disposition_id) == col(Disposition.id))
        stands = wanted.where(
            col(Disposition.id).in_(some), Disposition.team == team, Case.state == CaseState.NEW
        )
        made += session.exec(stands).all()
    of_case = {case.id: (case, disposition) for disposition, case in made}
    lines: list[NewLine] = []
    count = others = 0
    for some in batched(sorted(of_case, key=lambda each: (-of_case[each][0].people, each))):
        are_new = (col(CaseMember.case_id).in_(some), col(CaseMember.is_new).is_(True))
        in_order = (col(CaseMember.case_id), col(CaseMember.shown), col(CaseMember.subject_digest))
        for seen in occurrences(session, are_new, in_order):
            case, disposition = of_case[seen.member.case_id]
            if seen.member.accepted_by == by.id:
                others += 1
                continue
            count += 1
            if count <= LISTED:
                lines.append(NewLine(seen, case, disposition, _needs_two(disposition, case, by)))
    session.expunge_all()
    return NewUnderDecisions(tuple(lines), count - len(lines), others)


def accept_new(
    context: AppContext,
    team: str,
    chosen: Mapping[str, Sequence[str]],
    by: Decider,
    *,
    signed_in: bool = True,
) -> AppliedCounts:
    """Have those who came under decisions since they were made stand under them like the others, all or none.

    Where the decision would need a second person, it is proposed to apply it, and another person who does the same
    confirms that.

    Args:
        context: the installation.
        team: whose decisions they are.
        chosen: by ids of decisions, the digests of the members that are meant.
        by: the named person.
        signed_in: whether the person has signed in; who has not proposes, and confirms nothing.

    Raises:
        CaseUnknown: the team has no such decision. NotYours: an API key accepts nobody, and nobody confirms what he
            proposed himself.
        DecisionRefused: none is chosen. MovedOn: a decision does not stand any more, or one of them is not new under it.
    """
    if by.is_key:
        raise NotYours(
            "An API key cannot apply a decision to others; a person with an account does, on the pages."
        )
    if not chosen:
        raise DecisionRefused("Tick at least one person or organisation.", what="case")
    with decide_about_cases(context) as decision:
        made = [
            _accept(decision, team, each, digests, by, signed_in=signed_in)
            for each, digests in chosen.items()
        ]
    return AppliedCounts(sum(each.covered for each in made), sum(each.waiting for each in made))


def _needs_two(disposition: Disposition, case: Case, by: Decider) -> bool:
    """Whether a decision is applied to others by two people: what takes two to decide takes two for others as well."""
    return needs_second(Verdict(disposition.verdict), max(disposition.level, case.level), by)


def _accept(
    decision: AuditedTransaction,
    team: str,
    disposition_id: str,
    digests: Sequence[str],
    by: Decider,
    *,
    signed_in: bool,
) -> AppliedCounts:
    session = decision.session
    disposition, case = standing_decision(session, team, disposition_id)
    new = new_digests(session, [case.id]).get(case.id, []) if case.state == CaseState.NEW else []
    meant = sorted(set(digests))
    if not meant:
        raise DecisionRefused("Tick at least one of those who are new.", what="members")
    if not set(meant) <= set(new):
        raise MovedOn(
            "Somebody you chose is no longer new under this decision; look again before you apply it."
        )
    if _needs_two(disposition, case, by):
        applied = _apply_by_two(decision, case, disposition, by, meant, signed_in=signed_in)
    else:
        _apply(decision, case, disposition, by, meant, waits=False)
        applied = AppliedCounts(len(meant), 0)
    count_members(session, [case.id])
    session.refresh(case)
    return applied


def _apply_by_two(
    decision: AuditedTransaction,
    case: Case,
    disposition: Disposition,
    by: Decider,
    digests: Sequence[str],
    *,
    signed_in: bool,
) -> AppliedCounts:
    """Propose to apply a decision to members, and confirm it for those to whom another person proposed to."""
    wanted = select(CaseMember.subject_digest, CaseMember.accepted_by).where(
        CaseMember.case_id == case.id, col(CaseMember.is_new).is_(True), CaseMember.accepted_by != ""
    )
    first_of = dict(decision.session.exec(wanted).all())
    fresh = [each for each in digests if each not in first_of]
    to_confirm: dict[str, list[str]] = defaultdict(list)
    for each in digests:
        if first_of.get(each, by.id) != by.id:
            to_confirm[first_of[each]].append(each)
    if not fresh and not to_confirm:
        raise NotYours("Waiting for another reviewer: you proposed this yourself.")
    for first in sorted(to_confirm):
        check_second(first, by)
        if not signed_in:
            raise NotYours(
                "Another person proposed this; it is confirmed on the pages, where people sign in."
            )
    _apply(decision, case, disposition, by, fresh, waits=True)
    for first, theirs in sorted(to_confirm.items()):
        _confirm(decision, case, disposition, by, theirs, first)
    return AppliedCounts(sum(map(len, to_confirm.values())), len(fresh))


def _apply(
    decision: AuditedTransaction,
    case: Case,
    disposition: Disposition,
    by: Decider,
    digests: Sequence[str],
    *,
    waits: bool,
) -> None:
    """Apply a decision to members; where it `waits`, they stay new until a second person has said the same."""
    said = {
        **NOT_ACCEPTED,
        "accepted_under": disposition.id,
        "accepted_by": by.id,
        "accepted_by_name": by.name,
        "accepted_at": decision.at.isoformat(),
    }
    _write(decision, case, digests, {**said, "is_new": waits})
    _log(decision, case, disposition, by, digests, waits=waits)


def _confirm(
    decision: AuditedTransaction,
    case: Case,
    disposition: Disposition,
    by: Decider,
    digests: Sequence[str],
    first: str,
) -> None:
    """Confirm that a decision is applied to members, as `first` (an id) proposed."""
    said = {
        "is_new": False,
        "accepted_second": by.id,
        "accepted_second_name": by.name,
        "accepted_second_at": decision.at.isoformat(),
    }
    _write(decision, case, digests, said)
    _log(decision, case, disposition, by, digests, proposed_by=first)


def _write(
    decision: AuditedTransaction, case: Case, digests: Sequence[str], values: Mapping[str, object]
) -> None:
    for some in batched(digests):
        these = (col(CaseMember.case_id) == case.id, col(CaseMember.subject_digest).in_(some))
        decision.session.connection().execute(update(CaseMember).where(*these).values(**values))


def _log(
    decision: AuditedTransaction,
    case: Case,
    disposition: Disposition,
    by: Decider,
    digests: Sequence[str],
    *,
    waits: bool = False,
    **more: object,
) -> None:
    for some in batched(_tokens(decision, case, digests), _IN_ENTRY):
        facts = {"members": len(some), "subjects": list(some), "to": disposition.verdict, **more}
        log_decision(
            decision,
            case,
            "case.acceptance_proposed" if waits else "case.accepted",
            by,
            disposition,
            facts,
        )


def _tokens(decision: AuditedTransaction, case: Case, digests: Sequence[str]) -> list[str]:
    """The keyed hashes of members in the log, in the order of their digests."""
    names: dict[str, str] = {}
    for some in batched(digests):
        members = select(CaseMember.subject_digest, CaseMember.subject).where(
            CaseMember.case_id == case.id, col(CaseMember.subject_digest).in_(some)
        )
        names |= {digest: called(subject_from(subject)) for digest, subject in decision.session.exec(members)}
    return [token_of(decision.session, case.team, names[digest], at=decision.at) for digest in sorted(names)]
