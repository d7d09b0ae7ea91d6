"""One file of sections, mapped into memory and shared by every process that maps it.

It is written section by section under another name, forced to disk and renamed: whoever is killed meanwhile leaves the old
file or the new one, never a part. It begins with the hash of the rest and ends with the places of its sections; bytes that
are not those that were written are refused. So is a file that others than its owner may write.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

Buffer = bytes | bytearray | memoryview

_DIGEST = 32
_COUNT = struct.Struct("<Q")
_PLACE = struct.Struct("<QQ")
_ALIGNED = 64  # bytes: whole numbers of every size may then be read in place
_OTHERS_MAY_WRITE = 0o022
_AT_ONCE = 1 << 20  # bytes hashed and written together
_NOTE_ENDING = ".checked"
_CHECK_AGAIN = 86_400  # seconds: a disk may lose bytes without a write
_TICK = 2  # seconds after which another write certainly has another time


class Writer:
    """Takes the sections of a file one after the other, so that none need be held in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self._places: list[bytes] = []
        self._end = _DIGEST
        file.write(bytes(_DIGEST))

    def add(self, pieces: Iterable[Buffer]) -> int:
        """Write a section made of these pieces; its number, counted from 0."""
        self._put(bytes(-self._end % _ALIGNED))
        start = self._end
        for piece in pieces:
            self._put(piece)
        self._places.append(_PLACE.pack(start, self._end - start))
        return len(self._places) - 1

    def close(self) -> None:
        """Write where the sections lie, and the hash of everything."""
        for piece in (*self._places, _COUNT.pack(len(self._places))):
            self._put(piece)
        self._flush()
        self._file.seek(0)
        self._file.write(self._digest.digest())
        self._file.flush()
        os.fsync(self._file.fileno())

    def _put(self, piece: Buffer) -> None:
        size = memoryview(piece).nbytes
        self._end += size
        if size >= _AT_ONCE:  # a table may have a hundred megabytes, which are not copied first
            self._flush()
            self._write(piece)
            return
        self._waiting += piece
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._write(self._waiting)
        self._waiting.clear()

    def _write(self, piece: Buffer) -> None:
        self._digest.update(piece)
        self._file.write(piece)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a file that takes the place of `path` at the end, readable by its owner only.

    Raises:
        OSError: the disk is full or the folder cannot be written; what was there stays.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            writer = Writer(file)
            yield writer
            writer.close()
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def read(path: Path) -> list[memoryview] | None:
    """The sections of a file, mapped; None where it is missing, damaged, or others may write it."""
    try:
        with path.open("rb") as file:
            now, state = time.time(), os.fstat(file.fileno())
            if not _is_own(state):
                return None
            # Private to whoever writes, and nobody does; the product's accelerator refuses read-only arrays.
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
            if not _was_checked(path, state):
                # Read and not mapped: what is touched of a mapping counts as this process's memory, and few pages are needed.
                digest = file.read(_DIGEST)
                if hashlib.file_digest(file, "sha256").digest() != digest:
                    return None
                _note_checked(path, state, now)
    except (OSError, ValueError):  # an empty file cannot be mapped
        return None
    first = len(content)
    if first >= _DIGEST + _COUNT.size:
        (count,) = _COUNT.unpack_from(content, first - _COUNT.size)
        first -= _COUNT.size + _PLACE.size * count
    if not _DIGEST <= first < len(content):  # whole, and yet of another form than we write
        return None
    places = [_PLACE.unpack_from(content, first + _PLACE.size * at) for at in range(count)]
    return [content[start : start + size] for start, size in places]


def used_at(path: Path) -> float:
    """When a file was last written or read by `read`, in seconds since the epoch.

    Raises:
        FileNotFoundError: there is none.
    """
    used = path.stat().st_mtime
    with suppress(FileNotFoundError):
        used = max(used, path.with_suffix(_NOTE_ENDING).stat().st_mtime)
    return used


def remove(path: Path) -> None:
    """Take a file away with the note beside it."""
    for each in (path, path.with_suffix(_NOTE_ENDING)):
        each.unlink(missing_ok=True)


def _is_own(state: os.stat_result) -> bool:
    return state.st_uid == os.getuid() and not state.st_mode & _OTHERS_MAY_WRITE


def _state_text(state: os.stat_result) -> str:
    # A write changes `st_ctime`, and no program can set that.
    return f"{state.st_dev} {state.st_ino} {state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}"


def _was_checked(path: Path, state: os.stat_result) -> bool:
    """Whether the bytes of a file in this state were hashed within a day and were right; notes that it is used."""
    note = path.with_suffix(_NOTE_ENDING)
    try:
        if not _is_own(note.lstat()):
            return False
        checked_at, _, noted = note.read_text(encoding="ascii").partition(" ")
        if noted != _state_text(state) or not 0 <= time.time() - float(checked_at) < _CHECK_AGAIN:
            return False
        os.utime(note)
    except (OSError, ValueError):
        return False
    return True


def _note_checked(path: Path, state: os.stat_result, now: float) -> None:
    """Note that the bytes of a file are right; `now` is when it was in this state, before it was hashed."""
    # A note of a file that was written just now says only that it was used.
    checked_at = now if now - state.st_ctime >= _TICK else 0.0
    # Without a note the next start hashes again.
    with suppress(OSError):
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{checked_at} {_state_text(state)}")
            Path(part).replace(path.with_suffix(_NOTE_ENDING))
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
