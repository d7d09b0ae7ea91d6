"""Heads of the log, kept outside the database: what finds a missing tail.

One line a head with a mark that only the installation can make and check, appended and forced to the disk. A file
system can lose its newest line, or keep a part of it; then an older head still stands, and receipts beside the reports
hold others.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from screening.errors import ScreeningError

_LONGEST = 4_096  # bytes; a line has 300


class HeadForged(ScreeningError):
    """A noted head does not bear our signature."""

    code = "head-forged"


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the log at some moment."""

    sequence: int
    hash: str
    at: str


class Newest:
    """The newest of the heads that threads of one process wait to note at once: it vouches for all before it.

    Forcing a line to the disk takes longer than keeping a check, so twenty who keep one at once would queue for it.
    """

    def __init__(self) -> None:
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self.newest: Head | None = None
        self.waiting = 0
        self._noted = 0  # sequence of the last one that stands in the file

    @contextmanager
    def of(self, head: Head) -> Iterator[Head | None]:
        """What is to be noted now, so that `head` or one after it is; None where that was done while we waited."""
        with self._lock:
            self.waiting += 1
            if self.newest is None or head.sequence > self.newest.sequence:
                self.newest = head
        try:
            with self._turn:
                wanted = self.newest or head
                if self._noted >= head.sequence:
                    yield None
                    return
                yield wanted
                self._noted = wanted.sequence  # not where the disk would not take it
        finally:
            with self._lock:
                self.waiting -= 1


def sign(key: bytes, said: str) -> str:
    """Give the mark of a text: HMAC-SHA-256 under the service's key, a hundredth of a signature's cost to check."""
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()


def append_head(path: Path, head: Head, key: bytes) -> None:
    """Note a head at the end of the file; forced to the disk before this returns.

    Raises:
        OSError: the disk would not; see `append_line`.
    """
    said = json.dumps(asdict(head), sort_keys=True)
    append_line(path, json.dumps({"head": asdict(head), "signature": sign(key, said)}, sort_keys=True))


def append_line(path: Path, line: str) -> None:
    """Write a line at the end of a file; forced to the disk before this returns.

    A part of a line that a power cut or a full disk left at the end is taken away first.

    Raises:
        OSError: the disk would not; the file holds what it held, but for such a part.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # a line that another process is writing is no torn one
        whole = _whole(handle)
        os.ftruncate(handle, whole)
        said_whole = (line + "\n").encode()
        if os.write(handle, said_whole) != len(said_whole):
            os.ftruncate(handle, whole)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def _whole(handle: int) -> int:
    """How many bytes of the file are whole lines."""
    end = os.fstat(handle).st_size
    tail = os.pread(handle, _LONGEST, max(0, end - _LONGEST))
    return end - len(tail) + tail.rfind(b"\n") + 1


def read_heads(path: Path, key: bytes) -> list[Head]:
    """Read every noted head; a last line that a power cut left torn is passed over.

    Raises:
        HeadForged: a whole line whose signature is not ours.
    """
    if not path.exists():
        return []
    heads = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], start=1):
        try:
            noted = json.loads(line)
            head = Head(**noted["head"])
            signature = str(noted["signature"])
        except (ValueError, KeyError, TypeError) as error:
            raise HeadForged(
                f"Line {number} of {path.name} is no head of the log; restore the file."
            ) from error
        if not hmac.compare_digest(signature, sign(key, json.dumps(asdict(head), sort_keys=True))):
            raise HeadForged(f"Line {number} of {path.name} does not bear our signature; restore the file.")
        heads.append(head)
    return heads
