"""How many calls of one caller are answered at once, counted over all processes of a machine.

A call that is answered holds the lock of a small empty file. The system takes a lock back when its process ends,
however it ends, so a process that is killed leaves nothing taken.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from screening.errors import ScreeningError
from screening.file_locks import try_place, unlock
from web.formats import number
from web.i18n import _

_WAIT = 1  # seconds that are asked for; most calls are answered sooner


class TooManyAtOnce(ScreeningError):
    """The caller has as many calls under way as it may have."""

    code, status = "too-many-at-once", 429


class Slot:
    """A place among the calls of one caller; closing it twice does no harm."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Give the place to the caller's next call."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            # A child that was forked meanwhile has the file open too: closing ours would leave it locked.
            unlock(handle)


class Slots:
    """Places by the name of what is counted, as locks of files in one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def take(self, name: str, most: int) -> Slot:
        """Take one of `most` places.

        Raises:
            TooManyAtOnce: all of them are taken; `retry_after` says in how many seconds to ask again.
            OSError: it cannot be counted now, so it is not allowed.
        """
        stem = hashlib.sha256(name.encode()).hexdigest()[:32]
        handle = try_place(self._folder, stem, most)
        if handle is None:
            raise TooManyAtOnce(
                _(
                    "This caller has %(most)s calls under way, as many as it may have at once;"
                    " wait for one of them, or upload a list: POST /api/v1/runs takes any length.",
                    most=number(most),
                ),
                retry_after=_WAIT,
            )
        return Slot(handle)
