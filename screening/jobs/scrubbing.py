"""Overwriting what was deleted: owed from the commit that deletes until it is done, whatever is killed between.

Erasure is kept before its bytes are overwritten, so a database that would not now takes nothing back: it is owed,
and a worker tries again. The debt is a number that SQLite keeps in the head of its file (user_version) and changes
with a transaction like any row: odd while something is to be overwritten. Every deletion makes it a new odd number,
and who has overwritten makes it even only where it is still the one seen before: what others deleted meanwhile
stays owed, in whatever order.
"""

from __future__ import annotations

import structlog
from sqlmodel import Session

from screening.jobs.installation import Installation
from screening.storage import StorageFailed

log = structlog.get_logger()


def owe(session: Session) -> None:
    """Note that something deleted is to be overwritten, in the transaction that deletes it: both are kept, or neither."""
    if _is_sqlite(session):  # PostgreSQL: its own doing; docs/operate.md says how
        debt = _debt(session)
        _note(session, debt + 1 + debt % 2)


def is_owed(place: Installation) -> bool:
    """Whether something deleted is still to be overwritten."""
    with place.database.read() as session:
        return _debt(session) % 2 == 1


def scrub(place: Installation) -> bool:
    """Overwrite what was deleted, in the database's file and its write-ahead log; say whether it was done."""
    try:
        with place.database.read() as session:
            seen = _debt(session)
        place.database.overwrite()
        if seen % 2:
            with place.database.write() as session:
                if _debt(session) == seen:
                    _note(session, seen + 1)
    except StorageFailed as error:
        log.warning("what was deleted is still to be overwritten", error=type(error).__name__)
        return False
    return True


def _debt(session: Session) -> int:
    if not _is_sqlite(session):
        return 0
    return int(session.connection().exec_driver_sql("PRAGMA user_version").scalar_one())


def _note(session: Session, debt: int) -> None:
    session.connection().exec_driver_sql(f"PRAGMA user_version = {debt}")


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"
