"""The queue: a team's cases by risk and age, filtered, counted and cut into pages by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from screening.review.rules import LEVELS, CaseState, is_person
from screening.storage.review_tables import Case, Sighting

# Or the id of a person.
ASSIGNEES = ("", "mine", "nobody")
_UNDECIDED = (CaseState.OPEN.value, CaseState.SECOND.value, CaseState.ESCALATED.value)
_LEVELS = {level.value: place for place, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for. `blind` sorts by age alone, because an order by risk tells the risk."""

    state: str = "undecided"  # or a CaseState, or "" for all
    assignee: str = ""  # everybody's, mine, nobody's, or a person's by id
    level: str = ""
    run_id: str = ""
    list_id: str = ""
    query: str = ""
    blind: bool = False

    @staticmethod
    def of(given: Mapping[str, str]) -> CaseFilter:
        """Read what is asked for; what is not known is left out."""
        state, assignee, level = (
            given.get("state", "undecided"),
            given.get("assignee", ""),
            given.get("level", ""),
        )
        known = ("", "undecided", *(each.value for each in CaseState))
        blind = given.get("blind", "") == "yes"
        return CaseFilter(
            state if state in known else "undecided",
            assignee if assignee in ASSIGNEES or is_person(assignee) else "",
            level if level in _LEVELS and not blind else "",
            given.get("run", "")[:64],
            given.get("list", "")[:64],
            given.get("q", "").strip()[:300],
            blind,
        )


def count_wanted(session: Session, team: str, wanted: CaseFilter, me: str) -> int:
    """How many cases are like this."""
    return int(session.exec(_filter(select(func.count()).select_from(Case), team, wanted, me)).one())


def wanted_cases(
    session: Session, team: str, wanted: CaseFilter, me: str, *, skip: int, most: int
) -> Sequence[Case]:
    """The cases that are asked for, highest and oldest first, parted from the session."""
    question = _filter(select(Case), team, wanted, me).order_by(*_order(wanted))
    found: Sequence[Case] = session.exec(question.offset(skip).limit(most)).all()
    session.expunge_all()
    return found


def states_of(session: Session, team: str, run_id: str = "") -> dict[str, int]:
    """How many cases stand in each state, of a team or of one run."""
    wanted = select(Case.state, func.count()).where(Case.team == team)
    if run_id:
        wanted = wanted.join(Sighting, col(Sighting.case_id) == col(Case.id)).where(Sighting.run_id == run_id)
    counted = dict(session.exec(wanted.group_by(col(Case.state))).all())
    return {state.value: counted.get(state.value, 0) for state in CaseState}


def neighbours(session: Session, team: str, wanted: CaseFilter, me: str, case: Case) -> tuple[str, str]:
    """Ids of the cases before and after one in the queue, "" at its ends."""
    columns, here = _order(wanted), (-case.level, case.first_seen_at, case.id)[-len(_order(wanted)) :]
    place = tuple_(*columns)
    question = _filter(select(Case.id), team, wanted, me)
    before = question.where(place < tuple_(*here)).order_by(*(each.desc() for each in columns))
    after = question.where(place > tuple_(*here)).order_by(*columns)
    return session.exec(before.limit(1)).first() or "", session.exec(after.limit(1)).first() or ""


def alike_cases(session: Session, case: Case, most: int) -> Sequence[Case]:
    """Other cases in which the same piece of text was read as the same party and that stand where this one does.

    Of a case that is still to be decided these are others like it; of a proposal or decision, others that say the
    same. Oldest first.
    """
    free = (CaseState.OPEN.value, CaseState.ESCALATED.value)
    question = select(Case).where(Case.team == case.team, Case.alike == case.alike, Case.id != case.id)
    if case.state in free:
        question = question.where(col(Case.state).in_(free))
    else:
        question = question.where(Case.state == case.state, Case.verdict == case.verdict)
    found = session.exec(question.order_by(col(Case.first_seen_at), col(Case.id)).limit(most)).all()
    session.expunge_all()
    return found


def _order(wanted: CaseFilter) -> list[Any]:  # columns and what is made of them
    """Highest first, then oldest; blind, by age alone."""
    age: list[Any] = [col(Case.first_seen_at), col(Case.id)]
    return age if wanted.blind else [-col(Case.level), *age]


def _filter(question: Any, team: str, wanted: CaseFilter, me: str) -> Any:  # noqa: ANN401 - any kind of select
    question = question.where(Case.team == team)
    if wanted.state == "undecided":
        question = question.where(col(Case.state).in_(_UNDECIDED))
    elif wanted.state:
        question = question.where(Case.state == wanted.state)
    if wanted.assignee:
        assignee = {"mine": me, "nobody": ""}.get(wanted.assignee, wanted.assignee)
        question = question.where(Case.assignee == assignee)
    if wanted.level:
        question = question.where(Case.level == _LEVELS[wanted.level])
    if wanted.run_id:
        seen = select(Sighting.case_id).where(Sighting.run_id == wanted.run_id)
        question = question.where(col(Case.id).in_(seen))
    if wanted.list_id:  # ids of listings begin with their list's
        question = question.where(col(Case.seen).like(f'%"{_literal(wanted.list_id)}:%', escape="\\"))
    if wanted.query:
        sought = f"%{_literal(wanted.query.casefold())}%"
        question = question.where(col(Case.sought).like(sought, escape="\\"))
    return question


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
