"""Putting something large together without Python looking through it for garbage again and again.

What is made here, a report, a compiled linker or the results of a portion, is many small objects that live until it is
written and are freed when nothing refers to them; the collector only looks for what refers to itself. Of a hundred
thousand rows it went through all objects many times: half of the time of a report, and a twelfth of that of screening,
where it found nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Inside:
    """How many threads are inside, and whether the collector worked before the first of them came."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.number = 0
        self.worked = True


_inside = _Inside()


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of this process from running until the last who is inside has left."""
    with _inside.lock:
        if not _inside.number:
            _inside.worked = gc.isenabled()
            gc.disable()
        _inside.number += 1
    try:
        yield
    finally:
        with _inside.lock:
            _inside.number -= 1
            if not _inside.number and _inside.worked:
                gc.enable()
