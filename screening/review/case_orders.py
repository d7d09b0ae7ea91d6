"""The order in which cases stood when the first page of them was given, in which the next pages go on.

Cases change their place while somebody reads page after page: a run finds one again with a higher level, a day passes.
Whoever goes on by places, or by the values of the last case, then misses cases or gets them twice. So the ids are kept in
their order, which says nothing of anybody; the same order is kept once, however often it is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from screening.context import AppContext
from screening.review.queue import CaseFilter, filtered
from screening.storage.review_tables import Case, CaseOrder

# A cursor is good for a day at least. An order is marked as used at most once an hour, which this leaves room for.
_GOOD_FOR = timedelta(days=2)
_MARKED_EVERY = timedelta(hours=1)
_AT_ONCE = 50  # cases that are read with one statement, or as many as a page has


def store_order(context: AppContext, team: str, case_ids: Sequence[str]) -> str:
    """Keep the order of a team's cases for the pages to come, and give its id."""
    text = "\n".join(case_ids).encode()
    order_id = hashlib.sha256(team.encode() + b"\n" + text).hexdigest()
    now = context.now()
    with context.database.read() as session:
        used_at = session.exec(select(CaseOrder.used_at).where(CaseOrder.id == order_id)).first()
    if used_at is None or datetime.fromisoformat(used_at) < now - _MARKED_EVERY:
        values = {"id": order_id, "team": team, "used_at": now.isoformat(), "case_ids": text}
        with context.database.write() as session:
            dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
            adding = dialect.insert(CaseOrder).values(values)
            session.connection().execute(
                adding.on_conflict_do_update(index_elements=["id"], set_={"used_at": values["used_at"]})
            )
    return order_id


def stored_order(session: Session, team: str, order_id: str) -> list[str] | None:
    """The ids of the cases in an order that was kept for a team; None where it is no longer kept."""
    wanted = select(CaseOrder.case_ids).where(CaseOrder.id == order_id, CaseOrder.team == team)
    kept = session.exec(wanted).first()
    return None if kept is None else kept.decode().split("\n")


def cases_from(
    session: Session, team: str, wanted: CaseFilter, me: str, order: tuple[Sequence[str], int], most: int
) -> list[tuple[int, Case]]:
    """The cases of an order from a place on, each with its place: those that are still there and still asked for.

    Args:
        session: to read with; the cases are parted from it.
        team: whose cases they are.
        wanted: which of them are asked for.
        me: who asks.
        order: the ids of all cases in their order, and the place at which to begin.
        most: how many are given.
    """
    found = list(islice(_read(session, team, wanted, me, order, max(most, _AT_ONCE)), most))
    session.expunge_all()
    return found


def _read(
    session: Session,
    team: str,
    wanted: CaseFilter,
    me: str,
    order: tuple[Sequence[str], int],
    at_once: int,
) -> Iterator[tuple[int, Case]]:
    case_ids, begin = order
    for first in range(begin, len(case_ids), at_once):
        some = case_ids[first : first + at_once]
        found = session.exec(filtered(select(Case), team, wanted, me).where(col(Case.id).in_(some)))
        by_id = {each.id: each for each in found}
        for place, case_id in enumerate(some, start=first):
            if case_id in by_id:
                yield place, by_id[case_id]


def forget_orders(context: AppContext) -> None:
    """Forget the orders that nobody can go on in any more."""
    before = (context.now() - _GOOD_FOR).isoformat()
    with context.database.write() as session:
        session.connection().execute(delete(CaseOrder).where(col(CaseOrder.used_at) < before))
