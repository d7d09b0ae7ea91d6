"""How much work a text is: counted, so that the same text is read, or is not, on every machine.

A unit is a word looked at, a bearer held against a text, a tenth of a hit: ten to twenty microseconds. Of 12,275 texts of
real affiliations and partners the most is 284, and the most of a subject 316; what is far beyond is a list that should have
been split, or is written to keep somebody waiting. It is not read at all, and that is said: a part of it might leave out
the listed name.

The second look at what was read without a hit has an allowance of its own: what was found before stays, and where the
allowance is used up that is said.
"""

from __future__ import annotations

from screening.link.lookups import LookupRecorder
from screening.progress import Progress, no_progress

MOST_OF_A_TEXT = 5_000
MOST_OF_A_SUBJECT = 30_000  # of all its texts; the next one is then not read
MOST_OF_A_SECOND_LOOK = 5_000  # of a text; it is then read without
MOST_OF_SECOND_LOOKS = 30_000  # of all texts of a subject; the next one is then read without
_EACH = 1_000  # units between two ticks: a fiftieth of a second


class TooMuchWork(Exception):
    """A text is more work than may be done for one."""


class Work:
    """The units done for one text, and what was asked for it; tells a tick of the units."""

    __slots__ = ("_most", "_next", "_tick", "done", "lookups")

    def __init__(
        self, tick: Progress = no_progress, most: int = MOST_OF_A_TEXT, lookups: LookupRecorder | None = None
    ) -> None:
        self.done = 0
        self.lookups = lookups if lookups is not None else LookupRecorder()
        self._tick, self._most, self._next = tick, most, _EACH

    def another(self, most: int) -> Work:
        """Other work for the same text, with an allowance of its own."""
        return Work(self._tick, most, self.lookups)

    def add(self, units: int = 1) -> None:
        """Count work that is about to be done; what the tick raises passes through.

        Raises:
            TooMuchWork: with it there is more than may be done for a text.
        """
        self.done += units
        if self.done > self._most:
            raise TooMuchWork
        if self.done >= self._next:
            self._next = self.done + _EACH
            self._tick(1)
