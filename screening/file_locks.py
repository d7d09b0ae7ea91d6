"""Locks of processes on files: of one name, or one of so many places under it. Only `wait_for_lock` waits for one.

A lock belongs to the open file. It lasts as long as any process has that open, whoever took it, so a child that is
given the file holds the lock too; and the system takes it back however they end, so nothing is left after a kill.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


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


def try_place(folder: Path, name: str, most: int) -> int | None:
    """Take one of `most` places: the lock of a file in `folder` named after `name` and the number of the place.

    Returns:
        As `try_lock`; None where all of them are taken.

    Raises:
        OSError: as `try_lock`.
    """
    for number in range(most):
        if (handle := try_lock(folder / f"{name}-{number}")) is not None:
            return handle
    return None


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
