"""What a team decided before: about one case, about its kin, about one organisation. Never another team's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from screening.context import AppContext
from screening.model import Subject
from screening.review.cases import batched
from screening.review.fingerprints import subject_digest
from screening.review.rules import State
from screening.storage.review_tables import Case, Disposition, Sighting
from screening.storage.tables import Run

_MOST = 50


@dataclass(frozen=True, slots=True)
class Past:
    """A decision about another case, with that case."""

    disposition: Disposition
    case: Case


@dataclass(frozen=True, slots=True)
class CaseOccurrence:
    """A run that saw a case."""

    run_id: str
    file_name: str
    at: str
    rows: int
    sheet: str
    row: int


def history_of(session: Session, case_id: str) -> list[Disposition]:
    """Everything that was decided about a case, newest first."""
    wanted = select(Disposition).where(Disposition.case_id == case_id)
    return list(session.exec(wanted.order_by(col(Disposition.at).desc(), col(Disposition.id))))


def runs_of(session: Session, case: Case) -> list[CaseOccurrence]:
    """The team's runs that saw a case, newest first."""
    wanted = (
        select(Sighting, Run)
        .join(Run, col(Run.id) == col(Sighting.run_id))
        .where(Sighting.case_id == case.id, Run.team == case.team)
        .order_by(col(Run.accepted_at).desc())
        .limit(_MOST)
    )
    return [
        CaseOccurrence(run.id, run.file_name, run.screened_at, sighting.rows, sighting.sheet, sighting.row)
        for sighting, run in session.exec(wanted)
    ]


def past_of(session: Session, case: Case) -> list[Past]:
    """What the team decided about the same name, or about the same party, in other cases; newest first."""
    return _past(
        session,
        case.team,
        or_(Case.party_id == case.party_id, Case.name_digest == case.name_digest),
        beside=case.id,
    )


def decided_about(context: AppContext, team: str, party_ids: Sequence[str]) -> list[Past]:
    """What the team decided about one party, by any of its ids; newest first."""
    with context.database.read() as session:
        found = [
            past
            for portion in batched(sorted(set(party_ids)))
            for past in _past(session, team, col(Case.party_id).in_(portion))
        ]
        session.expunge_all()
    return sorted(found, key=lambda past: past.disposition.at, reverse=True)[:_MOST]


def cases_of(
    session: Session, team: str, run_id: str, subjects: Iterable[Subject]
) -> dict[Subject, list[Case]]:
    """The cases that a run saw of these subjects, as they stand now; what a row's own sentence speaks of comes first."""
    by_digest = {subject_digest(each): each for each in subjects}
    found: dict[Subject, list[Case]] = {}
    for portion in batched(sorted(by_digest)):
        wanted = (
            select(Case)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .where(Sighting.run_id == run_id, Case.team == team, col(Case.subject_digest).in_(portion))
            .order_by(col(Sighting.lead).desc(), col(Case.confidence).desc(), col(Case.id))
        )
        for each in session.exec(wanted):
            found.setdefault(by_digest[each.subject_digest], []).append(each)
    session.expunge_all()
    return found


def _past(session: Session, team: str, which: object, beside: str = "") -> list[Past]:
    wanted = (
        select(Disposition, Case)
        .join(Case, col(Case.id) == col(Disposition.case_id))
        .where(
            Disposition.team == team,
            Case.team == team,
            which,  # type: ignore[arg-type]
            Case.id != beside,
            col(Disposition.state).in_((State.DECIDED, State.PROPOSED, State.LAPSED)),
        )
        .order_by(col(Disposition.at).desc())
        .limit(_MOST)
    )
    return [Past(disposition, case) for disposition, case in session.exec(wanted)]


@dataclass(frozen=True, slots=True)
class DispositionFilter:
    """Which decisions are asked for; "" asks nothing."""

    run_id: str = ""  # about what this run saw
    state: str = ""
    verdict: str = ""
    since: str = ""  # ISO 8601, UTC: made, confirmed or ended at this moment or later


def count_dispositions(session: Session, team: str, asked: DispositionFilter) -> int:
    """How many decisions are like this."""
    return int(session.exec(_asked(select(func.count()).select_from(Disposition), team, asked)).one())


def dispositions_of(
    session: Session, team: str, asked: DispositionFilter, *, skip: int, most: int
) -> list[Past]:
    """The decisions that are asked for, by the moment they last changed, oldest first."""
    question = _asked(select(Disposition, Case), team, asked)
    question = question.join(Case, col(Case.id) == col(Disposition.case_id))
    found = session.exec(question.order_by(_CHANGED, col(Disposition.id)).offset(skip).limit(most))
    return [Past(disposition, case) for disposition, case in found]


_CHANGED = when(  # nothing is confirmed before it is made, nor ended before it is confirmed
    (col(Disposition.ended_at) != "", col(Disposition.ended_at)),
    (col(Disposition.second_at) != "", col(Disposition.second_at)),
    else_=col(Disposition.at),
)


def _asked(question: Any, team: str, asked: DispositionFilter) -> Any:  # noqa: ANN401 - any kind of select
    question = question.where(Disposition.team == team)
    if asked.run_id:
        seen = select(Sighting.case_id).where(Sighting.run_id == asked.run_id)
        question = question.where(col(Disposition.case_id).in_(seen))
    if asked.state:
        question = question.where(Disposition.state == asked.state)
    if asked.verdict:
        question = question.where(Disposition.verdict == asked.verdict)
    if asked.since:
        question = question.where(asked.since <= _CHANGED)
    return question
