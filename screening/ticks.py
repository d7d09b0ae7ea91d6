"""Being told how far work is: real rows, counted where they are gone through."""

from __future__ import annotations

from collections.abc import Callable

Tick = Callable[[int], None]  # told how many more rows were gone through


class RunEnded(Exception):
    """Raised by who is told: nobody waits for this work any more."""


def untold(_rows: int) -> None:
    """Tell nobody."""
