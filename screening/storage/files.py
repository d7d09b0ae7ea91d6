"""Uploads and reports, named by the hash of their bytes, so that a name never leads outside the store.

In a folder (0700, files 0600) each file is written beside its place, forced to the disk and renamed: it is there
whole or not at all. In the database it is kept in parts, so that a second machine needs nothing but the address. In an
object store each is an object, for several machines with many or large lists.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlalchemy import text
from sqlmodel import Session, col, delete, select

from screening.errors import ScreeningError
from screening.progress import Progress, no_progress
from screening.settings import Settings
from screening.storage.database import Database, StorageAway, StorageFailed, StorageFull, disk_refusal
from screening.storage.object_store import BucketMissing, ObjectStore, open_object_store
from screening.storage.tables import FilePart

_LOCK = 7_301_605  # any fixed number: the name of the advisory lock
PART_BYTES = 1 << 20  # bytes; PostgreSQL compresses and stores parts of this size well
_NAME = re.compile(r"[0-9a-f]{64}")


class FileStoreError(ScreeningError):
    """The file is not kept here, or not as it was given."""

    code, status = "file-gone", 410


class Files(Protocol):
    """Where bytes are kept by hash."""

    def put(self, source: Path, tick: Progress = no_progress) -> tuple[str, int]:
        """Keep the bytes of `source`; give their hash and size. They are on the disk when this returns.

        `tick` is told of the bytes that were written.
        """

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """Give a path at which the bytes can be read while the context lasts.

        Raises:
            FileStoreError: they are not kept, or no longer the bytes of that hash.
            StorageFailed: nobody can say at the moment.
        """

    def has(self, sha256: str) -> bool:
        """Say whether the bytes are kept."""

    def remove(self, sha256: str, session: Session) -> None:
        """Take the bytes away, in the transaction of `session` where they are in the database.

        Those elsewhere go at once, whatever becomes of the transaction: it may hold nothing else.

        Raises:
            StorageFailed: they could not be taken away.
        """

    def names(self) -> set[str]:
        """Hashes of everything kept."""

    def check(self) -> None:
        """See that files can be kept and fetched, where that does not depend on what is checked anyway.

        Raises:
            StorageFailed: they cannot be at the moment.
        """


@dataclass(frozen=True)
class FolderFiles:
    """Files in a folder."""

    folder: Path

    def put(self, source: Path, tick: Progress = no_progress) -> tuple[str, int]:
        """Keep the bytes of `source`."""
        with _refusing("kept"):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".part-", dir=self.folder)  # mkstemp opens it 0600
            part = Path(name)
            try:
                with os.fdopen(handle, "wb") as out, source.open("rb") as given:
                    digest, size = hashlib.sha256(), 0
                    while block := given.read(PART_BYTES):
                        digest.update(block)
                        size += len(block)
                        out.write(block)
                        tick(len(block))
                    out.flush()
                    os.fsync(out.fileno())
                part.replace(self.folder / digest.hexdigest())
                _force_to_disk(self.folder)
            finally:
                part.unlink(missing_ok=True)
        return digest.hexdigest(), size

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """Give the path of the kept file, once its bytes were checked."""
        path = self.folder / _checked(sha256)
        if not path.is_file() or path.is_symlink():
            raise _gone(sha256)
        with path.open("rb") as file:
            _compare(sha256, hashlib.file_digest(file, "sha256").hexdigest())
        yield path

    def has(self, sha256: str) -> bool:
        """Say whether the file is kept."""
        return (self.folder / _checked(sha256)).is_file()

    def remove(self, sha256: str, session: Session) -> None:
        """Take the file away."""
        with _refusing("taken away"):
            (self.folder / _checked(sha256)).unlink(missing_ok=True)
            if self.folder.exists():
                _force_to_disk(self.folder)

    def names(self) -> set[str]:
        """Hashes of everything kept."""
        return {path.name for path in self.folder.glob("*") if _NAME.fullmatch(path.name)}

    def check(self) -> None:
        """Nothing to see: the folder is made with the first file."""


@dataclass(frozen=True)
class DatabaseFiles:
    """Files in parts in the database; `scratch` holds a copy while it is read."""

    database: Database
    scratch: Path

    def put(self, source: Path, tick: Progress = no_progress) -> tuple[str, int]:
        """Keep the bytes of `source`."""
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with self.database.write() as session, source.open("rb") as file:
            session.exec(delete(FilePart).where(col(FilePart.sha256) == sha256))
            number, block = 0, file.read(PART_BYTES)
            while block or not number:  # an empty file has one empty part
                session.add(FilePart(sha256=sha256, number=number, content=block))
                session.flush()
                tick(len(block))
                number, block = number + 1, file.read(PART_BYTES)
        return sha256, source.stat().st_size

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """Give the path of a copy of the kept file, once its bytes were checked."""
        with _scratch_file(self.scratch) as (path, out):
            with out, self.database.read() as session:
                _copy(_parts(session, _checked(sha256)), out, sha256)
            yield path

    def has(self, sha256: str) -> bool:
        """Say whether the file is kept."""
        with self.database.read() as session:
            return session.get(FilePart, (_checked(sha256), 0)) is not None

    def remove(self, sha256: str, session: Session) -> None:
        """Take the parts away."""
        session.exec(delete(FilePart).where(col(FilePart.sha256) == sha256))

    def names(self) -> set[str]:
        """Hashes of everything kept."""
        with self.database.read() as session:
            return set(session.exec(select(FilePart.sha256).distinct()))

    def check(self) -> None:
        """Nothing to see: whoever asks asks the database itself."""


@dataclass(frozen=True)
class ObjectFiles:
    """Files in an object store; `scratch` holds a copy while it is read.

    A file that is kept again is sent again: that mends one whose object was altered.
    """

    store: ObjectStore
    scratch: Path

    def put(self, source: Path, tick: Progress = no_progress) -> tuple[str, int]:
        """Keep the bytes of `source`."""
        with source.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.store.put(sha256, source, tick)
        return sha256, source.stat().st_size

    @contextmanager
    def path(self, sha256: str) -> Iterator[Path]:
        """Give the path of a copy of the kept file, once its bytes were checked."""
        name = _checked(sha256)
        with _scratch_file(self.scratch) as (path, out):
            try:
                with out:
                    _copy(self.store.read(name), out, sha256)
            except KeyError:
                raise _gone(sha256) from None
            yield path

    def has(self, sha256: str) -> bool:
        """Say whether the file is kept."""
        return self.store.has(_checked(sha256))

    def remove(self, sha256: str, session: Session) -> None:
        """Take the file away."""
        self.store.remove(_checked(sha256))

    def names(self) -> set[str]:
        """Hashes of everything kept; other objects below the prefix are none of ours."""
        return {name for name in self.store.names() if _NAME.fullmatch(name)}

    def check(self) -> None:
        """See that the bucket answers."""
        self.store.check()


def open_files(settings: Settings, database: Database) -> Files:
    """Open the configured store of files; nothing is connected before it is used.

    Raises:
        ConfigUnsafe: an object store is configured, and cannot be used safely or at all.
    """
    scratch = settings.data / "scratch"
    if settings.files_in_object_store:
        return ObjectFiles(open_object_store(settings.file_store), scratch)
    if settings.files_in_database:
        return DatabaseFiles(database, scratch)
    return FolderFiles(settings.files_folder)


def check_before_use(files: Files) -> StorageAway | None:
    """See, before any file is taken, that the store is the one that is meant; give its refusal where it is only away.

    Raises:
        StorageFailed: the store answers, and has no such bucket or refuses us. Files hold names: none is sent there.
    """
    try:
        files.check()
    except BucketMissing:
        raise
    except StorageAway as away:
        return away
    return None


@contextmanager
def named(files: Files, sha256: str, ending: str) -> Iterator[Path]:
    """Give a path with an ending (".xlsx") to kept bytes: readers and writers of workbooks judge by it."""
    with files.path(sha256) as path, tempfile.TemporaryDirectory(prefix="screening-") as folder:
        link = Path(folder) / f"list{ending}"
        link.symlink_to(path.absolute())
        yield link


def lock_files(session: Session) -> None:
    """Keep others from taking kept files away, or counting on them, until the transaction of `session` ends.

    On SQLite its writing transaction does that by itself.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _parts(session: Session, sha256: str) -> Iterator[bytes]:
    number = 0
    while (part := session.get(FilePart, (sha256, number))) is not None:
        yield part.content
        session.expunge(part)
        number += 1


@contextmanager
def _scratch_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Give a new file for a copy and its path; the file goes when the context ends, and is to be closed before."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".part-", dir=folder)
    try:
        yield Path(name), os.fdopen(handle, "wb")
    finally:
        Path(name).unlink(missing_ok=True)


def _copy(blocks: Iterator[bytes], out: BinaryIO, sha256: str) -> None:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        out.write(block)
    _compare(sha256, digest.hexdigest())


def _checked(sha256: str) -> str:
    if not _NAME.fullmatch(sha256):
        raise FileStoreError("That is no name of a kept file.", status=404)
    return sha256


def _gone(sha256: str) -> FileStoreError:
    return FileStoreError(f"The file {sha256[:12]}… is no longer kept here.", sha256=sha256)


def _compare(wanted: str, found: str) -> None:
    if wanted != found:
        raise FileStoreError(f"The file {wanted[:12]}… is gone or no longer the bytes that were given.")


@contextmanager
def _refusing(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if isinstance(disk_refusal(error), StorageFull):
            raise StorageFull(
                f"The file could not be {what}; make room on the disk and try again."
            ) from error
        raise StorageFailed(
            f"The file could not be {what}; see that the service may write in its folder."
        ) from error


def _force_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
