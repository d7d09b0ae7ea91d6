"""Decisions in effect, looked up for a run: what stands, what waits, what has lapsed and why.

For a run that is about to end they are as it pinned them, for an ended one as of now.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, delete, select

from screening.context import AppContext
from screening.model import Subject
from screening.review.case_finder import PartyNames, RowCounts
from screening.review.cases import (
    EarlierDecision,
    MemberKey,
    batched,
    earlier_decisions,
    known_cases,
    listings_now,
    standing_of,
    why_lapsed,
)
from screening.review.fingerprints import name_digest, subject_digest
from screening.review.rules import HOLDS, CaseState, State
from screening.review.subject_decisions import (
    NO_DECISIONS,
    DecisionsInEffect,
    DecisionStatus,
    QuestionOutcome,
    SubjectDecisions,
)
from screening.storage.review_tables import Case, CaseMember, Disposition, RunDecisions, Sighting
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class _Looked:
    """A member of a case, and what a run saw of that case."""

    case: Case
    digest: str  # of the subject
    listings: tuple[str, ...]  # ids, as they were seen of the subject
    now: Mapping[str, str]  # what the listings of the case said
    level: int  # of the case
    lead: bool
    is_new: bool = False  # came under the decision after it was made


def in_force_at_end(
    session: Session,
    team: str,
    cases: Collection[RowCounts],
    subjects: Callable[[], Iterable[Subject]],
    parties: PartyNames,
    at: str,
) -> DecisionsInEffect:
    """What the team's decisions say of what a run found, before its cases are kept.

    Args:
        session: only read.
        team: whose run it is.
        cases: what the run found; gone through several times.
        subjects: gives all of the run, for what was decided about some in which nothing is found any more.
        parties: of the run's lists.
        at: now, ISO 8601 and UTC.
    """
    if session.exec(select(Disposition.id).where(Disposition.team == team).limit(1)).first() is None:
        return NO_DECISIONS
    known = known_cases(session, team, cases)
    earlier = _not_covering(session, team, cases, known)
    for member in earlier:
        known.pop(member, None)
    seen: dict[str, dict[str, str]] = {}
    levels: dict[str, int] = {}
    for each in cases:
        case = known.get((each.found.digest, each.found.party_id))
        if case is not None:
            seen.setdefault(case.id, {}).update(each.found.seen)
            levels[case.id] = max(levels.get(case.id, case.level), each.found.level)
    now = {case.id: listings_now(json.loads(case.seen), seen[case.id], parties) for case in known.values()}
    held = (CaseState.SECOND, *HOLDS)
    accepted = _accepted(
        session, [each for each in known.values() if each.state in held and not each.is_person]
    )
    looked = []
    for each in cases:
        case = known.get((each.found.digest, each.found.party_id))
        if case is not None:
            listings = tuple(sorted(each.found.seen))
            among = accepted.get(case.id)
            is_new = among is not None and each.found.digest not in among
            looked.append(
                _Looked(
                    case, each.found.digest, listings, now[case.id], levels[case.id], each.found.lead, is_new
                )
            )
    looked += _not_found_again(session, team, set(now), subjects, parties)
    found = list(_subject_decisions(session, looked, parties.titles))

    for each in cases:
        before = earlier.get((each.found.digest, each.found.party_id))
        if before is not None:
            found.append((each.found.digest, _of_another(before, each)))
    outcomes: dict[str, QuestionOutcome] = {
        case.id: QuestionOutcome.OPEN for case in known.values() if case.state == CaseState.NEW
    }
    for _, decided in found:
        # One member for whom it does not hold leaves a question open.
        if outcomes.get(decided.case_id) is not QuestionOutcome.OPEN:
            outcomes[decided.case_id] = decided.outcome
    questions: dict[object, QuestionOutcome] = {}
    for each in cases:
        member = each.found.digest, each.found.party_id
        case, before = known.get(member), earlier.get(member)
        separate = before is not None and before.asks_separately
        key = case.id if case else (each.found.question.key, each.found.digest if separate else "")
        questions[key] = outcomes.get(case.id, QuestionOutcome.OPEN) if case else QuestionOutcome.OPEN
    return replace(_together(found, at), questions=Counter(questions.values()))


def _not_covering(
    session: Session, team: str, cases: Iterable[RowCounts], known: Mapping[MemberKey, Case]
) -> dict[MemberKey, EarlierDecision]:
    """By member, the decision about its name that does not cover it: as `case_intake` will keep it."""
    shared = {each.id: each for each in known.values() if not each.apart}
    members: set[tuple[str, str]] = set()
    for portion in batched(sorted(shared)):
        asked = select(CaseMember.case_id, CaseMember.subject_digest)
        members.update(session.exec(asked.where(col(CaseMember.case_id).in_(portion))))

    def findings() -> Iterator[tuple[RowCounts, Case | None]]:
        for each in cases:
            case = known.get((each.found.digest, each.found.party_id))
            if case is None:
                yield each, None
            elif not (
                case.apart
                or case.state in (CaseState.SECOND, *HOLDS)
                or (case.id, each.found.digest) in members
            ):
                yield each, case

    earlier = earlier_decisions(session, team, (name_digest(each.found.subject) for each, _ in findings()))
    found: dict[MemberKey, EarlierDecision] = {}
    for each, case in findings() if earlier else ():
        before = earlier.get((name_digest(each.found.subject), each.found.party_id))
        if before is not None and (case is None or before.asks_separately):
            found[each.found.digest, each.found.party_id] = before
    return found


def _accepted(session: Session, cases: Iterable[Case]) -> dict[str, set[str]]:
    """By the ids of cases, the digests of the members for which their decisions hold."""
    found: dict[str, set[str]] = {case.id: set() for case in cases}
    for portion in batched(sorted(found)):
        wanted = select(CaseMember.case_id, CaseMember.subject_digest).where(
            col(CaseMember.case_id).in_(portion), col(CaseMember.is_new).is_(False)
        )
        for case_id, digest in session.exec(wanted):
            found[case_id].add(digest)
    return found


def _not_found_again(
    session: Session,
    team: str,
    found: Collection[str],
    subjects: Callable[[], Iterable[Subject]],
    parties: PartyNames,
) -> list[_Looked]:
    """Members that stand in a run and were not found, of decided cases that a change of the lists lets lapse."""
    gone: dict[str, tuple[Case, dict[str, str]]] = {}
    for case in session.exec(select(Case).where(Case.team == team, Case.disposition_id != "")):
        before = json.loads(case.seen)
        if case.id not in found and (now := listings_now(before, {}, parties)) != before:
            gone[case.id] = case, now
    if not gone:
        return []
    here = {subject_digest(each) for each in subjects()}
    looked = []
    for portion in batched(sorted(gone)):
        wanted = select(CaseMember.case_id, CaseMember.subject_digest)
        for case_id, digest in session.exec(wanted.where(col(CaseMember.case_id).in_(portion))):
            case, now = gone[case_id]
            if digest in here:
                looked.append(_Looked(case, digest, tuple(sorted(now)), now, case.level, lead=False))
    return looked


def in_force_now(context: AppContext, run: Run, titles: Mapping[str, str]) -> DecisionsInEffect:
    """What the team's decisions say today of what an ended run found."""
    with context.database.read() as session:
        wanted = (
            select(Case, Sighting, CaseMember.is_new)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .join(
                CaseMember,
                (col(CaseMember.case_id) == col(Case.id))
                & (col(CaseMember.subject_digest) == col(Sighting.subject_digest)),
            )
            .where(Sighting.run_id == run.id, Case.team == run.team)
        )
        sighted = list(session.exec(wanted))
        seen: dict[str, dict[str, str]] = {}
        for case, sighting, _ in sighted:  # what has ended since then was there for the run
            seen.setdefault(case.id, json.loads(case.seen)).update(json.loads(sighting.seen))
        looked = [
            _Looked(
                case,
                sighting.subject_digest,
                tuple(sorted(json.loads(sighting.seen))),
                seen[case.id],
                case.level,
                sighting.lead,
                is_new,
            )
            for case, sighting, is_new in sighted
        ]
        found = list(_subject_decisions(session, looked, titles))
    together = _together(found, context.now().isoformat())
    questions = {case.id: question_outcome(case) for case, *_ in sighted}
    return replace(together, later=True, questions=Counter(questions.values()))


def question_outcome(case: Case) -> QuestionOutcome:
    """What has become of a question, as the queue has it; one under whose decision somebody is new is open."""
    if case.state == CaseState.NEW:
        return QuestionOutcome.OPEN
    return QuestionOutcome(case.verdict if case.state == CaseState.DECIDED else case.state)


def member_outcome(case: Case, *, is_new: bool) -> QuestionOutcome:
    """What has become of a question for one of its members, new under its decision or not."""
    return (
        QuestionOutcome(case.verdict)
        if case.state == CaseState.NEW and not is_new
        else question_outcome(case)
    )


def freeze_decisions(session: Session, run_id: str, decisions_in_effect: DecisionsInEffect) -> None:
    """Keep what stood when the report of a run was written, in the transaction that ends the run."""
    session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
    if decisions_in_effect.anything:
        session.add(RunDecisions(run_id=run_id, decisions=decisions_in_effect.pack()))


def read_frozen_decisions(session: Session, run_id: str) -> DecisionsInEffect:
    """What stood when the report of a run was written."""
    kept = session.get(RunDecisions, run_id)
    return NO_DECISIONS if kept is None else DecisionsInEffect.unpack(kept.decisions)


def _together(found: Sequence[tuple[str, SubjectDecisions]], at: str) -> DecisionsInEffect:
    by_digest: dict[str, list[SubjectDecisions]] = {}
    for digest, standing in found:
        by_digest.setdefault(digest, []).append(standing)
    return DecisionsInEffect(
        at,
        {
            digest: tuple(sorted(each, key=lambda one: (not one.lead, one.party, one.party_id)))
            for digest, each in by_digest.items()
        },
    )


def _subject_decisions(
    session: Session, looked: Sequence[_Looked], titles: Mapping[str, str]
) -> Iterator[tuple[str, SubjectDecisions]]:
    dispositions = standing_of(
        session, [each.case.disposition_id for each in looked if each.case.disposition_id]
    )
    lapsed = _lapsed(session, [each.case.id for each in looked if each.case.lapsed])
    for each in looked:
        made = dispositions.get(each.case.disposition_id)
        if made is not None:
            why = why_lapsed(made, each.now, each.level, titles)
            status = (
                DecisionStatus.LAPSED
                if why
                else DecisionStatus.NEW
                if each.is_new
                else DecisionStatus.PENDING
                if made.state == State.PROPOSED
                else DecisionStatus.IN_EFFECT
            )
            yield each.digest, _standing(each, made, status, why)
        elif each.case.lapsed:
            made = lapsed.get(each.case.id)
            why = made.ended_reason if made else each.case.lapsed
            yield each.digest, _standing(each, made, DecisionStatus.LAPSED, why)


def _lapsed(session: Session, case_ids: Sequence[str]) -> dict[str, Disposition]:
    """By case, the decision that lapsed last."""
    found: dict[str, Disposition] = {}
    for portion in batched(sorted(case_ids)):
        wanted = select(Disposition).where(
            col(Disposition.case_id).in_(portion), Disposition.state == State.LAPSED
        )
        found.update(
            {each.case_id: each for each in session.exec(wanted.order_by(col(Disposition.ended_at)))}
        )
    return found


def _standing(
    looked: _Looked, made: Disposition | None, status: DecisionStatus, why: str
) -> SubjectDecisions:
    return SubjectDecisions(
        case_id=looked.case.id,
        party_id=looked.case.party_id,
        party=looked.case.party_name,
        listings=looked.listings,
        lead=looked.lead,
        status=status,
        verdict=made.verdict if made else "",
        reason=made.reason if made else "",
        by=made.by_name if made else "",
        at=made.at if made else "",
        second_by=made.second_name if made else "",
        second_at=made.second_at if made else "",
        lapsed_reason=why,
    )


def _of_another(before: EarlierDecision, now: RowCounts) -> SubjectDecisions:
    """A decision about a subject of this name that does not hold for this one, and is not silent about it."""
    found = now.found
    return SubjectDecisions(
        case_id="",
        party_id=found.party_id,
        party=found.party_name,
        listings=tuple(sorted(found.seen)),
        lead=found.lead,
        status=DecisionStatus.LAPSED,
        verdict="",
        reason="",
        by="",
        at="",
        lapsed_reason=before.why_not(found.subject, found.matched),
    )
