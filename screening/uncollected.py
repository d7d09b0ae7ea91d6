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


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of this process from running meanwhile; who is inside together with others may end first."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
