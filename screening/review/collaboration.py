"""Collaboration decisions: made about one subject of a team, replaced by a newer one, withdrawn. Each is one transaction
with its entry in the log, which holds kinds, days and ids, and never a name, a reason or a condition.

Whether a decision has expired, or something else was found about its subject since, is worked out when somebody looks:
so it is true on that day, whatever ran or did not run in between.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import case as when
from sqlmodel import Session, col, select

from screening.audit import token_of
from screening.context import AppContext, AuditedTransaction
from screening.model import Subject, called
from screening.review.case_finder import PartyNames, RowCounts
from screening.review.cases import batched
from screening.review.collaboration_in_effect import CollaborationInEffect, CollaborationStatus, Condition
from screening.review.collaboration_rules import (
    CollaborationProposal,
    CollaborationState,
    Findings,
    PartyFinding,
    gravest,
    look_again,
    status_on,
)
from screening.review.decide import decide_about_cases
from screening.review.decisions_in_effect import member_outcome
from screening.review.fingerprints import subject_digest, subject_json
from screening.review.rules import LONGEST_NOTE, Decider, DecisionRefused, MovedOn
from screening.review.subject_decisions import DecisionsInEffect, DecisionStatus, QuestionOutcome
from screening.storage.collaboration_tables import CollaborationDecision
from screening.storage.keysets import in_order, rows_after
from screening.storage.review_tables import Case, CaseMember
from screening.storage.tables import ScreenedSubject


@dataclass(frozen=True, slots=True)
class SubjectCollaboration:
    """What a team decided about the collaboration with one subject."""

    standing: CollaborationInEffect | None
    decisions: tuple[CollaborationDecision, ...]  # all that are kept, newest first, with the one that stands
    version: str  # a mark of what stands and what is found about the subject; another one as soon as either changes


def decide_collaboration(
    context: AppContext,
    team: str,
    subject: Subject,
    proposal: CollaborationProposal,
    by: Decider,
    *,
    source: str,
    version: str = "",
) -> CollaborationDecision:
    """Decide whether the team goes on with a subject; what stood before is kept as replaced.

    Args:
        context: the installation.
        team: who decides.
        subject: with whom, exactly as it was screened.
        proposal: what is decided.
        by: the named person, or the key that passes on what a named person decided.
        source: by which way it came: page or api.
        version: what the person looked at (`SubjectCollaboration.version`); "" asks nothing.

    Raises:
        DecisionRefused: see `CollaborationProposal.check`; or a key did not name who answers for it.
        MovedOn: somebody decided, or something else was found about the subject, since they looked.
    """
    proposal.check(context.now().date())
    answerable = proposal.answerable.strip() or ("" if by.is_key else by.name)
    if not answerable:
        raise DecisionRefused("A key decides nothing: name the person who answers for it.", what="answerable")
    digest = subject_digest(subject)
    with decide_about_cases(context) as decision:
        session, at = decision.session, decision.at.isoformat()
        before = _standing(session, team, digest)
        now = findings_of(session, team, [digest]).get(digest, {})
        _check_version(version, before, now)
        made = CollaborationDecision(
            id=uuid.uuid4().hex,
            team=team,
            subject_digest=digest,
            subject=subject_json(subject),
            called=called(subject),
            kind=proposal.kind,
            until=proposal.until,
            reason=proposal.reason.strip(),
            conditions=json.dumps([asdict(each) for each in proposal.conditions], ensure_ascii=False),
            refer_to=proposal.refer_to.strip(),
            covers=_json_of(now),
            state=CollaborationState.STANDING.value,
            source=source,
            answerable=answerable,
            by=by.id,
            by_name=by.name,
            at=at,
        )
        facts: dict[str, object] = {"to": made.kind, "until": made.until, "source": source}
        facts |= {"conditions": len(proposal.conditions), "covers": _sha256(made.covers)}
        if before is not None:
            _end(before, CollaborationState.REPLACED, by, at, "")
            session.add(before)
            facts |= {"from": before.kind, "replaces": before.id}
        session.add(made)
        _record(decision, made, "collaboration.decided", by, facts)
        session.flush()
        session.expunge_all()
    return made


def withdraw_collaboration(
    context: AppContext, team: str, digest: str, by: Decider, why: str, *, version: str = ""
) -> None:
    """Take back the collaboration decision about a subject: none stands then, and the history keeps it.

    Raises:
        DecisionRefused: no reason was given. MovedOn: none stands, or another one than was looked at.
    """
    if not any(each.isalnum() for each in why):
        raise DecisionRefused("Say why you withdraw it; the history keeps the reason.", what="reason")
    with decide_about_cases(context) as decision:
        session = decision.session
        standing = _standing(session, team, digest)
        if standing is None:
            raise MovedOn("No collaboration decision stands about this subject; reload the page.")
        _check_version(version, standing, findings_of(session, team, [digest]).get(digest, {}))
        said = why.strip()[:LONGEST_NOTE]
        _end(standing, CollaborationState.WITHDRAWN, by, decision.at.isoformat(), said)
        session.add(standing)
        _record(decision, standing, "collaboration.withdrawn", by, {"from": standing.kind})


def collaboration_of(
    session: Session, team: str, digest: str, today: date, titles: Mapping[str, str]
) -> SubjectCollaboration:
    """What a team decided about the collaboration with a subject, as it stands on a day."""
    wanted = select(CollaborationDecision).where(
        CollaborationDecision.team == team, CollaborationDecision.subject_digest == digest
    )
    changed = (col(CollaborationDecision.at).desc(), col(CollaborationDecision.ended_at))
    order = (*changed, col(CollaborationDecision.id))
    decisions = list(session.exec(wanted.order_by(*order)))
    standing = next((each for each in decisions if each.state == CollaborationState.STANDING), None)
    now = findings_of(session, team, [digest]).get(digest, {})
    return SubjectCollaboration(
        in_effect(standing, now, today, titles) if standing else None,
        tuple(decisions),
        _version(standing, now),
    )


def collaborations_of(
    session: Session, team: str, *, since: str = "", most: int, after: Sequence[str] = ()
) -> list[CollaborationDecision]:
    """A team's collaboration decisions by the moment they last changed, oldest first; those `after` one."""
    wanted = select(CollaborationDecision).where(CollaborationDecision.team == team)
    if since:
        wanted = wanted.where(since <= _CHANGED)
    order = ((_CHANGED, False), (col(CollaborationDecision.id), False))
    if after:
        wanted = wanted.where(rows_after(order, after))
    return list(session.exec(wanted.order_by(*in_order(order)).limit(most)))


def collaboration_key(made: CollaborationDecision) -> tuple[str, str]:
    """The place of a decision in the order of `collaborations_of`."""
    return made.ended_at or made.at, made.id


_CHANGED = when(
    (col(CollaborationDecision.ended_at) != "", col(CollaborationDecision.ended_at)),
    else_=col(CollaborationDecision.at),
)


def in_effect(
    made: CollaborationDecision, now: Findings, today: date, titles: Mapping[str, str]
) -> CollaborationInEffect:
    """A decision that stands, as it is on a day on which this is found about its subject."""
    again = look_again(_findings(made.covers), now, titles)
    status = status_on(today, made.until, again)
    return CollaborationInEffect(
        made.id,
        made.kind,
        made.until,
        made.reason,
        conditions_of(made),
        made.refer_to,
        made.answerable,
        made.at,
        status,
        again if status is CollaborationStatus.LOOK_AGAIN else "",
    )


def conditions_of(made: CollaborationDecision) -> tuple[Condition, ...]:
    """The conditions of a decision."""
    return tuple(Condition(**each) for each in json.loads(made.conditions))


def collaborations_now(
    session: Session, team: str, digests: Collection[str], today: date, titles: Mapping[str, str]
) -> dict[str, CollaborationInEffect]:
    """The collaboration decisions that stand about these subjects, by digest."""
    made = {each: found for each, found in _standing_by_digest(session, team).items() if each in digests}
    now = findings_of(session, team, list(made))
    return {digest: in_effect(each, now.get(digest, {}), today, titles) for digest, each in made.items()}


def standing_collaborations(
    session: Session, team: str, today: date, titles: Mapping[str, str]
) -> list[tuple[CollaborationDecision, CollaborationInEffect]]:
    """All collaboration decisions of a team that stand, each as it is on a day; those that end first come first."""
    made = _standing_by_digest(session, team)
    now = findings_of(session, team, list(made))
    every = ((each, in_effect(each, now.get(digest, {}), today, titles)) for digest, each in made.items())
    return sorted(every, key=lambda found: (found[0].until, found[0].called, found[0].id))


def with_collaborations_at_end(
    session: Session,
    team: str,
    decisions: DecisionsInEffect,
    cases: Iterable[RowCounts],
    subjects: Callable[[], Iterable[Subject]],
    parties: PartyNames,
    at: str,
) -> DecisionsInEffect:
    """Decisions in effect together with the collaboration decisions about the subjects of a run that is about to end.

    Args:
        session: only read.
        team: whose run it is.
        decisions: what was decided about the matches.
        cases: what the run found; not kept yet.
        subjects: gives all of the run; asked only where the team decided about any collaboration.
        parties: of the run's lists.
        at: now, ISO 8601 and UTC.
    """
    standing = _standing_by_digest(session, team)
    if not standing:
        return decisions
    here = {digest for digest in map(subject_digest, subjects()) if digest in standing}
    if not here:
        return decisions
    found = findings_of(session, team, sorted(here))
    lapsed = {
        (digest, each.party_id)
        for digest in here
        for each in decisions.by_digest.get(digest, ())
        if each.status is DecisionStatus.LAPSED
    }
    new = _new_findings(each for each in cases if each.found.digest in here)
    for (digest, party_id), finding in new.items():
        known = found.setdefault(digest, {})
        if (digest, party_id) in lapsed:
            finding = replace(finding, outcome=QuestionOutcome.OPEN)
        elif party_id in known:
            finding = replace(finding, outcome=known[party_id].outcome)
        known[party_id] = finding
    today = date.fromisoformat(at[:10])
    joint = {
        digest: in_effect(standing[digest], found.get(digest, {}), today, parties.titles) for digest in here
    }
    return replace(decisions, at=decisions.at or at, collaborations=joint)


def with_collaborations_now(
    context: AppContext, team: str, run_id: str, decisions: DecisionsInEffect, titles: Mapping[str, str]
) -> DecisionsInEffect:
    """Decisions in effect together with the collaboration decisions of today about the subjects of an ended run."""
    with context.database.read() as session:
        standing = _standing_by_digest(session, team)
        here: set[str] = set()
        for portion in batched(sorted(standing)):
            wanted = select(ScreenedSubject.subject_digest).where(
                ScreenedSubject.run_id == run_id, col(ScreenedSubject.subject_digest).in_(portion)
            )
            here.update(session.exec(wanted))
        if not here:
            return decisions
        joint = collaborations_now(session, team, here, context.now().date(), titles)
    return replace(decisions, collaborations=joint)


def findings_of(session: Session, team: str, digests: Sequence[str]) -> dict[str, dict[str, PartyFinding]]:
    """What the questions of a team say about these subjects, by digest and id of the party."""
    found: dict[str, dict[str, PartyFinding]] = {}
    for portion in batched(sorted(digests)):
        wanted = (
            select(CaseMember.subject_digest, CaseMember.seen, CaseMember.is_new, Case)
            .join(Case, col(Case.id) == col(CaseMember.case_id))
            .where(col(CaseMember.subject_digest).in_(portion), Case.team == team)
        )
        for digest, seen, is_new, case in session.exec(wanted):
            finding = PartyFinding(case.party_name, json.loads(seen), member_outcome(case, is_new=is_new))
            by_party = found.setdefault(digest, {})
            before = by_party.get(case.party_id)
            by_party[case.party_id] = gravest(before, finding) if before else finding
    return found


def _new_findings(cases: Iterable[RowCounts]) -> dict[tuple[str, str], PartyFinding]:
    """What a run found about subjects, by digest and id of the party, as if none had been a question before."""
    found: dict[tuple[str, str], PartyFinding] = {}
    for each in cases:
        key = (each.found.digest, each.found.party_id)
        finding = PartyFinding(each.found.party_name, each.found.seen, QuestionOutcome.OPEN)
        found[key] = gravest(found[key], finding) if key in found else finding
    return found


def _standing(session: Session, team: str, digest: str) -> CollaborationDecision | None:
    wanted = select(CollaborationDecision).where(
        CollaborationDecision.team == team,
        CollaborationDecision.subject_digest == digest,
        CollaborationDecision.state == CollaborationState.STANDING,
    )
    return session.exec(wanted).first()


def _standing_by_digest(session: Session, team: str) -> dict[str, CollaborationDecision]:
    wanted = select(CollaborationDecision).where(
        CollaborationDecision.team == team, CollaborationDecision.state == CollaborationState.STANDING
    )
    return {each.subject_digest: each for each in session.exec(wanted)}


def _end(made: CollaborationDecision, state: CollaborationState, by: Decider, at: str, reason: str) -> None:
    made.state = state.value
    made.ended_by, made.ended_by_name, made.ended_at, made.ended_reason = by.id, by.name, at, reason


def _check_version(version: str, standing: CollaborationDecision | None, now: Findings) -> None:
    if version and version != _version(standing, now):
        raise MovedOn(
            "Another collaboration decision was made, or something else was found, after you opened this; "
            "reload it, then decide."
        )


def _version(standing: CollaborationDecision | None, now: Findings) -> str:
    return _sha256(f"{standing.id if standing else ''} {_json_of(now)}")[:32]


def _record(
    decision: AuditedTransaction,
    made: CollaborationDecision,
    action: str,
    by: Decider,
    facts: Mapping[str, object],
) -> None:
    token = token_of(decision.session, made.team, made.called, at=decision.at)
    said = {"collaboration": made.id, "subject": token, **facts}
    decision.record(action, actor=by.id, team=made.team, facts=said)


def _json_of(found: Findings) -> str:
    return json.dumps({key: asdict(each) for key, each in found.items()}, ensure_ascii=False, sort_keys=True)


def _findings(content: str) -> Findings:
    return {
        key: PartyFinding(each["party"], each["seen"], QuestionOutcome(each["outcome"]))
        for key, each in json.loads(content).items()
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
