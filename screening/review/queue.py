"""The queue: a team's cases by level, what is overdue, risk score and age, filtered, sorted, counted and cut by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, func, or_
from sqlalchemy import case as when
from sqlmodel import Session, col, select

from screening.review.rules import LEVELS, CaseState, State, is_person
from screening.storage.review_tables import Case, CaseMember, Disposition, Sighting

# Or the id of a person.
ASSIGNEES = ("", "mine", "nobody")
DUE = ("", "due", "overdue")
# Columns that cases can be sorted by, with the order that is meant first.
SORTS = {
    "text": (Case.matched, False),
    "party": (Case.party_name, False),
    "people": (Case.people, True),
    "rows": (Case.rows, True),
    "score": (Case.score, True),
    "confidence": (Case.confidence, True),
    "seen": (Case.first_seen_at, False),
    "due": (Case.due, False),
}
_UNDECIDED = tuple(each.value for each in CaseState if each is not CaseState.DECIDED)
_LEVELS = {level.value: place for place, level in enumerate(LEVELS)}
_TELLING = ("score", "confidence")  # sorts that tell the risk


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases are asked for, in which order. `blind` never sorts by what tells the risk."""

    state: str = "undecided"  # or a CaseState, or "" for all
    assignee: str = ""  # everybody's, mine, nobody's, or a person's by id
    level: str = ""
    run_id: str = ""
    list_id: str = ""
    query: str = ""
    blind: bool = False
    due: str = ""  # one of DUE: with a day, or with one that is past
    bulk: str = ""  # those that were decided in one step
    sort: str = ""  # a key of SORTS; "" by risk, with "-" in front the other way round
    today: str = ""  # ISO 8601, by which days are past

    @staticmethod
    def of(given: Mapping[str, str], today: str) -> CaseFilter:
        """Read what is asked for; what is not known is left out."""
        state, assignee, level = (
            given.get("state", "undecided"),
            given.get("assignee", ""),
            given.get("level", ""),
        )
        known = ("", "undecided", *(each.value for each in CaseState))
        blind = given.get("blind", "") == "yes"
        sort, due = given.get("sort", ""), given.get("due", "")
        column = sort.removeprefix("-")
        return CaseFilter(
            state if state in known else "undecided",
            assignee if assignee in ASSIGNEES or is_person(assignee) else "",
            level if level in _LEVELS and not blind else "",
            given.get("run", "")[:64],
            given.get("list", "")[:64],
            given.get("q", "").strip()[:300],
            blind,
            due if due in DUE else "",
            given.get("bulk", "")[:64],
            sort if column in SORTS and not (blind and column in _TELLING) else "",
            today,
        )


def count_wanted(session: Session, team: str, wanted: CaseFilter, me: str) -> int:
    """How many cases are like this."""
    return int(session.exec(filtered(select(func.count()).select_from(Case), team, wanted, me)).one())


def count_left(session: Session, team: str, wanted: CaseFilter, me: str) -> int:
    """How many cases of a filter this person can still decide: without those that wait for others to confirm what is her own."""
    question = filtered(select(func.count()).select_from(Case), team, wanted, me)
    return int(session.exec(question.where(~_waits_for_others(me))).one())


def wanted_cases(
    session: Session, team: str, wanted: CaseFilter, me: str, *, skip: int, most: int
) -> Sequence[Case]:
    """The cases that are asked for, in the order that is asked for, parted from the session."""
    question = filtered(select(Case), team, wanted, me).order_by(*_order(wanted))
    found: Sequence[Case] = session.exec(question.offset(skip).limit(most)).all()
    session.expunge_all()
    return found


def wanted_ids(session: Session, team: str, wanted: CaseFilter, me: str) -> list[str]:
    """The ids of all cases that are asked for, in the order that is asked for."""
    return list(session.exec(filtered(select(Case.id), team, wanted, me).order_by(*_order(wanted))))


def states_of(session: Session, team: str, run_id: str = "") -> dict[str, int]:
    """How many cases stand in each state, of a team or of one run."""
    wanted = select(Case.state, func.count()).where(Case.team == team)
    if run_id:
        wanted = wanted.where(col(Case.id).in_(_seen_by(run_id)))
    counted = dict(session.exec(wanted.group_by(col(Case.state))).all())
    return {state.value: counted.get(state.value, 0) for state in CaseState}


def neighbours(
    session: Session, team: str, wanted: CaseFilter, me: str, case_id: str, *, for_me: bool = False
) -> tuple[str, str]:
    """Ids of the cases before and after one in the queue, "" at its ends.

    One that the filter leaves out, since it was decided meanwhile, stands where it would if it did not. `for_me`: without
    those that only wait for somebody else to confirm what this person proposed.
    """
    order = _order(wanted)
    question = filtered(
        select(
            col(Case.id).label("here"),
            func.lag(Case.id).over(order_by=order).label("before"),
            func.lead(Case.id).over(order_by=order).label("after"),
        ),
        team,
        wanted,
        me,
        besides=case_id,
    )
    if for_me:
        question = question.where(or_(~_waits_for_others(me), col(Case.id) == case_id))
    placed = question.subquery()
    found = session.exec(select(placed.c.before, placed.c.after).where(placed.c.here == case_id)).first()
    before, after = found or ("", "")
    return before or "", after or ""


def place_of(session: Session, team: str, wanted: CaseFilter, me: str, case_id: str) -> int:
    """How many cases of the queue stand before one; 0 where it has none of this id."""
    order = _order(wanted)
    nth = func.row_number().over(order_by=order).label("nth")
    placed = filtered(select(col(Case.id).label("here"), nth), team, wanted, me, besides=case_id).subquery()
    found = session.exec(select(placed.c.nth).where(placed.c.here == case_id)).first()
    return int(found) - 1 if found else 0


def filtered(question: Any, team: str, wanted: CaseFilter, me: str, *, besides: str = "") -> Any:  # noqa: ANN401 - any kind of select
    """A question about cases, of those alone that are asked for, and of one `besides`."""
    asked: list[Any] = []
    if wanted.state == "undecided":
        asked.append(col(Case.state).in_(_UNDECIDED))
    elif wanted.state:
        asked.append(Case.state == wanted.state)
    if wanted.assignee:
        asked.append(Case.assignee == {"mine": me, "nobody": ""}.get(wanted.assignee, wanted.assignee))
    if wanted.level:
        asked.append(Case.level == _LEVELS[wanted.level])
    if wanted.due:
        asked.append(Case.due != "")
    if wanted.due == "overdue":
        asked.append(Case.due < wanted.today)
    if wanted.bulk:
        made = select(Disposition.case_id).where(Disposition.bulk == wanted.bulk)
        asked.append(col(Case.id).in_(made))
    if wanted.run_id:
        asked.append(col(Case.id).in_(_seen_by(wanted.run_id)))
    if wanted.list_id:  # ids of listings begin with their list's
        asked.append(col(Case.seen).like(f'%"{_literal(wanted.list_id)}:%', escape="\\"))
    if wanted.query:
        sought = f"%{_literal(wanted.query.casefold())}%"
        members = select(CaseMember.case_id).where(col(CaseMember.sought).like(sought, escape="\\"))
        asked.append(or_(col(Case.sought).like(sought, escape="\\"), col(Case.id).in_(members)))
    question = question.where(Case.team == team)
    if not asked:
        return question
    each = asked[0]
    for more in asked[1:]:
        each = each & more
    return question.where(or_(each, col(Case.id) == besides) if besides else each)


def _waits_for_others(me: str) -> Any:  # noqa: ANN401 - a condition
    own = select(Disposition.id).where(Disposition.by == me, Disposition.state == State.PROPOSED.value)
    # Or who is new under its decision does, all of them.
    left = exists().where(
        col(CaseMember.case_id) == col(Case.id),
        col(CaseMember.is_new).is_(True),
        col(CaseMember.accepted_by) != me,
    )
    return or_(col(Case.disposition_id).in_(own), and_(col(Case.state) == CaseState.NEW.value, ~left))


def _seen_by(run_id: str) -> Any:  # noqa: ANN401 - a select
    return select(Sighting.case_id).where(Sighting.run_id == run_id)


def _order(wanted: CaseFilter) -> list[Any]:  # columns and what is made of them
    """By what is asked for; else by level, what is overdue, risk score and age; blind, without level and score."""
    age: list[Any] = [col(Case.first_seen_at), col(Case.id)]
    column = wanted.sort.removeprefix("-")
    if column:
        key, falls = SORTS[column]
        falls ^= wanted.sort.startswith("-")
        last = [when((col(Case.due) == "", 1), else_=0)] if column == "due" else []
        return [*last, col(key).desc() if falls else col(key), *age]
    overdue = when(((col(Case.due) != "") & (col(Case.due) < wanted.today), 0), else_=1)
    return [overdue, *age] if wanted.blind else [-col(Case.level), overdue, -col(Case.score), *age]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
