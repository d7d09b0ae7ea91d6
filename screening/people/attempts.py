"""Counts of attempts to sign in, in the service's database: the same for every process, and for every machine.

A count begins with the first attempt in its window. Counts name nobody: whoever counts gives a keyed hash. They are
no decisions, so the log has no entry of them; of a sign-in that fails it has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlmodel import col, delete, select

from screening.jobs.installation import Installation
from screening.storage.people_tables import Attempt

LONGEST_WINDOW = 3_600  # seconds; a count older than that is forgotten

# Columns are named with their table, since PostgreSQL would not know which of the two rows is meant.
_COUNT = text(
    "INSERT INTO attempt (name, began, amount) VALUES (:name, :now, 1)"
    " ON CONFLICT (name) DO UPDATE SET"
    "  amount = CASE WHEN attempt.began <= :now - :window THEN 1 ELSE attempt.amount + 1 END,"
    "  began = CASE WHEN attempt.began <= :now - :window THEN :now ELSE attempt.began END"
    " RETURNING began, amount"
)
_GIVE_BACK = text(
    "UPDATE attempt SET amount = CASE WHEN amount > :amount THEN amount - :amount ELSE 0 END WHERE name = :name"
)
# What another is counting at this moment is left to him: to wait for it, with counts of our own in hand, could be
# to wait for each other.
_OLD = select(Attempt.name).where(col(Attempt.began) < bindparam("before")).with_for_update(skip_locked=True)
_FORGET = delete(Attempt).where(col(Attempt.name).in_(_OLD))


@dataclass(frozen=True, slots=True)
class Limit:
    """Under which name attempts are counted, how many there may be, and in how many seconds."""

    name: str
    most: int
    window: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Attempts in a window that began at `began` (seconds since the epoch), this one with them."""

    began: int
    amount: int


def count_attempt(place: Installation, limits: Sequence[Limit]) -> list[Counted]:
    """Count one attempt under each name in turn, until a limit is passed: what is not looked at counts no further.

    Callers give limits in one order, addresses before accounts, so that no two of them wait for each other.

    Raises:
        StorageFailed: it cannot be counted now, so it is not allowed.
    """
    now, counted = int(place.now().timestamp()), []
    with place.database.write() as session:
        connection = session.connection()
        for limit in limits:
            given = {"name": limit.name, "now": now, "window": limit.window}
            counted.append(Counted(*connection.execute(_COUNT, given).one()))
            if counted[-1].amount > limit.most:
                break
        connection.execute(_FORGET, {"before": now - LONGEST_WINDOW})
    return counted


def give_back(place: Installation, amounts: Mapping[str, int]) -> None:
    """Count so many attempts less under each name; names come in the order in which attempts are counted."""
    with place.database.write() as session:
        for name, amount in amounts.items():
            session.connection().execute(_GIVE_BACK, {"name": name, "amount": amount})
