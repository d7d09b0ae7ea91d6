"""Overwriting what was deleted: owed from the commit that deletes until it is done, whatever is killed between.

Erasure is kept before its bytes are overwritten, so a database that would not now takes nothing back: it is owed,
and a worker tries again. The debt is a number that SQLite keeps in the head of its file (user_version) and changes
with a transaction like any row: odd while something is to be overwritten. Every deletion makes it a new odd number,
and who has overwritten makes it even only where it is still the one seen before: what others deleted meanwhile
stays owed, in whatever order.

Rebuilding the file takes some seconds a gigabyte, in which nobody can write. So one process at a time does it, and
notes in a file beside which debt it was for: where a reader keeps the write-ahead log from being cut, only the cutting
is tried again, by whoever comes next.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlmodel import Session

from screening.context import AppContext
from screening.file_locks import is_locked, try_lock
from screening.storage import StorageFailed

_NOTE = "overwriting"  # in the data folder
_LONGEST = 200  # bytes of a note

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Note:
    """What who overwrites tells the others: since when, and for which debt the file was rebuilt."""

    begun: str  # ISO 8601, UTC
    rebuilt: int = -1


def owe(session: Session) -> None:
    """Note that something deleted is to be overwritten, in the transaction that deletes it: both are kept, or neither."""
    if _is_sqlite(session):  # PostgreSQL: its own doing; docs/operate.md says how
        debt = _debt(session)
        _set_debt(session, debt + 1 + debt % 2)


def is_owed(context: AppContext) -> bool:
    """Whether something deleted is still to be overwritten."""
    with context.database.read() as session:
        return _debt(session) % 2 == 1


def scrub(context: AppContext) -> bool:
    """Overwrite what was deleted, in the database's file and its write-ahead log; say whether it was done.

    While another process is at it, it is left to that.
    """
    if not context.database.is_sqlite:
        return True
    try:
        with _alone(context.settings.data / _NOTE) as note:
            if note is None:
                return False
            _scrub(context, note)
    except (StorageFailed, OSError) as error:
        log.warning("what was deleted is still to be overwritten", error=type(error).__name__)
        return False
    return True


def overwriting_since(context: AppContext) -> datetime | None:
    """Since when nobody could write since the file is being rebuilt, or was until less than a lease ago; else None."""
    path = context.settings.data / _NOTE
    if not context.database.is_sqlite or not path.exists():
        return None
    handle = os.open(path, os.O_RDONLY)
    try:
        ended = time.time() - os.fstat(handle).st_mtime
        if not is_locked(path) and ended > context.settings.lease_seconds:
            return None
        begun = _read(handle).begun
        return datetime.fromisoformat(begun) if begun else None
    finally:
        os.close(handle)


def _scrub(context: AppContext, handle: int) -> None:
    with context.database.read() as session:
        seen = _debt(session)
    note = replace(_read(handle), begun=context.now().isoformat())
    _write(handle, note)
    try:
        if note.rebuilt != seen or seen % 2 == 0:
            context.database.rebuild()
            note = replace(note, rebuilt=seen)
    finally:
        _write(handle, note)
    context.database.cut()
    if seen % 2:
        with context.database.write() as session:
            if _debt(session) == seen:
                _set_debt(session, seen + 1)


@contextmanager
def _alone(path: Path) -> Iterator[int | None]:
    """The note for whoever overwrites, None where somebody else does; a kill gives it free."""
    handle = try_lock(path)
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def _read(handle: int) -> _Note:
    try:
        return _Note(**json.loads(os.pread(handle, _LONGEST, 0)))
    except (ValueError, TypeError):  # none yet, or it is being written
        return _Note("")


def _write(handle: int, note: _Note) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(asdict(note)).encode(), 0)


def _debt(session: Session) -> int:
    if not _is_sqlite(session):
        return 0
    return int(session.connection().exec_driver_sql("PRAGMA user_version").scalar_one())


def _set_debt(session: Session, debt: int) -> None:
    session.connection().exec_driver_sql(f"PRAGMA user_version = {debt}")


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"
