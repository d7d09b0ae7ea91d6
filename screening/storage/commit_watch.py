"""What was read from a SQLite file, kept for as long as nobody commits to it.

SQLite gives every connection a number that changes whenever another one commits, in this process or in any other
(PRAGMA data_version). Reading it takes some microseconds where a query of the ORM takes several hundred, so what every
call asks for can be kept, and a change counts from the next call on in every process.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Hashable
from itertools import count
from pathlib import Path
from typing import Any

_MOST = 1_000  # values; a few kilobytes each
_opened = count()


class CommitWatch:
    """Values by key, forgotten with the next commit to the file at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        # By process: a connection must not cross a fork.
        self._connections: dict[int, tuple[int, sqlite3.Connection]] = {}
        self._held: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def get(self, key: Hashable, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is read
        """The value of `key`, read where it was not since the last commit; two threads may read it twice, alike.

        Raises:
            sqlite3.Error: the file cannot be looked at.
        """
        # Looked at before anything is read: a commit while it is read makes the value one to be read again.
        state = self._state()
        held, values = self._held
        if held != state or len(values) >= _MOST:
            values = {}
            self._held = (state, values)
        if key not in values:
            values[key] = read()
        return values[key]

    def close(self) -> None:
        """Give the connection of this process back; the next look opens another."""
        with self._lock:
            _, connection = self._connections.pop(os.getpid(), (0, None))
            if connection is not None:
                connection.close()

    def _state(self) -> Hashable:
        """What changes with every commit; numbers of two connections say nothing about each other."""
        process = os.getpid()
        with self._lock:
            if process not in self._connections:
                # Without `mode` a file that is missing would be made.
                uri = f"{self._path.absolute().as_uri()}?mode=rw"
                opened = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
                self._connections[process] = (next(_opened), opened)
            number, connection = self._connections[process]
            return process, number, *connection.execute("PRAGMA data_version").fetchall()
