"""An installation on SQLite that is to be moved: held alone, judged, and put aside once it has arrived elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from screening.audit import Head, head_of, read_heads, verify
from screening.errors import ScreeningError
from screening.jobs.deletion import needed_files
from screening.settings import Settings, key_of
from screening.storage import Database, Files, open_files
from screening.storage.alone import alone, fold
from screening.storage.migrate import newest_shape, shape_of

ASIDE = "moved-from-sqlite"  # in the data folder


class MoveRefused(ScreeningError):
    """The installation stays where it is; nothing was changed. Every subclass has its own code."""

    code, status = "move-refused", 409


class NothingToMove(MoveRefused):
    """There is no installation on SQLite here."""

    code = "move-nothing"


class VersionsDiffer(MoveRefused):
    """One of the databases has another shape than this release makes."""

    code = "move-versions-differ"


class SourceDamaged(MoveRefused):
    """What is to be moved is not whole."""

    code = "move-source-damaged"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is to be moved, while it is held alone."""

    settings: Settings  # of SQLite
    database: Database
    files: Files
    head: Head  # of its log
    needed: frozenset[str]  # hashes of the files it counts on

    @property
    def aside(self) -> Path:
        """Where it lies once it has arrived elsewhere."""
        return self.settings.data / ASIDE


@contextmanager
def leaving(settings: Settings) -> Iterator[Leaving]:
    """Hold an installation on SQLite alone; `settings` are those of SQLite.

    Raises:
        NothingToMove: there is none.
        VersionsDiffer: it is of another version.
        StorageInUse: somebody else has it open.
        StorageDamaged: it is no database, or no longer.
    """
    file = settings.sqlite_file
    if not file.exists():
        raise NothingToMove(f"There is no {file.name} in {settings.data}; see SCREENING_DATA.")
    with alone(settings) as database:
        with database.read() as session:
            if not (shape := shape_of(session)):
                raise NothingToMove(f"{file.name} holds no installation; see SCREENING_DATA.")
            if shape != newest_shape():
                raise VersionsDiffer(
                    "The old database is of another version; run `screening init` without SCREENING_DATABASE_URL first."
                )
            head, needed = head_of(session), frozenset(needed_files(session))
        yield Leaving(settings, database, open_files(settings, database), head, needed)


def judge(left: Leaving) -> None:
    """Look through the whole database and its log, and see that no file is missing.

    Raises:
        SourceDamaged, HeadForged: it is not whole.
        StorageDamaged: it is no database any more.
    """
    with left.database.read() as session:
        if session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().first() != "ok":
            raise SourceDamaged("The old database is damaged; restore the newest backup, then move that.")
        heads = read_heads(left.settings.data / "audit-heads.ndjson", key_of(left.settings))
        if faults := verify(session, heads):
            raise SourceDamaged(f"The log is not whole: {faults[0].sentence}; restore the newest backup.")
    for sha256 in sorted(left.needed):
        if not left.files.has(sha256):
            raise missing(sha256)


def put_aside(left: Leaving) -> None:
    """Put the database and its files into a folder of their own, where no term and no erasure looks.

    The database goes last: as long as it is in its place, moving it again finds what is still to be done.
    """
    fold(left.database)
    left.aside.mkdir(mode=0o700, exist_ok=True)
    files = left.settings.data / "files"
    if files.exists() and left.settings.files != "folder":
        _put_all(files, left.aside / "files")
    left.settings.sqlite_file.rename(left.aside / left.settings.sqlite_file.name)


def _put_all(folder: Path, there: Path) -> None:
    there.mkdir(mode=0o700, exist_ok=True)
    for path in folder.iterdir():
        path.rename(there / path.name)
    folder.rmdir()


def missing(sha256: str) -> SourceDamaged:
    """What to say of a file that something counts on, and that is not there as it was given."""
    return SourceDamaged(
        f"The file {sha256[:12]}… is gone or not as it was given; put it back from a backup, or erase its run.",
        sha256=sha256,
    )
