"""Backup and restore of an installation on one machine: one file, checked before anything relies on it.

The database is copied while the service works, at one consistent moment; files are named by hash and never
change, so those it names are copied after it. On PostgreSQL the database's own tools do this (docs/operate.md).
"""

from __future__ import annotations

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.audit import read_heads, verify
from screening.errors import ScreeningError
from screening.report.atomic import whole
from screening.settings import Settings, key_of
from screening.storage import open_database

_DATABASE = "screening.sqlite"
_BESIDE = ("secret.key", "audit-heads.ndjson")


class BackupFailed(ScreeningError):
    """The backup was not made, or cannot be restored; what stood there still stands."""

    code = "backup-failed"


def back_up(settings: Settings, out: Path) -> None:
    """Write the installation to the file `out`, whole or not at all; it holds names and the key: keep it safe.

    Raises:
        BackupFailed: the database is PostgreSQL, or there is nothing to back up.
    """
    source = settings.data / _DATABASE
    if not settings.is_sqlite or not source.exists():
        raise BackupFailed("There is no SQLite database here; on PostgreSQL use pg_dump (docs/operate.md).")
    with TemporaryDirectory(prefix="backup-", dir=settings.data) as folder, whole(out) as part:
        copy = Path(folder) / _DATABASE
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        with tarfile.open(part, "w") as archive:
            archive.add(copy, _DATABASE)
            for path in [settings.data / name for name in _BESIDE] + sorted(
                (settings.data / "files").glob("[0-9a-f]*")
            ):
                if path.exists():
                    archive.add(path, str(path.relative_to(settings.data)))


def restore(settings: Settings, source: Path) -> int:
    """Restore the backup `source` to a data folder that does not exist yet; give the log's number of entries.

    Raises:
        BackupFailed: the folder exists, or the backup is not whole. Nothing was put in place then.
    """
    if settings.data.exists():
        raise BackupFailed(f"{settings.data} exists; move it away, then restore.")
    settings.data.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".restore-", dir=settings.data.parent) as folder:
        unpacked = Path(folder) / "data"
        unpacked.mkdir(mode=0o700)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(unpacked, filter="data")
        except (tarfile.TarError, OSError) as error:
            raise BackupFailed(f"{source.name} is no backup, or is cut short; take another.") from error
        entries = _check(settings.model_copy(update={"data": unpacked, "database_url": ""}))
        unpacked.rename(settings.data)
    return entries


def _check(settings: Settings) -> int:
    if not (settings.data / _DATABASE).exists():
        raise BackupFailed("The backup holds no database; take another.")
    with closing(sqlite3.connect(settings.data / _DATABASE)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise BackupFailed("The backup's database is damaged; take another.")
    database = open_database(settings)
    try:
        with database.read() as session:
            heads = read_heads(settings.data / "audit-heads.ndjson", key_of(settings))
            count = session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
            # heads noted after the copy of the database name entries it cannot have
            faults = verify(session, [head for head in heads if head.sequence <= (count or 0)])
    finally:
        database.close()
    if faults:
        raise BackupFailed(f"The backup's log is not whole: {faults[0].sentence}; take another.")
    return int(count or 0)
