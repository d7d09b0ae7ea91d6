"""The database: one writer at a time, whole transactions, and clear refusals when it cannot write.

On SQLite: write-ahead log, synchronous=FULL (an acknowledged row survives a power cut), deleted content is
overwritten, and every writing transaction begins IMMEDIATE, since one that upgrades from reading fails at once
instead of waiting. Transactions that only read ask for nothing. SQLite does not queue those who wait, it lets each
look again now and then (at last every tenth of a second), so that one of eight busy threads could go without for five
seconds. The writers of one process therefore queue here, and the first of them looks every two milliseconds whether
another process has ended.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlmodel import Session

from screening.errors import ScreeningError
from screening.settings import Settings
from screening.storage import audit_guard
from screening.storage.commit_watch import CommitWatch
from screening.storage.fair_lock import FairLock, LockTimeout
from screening.storage.nul_characters import keep_nul_as_its_picture

ValueT = TypeVar("ValueT")

# A page should not wait longer. Finishing a run of a long list takes longer (docs/decisions/0098): who waits is refused.
BUSY_SECONDS = 5
_LOOK_SECONDS = 0.002
_MAY_NOT = "42501"  # PostgreSQL: insufficient_privilege
_WAITED = "55P03"  # PostgreSQL: lock_not_available
_LEAST_SECONDS = 0.05  # for the file, where the whole wait was spent in the queue
_WAITS = f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}"
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    _WAITS,
)


class StorageFailed(ScreeningError):
    """The database did not answer as it should; nothing was changed."""

    code, status = "storage-failed", 503


class StorageAway(StorageFailed):
    """The database or object store cannot be reached at all; `reason` is what is known of that, for whoever set the address."""

    code, status = "storage-away", 503


class StorageForbidden(StorageFailed):
    """The account that the database or object store is used under may not do this."""

    code, status = "storage-forbidden", 503


class StorageUnfit(StorageFailed):
    """The database cannot hold what was to be kept, however often it is tried; a fault of ours."""

    code, status = "storage-unfit", 500


class StorageBusy(StorageFailed):
    """Another writer held the database for longer than we wait."""

    code, status = "storage-busy", 503


class StorageDamaged(StorageFailed):
    """The database's file is not what was written to it."""

    code, status = "storage-damaged", 503


class StorageFull(StorageFailed):
    """The disk or object store has no room left."""

    code, status = "storage-full", 507


@dataclass(frozen=True)
class Database:
    """A database that was opened; share one per process, and open anew after a fork."""

    engine: Engine
    patience: float = BUSY_SECONDS  # how long a writer waits in all; on SQLite
    lock_seconds: float | None = None  # how long a writer waits for any one lock; on PostgreSQL
    write_lock: FairLock = field(default_factory=FairLock, repr=False, compare=False)
    commits: CommitWatch | None = field(default=None, repr=False, compare=False)  # of a SQLite file

    @property
    def is_sqlite(self) -> bool:
        """Whether it is one file on this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction: all of it is kept, or none.

        Raises:
            StorageBusy, StorageFull, StorageFailed: nothing was kept.
            Unrecorded: it would change state without an entry in the log; nothing was kept.
        """
        with refusing(), self._writing() as connection, Session(connection) as session:
            changes = audit_guard.begin(connection)
            try:
                yield session
                session.flush()
                changes.require_log_entry()
            finally:
                audit_guard.end(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        began = time.monotonic()
        with self._queued(), self.engine.connect() as connection:
            left = max(self.patience - (time.monotonic() - began), _LEAST_SECONDS)
            writing = connection.execution_options(screening_patience=left)
            with writing.begin():
                if self.lock_seconds is not None and not self.is_sqlite:
                    writing.exec_driver_sql(f"SET LOCAL lock_timeout = {round(self.lock_seconds * 1000)}")
                yield writing

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with ExitStack() as held:
            try:
                held.enter_context(self.write_lock.hold(self.patience))
            except LockTimeout as late:
                raise _busy() from late
            yield

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only looks, at one consistent state."""
        with refusing(), self.engine.connect() as connection:
            reading = connection.execution_options(screening_reads=True)
            with reading.begin(), Session(reading) as session:
                yield session

    def remembered(self, key: Hashable, read: Callable[[Session], ValueT]) -> ValueT:
        """What `read` reads in a session that only looks; on SQLite it is read again only once anybody has committed.

        Args:
            key: tells what is read from all else that is remembered.
            read: gives a value that needs its session no more and that nobody changes.

        Raises:
            StorageBusy, StorageFailed: it cannot be read.
        """

        def fresh() -> ValueT:
            with self.read() as session:
                return read(session)

        if self.commits is None:
            return fresh()
        with refusing():
            value: ValueT = self.commits.get(key, fresh)
            return value

    def rebuild(self) -> None:
        """Write SQLite's whole file anew, in a writer's turn, so that nothing deleted is in it. 6 to 9 seconds a GiB.

        What the write-ahead log still holds goes with `cut`.

        Raises:
            StorageBusy, StorageFull, StorageFailed: it is still to be done.
        """
        with refusing(), self._queued(), self.engine.connect() as connection:
            _driver(connection).execute("VACUUM")

    def cut(self) -> None:
        """Cut SQLite's write-ahead log, in a writer's turn, once everything in it stands in the file.

        Raises:
            StorageBusy: somebody still looks at an older state.
            StorageFull, StorageFailed: it is still to be done.
        """
        with refusing(), self._queued(), self.engine.connect() as connection:
            # such a reader is no error here, but a word in the answer
            in_use, *_ = _driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if in_use:
            raise _busy()

    def close(self) -> None:
        """Give the connections back."""
        if self.commits is not None:
            self.commits.close()
        self.engine.dispose()


def open_database(settings: Settings, *, lock_seconds: float | None = None) -> Database:
    """Open the configured database; nothing is connected before the first transaction.

    Args:
        settings: name it.
        lock_seconds: how long a writer on PostgreSQL waits for what another holds, before it is refused as busy; None for
            as long as it takes. SQLite refuses after BUSY_SECONDS, whatever is said.
    """
    if not settings.is_sqlite:
        engine = create_engine(settings.url, pool_pre_ping=True, pool_size=5, max_overflow=5)
        audit_guard.watch(engine)
        event.listen(engine, "connect", keep_nul_as_its_picture)
        return Database(engine, lock_seconds=lock_seconds)
    engine = create_engine(settings.url, connect_args={"timeout": BUSY_SECONDS})
    audit_guard.watch(engine)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, commits=CommitWatch(Path(engine.url.database or "")))


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
    connection.isolation_level = None  # the driver would begin late and DEFERRED; we begin ourselves
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("screening_reads"):
        connection.exec_driver_sql("BEGIN")
        return
    if patience := options.get("screening_patience"):
        _wait_for_the_file(connection, time.monotonic() + patience)
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own object
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver


def _wait_for_the_file(connection: Connection, until: float) -> None:
    driver = _driver(connection)
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                # SQLITE_BUSY_RECOVERY: another process brings the file back after a crash
                if not _name_of(error).startswith("SQLITE_BUSY"):
                    break
                time.sleep(_LOOK_SECONDS)
            else:
                return
        # once more by the engine, whose errors are told in words
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(_WAITS)  # whoever takes the connection next waits as usual


@contextmanager
def refusing() -> Iterator[None]:
    """Tell what the database refuses in words.

    Raises:
        StorageBusy, StorageFull, StorageFailed: instead of its own errors.
    """
    try:
        yield
    except NoConnectionLeft as error:  # others of this process have them all
        raise _busy() from error
    except (DBAPIError, sqlite3.Error) as error:
        raise refusal_of(error) from error


def disk_refusal(error: BaseException) -> StorageFailed | None:
    """What to say where an error, or what caused it, is that a disk is full or may not be written; None for others."""
    known: BaseException | None = error
    while known is not None:
        if isinstance(known, OSError) and known.errno in (errno.ENOSPC, errno.EDQUOT):
            return _full()
        if isinstance(known, OSError) and known.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return StorageFailed(
                "A file may not be read or written; nothing was changed. See that the service may write in its data folder."
            )
        known = known.__cause__ or known.__context__
    return None


def _busy() -> StorageBusy:
    return StorageBusy(
        "The database is busy; nothing was changed. Try again in a few seconds.", retry_after=BUSY_SECONDS
    )


def _full() -> StorageFull:
    return StorageFull("The disk is full; nothing was changed. Make room, then try again.")


def refusal_of(error: DBAPIError | sqlite3.Error) -> StorageFailed:
    """Say in one sentence what the database's error means for the person who waits."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    if "locked" in said or "busy" in said or _state_of(error) == _WAITED:
        return _busy()
    # SQLite cannot even read without room for the index of its write-ahead log, where there is none yet
    if "full" in said or "no space" in said or _name_of(error) == "SQLITE_IOERR_SHMSIZE":
        return _full()
    if _name_of(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StorageDamaged("The database is damaged; nothing was changed. Restore the newest backup.")
    if "readonly" in said or "unable to open" in said:
        return StorageFailed(
            "The database cannot be written; nothing was changed. See that the service may write in its data folder."
        )
    if (
        isinstance(error, DBAPIError)
        and error.statement is None
        and ("connection" in said or "resolve host" in said)
    ):
        return StorageAway(
            "The database cannot be reached; nothing was changed. See that it runs, and SCREENING_DATABASE_URL.",
            reason=str(error.orig).strip().splitlines()[0],
        )
    if isinstance(error, DataError):
        return StorageUnfit(
            "The database could not save this; nothing was changed. Tell the people who run this service."
        )
    if _state_of(error) == _MAY_NOT:
        return StorageForbidden(
            "The account in SCREENING_DATABASE_URL may not do this in the database; nothing was changed. Use the account "
            "that owns the tables and may create tables."
        )
    return StorageFailed("The database did not answer as it should; nothing was changed. See the log.")


def _state_of(error: DBAPIError | sqlite3.Error) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def _name_of(error: DBAPIError | sqlite3.Error) -> str:
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(getattr(said, "sqlite_errorname", ""))
