"""Pausing Python's garbage collector while something large is built.

A report, a compiled linker or the results of a chunk is many small objects that live until it is written and are freed
when nothing refers to them; the collector only looks for objects that refer to each other. With a hundred thousand rows
it went through all objects many times: half of the time of a report, and a twelfth of that of screening, and it found
nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Pauses:
    """How many threads pause the collector, and whether it was enabled before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.number = 0
        self.enabled = True


_pauses = _Pauses()


@contextmanager
def pause_gc() -> Iterator[None]:
    """Pause the collector of this process; it is enabled again when the last pause ends."""
    with _pauses.lock:
        if not _pauses.number:
            _pauses.enabled = gc.isenabled()
            gc.disable()
        _pauses.number += 1
    try:
        yield
    finally:
        with _pauses.lock:
            _pauses.number -= 1
            if not _pauses.number and _pauses.enabled:
                gc.enable()
