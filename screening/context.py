"""One installation: its settings, database, files, key and clock, opened once per process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session

from screening.audit import Head, Newest, append_head, record
from screening.audit.signing import public_key
from screening.errors import ScreeningError
from screening.outbox import RecordedEntry, announce
from screening.queue import Queue, migrate_queue, open_queue
from screening.settings import Settings, key_of, make_data_folder
from screening.storage import Database, Files, migrate, open_database, open_files, refusing
from screening.storage.postgresql_role import grant, grant_again

log = structlog.get_logger()


class AnotherDatabase(ScreeningError):
    """The data folder belongs to an installation in another database; nothing was changed."""

    code, status = "another-database", 503


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class AppContext:
    """Everything a command, a page or a worker needs of the place it runs in."""

    settings: Settings
    database: Database
    files: Files
    queue: Queue
    key: bytes = field(repr=False)
    now: Callable[[], datetime] = _now
    noting: Newest = field(default_factory=Newest, repr=False, compare=False)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """By which others check what is signed here: receipts and packs."""
        return public_key(self.key)

    @property
    def heads(self) -> Path:
        """Where heads of the log are noted outside the database."""
        return self.settings.data / "audit-heads.ndjson"

    def scratch(self) -> Path:
        """A folder for what is being made: inside the data folder, so that what a kill leaves is cleared up."""
        folder = self.settings.data / "scratch"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @contextmanager
    def decide(self) -> Iterator[AuditedTransaction]:
        """One transaction in which something is decided, recorded and announced; the head is noted once it is kept."""
        with self.database.write() as session:
            decision = AuditedTransaction(session, self.now(), key=self.key)
            yield decision
            self._judge_first(decision)
            announce(session, self.queue, decision.lines)
        if decision.head is not None:
            self._note(decision.head)

    def _judge_first(self, decision: AuditedTransaction) -> None:
        """Begin no second log where one was begun before: its installation would be missed by nobody."""
        first = decision.head is not None and decision.head.sequence == len(decision.lines)
        if first and self.heads.exists() and self.heads.stat().st_size:
            raise AnotherDatabase(
                f"This database is empty, but {self.heads.name} names entries of a log; set SCREENING_DATABASE_URL as "
                "it was, take SQLite's database along with `screening move`, or put that file away to begin anew."
            )

    def _note(self, head: Head) -> None:
        """Note the head outside the database. What was decided is kept by now: a full disk must not deny it."""
        try:
            with self.noting.of(head) as newest:
                if newest is not None:
                    append_head(self.heads, newest, self.key)
        except OSError as error:
            log.error("head of the log not noted outside it", error=type(error).__name__)

    def close(self) -> None:
        """Give connections back."""
        self.queue.close()
        self.database.close()


@dataclass
class AuditedTransaction:
    """A writing transaction, the entries it added to the log, and the newest one's head."""

    session: Session
    at: datetime
    head: Head | None = None
    lines: list[RecordedEntry] = field(default_factory=list)
    key: bytes = field(default=b"", repr=False)  # the installation's

    def record(
        self,
        action: str,
        *,
        actor: str,
        team: str,
        run_id: str = "",
        facts: Mapping[str, object] | None = None,
    ) -> Head:
        """Append to the log in this transaction; see `screening.audit.record`."""
        self.head = record(
            self.session, action, at=self.at, actor=actor, team=team, run_id=run_id, facts=facts
        )
        self.lines.append(RecordedEntry(action, self.head.at, team, run_id, self.head.hash, facts or {}))
        return self.head


def open_context(
    settings: Settings, now: Callable[[], datetime] = _now, *, lock_seconds: float | None = None
) -> AppContext:
    """Open what `install` made; nothing is connected before it is used.

    Args:
        settings: of the installation.
        now: the clock.
        lock_seconds: see `open_database`; for a process that people wait for. A worker waits as long as it takes: what it
            brings took minutes to make, and would be made again.
    """
    database = open_database(settings, lock_seconds=lock_seconds)
    return AppContext(
        settings=settings,
        database=database,
        files=open_files(settings, database),
        queue=open_queue(settings),
        key=key_of(settings),
        now=now,
    )


def install(settings: Settings, account: str = "") -> None:
    """Make the data folder, its key and the tables, or bring them to the newest shape.

    With an account (PostgreSQL) the service is to run under it, and it gets every right but to change the log.

    Raises:
        AccountUnfit: that account does not do; the tables are made.
        StorageFailed: the database cannot be reached, or would not.
    """
    make_data_folder(settings)
    database = open_database(settings)
    try:
        with refusing():
            migrate(database)
            migrate_queue(settings)
            grant_again(database)
            if account:
                grant(database, account)
    finally:
        database.close()
