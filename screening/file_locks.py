"""Locks of processes on files: of one file, or one of so many slots under a name. Only `wait_for_lock` waits for one.

A lock belongs to the open file. It lasts as long as any process has that open, whoever took it, so a child that is
given the file holds the lock too; and the system takes it back however they end, so nothing is left after a kill.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from screening.caches import MemoCache


def try_lock(path: Path) -> int | None:
    """Lock the file at `path`, which is made for its owner alone where there is none.

    Returns:
        The open file, or None where somebody else has the lock. Closing it gives the lock back once every child that
        was given the file has ended too; `unlock` gives it back at once.

    Raises:
        OSError: the file cannot be made or locked.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def wait_for_lock(path: Path) -> int:
    """Lock the file at `path` as `try_lock` does, once whoever has the lock has given it back or ended.

    Raises:
        OSError: as `try_lock`.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except BaseException:
        os.close(handle)
        raise
    return handle


def unlock(handle: int) -> None:
    """Give a lock back and close its file, although a child may have that open too."""
    fcntl.flock(handle, fcntl.LOCK_UN)
    os.close(handle)


def is_locked(path: Path) -> bool:
    """Whether somebody has the lock of the file at `path` now; nobody has where there is no file."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


class Slot:
    """One of the slots of a name, taken; to give it back twice does no harm.

    Args:
        handle: its open and locked file.
        number: which it is of its name.
        free: where to note that it was given back.
    """

    def __init__(self, handle: int, number: int, free: set[int]) -> None:
        self._handle, self._number, self._free = handle, number, free

    def __del__(self) -> None:
        self.close()

    @property
    def handle(self) -> int:
        """The open file, for a child that is to hold the slot, too."""
        return self._handle

    def close(self) -> None:
        """Give the slot back at once, although a child that was forked meanwhile may have the file open."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            unlock(handle)
            self._free.add(self._number)

    def leave(self) -> None:
        """Give the slot back once every child that was given the file has ended."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)


class Slots:
    """So many slots under each name, counted over all processes of a machine, as locks of files in one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        # By name, which slots this process gave back last: they are tried first, since every try opens a file.
        self._free: MemoCache[set[int]] = MemoCache()

    def take(self, name: str, most: int) -> Slot | None:
        """Take one of `most` slots of a name; None where all of them are taken.

        Raises:
            OSError: as `try_lock`; it cannot be counted now, so nothing is allowed.
        """
        stem = hashlib.sha256(name.encode()).hexdigest()[:32]
        free = self._free.get(name, set)
        for number in chain(_popped(free), range(most)):
            if number < most and (handle := try_lock(self._folder / f"{stem}-{number}")) is not None:
                return Slot(handle, number, free)
        return None


def _popped(numbers: set[int]) -> Iterator[int]:
    """The numbers of a set that other threads take from, too; each is out of it once it is given."""
    with suppress(KeyError):
        while True:
            yield numbers.pop()
