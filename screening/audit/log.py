"""Writing and reading the log in the database.

`record` writes into the transaction of the decision it records, so neither is kept without the other. Two writers
never take the same place: SQLite lets one in at a time, on PostgreSQL a lock is held until the transaction ends.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from screening.audit.chain import FIRST, LogEntry, LogFault, seal, verify_lines
from screening.audit.heads import Head
from screening.storage.tables import AuditEntry

_LOCK = 7_301_604  # any fixed number: the name of the advisory lock that orders writers of the log


def record(
    session: Session,
    action: str,
    *,
    at: datetime,
    actor: str,
    team: str,
    run_id: str = "",
    facts: Mapping[str, object] | None = None,
) -> Head:
    """Append one entry within the transaction of `session`; give the head the log will have.

    Args:
        session: the writing transaction of the decision itself.
        action: what was done: "run.accepted", "run.finished", ...
        at: UTC.
        actor: who did it: an account, or "worker" and its name.
        team: whose it is.
        run_id: the run it belongs to, or "".
        facts: hashes, counts and versions; never a name, an address or a text somebody gave about a subject.
    """
    hold(session)
    session.flush()
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence).desc()).limit(1)).first()
    line = LogEntry(
        sequence=last.sequence + 1 if last else 1,
        at=at.isoformat(),
        actor=actor,
        team=team,
        action=action,
        run_id=run_id,
        facts=json.dumps(facts or {}, sort_keys=True, ensure_ascii=False),
        previous=last.hash if last else FIRST,
        salt=secrets.token_hex(16),
    )
    sealed = replace(line, hash=seal(line))
    session.add(AuditEntry(**{name: getattr(sealed, name) for name in LogEntry.__dataclass_fields__}))
    session.flush()
    return Head(sealed.sequence, sealed.hash, sealed.at)


def hold(session: Session) -> None:
    """Keep others from writing into the log until the transaction of `session` ends; SQLite does that by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def lines_of(session: Session, run_id: str = "", *, since: int = 1) -> Iterator[LogEntry]:
    """Give the log in order, or the lines of one run, from the entry `since` on."""
    wanted = select(AuditEntry).order_by(col(AuditEntry.sequence))
    if since > 1:
        wanted = wanted.where(col(AuditEntry.sequence) >= since)
    if run_id:
        wanted = wanted.where(AuditEntry.run_id == run_id)
    for entry in session.exec(wanted.execution_options(yield_per=1000)):
        yield LogEntry(**{name: getattr(entry, name) for name in LogEntry.__dataclass_fields__})


def head_of(session: Session) -> Head:
    """Give the newest entry's sequence and hash; sequence 0 where the log is empty."""
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence).desc()).limit(1)).first()
    return Head(last.sequence, last.hash, last.at) if last else Head(0, FIRST, "")


def verify(session: Session, heads: Iterable[Head] = ()) -> list[LogFault]:
    """Check the whole log against itself and against heads noted outside the database."""
    return list(verify_lines(lines_of(session), ((head.sequence, head.hash) for head in heads)))
