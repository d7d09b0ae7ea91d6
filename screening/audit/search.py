"""Looking through the log: what is asked for, counted and cut by the database, and given out line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.audit.chain import LogEntry
from screening.storage.tables import AuditEntry

_LONGEST = 200  # characters of one thing asked for


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries are asked for; "" asks nothing. Days are UTC, both included."""

    action: str = ""  # as it begins: "run", "run.accepted"
    actor: str = ""
    team: str = ""
    run_id: str = ""
    since: str = ""
    until: str = ""
    within: str | None = (
        None  # the only team whose entries are given out, whatever is asked for; None for all
    )

    @staticmethod
    def of(given: Mapping[str, str], within: str | None = None) -> LogFilter:
        """Read what is asked for; a day that is none is left out. `within`: of this team's entries and no others."""
        texts = {
            name: given.get(name, "").strip()[:_LONGEST] for name in ("action", "actor", "team", "run_id")
        }
        asked = LogFilter(**texts, since=_day(given.get("since", "")), until=_day(given.get("until", "")))
        return asked if within is None else replace(asked, within=within)


def count_lines(session: Session, asked: LogFilter) -> int:
    """How many entries are like this."""
    return int(session.exec(_filter(select(func.count()).select_from(AuditEntry), asked)).one())


def newest_lines(session: Session, asked: LogFilter, *, skip: int, most: int) -> list[LogEntry]:
    """Those entries, the newest first."""
    wanted = _filter(select(AuditEntry), asked).order_by(col(AuditEntry.sequence).desc())
    return [_line(entry) for entry in session.exec(wanted.offset(skip).limit(most))]


def search_entries(session: Session, asked: LogFilter) -> Iterator[LogEntry]:
    """Those entries in the order in which they were written, read as they are taken."""
    wanted = _filter(select(AuditEntry), asked).order_by(col(AuditEntry.sequence))
    for entry in session.exec(wanted.execution_options(yield_per=1000)):
        yield _line(entry)


def actions(session: Session, within: str | None = None) -> Sequence[str]:
    """Every action that stands in the log (of the team), by name."""
    wanted = select(AuditEntry.action).distinct().order_by(col(AuditEntry.action))
    return session.exec(wanted if within is None else wanted.where(AuditEntry.team == within)).all()


def _line(entry: AuditEntry) -> LogEntry:
    return LogEntry(**{name: getattr(entry, name) for name in LogEntry.__dataclass_fields__})


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return ""


def _filter(question: Any, asked: LogFilter) -> Any:  # noqa: ANN401 - any kind of select
    if asked.action:
        question = question.where(col(AuditEntry.action).startswith(asked.action, autoescape=True))
    for column, value in ((AuditEntry.actor, asked.actor), (AuditEntry.team, asked.team)):
        if value:
            question = question.where(col(column) == value)
    if asked.within is not None:
        question = question.where(col(AuditEntry.team) == asked.within)
    if asked.run_id:
        question = question.where(col(AuditEntry.run_id).startswith(asked.run_id, autoescape=True))
    if asked.since:
        question = question.where(col(AuditEntry.at) >= asked.since)
    if asked.until:
        after = (
            date.fromisoformat(asked.until) + timedelta(days=1) if asked.until < "9999-12-31" else date.max
        )
        question = question.where(col(AuditEntry.at) < after.isoformat())
    return question
