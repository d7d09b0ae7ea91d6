"""Decisions in effect, looked up for a run: what stands, what waits, what has lapsed and why.

For a run that is about to end they are as it pinned them, for an ended one as of now.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from screening.context import AppContext
from screening.review.case_finder import RowCounts
from screening.review.cases import batched, kin_of, known_cases, other_details, standing_of, why_lapsed
from screening.review.fingerprints import name_digest
from screening.review.rules import State
from screening.review.subject_decisions import (
    NO_DECISIONS,
    DecisionsInEffect,
    DecisionStatus,
    SubjectDecisions,
)
from screening.storage.review_tables import Case, Disposition, RunDecisions, Sighting
from screening.storage.tables import Run


@dataclass(frozen=True, slots=True)
class _Looked:
    """A case, and what a run saw of it."""

    case: Case
    seen: Mapping[str, str]
    level: int
    lead: bool


def in_force_at_end(
    session: Session, team: str, cases: Sequence[RowCounts], titles: Mapping[str, str], at: str
) -> DecisionsInEffect:
    """What the team's decisions say of what a run found, before its cases are kept.

    Args:
        session: only read.
        team: whose run it is.
        cases: what the run found.
        titles: of lists, for the sentence that says why a decision has lapsed.
        at: now, ISO 8601 and UTC.
    """
    if session.exec(select(Disposition.id).where(Disposition.team == team).limit(1)).first() is None:
        return NO_DECISIONS
    known = known_cases(session, team, sorted({each.found.digest for each in cases}))
    looked, fresh = [], []
    for each in cases:
        case = known.get((each.found.digest, each.found.party_id))
        if case is None:
            fresh.append(each)
        else:
            looked.append(_Looked(case, each.found.seen, each.found.level, each.found.lead))
    found = list(_subject_decisions(session, looked, titles))
    kin = kin_of(session, team, fresh)
    for each in fresh:
        before = kin.get((name_digest(each.found.subject), each.found.party_id))
        if before is not None:
            found.append((each.found.digest, _of_another(before, each)))
    return _together(found, at)


def in_force_now(context: AppContext, run: Run, titles: Mapping[str, str]) -> DecisionsInEffect:
    """What the team's decisions say today of what an ended run found."""
    with context.database.read() as session:
        wanted = (
            select(Case, Sighting)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .where(Sighting.run_id == run.id, Case.team == run.team)
        )
        looked = [
            _Looked(case, json.loads(sighting.seen), sighting.level, sighting.lead)
            for case, sighting in session.exec(wanted)
        ]
        found = list(_subject_decisions(session, looked, titles))
    together = _together(found, context.now().isoformat())
    return DecisionsInEffect(together.at, together.by_digest, later=True)


def freeze_decisions(session: Session, run_id: str, decisions_in_effect: DecisionsInEffect) -> None:
    """Keep what stood when the report of a run was written, in the transaction that ends the run."""
    session.connection().execute(delete(RunDecisions).where(col(RunDecisions.run_id) == run_id))
    if decisions_in_effect.number:
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
            why = why_lapsed(made, each.seen, each.level, titles)
            status = (
                DecisionStatus.LAPSED
                if why
                else DecisionStatus.PENDING
                if made.state == State.PROPOSED
                else DecisionStatus.IN_EFFECT
            )
            yield each.case.subject_digest, _standing(each, made, status, why)
        elif each.case.lapsed:
            made = lapsed.get(each.case.id)
            why = made.ended_reason if made else each.case.lapsed
            yield each.case.subject_digest, _standing(each, made, DecisionStatus.LAPSED, why)


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
        listings=tuple(sorted(looked.seen)),
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


def _of_another(before: Case, now: RowCounts) -> SubjectDecisions:
    """A decision about a subject of this name under other details: it does not hold, and is not silent about it."""
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
        lapsed_reason=other_details(before, found.subject),
    )
