"""What a team decided before: about one case, about its kin, about one organisation. Never another team's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import case as when
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from screening.context import AppContext
from screening.model import Subject
from screening.review.cases import batched
from screening.review.fingerprints import subject_digest
from screening.review.rules import CaseState, State
from screening.storage.keysets import in_order, rows_after
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting
from screening.storage.tables import Run

_MOST = 50


@dataclass(frozen=True, slots=True)
class Past:
    """A decision about another case, with that case."""

    disposition: Disposition
    case: Case


@dataclass(frozen=True, slots=True)
class CaseOccurrence:
    """A run that saw a case: how many rows, and the first of them."""

    run_id: str
    file_name: str
    at: str
    rows: int
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class MemberOccurrence:
    """A member of a case, and where it was seen last: its run and file, "" for a check, and the first of its rows."""

    member: CaseMember
    run_id: str = ""
    file_name: str = ""
    sheet: str = ""
    row: int = 0


def history_of(session: Session, case_id: str) -> list[Disposition]:
    """Everything that was decided about a case, newest first."""
    wanted = select(Disposition).where(Disposition.case_id == case_id)
    return list(session.exec(wanted.order_by(col(Disposition.at).desc(), col(Disposition.id))))


def runs_of(session: Session, case: Case, digest: str = "") -> list[CaseOccurrence]:
    """The team's runs that saw a case, newest first; with the `digest` of a member, that saw this member, and its rows."""
    of_run: dict[str, Any] = {"partition_by": col(Sighting.run_id)}
    order = (col(Sighting.sheet), col(Sighting.row), col(Sighting.subject_digest))
    sighted = (
        columns(
            col(Sighting.run_id),
            col(Sighting.sheet),
            col(Sighting.row),
            func.sum(Sighting.rows).over(**of_run).label("rows"),
            func.row_number().over(**of_run, order_by=order).label("place"),
        )
        .where(
            col(Sighting.case_id) == case.id, *([col(Sighting.subject_digest) == digest] if digest else [])
        )
        .subquery()
    )
    wanted = (
        columns(
            *map(col, (Run.id, Run.file_name, Run.screened_at)),
            sighted.c.rows,
            sighted.c.sheet,
            sighted.c.row,
        )
        .join(sighted, sighted.c.run_id == col(Run.id))
        .where(sighted.c.place == 1, col(Run.team) == case.team)
        .order_by(col(Run.accepted_at).desc())
        .limit(_MOST)
    )
    return [
        CaseOccurrence(run_id, file_name, at, rows, sheet, row)
        for run_id, file_name, at, rows, sheet, row in map(tuple, session.connection().execute(wanted))
    ]


_HIGHEST = (
    (col(CaseMember.level), True),
    (col(CaseMember.score), True),
    (col(CaseMember.shown), False),
    (col(CaseMember.subject_digest), False),
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Members to whom a decision was applied that was made before they came: the first of them, and how many."""

    members: tuple[CaseMember, ...]
    count: int


def accepted_under(session: Session, case_id: str) -> dict[str, Acceptance]:
    """By decisions about a case, the members of today to whom each was applied after it was made, the last first."""
    # To who is new it was only proposed to apply it.
    covered = (
        CaseMember.case_id == case_id,
        CaseMember.accepted_under != "",
        col(CaseMember.is_new).is_(False),
    )
    wanted = select(CaseMember).where(*covered)
    counted = select(CaseMember.accepted_under, func.count()).where(*covered)
    counts = dict(session.exec(counted.group_by(col(CaseMember.accepted_under))).all())
    found: dict[str, Acceptance] = {}
    for each, count in counts.items():
        of_one = wanted.where(CaseMember.accepted_under == each)
        in_order = of_one.order_by(col(CaseMember.accepted_at).desc(), col(CaseMember.shown))
        found[each] = Acceptance(tuple(session.exec(in_order.limit(_MOST))), count)
    return found


def members_of(
    session: Session,
    case_id: str,
    *,
    skip: int = 0,
    most: int = _MOST,
    after: Sequence[str | int] = (),
    new_first: bool = False,
) -> list[MemberOccurrence]:
    """The members of a case, highest first, each with where it was seen last; those `after` one (`member_key`).

    `new_first`: before all others those who came under its decision after that was made.
    """
    which = [col(CaseMember.case_id) == case_id]
    if after:
        which.append(rows_after(_HIGHEST, after))
    order = [*([col(CaseMember.is_new).desc()] if new_first else []), *in_order(_HIGHEST)]
    return occurrences(session, which, order, skip=skip, most=most)


def occurrences(
    session: Session,
    which: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    *,
    skip: int = 0,
    most: int | None = None,
) -> list[MemberOccurrence]:
    """Members of cases, by conditions about `CaseMember` and in an order, each with where a run saw it last."""
    later, its_run = aliased(Sighting), aliased(Run)
    last = (
        select(later.run_id)
        .join(its_run, col(its_run.id) == col(later.run_id))
        .where(later.case_id == CaseMember.case_id, later.subject_digest == CaseMember.subject_digest)
        .order_by(col(its_run.accepted_at).desc(), col(its_run.id))
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        select(CaseMember, Sighting, Run.file_name)
        .select_from(CaseMember)
        .outerjoin(
            Sighting,
            (col(Sighting.case_id) == col(CaseMember.case_id))
            & (col(Sighting.subject_digest) == col(CaseMember.subject_digest))
            & (col(Sighting.run_id) == last),
        )
        .outerjoin(Run, col(Run.id) == col(Sighting.run_id))
        .where(*which)
        .order_by(*order)
    )
    return [
        MemberOccurrence(member, seen.run_id, file_name, seen.sheet, seen.row)
        if seen is not None
        else MemberOccurrence(member)
        for member, seen, file_name in session.exec(wanted.offset(skip).limit(most))
    ]


def member_key(occurrence: MemberOccurrence) -> tuple[int, int, str, str]:
    """The place of a member in the order of `members_of`."""
    member = occurrence.member
    return member.level, member.score, member.shown, member.subject_digest


def past_of(session: Session, case: Case) -> list[Past]:
    """What the team decided about the same names, or about the same party, in other cases; newest first."""
    own, other = aliased(CaseMember), aliased(CaseMember)
    same_name = exists().where(
        col(own.case_id) == case.id,
        col(other.case_id) == col(Case.id),
        col(other.name_digest) == col(own.name_digest),
    )
    return _past(session, case.team, or_(Case.party_id == case.party_id, same_name), beside=case.id)


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
    """The cases that a run saw of these subjects, as they stand for those now; what a row's sentence speaks of comes first."""
    by_digest = {subject_digest(each): each for each in subjects}
    found = cases_of_digests(session, team, run_id, by_digest)
    return {by_digest[digest]: cases for digest, cases in found.items()}


def cases_of_digests(
    session: Session, team: str, run_id: str, digests: Iterable[str]
) -> dict[str, list[Case]]:
    """The same by the digests of the subjects."""
    found: dict[str, list[Case]] = {}
    for portion in batched(sorted(set(digests))):
        wanted = (
            select(Case, Sighting.subject_digest, CaseMember.is_new)
            .join(Sighting, col(Sighting.case_id) == col(Case.id))
            .join(
                CaseMember,
                (col(CaseMember.case_id) == col(Case.id))
                & (col(CaseMember.subject_digest) == col(Sighting.subject_digest)),
            )
            .where(Sighting.run_id == run_id, Case.team == team, col(Sighting.subject_digest).in_(portion))
            .order_by(col(Sighting.lead).desc(), col(Case.confidence).desc(), col(Case.id))
        )
        for each, digest, is_new in session.exec(wanted):
            found.setdefault(digest, []).append(each if is_new else as_decided(each))
    session.expunge_all()
    return found


def as_decided(case: Case) -> Case:
    """A case as it stands for those its decision was made about, whoever is new under it."""
    if case.state != CaseState.NEW:
        return case
    return Case(**{**case.model_dump(), "state": CaseState.DECIDED.value})


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
    session: Session, team: str, asked: DispositionFilter, *, most: int, after: Sequence[str] = ()
) -> list[Past]:
    """The decisions that are asked for, by the moment they last changed, oldest first; those `after` one."""
    question = _asked(select(Disposition, Case), team, asked)
    question = question.join(Case, col(Case.id) == col(Disposition.case_id))
    order = ((_CHANGED, False), (col(Disposition.id), False))
    if after:
        question = question.where(rows_after(order, after))
    found = session.exec(question.order_by(*in_order(order)).limit(most))
    return [Past(disposition, case) for disposition, case in found]


def disposition_key(past: Past) -> tuple[str, str]:
    """The place of a decision in the order of `dispositions_of`."""
    made = past.disposition
    return made.ended_at or made.second_at or made.at, made.id


_CHANGED = when(  # nothing is confirmed before it is made, nor ended before it is confirmed
    (col(Disposition.ended_at) != "", col(Disposition.ended_at)),
    (col(Disposition.second_at) != "", col(Disposition.second_at)),
    else_=col(Disposition.at),
)


def has_newer_decisions(session: Session, team: str, run_id: str, ended_at: str) -> bool:
    """Whether a decision about what a run saw was made, confirmed or ended since its own report was written.

    What lapsed at the very end of the run is in that report already.
    """
    asked = DispositionFilter(run_id=run_id, since=ended_at)
    later = or_(Disposition.state != State.LAPSED, ended_at < _CHANGED)
    wanted = _asked(select(Disposition.id), team, asked).where(later).limit(1)
    return session.exec(wanted).first() is not None


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
