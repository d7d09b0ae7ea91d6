"""Writing that survives a kill and a power cut.

A file is whole under its name or not there: temporary file in the same folder, fsync, rename, fsync of the
folder. What a killed writer leaves behind is a file whose name begins with `UNFINISHED`; the next holder of
the lock removes it.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchlists.errors import ListsBusy, StoreUnwritable

UNFINISHED = "unfinished-"


def write_durably(path: Path, content: bytes) -> None:
    """Put `content` under `path` in one step, replacing what was there.

    Raises:
        StoreUnwritable: full disk, missing rights; what was under `path` is still there.
    """
    temporary = ""
    try:
        _make_folder(path.parent)
        number, temporary = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        try:
            _write_all(number, content)
            os.fsync(number)
        finally:
            os.close(number)
        os.replace(temporary, path)  # noqa: PTH105 - one step by POSIX; the same call that tests make fail
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise StoreUnwritable(
            f"{path.parent} cannot be written ({error.strerror}); nothing has changed. Free space or mend the "
            "rights and run the command again.",
            reason=error.strerror,
        ) from error


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)  # the service refuses a data folder that others may read
        sync_folder(folder.parent)


def _write_all(number: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(number, rest) :]


def sync_folder(folder: Path) -> None:
    """Force the names in `folder` to disk; without this a rename may be forgotten in a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only one who changes `folder`; the lock ends with the program, however that ends.

    Raises:
        ListsBusy: another program holds it; it is not waited for.
        StoreUnwritable: the folder cannot be made.
    """
    try:
        _make_folder(folder)
        lock = (folder / "lock").open("ab")
    except OSError as error:
        raise StoreUnwritable(
            f"{folder} cannot be written ({error.strerror}).", reason=error.strerror
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ListsBusy(
                "Another command is changing the lists just now; run this one again when it has ended."
            ) from error
        _clear_unfinished(folder)
        yield


def _clear_unfinished(folder: Path) -> None:
    for path in folder.rglob(f"{UNFINISHED}*"):
        with suppress(OSError):
            path.unlink()
