"""Backup and restore of an installation: one file, checked before anything relies on it.

The database is copied while the service works, at one consistent moment; files are named by hash and never change, so
those it names are copied after it. On PostgreSQL its own programs (pg_dump, pg_restore) copy the database. What is in an
object store is left to that store, and that is said.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import inspect, make_url

from screening.audit import read_heads, verify
from screening.errors import ScreeningError
from screening.report.atomic_write import write_atomically
from screening.settings import Settings, close_to_others, key_of
from screening.storage import Database, open_database, refusing

_DUMP = "screening.dump"
_HEADS = "audit-heads.ndjson"
_KEY = "secret.key"


class BackupFailed(ScreeningError):
    """The backup was not made, or cannot be restored; what stood there still stands."""

    code = "backup-failed"


def back_up(settings: Settings, out: Path) -> None:
    """Write the installation to the file `out`, whole or not at all; it holds names and the key: keep it safe.

    Raises:
        BackupFailed: there is nothing to back up, or PostgreSQL's programs are missing or refused.
    """
    if settings.is_sqlite and not settings.sqlite_file.exists():
        raise BackupFailed("There is no database here; run `screening init`, or set SCREENING_DATA.")
    with (
        write_atomically(out) as part,
        TemporaryDirectory(prefix=".backup-", dir=out.parent) as folder,
        refusing(),
    ):
        # before the database: a head that is noted meanwhile names an entry that the copy does not have, and a log
        # restored from it would look cut
        heads = Path(folder) / _HEADS
        if (noted := settings.data / _HEADS).exists():
            shutil.copyfile(noted, heads)
        copy = Path(folder) / (settings.sqlite_file.name if settings.is_sqlite else _DUMP)
        if settings.is_sqlite:
            with (
                closing(sqlite3.connect(settings.sqlite_file)) as live,
                closing(sqlite3.connect(copy)) as kept,
            ):
                live.backup(kept)
        else:
            _postgres(
                settings, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"
            )
        with tarfile.open(part, "w") as archive:
            archive.add(copy, copy.name)
            if heads.exists():
                archive.add(heads, _HEADS)
            # A folder of files that moved to an object store is not what the database names any more.
            here = () if settings.files_in_object_store else settings.files_folder.glob("[0-9a-f]*")
            files = sorted(here)
            for path in [settings.data / _KEY, *files]:
                if path.exists():
                    archive.add(path, str(path.relative_to(settings.data)))


def files_left_out(settings: Settings) -> str:
    """Say which files a backup does not hold, and who has to keep them; "" where it holds all."""
    if not settings.files_in_object_store:
        return ""
    return (
        f"Uploads, reports and files beside cases are not in it: they are in {settings.file_store}. "
        "Back up that bucket as well, after this command, with the means of its store."
    )


def restore(settings: Settings, source: Path) -> int:
    """Restore the backup `source` to a data folder that does not exist yet; give the log's number of entries.

    A backup of PostgreSQL goes into the configured database, which must be empty.

    Raises:
        BackupFailed: the folder exists, the database is not empty, or the backup is not whole. No data folder was
            put in place then.
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
        close_to_others(unpacked)
        there = settings.model_copy(update={"data": unpacked})
        if (dump := unpacked / _DUMP).exists():
            _restore_postgres(there, dump)
        elif not settings.is_sqlite:
            # The service would go on with another database, and nobody would miss it.
            raise BackupFailed(
                "This is a backup of SQLite; unset SCREENING_DATABASE_URL and restore, then take it along with `screening move`."
            )
        else:
            _check_sqlite(there)
        entries = _check_log(there)
        unpacked.rename(settings.data)
    return entries


def _restore_postgres(settings: Settings, dump: Path) -> None:
    if settings.is_sqlite:
        raise BackupFailed("This is a backup of PostgreSQL; set SCREENING_DATABASE_URL to an empty database.")
    database = open_database(settings)
    try:
        if inspect(database.engine).get_table_names():
            raise BackupFailed(
                "The database in SCREENING_DATABASE_URL is not empty; make another to restore to."
            )
    finally:
        database.close()
    _postgres(
        settings,
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        str(dump),
    )
    dump.unlink()


def _postgres(settings: Settings, program: str, *words: str) -> None:
    """Run a program of PostgreSQL's on the configured database; the password is not on its command line."""
    url = make_url(settings.url)
    told = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    known = {name: value for name, value in told.items() if value}
    target = [f"--dbname={url.database}"] if program == "pg_restore" else []
    try:
        subprocess.run(  # noqa: S603 - PostgreSQL's own program, by name, with words of ours
            [program, *target, *words], env={**os.environ, **known}, check=True, capture_output=True
        )
    except FileNotFoundError as error:
        raise BackupFailed(f"{program} is not here; install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines()
        raise BackupFailed(f"{program} refused: {said[0] if said else error.returncode}.") from error


def _check_sqlite(settings: Settings) -> None:
    if not settings.sqlite_file.exists():
        raise BackupFailed("The backup holds no database; take another.")
    with closing(sqlite3.connect(settings.sqlite_file)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise BackupFailed("The backup's database is damaged; take another.")


def _check_log(settings: Settings) -> int:
    database = open_database(settings)
    try:
        faults, count = _faults(database, settings)
    finally:
        database.close()
    if faults:
        raise BackupFailed(f"The backup's log is not whole: {faults}; take another.")
    return count


def _faults(database: Database, settings: Settings) -> tuple[str, int]:
    with database.read() as session:
        heads = read_heads(settings.data / _HEADS, key_of(settings))
        count = int(session.connection().exec_driver_sql("SELECT count(*) FROM audit_entry").scalar() or 0)
        # heads noted after the copy of the database name entries it cannot have
        faults = verify(session, [head for head in heads if head.sequence <= count])
    return faults[0].sentence if faults else "", count
