"""Deciding many cases in one step: every one that a filter of the queue finds and that is still to be decided.

Whoever decides sees first how many there are, whom they stand for and at which level. Each has a decision and an entry
in the log of its own; all share the mark of the step, under which one second person sees and confirms them
(`screening.review.decide.confirm_all`) or refuses them, and who took the step takes it back. Either all are decided, or none.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from screening.context import AppContext
from screening.review.cases import batched, bound_counts, gravest_first
from screening.review.decide import (
    CaseUnknown,
    Proposal,
    decide_about_cases,
    record_disagreement,
    record_proposal,
    record_undoing,
    version_of,
)
from screening.review.fingerprints import subject_from
from screening.review.queue import CaseFilter, filtered
from screening.review.rules import (
    HIGH,
    CaseState,
    Decider,
    DecisionRefused,
    MovedOn,
    State,
    Verdict,
    needs_second,
)
from screening.storage.review_tables import Case, CaseMember, Disposition

MOST = 1_000  # cases in one step
_FREE = (CaseState.OPEN.value, CaseState.ESCALATED.value)


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What one step would decide: how many cases, the people and rows they stand for, and cases by place of level.

    `version` is the mark of them as they are now.
    """

    cases: int
    people: int
    rows: int
    levels: tuple[int, int, int, int]
    version: str

    def seconds(self, verdict: Verdict, by: Decider) -> int:
        """How many of them would wait for a second person."""
        return sum(count for level, count in enumerate(self.levels) if needs_second(verdict, level, by))


@dataclass(frozen=True, slots=True)
class BulkDecision:
    """What was decided in one step: its mark, how many cases, and how many of them wait for a second person."""

    id: str
    cases: int
    waiting: int


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A question of a preview, with its own mark, its members by what they are to the party, and where they are."""

    case: Case
    version: str
    first: str  # the gravest of its members, as one line
    relations: Mapping[str, int]
    places: tuple[tuple[str, str], ...]  # city and country, as the list gives them

    @property
    def is_mixed(self) -> bool:
        """Whether one answer would be about people who stand to the party in different ways."""
        return len(self.relations) > 1

    @property
    def is_high(self) -> bool:
        """Whether it is at high level, so that it is looked at by itself before it is chosen."""
        return self.case.level >= HIGH


def preview_bulk(
    session: Session, team: str, wanted: CaseFilter, me: str, only: Collection[str] | None = None
) -> BulkPreview:
    """What one step over a filter would decide; with `only`, over those of its cases alone."""
    return _preview(_meant(session, team, wanted, me, only))


def bulk_lines(
    session: Session, team: str, wanted: CaseFilter, me: str, only: Collection[str] | None = None
) -> list[BulkLine]:
    """The questions of such a step, the gravest first, parted from the session."""
    cases = sorted(
        _meant(session, team, wanted, me, only)[:MOST], key=lambda each: (-each.level, -each.score, each.id)
    )
    firsts: dict[str, str] = {}
    relations: dict[str, dict[str, int]] = {}
    places: dict[str, dict[tuple[str, str], None]] = {}
    for some in batched([each.id for each in cases]):
        members = select(CaseMember.case_id, CaseMember.shown, CaseMember.relation, CaseMember.subject)
        found = members.where(col(CaseMember.case_id).in_(some)).order_by(*gravest_first(CaseMember))
        for case_id, line, relation, text in session.exec(found):
            firsts.setdefault(case_id, line)
            counted = relations.setdefault(case_id, {})
            counted[relation] = counted.get(relation, 0) + 1
            subject = subject_from(text)
            place = subject.city, subject.institution_country or subject.country
            if any(place):
                places.setdefault(case_id, {})[place] = None
    session.expunge_all()
    return [
        BulkLine(
            each,
            version_of(each),
            firsts.get(each.id, ""),
            relations.get(each.id, {}),
            tuple(places.get(each.id, {})),
        )
        for each in cases
    ]


def bulk_version(versions: Mapping[str, str]) -> str:
    """The mark of cases, from their own by their ids: what a reader of their lines looked at."""
    return hashlib.sha256(" ".join(versions[key] for key in sorted(versions)).encode()).hexdigest()[:32]


def count_free(session: Session, team: str, wanted: CaseFilter, me: str) -> int:
    """How many cases of a filter one step would decide; none of them waits for a second person."""
    return len(_meant(session, team, wanted, me))


def propose_bulk(
    context: AppContext,
    team: str,
    wanted: CaseFilter,
    proposal: Proposal,
    by: Decider,
    *,
    version: str,
    source: str,
    only: Collection[str] | None = None,
) -> BulkDecision:
    """Record one finding about every case that is still to be decided and that the filter finds.

    Args:
        context: the installation.
        team: whose cases they are.
        wanted: which of them.
        proposal: what was found.
        by: the named person.
        version: the mark of the preview that was looked at.
        source: by which way it came.
        only: ids of those of the filter that are meant; None for all.

    Raises:
        DecisionRefused: the reason does not fit, or there are none or too many. MovedOn: they are other cases by now.
    """
    proposal.check()
    with decide_about_cases(context) as decision:
        cases = _meant(decision.session, team, wanted, by.id, only)
        if not 0 < len(cases) <= MOST:
            raise DecisionRefused(
                f"One step decides between one and {MOST:,} cases; choose a filter that finds so many.",
                what="cases",
            )
        if version != _preview(cases).version:
            raise MovedOn("These cases have changed since you looked; look again, then decide.")
        mark = uuid.uuid4().hex
        made = [record_proposal(decision, case, proposal, by, source=source, bulk=mark) for case in cases]
        return BulkDecision(mark, len(made), sum(each.needs_second for each in made))


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A proposal that waits for a second person, with its question and the gravest of those it was made about.

    `people` and `rows` are those whom it would bind; `newer` came while it waited, and stay new.
    """

    disposition: Disposition
    case: Case
    member: CaseMember
    people: int
    rows: int
    newer: int
    level: int  # place of the level of risk: the higher of when it was proposed and now

    @property
    def is_high(self) -> bool:
        """Whether it is confirmed alone, or with a stated reason."""
        return self.level >= HIGH


def waiting_lines(
    session: Session, team: str, disposition_ids: Sequence[str], *, blind: bool = False
) -> list[WaitingLine]:
    """The proposals of these ids that wait, the highest level first, parted from the session.

    `blind`: by age, which tells nothing of the risk.
    """
    made: list[tuple[Disposition, Case]] = []
    for some in batched(sorted(set(disposition_ids))):
        wanted = select(Disposition, Case).join(Case, col(Case.id) == col(Disposition.case_id))
        waits = wanted.where(
            col(Disposition.id).in_(some), Disposition.team == team, Disposition.state == State.PROPOSED
        )
        made += session.exec(waits).all()
    gravest: dict[str, CaseMember] = {}
    for some in batched([case.id for _, case in made]):
        members = select(CaseMember).where(col(CaseMember.case_id).in_(some))
        for member in session.exec(members.order_by(col(CaseMember.is_new), *gravest_first(CaseMember))):
            gravest.setdefault(member.case_id, member)
    bound = bound_counts(session, [case.id for _, case in made])
    session.expunge_all()
    lines = []
    for each, case in made:
        people, rows = bound.get(case.id, (0, 0))
        level = max(each.level, case.level)
        lines.append(WaitingLine(each, case, gravest[case.id], people, rows, case.people - people, level))
    if blind:
        return sorted(lines, key=lambda each: (each.case.first_seen_at, each.case.id))
    return sorted(lines, key=lambda each: (-each.level, -each.case.score, each.case.id))


def bulk_of(session: Session, team: str, bulk: str) -> list[Disposition]:
    """What was decided in one step.

    Raises:
        CaseUnknown: the team took no such step.
    """
    wanted = select(Disposition).where(
        Disposition.team == team, Disposition.bulk == bulk, Disposition.bulk != ""
    )
    found = list(session.exec(wanted.order_by(col(Disposition.case_id))))
    if not found:
        raise CaseUnknown("Nothing was decided in such a step; look at the queue.")
    return found


def disagree_bulk(context: AppContext, team: str, bulk: str, by: Decider, why: str) -> int:
    """Refuse all that another person proposed in one step and that still waits; gives how many.

    Raises:
        CaseUnknown: there was no such step. MovedOn: nothing of it waits any more.
        NotYours: it is the same person, or nobody with an account. DecisionRefused: no reason was given.
    """
    with decide_about_cases(context) as decision:
        waiting = _waiting(bulk_of(decision.session, team, bulk))
        for each in waiting:
            record_disagreement(decision, team, each.id, by, why)
        return len(waiting)


def undo_bulk(context: AppContext, team: str, bulk: str, by: Decider) -> int:
    """Take one's own step back within the time for that; gives how many decisions went.

    Raises:
        CaseUnknown: there was no such step. MovedOn: one of its decisions does not stand any more.
        DecisionRefused: it is another person's, or too long ago, or was confirmed.
    """
    with decide_about_cases(context) as decision:
        made = bulk_of(decision.session, team, bulk)
        for each in made:
            record_undoing(decision, team, each.id, by)
        return len(made)


def _meant(
    session: Session, team: str, wanted: CaseFilter, me: str, only: Collection[str] | None = None
) -> list[Case]:
    question = filtered(select(Case), team, wanted, me).where(col(Case.state).in_(_FREE))
    if only is not None:
        question = question.where(col(Case.id).in_(sorted(only)[: MOST + 1]))
    return list(session.exec(question.order_by(col(Case.id)).limit(MOST + 1)))


def _preview(cases: Sequence[Case]) -> BulkPreview:
    levels = [sum(each.level == level for each in cases) for level in range(4)]
    version = bulk_version({each.id: version_of(each) for each in cases})
    people, rows = sum(each.people for each in cases), sum(each.rows for each in cases)
    return BulkPreview(len(cases), people, rows, (levels[0], levels[1], levels[2], levels[3]), version)


def _waiting(made: Sequence[Disposition]) -> list[Disposition]:
    waiting = [each for each in made if each.state == State.PROPOSED]
    if not waiting:
        raise MovedOn("Nothing of this waits for a second reviewer any more.")
    return waiting
