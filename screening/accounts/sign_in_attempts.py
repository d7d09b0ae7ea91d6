"""Counts of attempts to sign in, in the service's database: the same for every process, and for every machine.

How often one may try stands here, in one place. Who tries from a browser in which this person signed in before
(`screening.accounts.devices`) is counted by that browser alone, so that no stranger keeps the owner out. Everybody else is
counted by the block of addresses he comes from, by account and block, and by account over all blocks, which slows
whoever has a thousand addresses.

A count begins with the first attempt in its window. Counts name nobody: whoever counts gives a keyed hash. They are
no decisions, so the log has no entry of them; of a sign-in that fails it has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from sqlalchemy import bindparam, text
from sqlmodel import col, delete, select

from screening.context import AppContext
from screening.storage.people_tables import Attempt

_MINUTE, _QUARTER, _HOUR, _DAY = 60, 900, 3_600, 86_400  # seconds

# So many failures in so many seconds. OWASP ASVS 4.0, 2.2.1, asks for no more than 100 an hour on one account; NIST SP
# 800-63B, 5.2.2, for no more than 100 in a row, and for ways that keep strangers from locking the owner out.
BY_ACCOUNT_AND_BLOCK = ((5, _MINUTE), (10, _QUARTER))
BY_ACCOUNT = ((20, _HOUR), (100, _DAY))  # from all browsers that are not known, wherever they are
BY_DEVICE = ((5, _MINUTE), (10, _QUARTER), (100, _DAY))  # of a known browser, for one person
BY_BLOCK = (30, _QUARTER)  # a whole office may stand behind one address
BY_WIDE_BLOCK = (120, _QUARTER)  # what one customer of a network is given, or four small ones
# One-time codes have six digits, of which three are right at a time: 30 guesses a day hit once in 30 years.
BY_CODE = ((5, _MINUTE), (10, _QUARTER), (30, _DAY))
# Links to a new password, by mail: each is a mail to somebody who may not have asked for it.
LINKS_BY_ACCOUNT = ((3, _HOUR), (10, _DAY))
# The password of somebody who is signed in, asked again; only who sits at that browser can try.
BY_PERSON_SIGNED_IN = ((5, _MINUTE), (10, _QUARTER))

# Columns are named with their table, since PostgreSQL would not know which of the two rows is meant.
_COUNT = text(
    "INSERT INTO attempt (name, began, ends, amount) VALUES (:name, :now, :ends, 1)"
    " ON CONFLICT (name) DO UPDATE SET"
    "  amount = CASE WHEN attempt.ends <= :now THEN 1 ELSE attempt.amount + 1 END,"
    "  began = CASE WHEN attempt.ends <= :now THEN :now ELSE attempt.began END,"
    "  ends = CASE WHEN attempt.ends <= :now THEN :ends ELSE attempt.ends END"
    " RETURNING began, amount"
)
_GIVE_BACK = text(
    "UPDATE attempt SET amount = CASE WHEN amount > :amount THEN amount - :amount ELSE 0 END WHERE name = :name"
)
# What another is counting at this moment is left to him: to wait for it, with counts of our own in hand, could be
# to wait for each other.
_OVER = select(Attempt.name).where(col(Attempt.ends) <= bindparam("now")).with_for_update(skip_locked=True)
_FORGET = delete(Attempt).where(col(Attempt.name).in_(_OVER))


@dataclass(frozen=True, slots=True)
class Limit:
    """Under which name attempts are counted, how many there may be, and in how many seconds."""

    name: str
    most: int
    window: int


@dataclass(frozen=True, slots=True)
class AttemptCount:
    """Attempts in a window that began at `began` (seconds since the epoch), this one with them."""

    began: int
    amount: int


def blocks_of(address: str) -> tuple[str, str]:
    """The wide and the narrow block of addresses that an address belongs to.

    Whoever has one IPv6 address has the 2^64 of his network, so one alone is never counted; a site has a /48 or so. An IPv4
    address that is written as IPv6 is the IPv4 address.

    Args:
        address: as the connection or a known proxy says; what is none (a socket) is a block of its own.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return f"wide {address}", address
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is None:
            wide, narrow = (IPv6Network((int(known), length), strict=False) for length in (48, 64))
            return str(wide), str(narrow)
        known = known.ipv4_mapped
    return str(IPv4Network((int(known), 24), strict=False)), str(known)


def count_attempt(context: AppContext, limits: Sequence[Limit]) -> list[AttemptCount]:
    """Count one attempt under each name in turn, until a limit is passed: what is not looked at counts no further.

    Callers give limits in one order, addresses before accounts, so that no two of them wait for each other.

    Raises:
        StorageFailed: it cannot be counted now, so it is not allowed.
    """
    now, counted = int(context.now().timestamp()), []
    with context.database.write() as session:
        connection = session.connection()
        for limit in limits:
            given = {"name": limit.name, "now": now, "ends": now + limit.window}
            counted.append(AttemptCount(*connection.execute(_COUNT, given).one()))
            if counted[-1].amount > limit.most:
                break
        connection.execute(_FORGET, {"now": now})
    return counted


def give_back(context: AppContext, amounts: Mapping[str, int]) -> None:
    """Count so many attempts less under each name; names come in the order in which attempts are counted."""
    with context.database.write() as session:
        for name, amount in amounts.items():
            session.connection().execute(_GIVE_BACK, {"name": name, "amount": amount})
