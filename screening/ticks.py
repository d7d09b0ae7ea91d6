"""Being told how far work is: real rows, counted where they are gone through."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int], None]  # told how many more rows were gone through


class RunEnded(Exception):
    """Raised by who is told: nobody waits for this work any more."""


def by_share(tick: Tick, rows: int, size: int) -> Tick:
    """A tick for who goes through `size` bytes of something that holds `rows` rows."""
    gone = told = 0

    def tell(more: int) -> None:
        nonlocal gone, told
        gone += more
        now = gone * rows // max(1, size)
        tick(now - told)
        told = now

    return tell


def untold(_rows: int) -> None:
    """Tell nobody."""
