"""Rows for review week by week as stacked bars, drawn on the server; the table beside them says the same.

What has no match is left to the table: it is most of every list, and beside it nothing else could be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.runs.statistics import Week

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 220, 44, 12, 26  # pixels of the drawing
STACKED = ("high", "medium", "low", "none", "unscreened")  # from the bottom
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class BarPiece:
    """One part of a bar."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A whole drawing: parts of bars, lines with their figures, and weeks below."""

    pieces: tuple[BarPiece, ...]
    lines: tuple[tuple[float, int], ...]
    weeks: tuple[tuple[float, Week], ...]


def bars(weeks: Sequence[Week]) -> Bars:
    """Lay out the weeks; the highest line is the first round figure that no bar exceeds."""
    most = max((sum(week.rows[kind] for kind in STACKED) for week in weeks), default=0)
    step = _step(most)
    top = max(step, -(-most // step) * step)
    room = HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT) / max(1, len(weeks))

    def height(rows: int) -> float:
        return round(rows / top * room, 1)

    def pieces() -> Iterator[BarPiece]:
        for number, week in enumerate(weeks):
            at = float(HEIGHT - BOTTOM)
            for kind in STACKED:
                if rows := week.rows[kind]:
                    at -= height(rows)
                    yield BarPiece(
                        kind,
                        round(LEFT + number * slot + slot * 0.15, 1),
                        round(at, 1),
                        round(slot * 0.7, 1),
                        height(rows),
                    )

    lines = tuple((round(HEIGHT - BOTTOM - height(rows), 1), rows) for rows in range(0, top + 1, step))
    below = tuple((round(LEFT + (number + 0.5) * slot, 1), week) for number, week in enumerate(weeks))
    return Bars(tuple(pieces()), lines, below)


def _step(most: int) -> int:
    """The distance of lines: 1, 2 or 5 times a power of ten, so that there are five of them at most."""
    power = 1
    while True:
        for each in _STEPS:
            if most <= each * power * 5:
                return each * power
        power *= 10
