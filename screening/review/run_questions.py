"""The questions of one run as the queue has them: what was read as which party, about whom, and what was decided.

A question has the level and score that it had for the run, those of its highest member there; the confidence, the relation and
the text are as its members were last seen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, and_, col, select

from screening.model import Level, Subject
from screening.review.cases import standing_of
from screening.review.decisions_in_effect import question_outcome
from screening.review.fingerprints import subject_from
from screening.review.rules import LEVELS, CaseState
from screening.review.subject_decisions import QuestionOutcome
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting


@dataclass(frozen=True, slots=True)
class RunMember:
    """Somebody of the list about whom a question asks."""

    digest: str
    subject: Subject
    level: Level
    score: int
    confidence: float
    relation: str
    matched: str  # the piece of the subject that was read
    listings: tuple[str, ...]  # ids, as the run saw them


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """A question of a run, parted from the session; its members the gravest first."""

    case: Case
    outcome: QuestionOutcome
    decision: Disposition | None  # what stands, or waits for a second reviewer
    members: tuple[RunMember, ...]

    @property
    def first(self) -> RunMember:
        """The member whose level, score and confidence it has."""
        return self.members[0]


def questions_of(session: Session, team: str, run_id: str) -> list[RunQuestion]:
    """All questions of a run, the gravest first."""
    wanted = (
        select(Case, Sighting, CaseMember)
        .join(Sighting, col(Sighting.case_id) == col(Case.id))
        .join(
            CaseMember,
            and_(
                col(CaseMember.case_id) == col(Case.id),
                col(CaseMember.subject_digest) == col(Sighting.subject_digest),
            ),
        )
        .where(Sighting.run_id == run_id, Case.team == team)
        .order_by(
            col(Sighting.level).desc(),
            col(Sighting.score).desc(),
            col(CaseMember.confidence).desc(),
            col(Sighting.sheet),
            col(Sighting.row),
            col(Case.id),
            col(Sighting.subject_digest),
        )
    )
    cases: dict[str, Case] = {}
    members: dict[str, list[RunMember]] = {}
    for case, sighting, member in session.exec(wanted):
        cases[case.id] = case
        members.setdefault(case.id, []).append(_member(sighting, member))
    standing = standing_of(session, [each.disposition_id for each in cases.values() if each.disposition_id])
    session.expunge_all()
    return [
        RunQuestion(
            case,
            question_outcome(case),
            # Where somebody is new under it, it is not the answer to the question of this run.
            None if case.state == CaseState.NEW else standing.get(case.disposition_id),
            tuple(members[case.id]),
        )
        for case in cases.values()
    ]


def count_questions(questions: Sequence[RunQuestion]) -> dict[QuestionOutcome, int]:
    """How many questions have which outcome; every outcome is named."""
    return {outcome: sum(each.outcome is outcome for each in questions) for outcome in QuestionOutcome}


def _member(sighting: Sighting, member: CaseMember) -> RunMember:
    return RunMember(
        digest=sighting.subject_digest,
        subject=subject_from(member.subject),
        level=LEVELS[sighting.level],
        score=sighting.score,
        confidence=member.confidence,
        relation=member.relation,
        matched=member.matched,
        listings=tuple(sorted(json.loads(sighting.seen))),
    )
