"""Deciding: propose, take over, confirm, disagree, undo, withdraw. Each is one transaction with its entry in the log.

An answer about the text holds for every member of its case; those that later runs find are new under it until somebody
accepts them (`screening.review.acceptance`). An answer about the subject holds for that subject alone, whose case is one of
its own from then on.

Names, notes and file names stay out of the log: it holds the keyed hash of what is asked, ids, verdicts and codes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from screening.audit import token_of
from screening.audit.log import hold
from screening.context import AppContext, AuditedTransaction
from screening.errors import ScreeningError
from screening.model import called
from screening.review.cases import clear_new, count_members, end, leave_new, new_members
from screening.review.fingerprints import subject_from
from screening.review.reasons import check_reason
from screening.review.rules import (
    HIGH,
    HOLDS,
    LEVELS,
    LONGEST_NOTE,
    CaseState,
    Decider,
    DecisionRefused,
    MovedOn,
    State,
    Verdict,
    check_second,
    needs_second,
    state_after,
)
from screening.review.subject_cases import bind_case
from screening.storage.review_tables import Case, CaseMember, Disposition

UNDO_MINUTES = 10
UNDONE = "undone by who decided"


class CaseUnknown(ScreeningError):
    """There is no such case or decision, or it is another team's; the two are never told apart."""

    code, status = "case-unknown", 404


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody found: a verdict, a code of reasons.toml and a note."""

    verdict: Verdict
    reason: str
    note: str = ""

    def check(self) -> None:
        """Let it go by only whole.

        Raises:
            DecisionRefused: the reason does not fit, or the note is missing or too long.
        """
        check_reason(self.verdict, self.reason, self.note)
        if len(self.note) > LONGEST_NOTE:
            raise DecisionRefused(
                f"The note has {len(self.note):,} characters; up to {LONGEST_NOTE:,} are kept, attach the rest.",
                what="note",
            )


@contextmanager
def decide_about_cases(context: AppContext) -> Iterator[AuditedTransaction]:
    """A decision that reads cases and then changes them; nobody else decides about any until it is kept.

    The log is held before anything is read: of two who wait for a run that is being finished, the second then reads what
    the first has decided. And whoever finishes a run holds the log before it changes cases, so neither has what the
    other waits for.

    Raises:
        StorageBusy: others held the log for longer than we wait.
    """
    with context.decide() as decision:
        hold(decision.session)
        yield decision


def propose(
    context: AppContext,
    team: str,
    case_id: str,
    proposal: Proposal,
    by: Decider,
    *,
    source: str,
    version: str = "",
) -> Disposition:
    """Record what `by` found; where no second person is needed, it holds at once.

    Args:
        context: the installation.
        team: whose case it is.
        case_id: the case.
        proposal: what was found.
        by: the named person.
        source: by which way it came: page, api, workbook or shell.
        version: what the person looked at (`version_of`); refused where the case has changed since. "" asks nothing.

    Raises:
        CaseUnknown: the team has no such case.
        DecisionRefused: see `Proposal.check`. MovedOn: somebody decided or the listing changed in between.
    """
    proposal.check()
    with decide_about_cases(context) as decision:
        case = case_of(decision.session, team, case_id)
        check_version(case, version)
        made = record_proposal(decision, case, proposal, by, source=source)
        decision.session.flush()
        decision.session.expunge_all()
    return made


def propose_again(
    context: AppContext, team: str, case_id: str, by: Decider, *, source: str, version: str = ""
) -> Disposition:
    """Propose anew what was decided before and does not hold any more: the same verdict, reason and note.

    Args:
        context: the installation.
        team: whose case it is.
        case_id: a case that names an earlier decision.
        by: the named person, whose decision it is from now on.
        source: by which way it came.
        version: as for `propose`.

    Raises:
        CaseUnknown, MovedOn: as for `propose`. DecisionRefused: no earlier decision is left.
    """
    with decide_about_cases(context) as decision:
        case = case_of(decision.session, team, case_id)
        check_version(case, version)
        earlier = earlier_of(decision.session, case)
        if earlier is None:
            raise DecisionRefused("No earlier decision is left that could be taken over; decide anew.")
        proposal = Proposal(Verdict(earlier.verdict), earlier.reason, earlier.note)
        proposal.check()
        made = record_proposal(decision, case, proposal, by, source=source)
        decision.session.flush()
        decision.session.expunge_all()
    return made


def earlier_of(session: Session, case: Case) -> Disposition | None:
    """The decision of before that a case names, where it is still there."""
    earlier = session.get(Disposition, case.earlier_id) if case.earlier_id else None
    return earlier if earlier is not None and earlier.team == case.team else None


def record_proposal(
    decision: AuditedTransaction,
    case: Case,
    proposal: Proposal,
    by: Decider,
    *,
    source: str,
    bulk: str = "",
    seen_in: str = "",
) -> Disposition:
    """Record a checked proposal within a decision's transaction; `bulk` is the mark of the step it is part of.

    `seen_in` is the run whose report it was written into: members that this did not show are new under it.

    Raises:
        MovedOn: the case is decided, or somebody's proposal waits. DecisionRefused: as for `bind_case`.
    """
    check_free(case)
    was_apart = case.apart
    bind_case(decision.session, case, proposal.reason)
    session, at = decision.session, decision.at.isoformat()
    before = session.get(Disposition, case.disposition_id) if case.disposition_id else None
    if before is not None:  # it was escalated
        end(before, State.REPLACED, at=at, by=by.id, by_name=by.name, reason="decided after it was escalated")
        session.add(before)
    waits = needs_second(proposal.verdict, case.level, by)
    made = Disposition(
        id=uuid.uuid4().hex,
        case_id=case.id,
        team=case.team,
        verdict=proposal.verdict.value,
        reason=proposal.reason,
        note=proposal.note.strip(),
        seen=case.seen,
        level=case.level,
        state=(State.PROPOSED if waits else State.DECIDED).value,
        needs_second=waits,
        source=source,
        bulk=bulk,
        by=by.id,
        by_name=by.name,
        at=at,
    )
    session.add(made)
    clear_new(session, [case.id])
    facts = {"to": made.verdict, "reason": made.reason, "source": source, "waits": waits}
    is_answer = waits or proposal.verdict is not Verdict.ESCALATED
    left = leave_new(session, case, seen_in) if seen_in and is_answer else 0
    facts |= {"covers": hashlib.sha256(made.seen.encode()).hexdigest(), "members": case.people - left}
    if bulk:
        facts |= {"bulk": bulk}
    if case.apart != was_apart:
        facts |= {"apart": bool(case.apart)}
    if before is not None:
        facts |= {"from": before.verdict, "replaces": before.id}
    log_decision(decision, case, "disposition.proposed" if waits else "disposition.decided", by, made, facts)
    _set(case, state_after(proposal.verdict, waits=waits), made)
    session.add(case)
    _count_new(session, case)
    return made


def _count_new(session: Session, case: Case) -> None:
    """Have a case whose decision holds say whether somebody is new under it."""
    if case.state in HOLDS and new_members(session, [case.id]):
        session.flush()
        count_members(session, [case.id])
        session.refresh(case)


def version_of(case: Case) -> str:
    """A mark of a case as it is now: another one as soon as somebody decides, others come, or the lists say otherwise."""
    said = f"{case.id} {case.state} {case.disposition_id} {case.people} {case.seen}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def check_version(case: Case, version: str) -> None:
    """Let only those go on who have seen the case as it is now; "" asks nothing.

    Raises:
        MovedOn: somebody decided, or the lists say otherwise, since they looked.
    """
    if version and version != version_of(case):
        raise MovedOn(
            "Another decision was made, others came, or the lists changed, after you opened this case; reload it, then decide."
        )


def check_free(case: Case) -> None:
    """Let a proposal go by only where none stands or waits.

    Raises:
        MovedOn: the case is decided, or somebody's proposal waits.
    """
    if case.state == CaseState.DECIDED:
        raise MovedOn("This case already has a decision; withdraw it first.")
    if case.state == CaseState.NEW:
        raise MovedOn(
            "This case already has a decision, and others were added since; apply it to them, or withdraw it first."
        )
    if case.state == CaseState.SECOND:
        raise MovedOn("A proposal already waits for a second reviewer; confirm it or reject it.")


def confirm(context: AppContext, team: str, disposition_id: str, by: Decider, note: str = "") -> None:
    """Confirm another person's proposal: from now on it holds.

    Raises:
        CaseUnknown, MovedOn: there is no such proposal, or it waits no more.
        NotYours: it is the same person, or nobody with an account.
    """
    with decide_about_cases(context) as decision:
        record_confirmation(decision, team, disposition_id, by, note)


def confirm_all(
    context: AppContext,
    team: str,
    disposition_ids: Sequence[str],
    by: Decider,
    *,
    high_reason: str = "",
    blind: bool = False,
) -> int:
    """Confirm several proposals of other people, all or none; gives how many.

    Args:
        context: the installation.
        team: whose proposals they are.
        disposition_ids: of the proposals as they were seen: what was proposed since is not confirmed.
        by: the second reviewer.
        high_reason: why those at high level hold, which is kept with each; one that is confirmed alone needs none.
        blind: the second reviewer does not see the level, so several need the reason whatever it is.

    Raises:
        CaseUnknown, MovedOn: one of them is no proposal, or waits no more.
        NotYours: one was proposed by the same person, or nobody here has an account.
        DecisionRefused: none is named, or one of several is at high level and nothing says why it holds.
    """
    chosen = list(dict.fromkeys(disposition_ids))
    if not chosen:
        raise DecisionRefused(
            "Select at least one question that another person has proposed an answer to.", what="case"
        )
    with decide_about_cases(context) as decision:
        waiting = [_waiting(decision.session, team, each) for each in chosen]
        for disposition, _ in waiting:
            check_second(disposition.by, by)
        high = {each.id for each, case in waiting if blind or max(each.level, case.level) >= HIGH}
        if high and len(chosen) > 1 and not high_reason.strip():
            raise DecisionRefused(
                "Say why what is proposed holds, or open and confirm each by itself."
                if blind
                else f"{len(high):,} of these {'is' if len(high) == 1 else 'are'} at high level: say why what is proposed "
                "holds for those, or open and confirm each by itself.",
                what="high_reason",
            )
        for each in chosen:
            record_confirmation(decision, team, each, by, high_reason if each in high else "")
    return len(chosen)


def record_confirmation(
    decision: AuditedTransaction,
    team: str,
    disposition_id: str,
    by: Decider,
    note: str = "",
    *,
    seen_in: str = "",
) -> None:
    """Confirm within a decision's transaction; raises as `confirm` does. `seen_in` as for `record_proposal`."""
    disposition, case = _waiting(decision.session, team, disposition_id)
    check_second(disposition.by, by)
    if disposition.seen != case.seen:
        raise MovedOn("The lists have changed since this was proposed; reject it and decide again.")
    disposition.state = State.DECIDED.value
    disposition.second, disposition.second_name = by.id, by.name
    disposition.second_at = decision.at.isoformat()
    if note.strip():
        disposition.note = f"{disposition.note}\n{by.name}: {note.strip()[:LONGEST_NOTE]}".strip()
    decision.session.add(disposition)
    facts = {"to": disposition.verdict, "reason": disposition.reason, "proposed_by": disposition.by}
    log_decision(decision, case, "disposition.confirmed", by, disposition, facts)
    _set(case, state_after(Verdict(disposition.verdict), waits=False), disposition)
    decision.session.add(case)
    if case.state not in HOLDS:
        clear_new(decision.session, [case.id])
    elif seen_in:
        leave_new(decision.session, case, seen_in)
    # Whoever came while the proposal waited is not among those it was made about.
    _count_new(decision.session, case)


def disagree(context: AppContext, team: str, disposition_id: str, by: Decider, why: str) -> None:
    """Refuse another person's proposal, with a reason: the case is open again.

    Raises:
        CaseUnknown, MovedOn, NotYours: as for `confirm`. DecisionRefused: no reason was given.
    """
    with decide_about_cases(context) as decision:
        record_disagreement(decision, team, disposition_id, by, why)


def record_disagreement(
    decision: AuditedTransaction, team: str, disposition_id: str, by: Decider, why: str
) -> None:
    """Refuse within a decision's transaction; raises as `disagree` does."""
    _needs_words(why, "Say why you reject it; the next reviewer reads it.")
    disposition, case = _waiting(decision.session, team, disposition_id)
    check_second(disposition.by, by)
    _close(decision, case, disposition, State.DISAGREED, by, why)


def undo(context: AppContext, team: str, disposition_id: str, by: Decider) -> None:
    """Take one's own decision back within the time for that, without a reason; the history and the log keep both.

    Raises:
        CaseUnknown, MovedOn: there is no such decision, or it does not stand any more.
        DecisionRefused: it is another person's, or too long ago, or a second person confirmed it.
    """
    with decide_about_cases(context) as decision:
        record_undoing(decision, team, disposition_id, by)


def record_undoing(decision: AuditedTransaction, team: str, disposition_id: str, by: Decider) -> None:
    """Take back within a decision's transaction; raises as `undo` does."""
    disposition, case = standing_decision(decision.session, team, disposition_id)
    if not can_undo(disposition, by, decision.at):
        raise DecisionRefused(
            f"Only the person who decided can undo it, within {UNDO_MINUTES} minutes and before a second reviewer confirms it; "
            "withdraw it with a reason instead."
        )
    _close(decision, case, disposition, State.WITHDRAWN, by, UNDONE)


def can_undo(disposition: Disposition, by: Decider, now: datetime) -> bool:
    """Whether this person may still take this decision back without a reason."""
    until = datetime.fromisoformat(disposition.at) + timedelta(minutes=UNDO_MINUTES)
    stands = disposition.state in (State.PROPOSED, State.DECIDED) and not disposition.second
    return stands and disposition.by == by.id and now <= until


def withdraw(context: AppContext, team: str, disposition_id: str, by: Decider, why: str) -> None:
    """Take back a proposal or a decision: the case is open again, and the history keeps both.

    Raises:
        CaseUnknown, MovedOn: there is no such decision, or it does not stand any more.
        DecisionRefused: no reason was given, or it is another person's proposal, which one confirms or refuses.
    """
    with decide_about_cases(context) as decision:
        record_withdrawal(decision, team, disposition_id, by, why)


def record_withdrawal(
    decision: AuditedTransaction, team: str, disposition_id: str, by: Decider, why: str
) -> None:
    """Take back within a decision's transaction; raises as `withdraw` does."""
    _needs_words(why, "Say why you withdraw it; the history keeps the reason.")
    disposition, case = standing_decision(decision.session, team, disposition_id)
    if disposition.state == State.PROPOSED and disposition.by != by.id:
        raise DecisionRefused(
            "Only the person who proposed it can withdraw it; confirm or reject it instead."
        )
    _close(decision, case, disposition, State.WITHDRAWN, by, why)


def case_of(session: Session, team: str, case_id: str) -> Case:
    """One case of a team.

    Raises:
        CaseUnknown: it has none of this id.
    """
    case = session.get(Case, case_id)
    if case is None or case.team != team:
        raise CaseUnknown("There is no such case; see the review queue.")
    return case


def token_of_case(decision: AuditedTransaction, case: Case) -> str:
    """The keyed hash in the log of what a case is about: the text that was read, or its only subject."""
    about = case.matched
    if case.is_person or case.apart:
        members = select(CaseMember.subject).where(CaseMember.case_id == case.id)
        about = called(subject_from(decision.session.exec(members).one()))
    return token_of(decision.session, case.team, about, at=decision.at)


def standing_decision(session: Session, team: str, disposition_id: str) -> tuple[Disposition, Case]:
    """A decision or proposal of a team that stands, with its case.

    Raises:
        CaseUnknown: the team has none of this id. MovedOn: it does not stand any more.
    """
    disposition = session.get(Disposition, disposition_id)
    if disposition is None or disposition.team != team:
        raise CaseUnknown("There is no such decision; see the review queue.")
    case = case_of(session, team, disposition.case_id)
    if case.disposition_id != disposition.id:
        raise MovedOn("This decision no longer applies; reload the case.")
    return disposition, case


def _waiting(session: Session, team: str, disposition_id: str) -> tuple[Disposition, Case]:
    disposition, case = standing_decision(session, team, disposition_id)
    if disposition.state != State.PROPOSED:
        raise MovedOn("This proposal no longer waits for a reviewer; reload the case.")
    return disposition, case


def _close(
    decision: AuditedTransaction, case: Case, disposition: Disposition, state: State, by: Decider, why: str
) -> None:
    said = why.strip()[:LONGEST_NOTE]
    end(disposition, state, at=decision.at.isoformat(), by=by.id, by_name=by.name, reason=said)
    decision.session.add(disposition)
    facts = {"from": disposition.verdict, "proposed_by": disposition.by}
    log_decision(decision, case, f"disposition.{state.value}", by, disposition, facts)
    _set(case, CaseState.OPEN, None)
    decision.session.add(case)
    # Without an answer that holds nobody is new under one.
    clear_new(decision.session, [case.id])


def log_decision(
    decision: AuditedTransaction,
    case: Case,
    action: str,
    by: Decider,
    disposition: Disposition,
    facts: Mapping[str, object],
) -> None:
    """Write into the log what was done about a case under a decision; `facts` are further ones of the entry."""
    subject = token_of_case(decision, case)
    said = {"case": case.id, "disposition": disposition.id, "subject": subject, "party": case.party_id}
    said["level"] = LEVELS[case.level].value
    decision.record(action, actor=by.id, team=case.team, facts={**said, **facts})


def _set(case: Case, state: CaseState, disposition: Disposition | None) -> None:
    case.state = state.value
    case.disposition_id = disposition.id if disposition else ""
    case.verdict = disposition.verdict if disposition else ""
    if disposition:
        case.lapsed = case.earlier_id = ""


def _needs_words(text: str, sentence: str) -> None:
    if not text.strip():
        raise DecisionRefused(sentence, what="note")
