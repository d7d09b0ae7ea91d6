"""No state changes without an entry in the log: judged where statements reach the database, so nobody can forget it.

Every table counts as state unless it stands in WITHOUT_ENTRY. A transaction that changes one and seals no entry is
refused whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlmodel import SQLModel

from screening.errors import ScreeningError

LOG = "audit_entry"
WITHOUT_ENTRY: dict[str, str] = {
    "run_chunk": "interim results; the run's own entries say when it began and ended, and with which report",
    "chunk_links": "readings on their way to results; the run's own entries say how many were reused",
    "chunk_rows": "rows on their way to the report of their run, whose own entries say what became of it",
    "screened_subject": "where a run saw a subject, taken from its results; the run's own entries say what became of it",
    "staged_case": "cases on their way into the queue, which come into it with an entry or not at all",
    "case_order": "in which order pages of cases go on; it decides nothing, and is made anew by asking",
    "run_reading": "how far a run has come",
    "step_attempt": "how often a step was begun",
    "lease": "that a worker lives",
    "file_part": "parts of a file; the upload or report they are of has its entry",
    "attempt": "how often somebody tried to sign in; each failure has an entry of its own",
    "api_key.used_at": "that a key is still in use",
    "confirmed_mapping.used_at": "that a mapping is still in use",
    "session.seen_at": "that a browser is still there",
    "watch.claimed_by": "which worker looks at a watch just now",
    "watch.claimed_until": "until when other workers leave it alone",
    "watch.told_at": "when mail about a watch was last due; what is told of changes has its entry",
    "webhook_delivery": "what is told to others is made of entries of the log, and changes nothing here",
    "mail": "mail tells people what entries of the log say, and changes nothing here",
}
_CHANGE = re.compile(
    r"\s*(INSERT INTO|INSERT OR REPLACE INTO|UPDATE|DELETE FROM)\s+(?:\"?\w+\"?\.)?\"?(\w+)\"?", re.I
)
_SET = re.compile(r"\sSET\s(.+?)(?:\sWHERE\s|$)", re.I | re.S)
_COLUMN = re.compile(r"(?:^|,)\s*\"?(\w+)\"?\s*=")
_INFO = "screening_changes"


class Unrecorded(ScreeningError):
    """A fault of ours: something was about to change without an entry in the log."""

    code, status = "unrecorded-change", 500


@dataclass
class UnrecordedChanges:
    """What one transaction has changed: tables, or single columns ("session.seen_at") of an update."""

    changed: set[str] = field(default_factory=set)

    def note(self, statement: str) -> None:
        """Take note of a statement that changed rows."""
        if (found := _CHANGE.match(statement)) is None or found[2] not in SQLModel.metadata.tables:
            return
        table = found[2]
        columns = _COLUMN.findall(said[1]) if (said := _SET.search(statement)) else []
        if found[1].upper() == "UPDATE" and columns:
            self.changed |= {f"{table}.{column}" for column in columns}
        else:
            self.changed.add(table)

    def require_log_entry(self) -> None:
        """Let the transaction end.

        Raises:
            Unrecorded: it changed state and sealed no entry.
        """
        if LOG in self.changed:
            return
        state = sorted(
            each
            for each in self.changed
            if each not in WITHOUT_ENTRY and each.partition(".")[0] not in WITHOUT_ENTRY
        )
        if state:
            raise Unrecorded(
                f"Nothing was changed: no log entry says why {', '.join(state)} should change.",
                changed=state,
            )


def watch(engine: Engine) -> None:
    """Have the engine take note of what its transactions change."""
    event.listen(engine, "after_cursor_execute", _note)


def begin(connection: Connection) -> UnrecordedChanges:
    """Begin to note what the transaction of `connection` changes."""
    changes = UnrecordedChanges()
    connection.info[_INFO] = changes
    return changes


def end(connection: Connection) -> None:
    """Note no more."""
    connection.info.pop(_INFO, None)


def _note(
    connection: Connection,
    cursor: Any,  # noqa: ANN401 - the driver's own object
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,
) -> None:
    changes = connection.info.get(_INFO)
    if changes is not None and cursor.rowcount != 0:
        changes.note(statement)
