"""SQLite's file, held by one process alone: nobody else has it open, and nobody can open it meanwhile.

The locks are the system's. They end with the process however it ends, and they tell of everybody who has the file
open, whether that is a page, a worker or a shell, and whether it does anything at the moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, StaticPool, create_engine, event

from screening.settings import Settings
from screening.storage.database import BUSY_SECONDS, Database, StorageBusy, StorageFailed, refusing


class StorageInUse(StorageFailed):
    """Somebody else has the database open."""

    code, status = "storage-in-use", 409


@contextmanager
def exclusive_database(settings: Settings) -> Iterator[Database]:
    """Open SQLite's file for reading, with nobody beside.

    Raises:
        StorageInUse: another process has it open, and did not close it within five seconds.
        StorageDamaged: it is no database, or no longer.
    """
    engine = create_engine(
        f"sqlite:///{settings.sqlite_file.absolute()}",
        poolclass=StaticPool,  # the one connection that holds the locks
        connect_args={"timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _hold)
    event.listen(engine, "begin", _begin)
    held = Database(engine)
    try:
        try:
            with held.read() as session:  # the first look takes the locks
                session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except StorageBusy as busy:
            raise StorageInUse(
                "The database is in use; stop the service (pages and workers), then run this again."
            ) from busy
        yield held
    finally:
        held.close()


@refusing()
def fold(held: Database) -> None:
    """Bring everything into the one file, so that it can be put elsewhere without what lies beside it."""
    with held.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA journal_mode=DELETE")


def _hold(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own object
    connection.isolation_level = None  # we begin ourselves
    # before the first look: later it would share what it has with others
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
